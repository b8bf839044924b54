"""A class: many solo games of one scenario, sent in as postcards, put beside each other on the five meters.

The meters are never added up. A game is called undominated where no other one is at least as good on all five and
better on one; that is no ranking, and many games of a class can be so at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Fault, FournosError, InputError, shown
from sim.game.debrief.chances import as_played
from sim.game.debrief.revelations import RoadTaken
from sim.game.postcards import Card, Load, read, replayed
from sim.language import _, clean, plural
from sim.scenario import Scenario
from sim.study.meters import METERS

COMMENT = "#"
LONGEST_LABEL = 60
MOST = 500
"""Games of a class."""
SAME = 1e-9
"""Meters no further apart count as the same."""


@dataclass(frozen=True)
class Code:
    """A line of a list of codes: its number in the file, its label ("" for none), and the postcard."""

    line: int
    label: str
    code: str

    def fault(self, why: object) -> Fault:
        """Return what is wrong with it."""
        return Fault(self.label, str(why), self.line)


@dataclass(frozen=True)
class Game:
    """A game of a class.

    Attributes
    ----------
    number, label : its number in the class, from 1, and what it is called.
    seats, seed, players : seats that persons played, its seed, and who played each seat, in text notation.
    orders : phases in which persons handed in an order of their own.
    ending : how it ended, in words.
    meters : the five meters at the end, by name.
    courses : the five meters from the opening on, by name.
    best : whether no other game of the class is at least as good on all meters and better on one.
    code : the postcard.
    """

    number: int
    label: str
    seats: tuple[str, ...]
    seed: int
    players: tuple[str, ...]
    orders: int
    ending: str
    meters: Mapping[str, float]
    courses: Mapping[str, tuple[float, ...]]
    best: bool
    code: str


@dataclass(frozen=True)
class Class:
    """A class.

    Attributes
    ----------
    scenario : what was played.
    games : at least one, in the order of the list.
    differ : in what the games differ beside their orders, a sentence each; empty if in nothing.
    faults : lines that were left out, and why.
    """

    scenario: Scenario
    games: tuple[Game, ...]
    differ: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _Sent:
    """A game that was sent in."""

    code: Code
    card: Card


def codes(text: str) -> tuple[Code, ...]:
    """Read a list of codes: one a line, with a label before a tab or a comma; lines that begin with # are comments.

    Raises
    ------
    InputError
        If there is none, or there are too many.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith(COMMENT):
            label, _sign, code = line.strip().rpartition("\t" if "\t" in line.strip() else ",")
            words = " ".join(clean(label, field="label").split())
            found.append(Code(number, shown(words, LONGEST_LABEL), code.strip()))
    if not found:
        raise InputError(_("There is no postcard in this list: one stands on each line."), field="codes")
    if len(found) > MOST:
        message = _("This list holds {count} postcards; a class has at most {most}.")
        raise InputError(message.format(count=len(found), most=MOST), field="codes", got=len(found))
    return tuple(found)


def gathered(
    listed: Sequence[Code],
    load: Load,
    *,
    skip_bad: bool = False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Class:
    """Play the games of a class again and put them beside each other.

    Parameters
    ----------
    load : finds a scenario by name and start.
    skip_bad : leave out lines that cannot be used, instead of refusing all.
    progress : told the share that is done.

    Raises
    ------
    InputError
        If lines cannot be used: all of them are listed with their numbers. With `skip_bad`, if none can.
    """
    faults: list[Fault] = []
    sent = _of_one_scenario(_read(listed, load, faults), faults)
    roads: list[tuple[_Sent, RoadTaken]] = []
    for place, each in enumerate(sent):
        progress(place / len(sent))
        try:
            roads.append((each, _played(each.card)))
        except FournosError as error:
            faults.append(each.code.fault(error))
    if not roads or (faults and not skip_bad):
        raise _refused(faults)
    best = undominated([road.meters for _each, road in roads])
    games = tuple(
        _game(number, each, road, good) for number, ((each, road), good) in enumerate(zip(roads, best, strict=True), 1)
    )
    return Class(roads[0][0].card.setup.scenario, games, tuple(_differ(games)), tuple(faults))


def undominated(rows: Sequence[Mapping[str, float]]) -> list[bool]:
    """Return of each row of meters whether no other is at least as good on all five and better on one."""
    signed = [[meter.sign * row[meter.name] for meter in METERS] for row in rows]
    return [not any(_beats(other, mine) for other in signed) for mine in signed]


def _beats(other: Sequence[float], mine: Sequence[float]) -> bool:
    gaps = [a - b for a, b in zip(other, mine, strict=True)]
    return min(gaps) >= -SAME and max(gaps) > SAME


def _read(listed: Sequence[Code], load: Load, faults: list[Fault]) -> list[_Sent]:
    """Return the cards of a list; lines that hold none are noted."""
    found = []
    for code in listed:
        try:
            found.append(_Sent(code, read(code.code, load)))
        except FournosError as error:
            faults.append(code.fault(error))
    return found


def _of_one_scenario(sent: list[_Sent], faults: list[Fault]) -> list[_Sent]:
    """Return the games of the scenario and start that most have played; the others are noted."""
    if not sent:
        return []
    (digest, _count), *_rest = Counter(each.card.setup.scenario.digest for each in sent).most_common()
    usual = next(each for each in sent if each.card.setup.scenario.digest == digest)
    words = _("it was played on {name}, and the others on {usual}.")
    for each in sent:
        if each.card.setup.scenario.digest != digest:
            names = {"name": _named(each), "usual": _named(usual)}
            faults.append(each.code.fault(words.format(**names)))
    return [each for each in sent if each.card.setup.scenario.digest == digest]


def _named(sent: _Sent) -> str:
    scenario = sent.card.setup.scenario
    return f"{scenario.name} --start {scenario.begins}" if scenario.begins else scenario.name


def _played(card: Card) -> RoadTaken:
    """Return how a game went.

    Raises
    ------
    FournosError
        If it cannot be replayed, or is not over.
    """
    with replayed(card) as table:
        if not table.over:
            message = _("the game is not over: {done} of {all} quarters were played.")
            done = len(table.record.quarters)
            raise InputError(message.format(done=done, all=card.setup.scenario.quarters), field="postcard")
        return as_played(table)


def _refused(faults: Sequence[Fault]) -> InputError:
    """Return all that is wrong with a list as one error."""
    count = plural("One line cannot be used:", "{n} lines cannot be used:", len(faults)).format(n=len(faults))
    rows = sorted(faults, key=lambda fault: fault.line or 0)
    return InputError("\n".join([count, *(f"  {fault}" for fault in rows)]), field="codes", got=len(faults))


def _game(number: int, sent: _Sent, road: RoadTaken, best: bool) -> Game:
    setup = sent.card.setup
    given = [
        text for step in sent.card.steps for seat, text in step.body.get("given", {}).items() if seat in setup.persons
    ]
    return Game(
        number,
        sent.code.label or _("game {number}").format(number=number),
        setup.persons,
        setup.seed,
        tuple(f"{seat}={player}" for seat, player in setup.players.items()),
        sum(bool(text) for text in given),
        road.ending,
        road.meters,
        road.paths,
        best,
        sent.code.code,
    )


def _differ(games: Sequence[Game]) -> Iterator[str]:
    """Yield in what games differ that are to be compared."""
    kinds: tuple[tuple[str, Callable[[Game], str]], ...] = (
        (_("Not all games have the same seed, so that they met other luck: {kinds}."), lambda game: str(game.seed)),
        (_("Not all games have the same players: {kinds}."), lambda game: " ".join(game.players)),
    )
    for words, of in kinds:
        found = Counter(of(game) for game in games)
        if len(found) > 1:
            listed = [_("{what} ({count})").format(what=what, count=count) for what, count in found.most_common(5)]
            more = len(found) - len(listed)
            listed += [_("and {count} more").format(count=more)] if more else []
            yield words.format(kinds="; ".join(listed))
