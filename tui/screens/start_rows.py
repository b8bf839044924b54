"""The rows and the texts of the start screen, from a scenario and what has been chosen so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import TYPE_CHECKING

from sim.language import _, plural
from tui.play_options import PlayOptions
from tui.widgets.choice_list import HEAD, MANY, ONE, TEXT, Row
from tui.widgets.text_panel import Part

if TYPE_CHECKING:
    from sim.scenario import Scenario

TITLE = re.compile(r'^title = "(.*)"$', re.MULTILINE)
BEGIN, BACK, SEED, NAME, WHITE_CELL = "begin", "back", "seed", "name", "white_cell"
NOBODY = "seat:"
FIRST = "tutorial"
"""The scenario that teaches the game stands first."""


@dataclass(frozen=True)
class Chosen:
    """What has been chosen for a new game.

    Attributes
    ----------
    persons : seats that persons play, in the order in which they were taken; none to watch.
    players : players of seats in their notation, where they are not the scenario's.
    declined : seats offered to somebody who would rather leave them to the computer.
    start, seed, skin, title, white_cell : as in `PlayOptions`.
    """

    persons: tuple[str, ...]
    players: Mapping[str, str] = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    start: str | None = None
    seed: int | None = None
    skin: str = ""
    title: str = ""
    white_cell: bool = False

    def options(self, scenario: Scenario, base: PlayOptions) -> PlayOptions:
        """Return the options of the game, `base` where nothing was chosen."""
        players = {seat: text for seat, text in self.players.items() if seat not in self.persons}
        return replace(
            base,
            scenario=scenario.name,
            start=self.start,
            seats=self.persons,
            players=players,
            declined=tuple(seat for seat in self.declined if seat not in self.persons),
            seed=self.seed,
            skin=self.skin,
            title=self.title,
            white_cell=self.white_cell,
            observe=not self.persons,
            hotseat=False,
        )


def titles() -> dict[str, str]:
    """Return the title of each scenario by name, read without the libraries that checking a scenario takes."""
    from scenarios import names

    ordered = sorted(names(), key=lambda name: name != FIRST)
    found = {}
    for name in ordered:
        text = resources.files("scenarios").joinpath(f"{name}.toml").read_text("utf-8")
        match = TITLE.search(text)
        found[name] = _(match[1]) if match else name
    return found


def scenario_rows(saved: list[Row]) -> list[Row]:
    """Return the game played last, the scenarios with the one to begin with first, and the other saved games."""
    rows = [Row("", _("Go on"), HEAD), *saved[:1]] if saved else []
    rows.append(Row("", _("New game"), HEAD))
    rows += [Row(f"scenario:{name}", title, TEXT) for name, title in titles().items()]
    return [*rows, Row("", _("Saved games"), HEAD), *saved[1:]] if saved[1:] else rows


def briefing(scenario: Scenario) -> list[Part]:
    """Return what a player should read before choosing a scenario."""
    from sim.game.content_notes import before_play, on_translation

    turns = plural("{n} quarter", "{n} quarters", scenario.quarters).format(n=scenario.quarters)
    length = _("{period}. {turns}, about {minutes} minutes.").format(
        period=_(scenario.period), turns=turns, minutes=scenario.minutes
    )
    notes = [note for note in (*before_play(scenario), on_translation()) if note]
    return [
        Part(_(scenario.title), (length, "", _(scenario.briefing).strip())),
        Part(_("Before you play"), (" ".join(notes),)),
        Part(_("What this scenario is for"), tuple(f"- {_(goal)}" for goal in scenario.teaching_goals)),
        Part(_("What it leaves out"), (_(scenario.limits).strip(),)),
    ]


def setup_rows(scenario: Scenario, chosen: Chosen) -> tuple[list[Row], set[str]]:
    """Return the rows in which a game is set up, and the ids of those that are taken."""
    rows = [Row(BEGIN, _("Begin the game"), TEXT, detail=begin_text(scenario, chosen))]
    rows.append(Row("", _("You play"), HEAD))
    rows += [_seat_row(scenario, seat) for seat in scenario.seats]
    rows.append(Row(NOBODY, _("nobody: I watch"), ONE, "seat", detail=_("The computer plays all seats; you look on.")))
    rows.append(Row("", _("The other seats (Enter changes who plays)"), HEAD))
    first = chosen.persons[0] if chosen.persons else ""
    rows += [_player_row(scenario, seat, chosen) for seat in scenario.seats if seat != first]
    taken = {f"seat:{first}"}
    if scenario.starts:
        rows.append(Row("", _("Opening"), HEAD))
        usual = _("the scenario's own: {when}").format(when=_(scenario.moment or scenario.period))
        rows.append(Row("start:", usual, ONE, "start", detail=_(scenario.briefing).strip()))
        rows += [
            Row(f"start:{name}", _(start.title), ONE, "start", detail=_(start.briefing).strip())
            for name, start in scenario.starts.items()
        ]
        taken.add(f"start:{chosen.start or ''}")
    more, names = _more_rows(chosen)
    return [*rows, *more], taken | names


def begin_text(scenario: Scenario, chosen: Chosen) -> str:
    """Return what beginning the game means, with who plays whom."""
    from sim.game.content_notes import before_play

    seats = [
        _("{seat}: {player}").format(seat=_(row.label), player=player_text(scenario, seat, chosen))
        for seat, row in scenario.seats.items()
    ]
    head = _("Enter begins the game with:")
    return "\n".join([head, *(f"- {line}" for line in seats), "", *before_play(scenario)])


def _seat_row(scenario: Scenario, seat: str) -> Row:
    from sim.game.content_notes import before_seat

    role = scenario.role_of(seat)
    detail = [_role_text(role.value), *before_seat(scenario, seat)]
    return Row(f"seat:{seat}", _(scenario.seats[seat].label), ONE, "seat", detail=" ".join(detail))


def _player_row(scenario: Scenario, seat: str, chosen: Chosen) -> Row:
    label = _(scenario.seats[seat].label)
    who = player_text(scenario, seat, chosen)
    text = _("{seat}: {player}").format(seat=label, player=who)
    return Row(f"player:{seat}", text, TEXT, detail=_player_detail(scenario, seat, chosen.players.get(seat, "")))


def _player_detail(scenario: Scenario, seat: str, player: str) -> str:
    from sim.doctrines import doctrine

    name = player.partition("/")[2] or player
    known = name if name in scenario.seats[seat].doctrines else scenario.seats[seat].doctrine
    return _("{name}: {text} Enter changes who plays this seat.").format(
        name=known, text=doctrine(scenario.role_of(seat), known).text
    )


def player_text(scenario: Scenario, seat: str, chosen: Chosen) -> str:
    """Return who plays a seat, in words."""
    from sim.game.setup import PERSON, PLANNER, Player

    if seat in chosen.persons:
        return _("a person at this machine")
    player = Player.parse(chosen.players.get(seat, "computer"), seat, scenario)
    doctrine = player.doctrine or scenario.seats[seat].doctrine
    if player.kind == PLANNER:
        words = _("computer, plans ahead at level {level} from {doctrine}")
        return words.format(level=player.level, doctrine=doctrine)
    return _("a person at this machine") if player.kind == PERSON else _("computer, {name}").format(name=doctrine)


def player_rows(scenario: Scenario, seat: str) -> list[Row]:
    """Return who may play a seat, for the dialog that changes it."""
    from sim.doctrines import doctrine
    from sim.game.setup import LEVELS, PLANNER

    role, usual = scenario.role_of(seat), scenario.seats[seat].doctrine
    person = _("somebody else at this machine; a curtain stands between you")
    rows = [Row("", _("A person"), HEAD), Row("person", person, ONE, "player")]
    rows.append(Row("", _("The computer follows a doctrine"), HEAD))
    for name in scenario.seats[seat].doctrines:
        shown = _("{name} (usual here)").format(name=name) if name == usual else name
        rows.append(Row(name, shown, ONE, "player", detail=doctrine(role, name).text))
    rows.append(Row("", _("The computer plans ahead by simulating"), HEAD))
    detail = _("It searches its own orders from what its seat may know, and says why it chose. Higher looks further.")
    rows += [Row(f"{PLANNER}:{n}", _("level {n}").format(n=n), ONE, "player", detail=detail) for n in LEVELS]
    return rows


def _more_rows(chosen: Chosen) -> tuple[list[Row], set[str]]:
    from sim.game import skins

    rows = [Row("", _("Names"), HEAD), Row("skin:", _("real names"), ONE, "skin")]
    rows += [Row(f"skin:{skin.name}", skin.title, ONE, "skin", detail=skin.text) for skin in skins.table().values()]
    seed = _("drawn when the game begins") if chosen.seed is None else str(chosen.seed)
    about = _("The seed fixes all chance: the same seed and orders give the same game.")
    rows.append(Row("", _("More"), HEAD))
    rows.append(Row(SEED, _("Seed: {seed}").format(seed=seed), TEXT, detail=about))
    title = chosen.title or _("the scenario's")
    rows.append(Row(NAME, _("Name of the game: {title}").format(title=title), TEXT))
    facilitate = _("All seats on one page, for a teacher: pause, step back, bring in an event, set a result by hand.")
    rows.append(Row(WHITE_CELL, _("Begin on the facilitator's page"), MANY, detail=facilitate))
    rows.append(Row(BACK, _("Another scenario"), TEXT, detail=_("Esc does the same.")))
    return rows, {f"skin:{chosen.skin}"} | ({WHITE_CELL} if chosen.white_cell else set())


def _role_text(role: str) -> str:
    words = {
        "target": _("The middle power beside the great one: it lives with the neighbour and keeps its own choices."),
        "challenger": _("The great neighbour: it wants its way, and decides how far to press for it."),
        "patron_a": _("The first patron, far away: how much to help, and what that commits it to."),
        "patron_b": _("The second patron, which is tied to both sides: what it supplies, and to whom it leans."),
    }
    return words[role]
