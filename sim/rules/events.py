"""Events from outside: other theatres, elections and successions, rivalry, the Far East, Taiwan, and dated events."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.randomness import standard_normal
from sim.rules import budget, need
from sim.rules.choice import BoolArray, Bound, FloatArray, Value, bounded
from sim.rules.toll import alarm
from sim.rules.turn import Turn
from sim.world import World


def distraction(old: FloatArray, luck: FloatArray, p: Values) -> FloatArray:
    """Return how far another theatre pulls on each patron, shape (2, runs), 0-1.

    A flare-up comes with hazard `h_fl`, pulls at once by `flare_floor` to `flare_floor + flare_span`, and fades by
    `flare_memory` a quarter. One draw serves both: below the hazard it is uniform again, and tells the size. Claims
    A16, A17 [EssayA]; size and memory after the drop of attention to Ukraine in late 2023 [FactsRecord].
    """
    pull = luck * (p.flare_span / np.maximum(p.h_fl, 1e-12))
    pull += p.flare_floor
    pull = np.minimum(pull, 1.0, out=pull)
    pull *= luck < p.h_fl
    return np.maximum(old * p.flare_memory, pull)


def rivalry(
    old: FloatArray, structural: FloatArray, noise: FloatArray, p: Values, bound: Bound = bounded
) -> FloatArray:
    """Return each patron's rivalry with the challenger, shape (2, runs), 0-1.

    Drawn to its structural level, with noise.

    Claims D1, D2, D4 [EssayD]; the noise is fixed, since no series identifies it.
    """
    new = old * (1.0 - p.rho_R)
    new += p.rho_R * structural
    new += p.rivalry_noise * noise
    return bound(new, 0.0, 1.0)


def structural_rivalry(world: World, turn: Turn) -> FloatArray:
    """Return the rivalry to which each patron's is drawn, shape (2, 1) or (2, runs).

    Where bleeding draws third parties in (a rival coding), the target's dead raise it while the war lasts.
    """
    usual = turn.setting.pair("rivalry_structural")
    return usual + alarm(world, turn) if turn.on("bleeding-alarms") else usual


def mood(old: FloatArray, comes: BoolArray | bool, noise: FloatArray, p: Values) -> FloatArray:
    """Return a patron's mood, shape (runs,): shifted when its leadership is chosen anew.

    Claims A16, D4 [EssayA] [EssayD].
    """
    return old + comes * (p.sd_el * noise)


def succession(old: FloatArray, luck: FloatArray, p: Values) -> FloatArray:
    """Return a patron's mood, shape (runs,), where its leadership may be succeeded this quarter, with `h_succession`.

    One draw serves both: below the hazard it is uniform again, and tells the shift.
    """
    comes = luck < p.h_succession
    if not comes.any():
        return old
    return mood(old, comes, standard_normal(luck * (1.0 / np.maximum(p.h_succession, 1e-12)), comes), p)


def incident(old: FloatArray, comes: BoolArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return patron B's rivalry with the challenger after a Far East incident, shape (runs,).

    Claims D5, D6 [EssayD].
    """
    return bound(old + p.far_east_jump * comes, 0.0, 1.0)


def strained(old: FloatArray, change: float, bound: Bound = bounded) -> FloatArray:
    """Return patron B's rivalry with the challenger after a dated strain or an act of restraint, shape (runs,).

    It rises by the size of a strain and falls by that of a restraint, as after the clashes of 1969, and wears off as
    all rivalry does. Claims D4, D6, D7, D9 [EssayD].
    """
    return bound(old + change, 0.0, 1.0)


def taiwan(old: FloatArray, comes: BoolArray, p: Values) -> FloatArray:
    """Return the pull of a Taiwan crisis, shape (runs,), 0-1: full when it breaks out, then fading."""
    return np.maximum(old * p.taiwan_memory, comes)


def resolve(world: World, turn: Turn) -> None:
    """Let the quarter's events happen."""
    p = turn.p
    dated = [(event, patron) for event, patron in turn.setting.calendar if event.falls_in(turn.quarter)]
    world.distraction = distraction(world.distraction, turn.pair("events/flare-up"), p)
    if turn.on("russia-need"):
        turn.cover = need.cover(world, turn)
    noise = np.stack([turn.noise("events/rivalry/patron-a"), turn.noise("events/rivalry/patron-b")])
    world.rivalry = rivalry(world.rivalry, structural_rivalry(world, turn), noise, p, turn.bound("rivalry"))
    for event, patron in dated:
        if event.kind == "election" and patron is not None:
            world.mood[patron] = mood(world.mood[patron], True, turn.noise(f"events/election/patron-{'ab'[patron]}"), p)
    world.mood[1] = succession(world.mood[1], turn.luck("events/succession"), p)
    _border_and_strait(world, turn, {event.kind for event, _ in dated})
    for event, patron in dated:
        _dated(world, turn, event.kind, patron, event.size)


def _border_and_strait(world: World, turn: Turn, dated: set[str]) -> None:
    """Let Far East incidents and Taiwan crises happen, by hazard where the scenario has them, or by date."""
    p, setting = turn.p, turn.setting
    h_fe = need.far_east(world, turn) if turn.on("russia-need") else p.h_fe
    h_tw = budget.taiwan(world, turn) if turn.on("us-budget") else p.h_tw
    turn.incident = np.zeros(world.runs, bool)
    if setting.far_east or "far-east-incident" in dated:
        comes = turn.luck("events/far-east") < _hazard(h_fe, setting.far_east)
        turn.incident = comes | ("far-east-incident" in dated)
        world.rivalry[1] = incident(world.rivalry[1], turn.incident, p, turn.bound("rivalry", 1))
    if setting.taiwan or "taiwan-crisis" in dated:
        comes = turn.luck("events/taiwan") < _hazard(h_tw, setting.taiwan)
        world.taiwan = taiwan(world.taiwan, comes | ("taiwan-crisis" in dated), p)
        world.distraction[0] = np.maximum(world.distraction[0], p.taiwan_pull * world.taiwan)


def _hazard(hazard: Value, possible: bool) -> Value:
    return hazard if possible else 0.0


def _dated(world: World, turn: Turn, kind: str, patron: int | None, size: float) -> None:
    """Let a dated event happen: a flare-up, a withdrawal for good, or a strain or restraint of patron B's rivalry."""
    chosen = slice(None) if patron is None else slice(patron, patron + 1)
    if kind == "flare-up":
        world.distraction[chosen] = np.maximum(world.distraction[chosen], size)
    elif kind == "withdrawal":
        world.gone[chosen] = 1.0
    elif kind in ("strain", "restraint"):
        change = size if kind == "strain" else -size
        world.rivalry[1] = strained(world.rivalry[1], change, turn.bound("rivalry", 1))
