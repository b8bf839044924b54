"""Golden games: single runs written out quarter by quarter as text that a person can read, and replayed by a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scenarios import load
from sim.cards import table as cards
from sim.model import CrisisModel
from sim.moves import answers
from sim.moves import table as moves
from sim.outcome import ENDINGS
from sim.pledges import NAMES as PLEDGES
from sim.rules.economy import gdp
from sim.scenario import Scenario
from sim.seats import RUNGS, Role
from sim.world import World

FOLDER = Path(__file__).parent
HEAD = """\
# A golden game: run 0 of one seed, as the engine plays it. tests/test_golden.py replays it, number by number.
# A difference is a change of the model's output. If it is meant, say so in CHANGELOG.md under "Model output", then
#     python -m tests.golden.update
"""


@dataclass(frozen=True)
class Game:
    """What fixes a golden game."""

    name: str
    scenario: str
    seed: int
    doctrines: Mapping[str, str] = field(default_factory=dict)
    types: str = "doctrine"
    quarters: int | None = None
    moves: str = "off"

    @property
    def path(self) -> Path:
        """Where the game is written."""
        return FOLDER / f"{self.name}.txt"


GAMES = (
    Game("bleed", "bleeding-white", 83),
    Game("alliance", "four-nos", 16, {"vietnam": "four-nos,ally-us@6", "china": "seize", "us": "full"}, quarters=40),
    Game("1979", "border-war-1979", 5),
    Game("rig", "rig-crisis", 5, {"china": "punitive"}, types="prior"),
    Game("choices", "bleeding-white", 82, {"vietnam": "augmented+talk-late"}, types="prior", moves="on"),
)

NUMBERS = {
    "land": lambda world: world.land_held,
    "ceded": lambda world: world.land_ceded,
    "dead-t": lambda world: world.dead[0],
    "dead-c": lambda world: world.dead[1],
    "weary-t": lambda world: world.weariness[0],
    "weary-c": lambda world: world.weariness[1],
    "level-a": lambda world: world.level[0],
    "level-b": lambda world: world.level[1],
    "tie": lambda world: world.tie,
    "trust": lambda world: world.trust,
    "grievance": lambda world: world.grievance,
    "conceded": lambda world: world.conceded,
    "legitimacy": lambda world: world.legitimacy,
    "abroad": lambda world: world.expedition,
    "army": lambda world: world.army,
    "fatigue-a": lambda world: world.fatigue[0],
    "gdp": gdp,
}


def _ordered(model: CrisisModel) -> Iterator[str]:
    """Say what each seat has left to spend, what it ordered, and which option it took of which card."""
    agenda, acts, names = model.world.agenda, model.acts, [agent.seat for agent in model.seats.values()]
    assert acts is not None
    for role, (name, capital) in enumerate(zip(names, agenda.capital[:, 0], strict=True)):
        orders = [row.id for row in moves().values() if acts.moves[row.number, 0] and row.role is tuple(Role)[role]]
        orders += [
            f"{asked}={answers()[who, asked][codes[0]].id}"
            for (who, asked), codes in acts.answers.items()
            if who is tuple(Role)[role] and codes[0] >= 0
        ]
        yield f"{name} {capital:.0f}: {', '.join(orders)}" if orders else f"{name} {capital:.0f}"
    card = [row for row in cards().values() if agenda.dealt_in[row.number, 0] == model.world.quarter - 1]
    for row in card:
        taken = agenda.option[[seat * len(cards()) + row.number for seat in range(4)], 0]
        options = [row.options[role][int(code)].id for role, code in zip(Role, taken, strict=True)]
        yield f"card {row.id}: {', '.join(options)}"
    yield f"asean {agenda.cohesion[0]:.6f}"


def _happened(before: World, after: World) -> Iterator[str]:
    """Say in a word or two what a quarter brought."""
    for patron, letter in enumerate("ab"):
        if after.distraction[patron, 0] > before.distraction[patron, 0]:
            yield f"patron {letter} distracted"
        if after.mood[patron, 0] != before.mood[patron, 0]:
            yield f"patron {letter} {'changes its mood' if before.has_agenda else 'chooses its leaders'}"
        if after.gone[patron, 0] > before.gone[patron, 0]:
            yield f"patron {letter} abandons the target"
        if after.fighting[patron, 0] > before.fighting[patron, 0]:
            yield f"patron {letter} fights"
    for index, pledge in enumerate(PLEDGES):
        if after.pledged[index, 0] < before.pledged[index, 0]:
            yield f"breaks {pledge}"
    if after.concessions[0] > before.concessions[0]:
        yield "concedes"
    if after.flow[0] < before.flow[0] and after.flow[0] < 1.0:
        yield "votes hold up aid"
    if after.exit_decided[0] != before.exit_decided[0]:
        yield "calls its troops home"
    if after.coerced[0] > before.coerced[0]:
        yield "coerced by trade"
    if after.settled_in[0] != before.settled_in[0]:
        yield f"settles at {after.terms[0]:.6f}"


def _line(date: str, world: World) -> str:
    rung = RUNGS[int(world.rung[0])]
    numbers = "  ".join(f"{name} {value(world).item():.6f}" for name, value in NUMBERS.items())
    return f"{date:<7}  {rung:<10}  {numbers}"


def _quarter(model: CrisisModel, date: str) -> str:
    """Play a quarter and return its line: state, bargaining zone and aid where there is war, and what happened."""
    before = model.world.fork()
    model.step()
    line, turn = _line(date, model.world), model.turn
    if turn is not None and turn.at_war[0]:
        line += f"  zone {turn.zone[0]:.6f}  aid {turn.aid_total[0]:.6f}"
    told = ", ".join(_happened(before, model.world))
    line = f"{line}  | {told}" if told else line
    return f"{line}  > {'; '.join(_ordered(model))}" if model.moves == "on" else line


def _ending(model: CrisisModel) -> Iterator[str]:
    for name, values in model.outcomes().items():
        value = values.item()
        shown = ENDINGS[int(value)] if name == "ending" else "none" if np.isnan(value) else f"{value:.6f}"
        yield f"{name} {shown}"


def _title(game: Game, scenario: Scenario, model: CrisisModel) -> Iterator[str]:
    yield f"scenario {game.scenario}, seed {game.seed}, types {game.types}"
    yield f"mends {', '.join(model.mends)}"
    if game.moves == "on":
        yield "moves on"
    yield "; ".join(f"{seat}={model.policies[seat]}" for seat in scenario.by_role().values())


def written(game: Game) -> str:
    """Play a game and return its text."""
    scenario = load(game.scenario)
    model = CrisisModel(scenario, doctrines=game.doctrines, seed=game.seed, types=game.types, moves=game.moves)
    lines = [*_title(game, scenario, model), "", _line("opening", model.world)]
    lines += [_quarter(model, scenario.date(quarter)) for quarter in range(game.quarters or scenario.quarters)]
    lines += ["", *_ending(model)]
    model.close()
    return HEAD + "\n".join(lines) + "\n"
