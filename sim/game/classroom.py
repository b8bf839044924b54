"""A class: many solo games of one scenario, sent in as postcards, put beside each other on the five meters.

Games need not be over: all are compared after as many quarters as the shortest of them has, or as one is asked for.
The meters are never added up. A game is called undominated where no other one is at least as good on all five and
better on one; that is no ranking, and many games of a class can be so at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sim.errors import Fault, FournosError, InputError, OutOfRange
from sim.game.class_list import Code, once
from sim.game.debrief.chances import as_played
from sim.game.debrief.revelations import RoadTaken
from sim.game.postcards import Card, Load, read, replayed
from sim.language import _, plural
from sim.progress import Meter, Report
from sim.scenario import Scenario
from sim.study.meters import METERS

SAME = 1e-9
"""Meters no further apart count as the same."""


@dataclass(frozen=True)
class Game:
    """A game of a class.

    Attributes
    ----------
    number, label : its number in the class, from 1, and what it is called.
    seats, seed, players : seats that persons played, its seed, and who played each seat, in text notation.
    orders : phases in which persons handed in an order of their own.
    quarters : how many of them were played.
    ending : how it ended, in words; "" where it is not over.
    meters : the five meters where games are compared, by name.
    courses : the five meters from the opening up to there, by name.
    best : whether no other game of the class is at least as good on all meters and better on one.
    code : the postcard.
    """

    number: int
    label: str
    seats: tuple[str, ...]
    seed: int
    players: tuple[str, ...]
    orders: int
    quarters: int
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
    after : quarters after which games are compared.
    games : at least one, in the order of the list.
    differ : in what the games differ beside their orders, a sentence each; empty if in nothing.
    faults : lines that were left out, and why.
    """

    scenario: Scenario
    after: int
    games: tuple[Game, ...]
    differ: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _Sent:
    """A game that was sent in, and how it went once it has been played again."""

    code: Code
    card: Card
    road: RoadTaken | None = None

    @property
    def went(self) -> RoadTaken:
        """How it went."""
        assert self.road is not None
        return self.road

    @property
    def quarters(self) -> int:
        """How many quarters were played."""
        return min(map(len, self.went.paths.values())) - 1


def gathered(
    listed: Sequence[Code],
    load: Load,
    *,
    after: int | None = None,
    skip_bad: bool = False,
    report: Report | None = None,
) -> Class:
    """Play the games of a class again and put them beside each other.

    Parameters
    ----------
    load : finds a scenario by name and start.
    after : quarters after which they are compared, without games that do not go so far; those of the shortest if None.
    skip_bad : leave out lines that cannot be used, instead of refusing all.
    report : told how many games have been played again.

    Raises
    ------
    OutOfRange
        If no game goes so far.
    InputError
        If lines cannot be used: all of them are listed with their numbers. With `skip_bad`, if none can.
    """
    faults: list[Fault] = []
    listed, twice = once(listed)
    sent = _again(_of_one_scenario(_read(listed, load, faults), faults), faults, report)
    if not sent or (faults and not skip_bad):
        raise _refused(faults)
    longest = max(each.quarters for each in sent)
    if after is not None and not 1 <= after <= longest:
        raise OutOfRange(_("quarters after which to compare"), after, 1, longest)
    goal = min(each.quarters for each in sent) if after is None else after
    short = [each for each in sent if each.quarters < goal]
    words = _("it has {done} of the {goal} quarters after which the class is compared.")
    faults += [each.code.fault(words.format(done=each.quarters, goal=goal)) for each in short]
    kept = [each for each in sent if each.quarters >= goal]
    meters = [_meters(each, goal) for each in kept]
    rows = zip(kept, meters, undominated(meters), strict=True)
    games = tuple(_game(number, each, found, goal, best) for number, (each, found, best) in enumerate(rows, 1))
    differ = [*_differ(games, goal)]
    if twice:
        differ.append(_("Sent twice, and counted once: {labels}.").format(labels=", ".join(twice)))
    return Class(kept[0].card.setup.scenario, goal, games, tuple(differ), tuple(faults))


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


def _again(sent: Sequence[_Sent], faults: list[Fault], report: Report | None) -> list[_Sent]:
    """Return games with how they went; those that cannot be played again are noted."""
    meter, found = Meter(max(len(sent), 1), _("games played again"), report), []
    for each in sent:
        try:
            with replayed(each.card) as table:
                if not table.record.quarters:
                    raise InputError(_("no quarter of it has been played."), field="postcard")
                found.append(replace(each, road=as_played(table)))
        except FournosError as error:
            faults.append(each.code.fault(error))
        meter.advance(1)
    return found


def _meters(sent: _Sent, after: int) -> dict[str, float]:
    """Return the meters of a game after some quarters: as measured at the end, where that is the end."""
    if after == sent.card.setup.scenario.quarters:
        return dict(sent.went.meters)
    return {name: path[after] for name, path in sent.went.paths.items()}


def _refused(faults: Sequence[Fault]) -> InputError:
    """Return all that is wrong with a list as one error."""
    count = plural("One line cannot be used:", "{n} lines cannot be used:", len(faults)).format(n=len(faults))
    rows = sorted(faults, key=lambda fault: fault.line or 0)
    return InputError("\n".join([count, *(f"  {fault}" for fault in rows)]), field="codes", got=len(faults))


def _game(number: int, sent: _Sent, meters: Mapping[str, float], after: int, best: bool) -> Game:
    setup = sent.card.setup
    given = [
        text for step in sent.card.steps for seat, text in step.body.get("given", {}).items() if seat in setup.persons
    ]
    over = sent.quarters == setup.scenario.quarters
    return Game(
        number,
        sent.code.label or _("game {number}").format(number=number),
        setup.persons,
        setup.seed,
        tuple(f"{seat}={player}" for seat, player in setup.players.items()),
        sum(bool(text) for text in given),
        sent.quarters,
        sent.went.ending if over else "",
        meters,
        {name: path[: after + 1] for name, path in sent.went.paths.items()},
        best,
        sent.code.code,
    )


def _differ(games: Sequence[Game], after: int) -> Iterator[str]:
    """Yield in what games differ that are to be compared."""
    longer = sum(game.quarters > after for game in games)
    if longer:
        words = plural(
            "One game went on for longer than is compared here.",
            "{n} games went on for longer than is compared here.",
            longer,
        )
        yield words.format(n=longer)
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
