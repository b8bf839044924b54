"""Search: the order plans of a seat that do best under uncertainty, on five meters that are never added up.

The meters are the target's. Asked of another seat, the search tells what that seat can do for the target's good; what
serves the seat itself is another question, and nobody has said by which measures.

A side is a posture or two and a plan, in the notations of the engine. Each is played in the same sampled worlds, points
of the uncertainties with luck of their own; NSGA-III [Deb2014] keeps and varies those whose means no other dominates.
Whoever picks the best of many on some worlds picks their luck, too: so the front is played again on fresh worlds, and
what is told of it comes from those alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.case import whole
from sim.errors import Cancelled
from sim.executors import Lane, lane
from sim.language import _
from sim.plans import table as plans
from sim.plans import usual
from sim.progress import Meter
from sim.seats import Role
from sim.study.answers import Answer
from sim.study.questions.asked import answer_name, chosen, listed
from sim.study.questions.search_front import Generation, check_installed, evolved, hypervolume
from sim.study.questions.search_genes import Genes, kept, readable
from sim.study.questions.search_sides import Side
from sim.study.questions.search_words import SIGNS, Found
from sim.study.questions.search_worlds import FRESH, Trials, check_seat, worlds_of
from sim.study.running import How
from sim.study.spec import Load, StudySpec
from sim.study.standing import Standing
from sim.world import FloatArray

QUESTION = "search"
MOST_POPULATION, MOST_GENERATIONS, MOST_WORLDS = 1_000, 10_000, 100_000
FEWEST = 4
"""Sides of a population, at least."""
MARGIN = 0.2
"""How far beyond the best of the shipped sides the hypervolume's best corner lies, as a share of their spread."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How large a search is: sides of a generation, generations, worlds of the search, and fresh ones for its check."""

    population: int = 40
    generations: int = 30
    worlds: int = 128
    fresh: int = 1_000

    def __post_init__(self) -> None:
        """Refuse what is no size: OutOfRange or WrongType."""
        whole("population", self.population, FEWEST, MOST_POPULATION)
        whole("generations", self.generations, 1, MOST_GENERATIONS)
        whole("worlds", self.worlds, 2, MOST_WORLDS)
        whole("fresh", self.fresh, 2, MOST_WORLDS)


USUAL = Size()


def spec_of(scenario: str, load: Load) -> StudySpec:
    """Return the study of one scenario that a search asks if no other is named: calibrated sets, and drawn types."""
    from sim.study.spec_file import parse

    text = (
        f'name = "search"\ntitle = "Search"\nquestion = "Which plans do best?"\nscenarios = [{json.dumps(scenario)}]\n'
        'types = "prior"\nmoves = "on"\n[policies.usual]\n[design]\nkind = "posterior"\npoints = 1\nreplications = 1\n'
    )
    return parse(text, f"scenario {scenario}", load)


def ask(
    spec: StudySpec,
    seat: str,
    *,
    policy: str | None = None,
    size: Size = USUAL,
    seed: int = 1,
    how: How | None = None,
    tell: Tell = lambda _words: None,
) -> Answer:
    """Return the best sides of a seat in the worlds of a study, held against those that come with the program.

    Parameters
    ----------
    policy : the study's policy that says what all other seats do; its first if None.
    seed : of the points, and of the search; the same seed finds the same sides.
    how : workers or an executor, progress, and the wish to stop: then the best so far are returned, unchecked.
    tell : told how much work it will be, before the search begins.

    Raises
    ------
    UnknownName, OutOfRange, WrongType, InputError
        If something that was given is wrong, or pymoo is not installed.
    RunError, Cancelled
        If runs failed; if it was stopped before a first generation was through.
    """
    check_installed()
    check_seat(spec, seat)
    held = chosen("policy of this study", [policy] if policy else [], tuple(spec.policies))[0]
    at = how or How()
    with lane(at.workers, at.executor) as opened:
        found = _Search(spec, seat, held, size, whole("seed", seed, 0, 2**63 - 1), at, tell).found(opened)
    settings = {"seat": seat, "policy": held, **vars(size), "seed": seed}
    usual_settings = {"policy": next(iter(spec.policies)), **vars(USUAL), "seed": 1}
    return Answer(
        QUESTION,
        answer_name(QUESTION, settings, usual_settings),
        _("Plans of {seat} on the five meters of the target: {scenarios}").format(
            seat=found.label, scenarios=listed([row.title for row in spec.scenarios.values()])
        ),
        tuple(found.sentences()),
        Standing.of(found.reasons()),
        settings,
        found.tables(),
        found.data(),
    )


@dataclass
class _Search:
    """A search going on."""

    spec: StudySpec
    seat: str
    policy: str
    size: Size
    seed: int
    how: How
    tell: Tell

    def __post_init__(self) -> None:
        spec, size = self.spec, self.size
        longest = max(spec.length(name) for name in spec.scenarios)
        self.genes = Genes.of(list(spec.scenarios.values()), self.seat, longest)
        self.shipped = shipped(self.genes, list(spec.scenarios))
        worlds = partial(worlds_of, spec, self.policy, seat=self.seat)
        self.worlds = worlds(size.worlds, seed=self.seed)
        self.fresh = worlds(size.fresh, seed=self.seed + 1, first=FRESH, apart=size.worlds)
        self.history: list[tuple[int, int, float]] = []

    def found(self, opened: Lane) -> Found:
        """Search, check, and return what was found."""
        size, count = self.size, len(self.shipped)
        most = (count + size.population * size.generations) * size.worlds + (count + size.population) * size.fresh
        meter = Meter(most, _("plans that come with the program"), self.how.progress, self.how.cancel)
        trials = Trials(self.seat, self.worlds, opened)
        import sim.model  # noqa: F401  # it takes a second, which is no run's

        started = time.perf_counter()
        usual_values = trials.values(list(self.shipped.values()), meter)
        self._tell(trials.runs / max(time.perf_counter() - started, 1e-9), most)
        last, stopped = self._evolve(trials, meter, usual_values)
        tried, sides = len(trials), self._sides(last, trials, meter, stopped)
        if not stopped:
            stopped, values = self._checked(sides, opened, meter)
        if stopped:
            values = trials.known([*sides, *self.shipped.values()])
        order = np.lexsort([*(-SIGNS[:, None] * values[: len(sides)].mean(2).T)[::-1]]).tolist()
        scenarios = tuple(self.spec.scenarios)
        return Found(
            self.spec.scenarios[scenarios[0]].seats[self.seat].label,
            self.genes.role is Role.TARGET,
            scenarios,
            {f"F{number}": sides[place] for number, place in enumerate(order, 1)},
            self.shipped,
            values[[*order, *range(len(sides), len(values))]],
            tried,
            trials.runs + (0 if stopped else len(values) * size.fresh),
            size.worlds,
            tuple(self.history),
            stopped,
        )

    def _tell(self, rate: float, most: int) -> None:
        words = _(
            "{sides:,} sides on {worlds:,} worlds, then the front on {fresh:,} fresh ones: at most {runs:,} runs, "
            "about {minutes:.1f} minutes at {rate:,.0f} runs a second."
        )
        size = self.size
        about = {"sides": size.population * size.generations, "worlds": size.worlds, "fresh": size.fresh}
        self.tell(words.format(**about, runs=most, minutes=most / rate / 60.0, rate=rate))

    def _evolve(self, trials: Trials, meter: Meter, usual_values: FloatArray) -> tuple[Generation, bool]:
        """Search; return the last generation that was through, and whether somebody stopped it."""
        base = objectives(usual_values)
        worst, spread = base.max(0), base.max(0) - base.min(0)
        best = base.min(0) - MARGIN * spread
        known = [row for side in self.shipped.values() if (row := self.genes.row(side)) is not None]
        last: Generation | None = None
        meter.label = _("searching")
        try:
            for last in evolved(
                self.genes,
                lambda rows: objectives(trials.values([self.genes.side(row) for row in rows], meter)),
                population=self.size.population,
                generations=self.size.generations,
                objectives=base.shape[1],
                seed=self.seed,
                seeds=np.array(known[: self.size.population // 2]) if known else None,
            ):
                volume = hypervolume(last.values[last.front], best, worst)
                self.history.append((last.number, len(last.front), volume))
        except (Cancelled, KeyboardInterrupt):
            if last is None:
                raise
            return last, True
        if last is None:
            raise Cancelled
        return last, False

    def _sides(self, last: Generation, trials: Trials, meter: Meter, stopped: bool) -> list[Side]:
        """Return the sides of a front without what does nothing: new ones, and those that come to the same once."""
        sides = list(dict.fromkeys(self.genes.side(row) for row in last.rows[last.front]))
        if not stopped:
            try:
                meter.label = _("leaving out what does nothing")
                sides = _bare(sides, trials, meter)
            except (Cancelled, KeyboardInterrupt):
                pass
        known = {values.tobytes() for values in trials.known(list(self.shipped.values()))}
        once: dict[bytes, Side] = {}
        for side, values in zip(sides, trials.known(sides), strict=True):
            other = once.setdefault(values.tobytes(), side)
            if (len(side.lines), side) < (len(other.lines), other):
                once[values.tobytes()] = side
        return [side for came_to, side in once.items() if came_to not in known]

    def _checked(self, sides: Sequence[Side], opened: Lane, meter: Meter) -> tuple[bool, FloatArray]:
        """Play the front and the shipped sides on fresh worlds; return whether that was stopped, and their values."""
        meter.label = _("fresh worlds")
        try:
            fresh = Trials(self.seat, self.fresh, opened)
            return False, fresh.values([*sides, *self.shipped.values()], meter)
        except (Cancelled, KeyboardInterrupt):
            return True, np.zeros(0)


def objectives(values: FloatArray) -> FloatArray:
    """Return the means over the worlds, turned so that less is better, shape (sides, meters)."""
    found: FloatArray = -SIGNS * values.mean(2)
    return found


def shipped(genes: Genes, scenarios: Sequence[str]) -> dict[str, Side]:
    """Return the sides of a seat that come with the program, by name: its doctrines, and plans written for these."""
    found = {name: Side(name, readable(usual(genes.role, name), genes.reads)) for name in genes.postures}
    for row in plans().values():
        if row.role is genes.role and row.trial in scenarios and row.doctrine in genes.postures:
            found[f"{row.doctrine}+{row.id}"] = Side(row.doctrine, readable(row, genes.reads))
    return found


def _bare(sides: Sequence[Side], trials: Trials, meter: Meter) -> list[Side]:
    """Return sides without the lines that change nothing in any world of the search, nor a change of posture."""
    thinner = [_thinner(side) for side in sides]
    every = [less for row in thinner for less in row]
    whole_values = trials.values(sides, meter)
    less_values = dict(zip(every, trials.values(every, meter), strict=True)) if every else {}
    bare = []
    for side, row, values in zip(sides, thinner, whole_values, strict=True):
        idle = [np.array_equal(less_values[less], values, equal_nan=True) for less in row]
        lines = "\n".join(line for line, nothing in zip(side.lines, idle, strict=False) if not nothing)
        posture = side.posture.partition(",")[0] if len(row) > len(side.lines) and idle[-1] else side.posture
        bare.append(Side(posture, lines))
    same = trials.values(bare, meter)
    return [
        less if np.array_equal(found, values, equal_nan=True) else side
        for side, less, values, found in zip(sides, bare, whole_values, same, strict=True)
    ]


def _thinner(side: Side) -> list[Side]:
    """Return a side without each of its lines in turn, and at last without its change of posture, if it has one."""
    lines = [Side(side.posture, kept(side.lines, number)) for number in range(len(side.lines))]
    first, changes, _rest = side.posture.partition(",")
    return [*lines, Side(first, side.plan)] if changes else lines
