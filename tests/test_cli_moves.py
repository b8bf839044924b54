"""`fournos moves`, `cards` and `plans`, and moves and plans named to the commands that run."""

from __future__ import annotations

import re

import pytest

from scenarios import load
from sim.cards import table as cards
from sim.choice_words import everything, identity
from sim.effect_words import CHANCES as CHANCE_WORDS
from sim.effect_words import LEVERS, PATRON_LEVERS, SETTINGS, address, place, sentences
from sim.effect_words import SCALES as SCALE_WORDS
from sim.effects import CHANCES, POSTURES, SCALES, Effect, Path, settings
from sim.moves import ACTS, Answer, Move, move
from sim.moves import table as moves
from sim.parameters import table as parameters
from sim.plans import table as plans
from sim.plans import using
from sim.postures import LIMITS, SWITCHES
from sim.seats import Role
from sim.world import ROWS
from tests.command_line import SMALL, answer, refused, typed

KEYS = ["id", "role", "cost", "when", "effect", "claims", "text", "kind", "title", "seats", "breaks"]
CARD_KEYS = ["id", "title", "text", "when", "only", "weight", "again", "after", "from", "claims", "options"]
PLAN_KEYS = ["id", "role", "doctrine", "trial", "text", "lines"]


def flat(text: str) -> str:
    """Return a text in one line with single spaces."""
    return " ".join(text.split())


# ---------------------------------------------------------------- lists


def test_moves_lists_every_move_and_answer_of_every_role() -> None:
    rows = answer("moves")
    assert all(list(row) == KEYS for row in rows)
    assert [(row["role"], row["id"]) for row in rows] == [(row.role.value, identity(row)) for row in everything()]
    assert sum(row["kind"] == "move" for row in rows) == len(moves())
    for row in rows:
        if row["kind"] == "move":
            held = moves()[row["id"]]
            assert (row["cost"], row["when"], row["claims"]) == (held.cost, list(held.when), list(held.claims))
            assert len(row["effect"]) == len(held.effects) + bool(held.act)
    told = typed("moves")
    assert told.exit_code == 0 and told.stderr == ""
    assert all(re.search(rf"^{re.escape(row['id'])} +{row['cost']} ", told.stdout, re.MULTILINE) for row in rows)
    assert f"{len(rows)} moves and answers" in told.stdout


@pytest.mark.parametrize(
    ("words", "held", "missing"),
    [
        (("--seat", "vietnam"), ["shared-future", "denial", "war=dig-in"], ["shell", "exercises"]),
        (("--seat", "ukraine"), ["denial"], ["shared-future", "shell"]),
        (("--seat", "china"), ["shell", "push-neighbours"], ["denial"]),
        (("--seat", "russia"), ["shell", "arms-sale"], ["push-neighbours", "denial"]),
        (("--seat", "russia", "--role", "challenger"), ["shell"], ["arms-sale", "push-neighbours"]),
        (("--role", "patron_a"), ["exercises", "war=arm"], ["arms-sale", "denial"]),
    ],
    ids=" ".join,
)
def test_moves_of_a_seat_or_a_role(words: tuple[str, ...], held: list[str], missing: list[str]) -> None:
    found = {row["id"] for row in answer("moves", *words)}
    assert set(held) <= found
    assert not set(missing) & found


def test_cards_and_plans_list_all() -> None:
    rows = answer("cards")
    assert [row["id"] for row in rows] == list(cards())
    assert all(list(row) == CARD_KEYS for row in rows)
    assert all({option["role"] for option in row["options"]} == {role.value for role in Role} for row in rows)
    rows = answer("plans")
    assert [row["id"] for row in rows] == list(plans())
    assert all(list(row) == PLAN_KEYS for row in rows)
    assert {row["role"] for row in answer("plans", "--role", "patron_b")} == {"patron_b"}
    for words in ("cards", "plans"):
        told = typed(words)
        assert (told.exit_code, told.stderr) == (0, "")
        assert all(
            re.search(rf"^{name} ", told.stdout, re.MULTILINE) for name in (cards() if words == "cards" else plans())
        )


# ---------------------------------------------------------------- one of them


@pytest.mark.parametrize("row", everything(), ids=lambda row: f"{row.role} {identity(row)}")
def test_a_move_or_an_answer_is_told_in_full(row: Move | Answer) -> None:
    told = flat(typed("moves", identity(row), "--role", row.role).stdout)
    for words in (row.title, row.text, row.source, *row.claims, row.expects.measure.partition(".")[0], *using(row)):
        assert flat(words) in told
    for effect, words in zip(row.effects, _sentences(row), strict=True):
        assert flat(words) in told
        assert f"{effect.size:g}".lstrip("-") in words
    data = answer("moves", identity(row), "--role", row.role)
    assert list(data)[: len(KEYS)] == KEYS
    assert [each["on"] for each in data["effects"]] == [address(effect.path) for effect in row.effects]
    assert data["expects"]["scenario"] == row.expects.scenario
    assert data["plans"] == list(using(row))


def _sentences(row: Move | Answer) -> list[str]:
    return sentences(row.effects, row.lasts, row.after) if isinstance(row, Move) else sentences(row.effects, 1)


@pytest.mark.parametrize("name", cards())
def test_a_card_is_told_in_full(name: str) -> None:
    told, card = flat(typed("cards", name).stdout), cards()[name]
    for words in (card.title, card.text, card.source):
        assert flat(words) in told
    for options in card.options.values():
        assert sum(f"* {option.id} " in told for option in options) == 1
        for option in options:
            assert option.id in told and flat(option.text) in told
            assert all(flat(words) in told for words in sentences(option.effects, option.lasts))
    assert list(answer("cards", name))[: len(CARD_KEYS)] == CARD_KEYS


@pytest.mark.parametrize("name", plans())
def test_a_plan_is_told_line_by_line(name: str) -> None:
    told = flat(typed("plans", name).stdout)
    assert flat(plans()[name].text) in told
    assert all(flat(str(line)) in told for line in plans()[name].lines)
    assert answer("plans", name)["lines"] == [str(line) for line in plans()[name].lines]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("moves", "upgrade-uss"), "Did you mean 'upgrade-us'"),
        (("moves", "war=digin"), "Did you mean 'war=dig-in'"),
        (("moves", "war=dig-in"), "Name one, as in --role target"),
        (("moves", "denial", "--role", "challenger"), "Unknown move or answer 'denial'"),
        (("moves", "--seat", "vietnm"), "Did you mean 'vietnam'"),
        (("moves", "--role", "patron"), "Did you mean 'patron_"),
        (("cards", "cable"), "Did you mean 'cable-cut'"),
        (("plans", "outlst"), "Did you mean 'outlast'"),
        (("plans", "--role", "x"), "Unknown role"),
        (("moves", "\x1b[31m"), "Unknown move or answer"),
    ],
    ids=str,
)
def test_what_is_unknown_is_refused_with_the_nearest_name(words: tuple[str, ...], message: str) -> None:
    told = typed(*words)
    assert message in refused(told.exit_code, told.stdout, told.stderr)


# ---------------------------------------------------------------- effects in words


def test_an_effect_says_what_it_changes_by_how_much_and_how_long() -> None:
    once = Effect(Path("state", "trust"), 0.05)
    held = Effect(Path("parameter", "c_cr"), 0.9, times=True, by="greed")
    stays = Effect(Path("lever", "level_a", None, "target"), -0.2, stays=True)
    assert sentences((once,), 4) == ["trust between challenger and target +0.05, once"]
    assert sentences((held,), 4) == [
        f"{parameters()['c_cr'].meaning} × 0.9, for 4 quarters, as far as the challenger is greedy"
    ]
    assert sentences((stays,), 1, 2) == [
        "partnership sought with the first patron −0.2, for good, beginning in 2 quarters"
    ]


def test_every_path_that_an_effect_could_have_has_words() -> None:
    for role, kind in POSTURES.items():
        for lever in LIMITS[kind]:
            if lever not in SWITCHES:
                assert place(Path("lever", lever, None, role))
    for name, (paired, _limits) in settings().items():
        assert "{" not in place(Path("setting", name, 1 if paired else None))
    for row in ROWS:
        if row.size <= 2:
            assert "{" not in place(Path("state", row.name, 1 if row.size == 2 else None))
    assert set(SCALE_WORDS) == {"", *SCALES}
    assert set(CHANCE_WORDS) == {"", *CHANCES}
    unused = {name for name in SETTINGS if name not in settings()}
    assert unused == {name.partition("_")[2] for name in settings() if name.startswith("challenger_")}
    assert {*LEVERS[Role.TARGET], *LEVERS[Role.CHALLENGER], *PATRON_LEVERS} == {
        lever for levers in LIMITS.values() for lever in levers if lever not in SWITCHES
    }


def test_a_pair_says_whose_it_is() -> None:
    told = {effect: place(effect) for row in everything() for effect in (each.path for each in row.effects)}
    for path, words in told.items():
        if path.kind == "state" and path.place is not None:
            whose = ("first patron", "second patron", "target", "challenger")
            assert any(name in words for name in whose), words
    texts = [words for path, words in told.items() if path.kind == "state"]
    assert len(set(texts)) == len(texts)


def test_every_act_has_words() -> None:
    from sim.choice_words import ACTS as ACT_WORDS

    assert set(ACT_WORDS) == set(ACTS)


# ---------------------------------------------------------------- named to runs


def test_moves_and_plans_can_be_named_to_run_and_compare() -> None:
    still = answer("run", "bleeding-white", *SMALL)
    assert (still["moves"], still["plans"]) == ("off", {})
    named = answer("run", "bleeding-white", *SMALL, "--moves", "on", "--plan", "vietnam=fight-on")
    assert (named["moves"], list(named["plans"])) == ("on", ["vietnam"])
    assert named["plans"]["vietnam"].splitlines() == [str(line) for line in plans()["fight-on"].lines]
    assert named["outcomes"] != still["outcomes"]
    behind = answer("run", "bleeding-white", *SMALL, "--moves", "on", "-d", "vietnam=four-nos+fight-on")
    assert behind["outcomes"] == named["outcomes"]
    rows = answer("compare", "bleeding-white", *SMALL, "--moves", "on", "--seat", "us", "--plan", "vietnam=fight-on")
    assert rows[0]["outcomes"] == named["outcomes"]
    assert all(row["moves"] == "on" and row["plans"] == named["plans"] for row in rows)


def test_lines_of_a_plan_can_be_given_one_by_one() -> None:
    lines = ["war every 8: denial", "war: answer war=dig-in", "any: say calm"]
    words = [word for line in lines for word in ("--plan", f"vietnam={line}")]
    told = answer("run", "bleeding-white", *SMALL, "--moves", "on", *words, "--plan", "china=stalemate: shell")
    assert told["plans"] == {"vietnam": "\n".join(lines), "china": "stalemate: shell"}
    shown = flat(typed("run", "bleeding-white", *SMALL, "--moves", "on", *words).stdout)
    assert f"Plan of vietnam: {' | '.join(lines)}" in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--plan", "vietnam=outlast"), "--moves on"),
        (("--moves", "on", "--plan", "vietnam"), "write SEAT=PLAN, as in vietnam=outlast"),
        (("--moves", "on", "--plan", "vietnam=outlst"), "Did you mean 'outlast'"),
        (("--moves", "on", "--plan", "vietnm=outlast"), "Did you mean 'vietnam'"),
        (("--moves", "on", "--plan", "vietnam=war: deniall"), "Did you mean 'denial'"),
        (("--moves", "on", "--plan", "china=war: denial"), "Unknown move of china"),
        (("--moves", "perhaps"), "perhaps"),
    ],
    ids=str,
)
def test_a_faulty_plan_is_refused(words: tuple[str, ...], message: str) -> None:
    for name in ("run", "compare"):
        told = typed(name, "bleeding-white", *SMALL, *words)
        assert message in refused(told.exit_code, told.stdout, told.stderr)


def test_seats_of_every_move_exist() -> None:
    from scenarios import names

    known = {seat for name in names() for seat in load(name).seats}
    assert all(set(row.seats) <= known for row in everything())
    assert move("shared-future").seats == ("vietnam",)
