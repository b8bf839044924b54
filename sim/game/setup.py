"""What a game is: a scenario, who plays each seat, and a seed; with the notation of players, both ways.

- `person`: somebody at this machine; the seat opens with its usual doctrine
- `bamboo`: the computer, holding that doctrine
- `planner:2`: the computer, searching its own orders, at the second of three levels
- `planner:2/bamboo`: likewise, from that doctrine; and `person/bamboo`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.doctrines import names as doctrines
from sim.errors import InputError, OutOfRange, UnknownName
from sim.game.origin import Origin
from sim.language import _, clean
from sim.policy import policies
from sim.scenario import Scenario
from sim.scenario_file import parse

PERSON, COMPUTER, PLANNER = "person", "computer", "planner"
LEVELS = (1, 2, 3)
LONGEST_TITLE = 80
"""Characters of a game's title."""


@dataclass(frozen=True)
class Player:
    """Who plays a seat.

    Attributes
    ----------
    kind : "person", "computer" (it follows its doctrine) or "planner" (it searches its orders).
    doctrine : what the seat holds at the opening, a policy in text notation; "" for the scenario's.
    level : 1 to 3 for a planner, else 0.
    """

    kind: str
    doctrine: str = ""
    level: int = 0

    def __str__(self) -> str:
        if self.kind == COMPUTER:
            return self.doctrine or COMPUTER
        head = f"{PLANNER}:{self.level}" if self.kind == PLANNER else PERSON
        return f"{head}/{self.doctrine}" if self.doctrine else head

    @classmethod
    def parse(cls, text: str, seat: str, scenario: Scenario) -> Player:
        """Read a player of a seat.

        Raises
        ------
        UnknownName, OutOfRange, InputError
            If it is no player, the level is none, or the doctrine is unknown or not to be had in this scenario.
        """
        plain = clean(text, field="player", limit=500).strip()
        head, _slash, held = plain.partition("/")
        kind, colon, level = head.partition(":")
        if kind not in (PERSON, PLANNER, COMPUTER):
            kind, colon, held = COMPUTER, "", plain
        if kind == COMPUTER and held == COMPUTER:
            held = ""
        if kind == PLANNER:
            number = int(level) if level.isdecimal() and len(level) < 3 else 0 if colon else 2
            if number not in LEVELS:
                raise OutOfRange(_("level of a planner"), level, LEVELS[0], LEVELS[-1])
            return cls(kind, _doctrine(held, seat, scenario), number)
        return cls(kind, _doctrine(held, seat, scenario))


def _doctrine(text: str, seat: str, scenario: Scenario) -> str:
    """Return a doctrine that a seat may hold here, as it was written."""
    if not text:
        return ""
    try:
        policies(scenario, {seat: text})
    except UnknownName as error:
        role = scenario.role_of(seat)
        raise UnknownName(
            _("player of {seat}").format(seat=seat),
            text,
            (PERSON, "planner:1", "planner:2", "planner:3", *doctrines(role)),
        ) from error
    return text


@dataclass(frozen=True)
class Setup:
    """What a game is made of; fixed when it opens.

    Attributes
    ----------
    scenario : what is played, a start of it included.
    players : who plays each seat, in the order of the scenario's seats.
    seed : whole number that fixes all chance of the game.
    skin : name of the invented names under which it is shown; "" for the real ones.
    title : what its players call it; "" for the scenario's title.
    declined : seats that somebody was offered and would rather leave to the computer.
    origin : the run of a study that it is; None for a game of its own.
    """

    scenario: Scenario
    players: Mapping[str, Player]
    seed: int
    skin: str = ""
    title: str = ""
    declined: tuple[str, ...] = field(default=())
    origin: Origin | None = None

    def __post_init__(self) -> None:
        """Check the seats, and put them in the scenario's order."""
        for seat in self.players:
            if seat not in self.scenario.seats:
                raise UnknownName(_("seat of {name}").format(name=self.scenario.name), seat, self.scenario.seats)
        whole = {seat: self.players.get(seat, Player(COMPUTER)) for seat in self.scenario.seats}
        object.__setattr__(self, "players", whole)
        object.__setattr__(self, "title", clean(self.title, field="title", limit=LONGEST_TITLE).replace("\n", " "))
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            message = _("The seed must be a whole number from 0 on, not {seed!r}.").format(seed=self.seed)
            raise InputError(message, field="seed", got=self.seed)

    @classmethod
    def of(cls, scenario: Scenario, seats: Mapping[str, str], seed: int, *, skin: str = "", title: str = "") -> Setup:
        """Return the setup of a scenario with players in their notation; seats not named are the computer's.

        Raises
        ------
        UnknownName, OutOfRange, InputError
            If a seat, a player or the seed is not allowed.
        """
        for seat in seats:
            if seat not in scenario.seats:
                raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
        players = {seat: Player.parse(text, seat, scenario) for seat, text in seats.items()}
        return cls(scenario, players, seed, skin, title)

    @property
    def doctrines(self) -> dict[str, str]:
        """The doctrine that each seat holds at the opening, in text notation."""
        return {seat: player.doctrine or self.scenario.seats[seat].doctrine for seat, player in self.players.items()}

    @property
    def persons(self) -> tuple[str, ...]:
        """Seats that persons play, in the scenario's order."""
        return tuple(seat for seat, player in self.players.items() if player.kind == PERSON)

    @property
    def planners(self) -> tuple[str, ...]:
        """Seats that search their own orders."""
        return tuple(seat for seat, player in self.players.items() if player.kind == PLANNER)

    @property
    def options(self) -> dict[str, Any]:
        """What models beside the game's own are given as it was: parameters, opening, mends and theories of a run."""
        return self.origin.options if self.origin else {}

    def still(self, quarter: int) -> bool:
        """Whether seats make no moves in a quarter, from 0: a run of a study may go without them."""
        run = self.origin
        return run is not None and run.case.moves != "on" and quarter < run.until

    def about(self) -> dict[str, str]:
        """Return what lists of games and exports tell of it, as texts."""
        return {
            "title": self.title or self.scenario.title,
            "scenario": self.scenario.name,
            "digest": self.scenario.digest,
            "start": self.scenario.start,
            "quarters": str(self.scenario.quarters),
            "seats": ",".join(self.persons),
            "seed": str(self.seed),
            "skin": self.skin,
            **({"study": f"{self.origin.study} {self.origin.row}"} if self.origin else {}),
        }

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, the scenario's whole text included."""
        return {
            "scenario": self.scenario.name,
            "text": self.scenario.text,
            "players": {seat: str(player) for seat, player in self.players.items()},
            "seed": self.seed,
            "skin": self.skin,
            "title": self.title,
            "declined": list(self.declined),
            **({"origin": self.origin.to_data()} if self.origin else {}),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Setup:
        """Return the setup that `to_data` was made of.

        Raises
        ------
        FournosError
            If the text is no scenario of this release, or a player is unknown in it.
        """
        scenario = parse(str(data["text"]), f"{data['scenario']} (kept in the game)")
        origin = Origin.from_data(data["origin"], scenario) if data.get("origin") else None
        scenario = origin.scenario if origin else scenario
        players = {seat: Player.parse(text, seat, scenario) for seat, text in data["players"].items()}
        declined = tuple(data.get("declined", ()))
        return cls(scenario, players, int(data["seed"]), str(data["skin"]), str(data["title"]), declined, origin)
