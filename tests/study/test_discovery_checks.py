"""What stands of a discovery: what is thin is refused, fresh runs decide, and the words say what was found."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import InputError, UnknownName
from sim.study.answers import Answer
from sim.study.measured import Outcome
from sim.study.measured import outcome as outcome_of
from sim.study.questions.boxes import Bound, Box
from sim.study.questions.checking import Asked, Discovery, confirmed, discover
from sim.study.questions.confirming import Fresh, Share, confirm, drawn, newcombe
from sim.study.questions.discover_tables import box_of
from sim.study.questions.discover_words import answer, percent
from sim.study.questions.discovery import Wish
from sim.study.questions.failing import missed, parse, usual
from tests.study.planted import AID, INPUTS, PSI, Chance, FloatArray, Sampler, by_aid, design, flat, numeric, runs
from tests.study.planted import values_of as values_at

FEW = Wish(resamples=4)
LOST = parse("lost > 0.4", ["lost"])
ASKED = Asked("bamboo", "four-nos", wish=FEW)


def looked(chance: Chance, points: int = 300, replications: int = 5, seed: int = 0, **asked: object) -> Discovery:
    values = design(points, seed)
    return discover(INPUTS, values, runs(chance, values, replications, seed), Asked(wish=FEW, seed=seed, **asked))  # type: ignore[arg-type]


def tried(found: Discovery, chance: Chance, asked: Asked = ASKED, each: int = 800) -> Discovery:
    boxes = [box.found.box for box in found.boxes]
    return confirmed(found, confirm(boxes, Sampler(chance), values_at, LOST.of, runs=each), asked)


def codes(found: Discovery) -> list[str]:
    return [reason.code for reason in found.standing.reasons]


# ---------------------------------------------------------------- refusals


def fails(points: int, replications: int, failures: int) -> tuple[FloatArray, FloatArray]:
    found = np.zeros(points * replications)
    found[:failures] = 1.0
    return design(points, 0), found.reshape(points, replications)


@pytest.mark.parametrize(
    ("points", "replications", "failures", "code"),
    [
        (8, 50, 150, "few-points"),
        (100, 100, 3, "few-failures"),
        (100, 100, 0, "few-failures"),
        (100, 100, 9_990, "few-successes"),
        (100, 100, 10_000, "few-successes"),
    ],
)
def test_what_is_thin_is_not_established(points: int, replications: int, failures: int, code: str) -> None:
    found = discover(INPUTS, *fails(points, replications, failures), ASKED)
    assert codes(found) == [code]
    assert not found.boxes
    told = answer(found, ASKED, LOST)
    assert told.sentences[0] == "Under which conditions bamboo fails is not established."
    assert not told.standing.established
    assert not any("%" in sentence for sentence in told.sentences)


def test_a_missing_run_is_not_established_and_what_rightly_lacks_the_outcome_is_left_out() -> None:
    values = design(200, 0)
    some = runs(numeric, values, 5, 0)
    some[3, 2] = np.nan
    some[:, 4] = np.nan
    assert codes(discover(INPUTS, values, some, ASKED)) == ["missing"]
    found = discover(INPUTS, values, some, ASKED, lacking=201)
    assert found.boxes and found.tally.runs.sum() == 799
    assert "201 runs without it are left out." in answer(found, ASKED, LOST, lacking=201).sentences


def test_points_that_all_fail_alike_are_not_established() -> None:
    some = np.tile([1.0, 0.0, 0.0], (100, 1))
    assert codes(discover(INPUTS, design(100, 0), some, ASKED)) == ["constant"]


def test_noise_is_not_established_and_fresh_runs_seldom_say_otherwise() -> None:
    stood = 0
    for seed in range(40):
        found = looked(flat, 80, 3, seed, fresh=0)
        if found.boxes:
            found = tried(found, flat, each=400)
        stood += found.standing.established
        if not found.standing.established:
            assert codes(found)[0] in ("no-box", "not-confirmed")
    assert stood <= 2  # one in forty of those in which a box was found


def test_a_box_that_held_out_points_do_not_bear_out_is_not_established_without_fresh_runs() -> None:
    seeds = (seed for seed in range(60) if codes(looked(flat, 150, 1, seed)) == ["held-out"])
    collapsed = looked(flat, 150, 1, next(seeds))
    assert collapsed.peeled == 105
    assert "points that were not peeled" in collapsed.standing.text()
    assert answer(collapsed, ASKED, LOST).sentences[0].endswith("is not established.")


# ---------------------------------------------------------------- fresh runs


def test_fresh_runs_confirm_a_planted_box_and_tell_its_shares() -> None:
    found = tried(looked(by_aid), by_aid)
    fresh = found.fresh
    assert fresh is not None and found.standing.established
    (low, high), (least, most) = fresh.inside[0].interval, fresh.outside.interval
    assert low < 0.7 < high + 0.04
    assert least < 0.15 < most
    assert fresh.volumes[0] == pytest.approx(0.56 / 3, abs=0.03)
    share, under, over = fresh.coverage(0)
    true = 0.7 * 0.56 / 3 / (0.7 * 0.56 / 3 + 0.15 * (1 - 0.56 / 3))
    assert under < share < over and share == pytest.approx(true, abs=0.06)


def test_fresh_runs_that_do_not_confirm_decide_against_a_box() -> None:
    found = tried(looked(by_aid), flat)
    assert codes(found) == ["not-confirmed"]
    told = answer(found, ASKED, LOST)
    assert told.sentences[0].endswith("is not established.")
    assert "not established: in fresh runs" in told.tables["boxes"].rows[0][2]  # type: ignore[operator]


def test_fresh_runs_decide_over_few_points_that_were_held_out() -> None:
    seeds = (seed for seed in range(60) if codes(looked(by_aid, 60, 3, seed)) == ["held-out"])
    found = looked(by_aid, 60, 3, next(seeds))
    assert tried(found, by_aid).standing.established


def test_a_box_that_is_less_dense_in_fresh_runs_than_asked_for_is_not_established() -> None:
    asked = Asked(wish=Wish(min_density=0.68, resamples=2))
    values = design(300, 0)
    found = discover(INPUTS, values, runs(by_aid, values, 5, 0), asked)
    assert codes(tried(found, lambda at: 0.6 * by_aid(at), asked)) == ["not-dense"]


def test_fresh_points_lie_where_they_are_said_to_and_sizes_are_told() -> None:
    boxes = [Box({PSI: Bound(low=0.75)}), Box({AID: Bound(levels=frozenset({1}))})]
    found = drawn(boxes, values_at, len(INPUTS), 500, np.random.default_rng(0))
    at = [values_at(unit) for unit in found.unit]
    assert [len(unit) for unit in found.unit] == [500, 500, 500]
    assert (at[0][:, PSI] >= 0.75).all()
    assert (at[1][:, PSI] < 0.75).all() and (at[1][:, AID] == 1).all()
    assert (at[2][:, PSI] < 0.75).all() and (at[2][:, AID] != 1).all()
    assert found.volumes == pytest.approx((0.25, 0.25), abs=0.01)
    assert at[0][:, PSI].std() == pytest.approx(0.25 / 12**0.5, rel=0.1)


def test_a_box_too_small_to_run_anything_in_is_not_established() -> None:
    asked = Asked("bamboo", "four-nos", wish=FEW)
    found = looked(by_aid)
    held = confirmed(found, Fresh((Share(0, 0),), Share(500, 50), (0.0,)), asked)
    assert codes(held) == ["no-fresh"]
    assert "nan" not in " ".join(answer(held, asked, LOST).sentences)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe (1998), method 10: 56 of 70 less 48 of 80 is 0.2, from 0.0524 to 0.3339.
    assert newcombe(Share(70, 56), Share(80, 48)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(Share(0, 0), Share(80, 48)) == (-1.0, 1.0)


def test_the_same_seed_gives_the_same_answer() -> None:
    one, two = (answer(tried(looked(by_aid), by_aid), ASKED, LOST).to_data() for _time in range(2))
    assert one == two
    other = answer(tried(looked(by_aid, seed=2), by_aid), ASKED, LOST).to_data()
    assert other != one


# ---------------------------------------------------------------- words


def test_the_finding_is_a_sentence_with_numbers() -> None:
    found = tried(looked(by_aid), by_aid)
    told = answer(found, ASKED, LOST)
    fresh = found.fresh
    assert fresh is not None
    inside, outside, coverage = fresh.inside[0], fresh.outside, fresh.coverage(0)
    words = told.sentences[0]
    assert words.startswith(f"In these simulated runs bamboo fails in {100 * inside.share:.0f} % [")
    assert f"of futures where {found.boxes[0].found.box.text(INPUTS)}, against {100 * outside.share:.0f} % [" in words
    assert f"the box holds {100 * coverage[0]:.0f} % [" in words
    assert "aid is offshore" in words
    assert "A run fails where lost > 0.4." in told.sentences
    assert any("1,600" in row or "800 fresh runs inside and 800 outside" in row for row in told.sentences)


def test_without_fresh_runs_the_points_held_out_are_told_and_nothing_else() -> None:
    words = answer(looked(by_aid), ASKED, LOST).sentences[0]
    assert "points that were not peeled; no fresh runs were made" in words


def test_an_answer_is_kept_whole(tmp_path: object) -> None:
    told = answer(tried(looked(by_aid), by_aid), ASKED, LOST)
    again = Answer.from_data(json.loads(json.dumps(told.to_data(), allow_nan=False)))
    assert again.to_data() == told.to_data()
    assert list(told.tables) == ["boxes", "limits", "fresh", "trajectory"]
    assert len(told.tables["trajectory"].rows) <= 12 < len(told.data["boxes"][0]["trajectory"])
    box = tried(looked(by_aid), by_aid).boxes[0].found.box
    assert box_of(again.data["boxes"][0]) == box
    assert told.name == "discover-policy-bamboo-scenario-four-nos"


def test_answers_to_other_questions_have_other_names() -> None:
    found = looked(by_aid)
    names = [
        answer(found, Asked("bamboo", "four-nos", fail=f"lost {sign} 0.4"), LOST, first="four-nos").name
        for sign in ("<", ">", "<=", ">=")
    ]
    assert names[0] == "discover-policy-bamboo-fail-lost-below-0.4"
    assert len(set(names)) == 4


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0"), (0.002, "0.2"), (0.714, "71"), (0.996, ">99"), (1.0, "100"), (float("nan"), "–")]
)
def test_what_is_rare_never_looks_like_never(share: float, text: str) -> None:
    assert percent(share).removesuffix(" %") == text


# ---------------------------------------------------------------- what failing is


def test_a_condition_holds_where_all_its_parts_do() -> None:
    values = {"lost": np.array([0.5, 0.4, 1.0, np.nan]), "dead": np.array([2.0, 2.0, -1.0, 2.0])}
    both = parse("lost > 0.4 and dead >= -1e0", ["lost", "dead"])
    assert np.array_equal(both.of(values), [1.0, 0.0, 1.0, np.nan], equal_nan=True)
    assert both.outcomes == ("lost", "dead") and both.text == "lost > 0.4 and dead >= -1"
    assert np.array_equal(parse("lost<=.4", ["lost"]).of(values), [0.0, 1.0, 0.0, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    "text", ["", "lost", "lost > ", "lost > x", "> 3", "lost = 1", "lost > 1 or dead < 2", "dead > 1 and"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="OUTCOME > NUMBER"):
        parse(text, ["lost", "dead"])


def test_an_unknown_outcome_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'lost'"):
        parse("lot > 1", ["lost", "dead"])


def outcome(name: str, better: str, threshold: float | None) -> Outcome:
    return outcome_of(name, "crises", "", "", better, threshold, f"What is {name}", "")


def test_an_outcome_fails_where_it_misses_its_threshold() -> None:
    more, less = missed(outcome("held", "more", 3.0)), missed(outcome("lost", "less", 3.0))
    values = np.array([2.0, 3.0, 4.0, np.nan])
    assert np.array_equal(more.of({"held": values}), [1.0, 0.0, 0.0, np.nan], equal_nan=True)
    assert np.array_equal(less.of({"lost": values}), [0.0, 0.0, 1.0, np.nan], equal_nan=True)
    assert more.text == '"What is held" is below 3' and less.text == '"What is lost" is above 3'


def test_the_first_outcome_with_a_threshold_is_the_usual_one() -> None:
    every = {
        name: outcome(name, *rest) for name, rest in {"a": ("", 1.0), "b": ("more", None), "c": ("less", 2.0)}.items()
    }
    assert usual(every).outcomes == ("c",)
    assert usual(every, "c").outcomes == ("c",)
    with pytest.raises(InputError, match="no threshold and direction"):
        usual(every, "b")
    with pytest.raises(UnknownName):
        usual(every, "d")
    with pytest.raises(InputError, match="--fail"):
        usual({"a": every["a"]})
