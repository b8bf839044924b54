"""What the phases of one quarter share: setting, values, orders, chance, and what earlier phases have worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.acts import Acts
from sim.parameters import Value, Values
from sim.postures import ChallengerPosture, Orders, PatronPosture, TargetPosture, paired
from sim.randomness import Draws
from sim.rules.choice import BoolArray, Bound, FloatArray, bounded
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, RUNGS, STALEMATE
from sim.setting import Setting


@dataclass(frozen=True)
class Patrons:
    """The patrons' levers side by side, each of shape (2, 1) or (2, runs); patron A first."""

    offer: FloatArray
    aid: FloatArray
    fear: FloatArray
    arms: Value
    lean: Value
    challenger_supply: Value


def patrons(a: PatronPosture, b: PatronPosture) -> Patrons:
    """Lay two patrons' postures side by side. What they do to the challenger and to output adds up."""
    return Patrons(
        paired(a.offer, b.offer),
        paired(a.aid, b.aid),
        paired(a.fear, b.fear),
        a.arms + b.arms,
        np.maximum(a.lean, b.lean),
        a.challenger_supply + b.challenger_supply,
    )


@dataclass
class Turn:
    """One quarter being resolved.

    Attributes (arrays of shape (runs,) unless said)
    ----------
    acts : what the seats order beside their postures; None where they make no moves.
    cut : what bounds have cut off each row of the state, by its name; None unless a ledger asks.
    before : rung at the start of the quarter.
    cover : cover that a leaning patron gives the challenger, 1 = a full lean.
    incident : whether there is an incident in the Far East this quarter.
    target_level : (2, runs) partnership level that the target heads for this quarter.
    step : (2, runs) change of partnership made this quarter.
    encirclement, stake : how encircled the challenger feels; what the quarrel is worth to it.
    available : share of the challenger's force that is free for this theatre.
    aid : (2, runs) aid that each patron would send; `aid_total` their sum.
    supply : share of the target's munitions need that is met, 0.1-1.
    target_strength : effective strength of the target in a campaign.
    odds : challenger's share in the contest for the region.
    challenger_output : the challenger's output of fire, share of need.
    review : whether a rung is reviewed this quarter.
    gave_way : whether the target made a concession this quarter.
    strikes, seizes : whether the challenger opens a war this quarter, and whether for land.
    asked : whether the patrons are asked to fight this quarter.
    at_war, in_border_war, in_stalemate, in_occupation : flags after the ladder's decisions.
    intensity : intensity of the fighting, 1 = open border war.
    drain : (2, runs) burden of this quarter, years of GDP.
    zone : bargaining zone, share of the challenger's demands, NaN where there is no war; above 0 a deal is open.
    least : the least that the challenger would take, share of its demands.
    settled, left : whether a settlement is made this quarter, and whether the challenger leaves for nothing.
    """

    quarter: int
    setting: Setting
    p: Values
    orders: Orders
    draws: Draws
    acts: Acts | None = None
    cut: dict[str, FloatArray] | None = None
    patrons: Patrons = field(init=False)
    before: FloatArray = field(init=False)
    cover: Value = field(init=False)
    incident: BoolArray = field(init=False)
    target_level: FloatArray = field(init=False)
    step: FloatArray = field(init=False)
    encirclement: FloatArray = field(init=False)
    stake: FloatArray = field(init=False)
    available: FloatArray = field(init=False)
    aid: FloatArray = field(init=False)
    aid_total: FloatArray = field(init=False)
    supply: FloatArray = field(init=False)
    target_strength: FloatArray = field(init=False)
    odds: FloatArray = field(init=False)
    challenger_output: Value = 1.0
    review: BoolArray = field(init=False)
    gave_way: BoolArray = field(init=False)
    strikes: BoolArray = field(init=False)
    seizes: BoolArray = field(init=False)
    asked: BoolArray = field(init=False)
    at_war: BoolArray = field(init=False)
    in_border_war: BoolArray = field(init=False)
    in_stalemate: BoolArray = field(init=False)
    in_occupation: BoolArray = field(init=False)
    any_war: bool = False
    intensity: FloatArray = field(init=False)
    drain: FloatArray = field(init=False)
    zone: FloatArray = field(init=False)
    least: FloatArray = field(init=False)
    settled: BoolArray = field(init=False)
    left: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        self.patrons = patrons(self.orders.patron_a, self.orders.patron_b)
        self.cover = self.patrons.lean

    @property
    def target(self) -> TargetPosture:
        """The target's posture."""
        return self.orders.target

    @property
    def challenger(self) -> ChallengerPosture:
        """The challenger's posture."""
        return self.orders.challenger

    @property
    def target_quality(self) -> Value:
        """Quality of the target's troops as often as it counts in their strength."""
        return self.setting.target_quality**self.p.quality_power

    @property
    def challenger_quality(self) -> Value:
        """Quality of the challenger's troops as often as it counts in their strength."""
        return self.setting.challenger_quality**self.p.quality_power

    def on(self, switch: str) -> bool:
        """Whether a mend, or a switch of a rival coding, is in use."""
        return switch in self.setting.switches

    def luck(self, name: str) -> FloatArray:
        """Return this quarter's uniform draw of a name, shape (runs,)."""
        return self.draws.uniform(name, self.quarter)

    def noise(self, name: str, where: BoolArray | None = None) -> FloatArray:
        """Return this quarter's normal draw of a name, shape (runs,); 0 outside `where`."""
        return self.draws.normal(name, self.quarter, where)

    def pair(self, name: str) -> FloatArray:
        """Return this quarter's uniforms of both patrons, shape (2, runs): one name each, in seat order."""
        return np.stack([self.luck(f"{name}/patron-a"), self.luck(f"{name}/patron-b")])

    def bound(self, row: str, place: int | None = None, times: Value = 1.0) -> Bound:
        """Return `bounded` for the value that a row of the state takes; a ledger is told what it cuts off.

        Parameters
        ----------
        place : which row of a pair, None for all of it.
        times : how much of what is cut off reaches the row.
        """
        if self.cut is None:
            return bounded

        def noted(x: Value, low: Value, high: Value) -> FloatArray:
            held = bounded(x, low, high)
            self.note_cut(row, place, times * (held - x))
            return held

        return noted

    def note_cut(self, row: str, place: int | None, off: Value) -> None:
        """Note what a bound has cut off a row, on top of what others did before."""
        if self.cut is not None:
            whole = self.cut.setdefault(row, np.zeros((2, self.runs)))
            whole[slice(None) if place is None else place] += off

    def forget_cut(self, row: str, place: int, part: Value) -> None:
        """Forget what was cut off a row as far as another rule writes over it."""
        if self.cut is not None and row in self.cut:
            self.cut[row][place] *= 1.0 - part

    @property
    def runs(self) -> int:
        """Number of runs resolved together."""
        return self.draws.runs.size


def by_rung(rung: FloatArray, values: Mapping[int, Value], otherwise: float = 0.0) -> FloatArray:
    """Return each run's value by its rung, shape (runs,); a value may be a number or differ by run.

    Numbers are looked up in a table, which is several times as fast as choosing run by run.
    """
    if any(isinstance(value, np.ndarray) and value.ndim for value in values.values()):
        found = np.full(rung.shape, otherwise)
        for code, value in values.items():
            found = np.where(rung == code, value, found)
        return found
    table = np.array([values.get(code, otherwise) for code in range(len(RUNGS))], float)
    return table.take(rung.astype(np.intp))


def intensity(rung: FloatArray, bleed: Value, p: Values, unfought: float = 0.0) -> FloatArray:
    """Return how hard the war is fought, shape (runs,): 1 in a border war, less once the front is static, else 0.

    Bleeding over the border (`u_lo`) grows with the challenger's lever without limit; over occupied land (`u_hi`) at
    most by `bleed_limit`, since the front is already fought over. Claim A5 [EssayA].

    Parameters
    ----------
    unfought : what stands for the rungs below war instead of 0, where a war that may come is meant.
    """
    levels = {
        BORDER_WAR: 1.0,
        STALEMATE: p.u_lo * bleed,
        OCCUPATION: p.u_hi * np.minimum(bleed, p.bleed_limit),
        PEACE: unfought,
        GREY: unfought,
        CRISIS: unfought,
    }
    return by_rung(rung, levels)


def lever(value: Value) -> Value:
    """Return reassurance as it is felt, with diminishing returns.

    A first effort counts for more than the last [Kydd2000].
    """
    return value * (1.3 - 0.5 * value)
