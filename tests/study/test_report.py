"""The report of a study: self-contained, escaped, the same bytes again, and nothing in it without numbers behind it."""

from __future__ import annotations

import html as markup
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim import Study
from sim.errors import InputError, StoreError
from sim.report import answers as told
from sim.report import found, numbers, study
from sim.study.answers import Answer, Table
from sim.study.questions.clusters import mean_of
from sim.study.results import Results, open_results
from sim.study.standing import Reason, Standing
from tests.command_line import typed

HOSTILE = "<script>alert(1)</script> [@click=app.bell]x[/] {{ 7 * 7 }}"
TEXT = f"""
name = "small"
title = "{HOSTILE}"
question = "Tiếng Việt, עברית, and a word of {"very" * 40}long letters?"
limits = ["It shows <b>nothing</b>."]
scenarios = ["bleeding-white"]
quarters = 8
[policies.bleed]
title = "<img src=x onerror=alert(2)>"
doctrines = {{ china = "bleed-white" }}
[policies.punish]
doctrines = {{ china = "punitive" }}
[uncertainties.psi]
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[uncertainties.trust]
opening = "quarrel.trust"
low = 0.1
high = 0.5
[design]
points = 16
replications = 8
trajectories = 40
[outcomes.crises]
better = "less"
threshold = 0.5
[outcomes.never]
when = "war_quarters > 30"
"""
FETCHES = ("src", "href", "srcset", "action", "data", "poster")
VOID = frozenset({"meta", "img", "br"})


class Reader(HTMLParser):
    """Collects the tags of a page, what it fetches, its pictures' texts, and whether tags are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.alts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in FETCHES:
                self.fetched.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name == "alt":
                self.alts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    made = Study.parse(TEXT, scenarios.load).run(tmp_path_factory.mktemp("small") / "small")
    made.robustness("crises").save(made.path)
    made.discover("bleed").save(made.path)
    hostile = Answer(
        "compare",
        "compare",
        f"{HOSTILE} \x1b[31m",
        ("<i>1</i> is not \u202eless\u202c than 2.",),
        Standing((Reason("thin", "it is <thin>"),)),
        tables={"rows": Table.of([{"policy": "bleed", "low": 0.1, "high": 0.2, "standing": "not established: few"}])},
        command=("fournos", "study", "compare", "a folder; rm"),
    )
    hostile.save(made.path)
    return made


@pytest.fixture(scope="module")
def page(results: Results) -> str:
    return study.html(results)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def words(page: str) -> str:
    return markup.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)))


def test_the_page_fetches_and_runs_nothing_and_is_whole(page: str, read: Reader) -> None:
    assert all(value.startswith(("#", "data:image/")) for value in read.fetched)
    assert not {"script", "link", "iframe", "object", "form", "b", "i"} & set(read.tags)
    assert read.open == [] and len(read.ids) == len(set(read.ids))
    assert "default-src 'none'" in page and not re.search(r"url\(|@import", page)
    assert len(page.encode()) < 3_000_000


def test_texts_of_files_are_shown_as_they_were_written(page: str) -> None:
    bare = words(page)
    assert HOSTILE in bare and "<img src=x onerror=alert(2)>" in bare and "It shows <b>nothing</b>." in bare
    assert "Tiếng Việt, עברית" in bare and "\x1b" not in page
    assert "'a folder; rm'" in bare


def test_every_picture_has_its_numbers_in_words(read: Reader) -> None:
    pictures = [value for value in read.fetched if value.startswith("data:")]
    assert len(pictures) == len(read.alts) >= 4
    assert all(len(text) > 100 for text in read.alts)


def test_the_same_study_gives_the_same_bytes(results: Results, page: str) -> None:
    assert study.html(open_results(results.path)) == page


def test_the_sections_stand_in_their_order_and_none_is_empty(read: Reader) -> None:
    ids = [name.removesuffix("-1") for name in read.ids]
    assert ids[1:7] == ["question", "short", "run", "endings", "outcomes", "answer-compare"]
    assert ids[-5:] == ["unsettled", "open", "limits", "again", "manifest"]


def test_what_is_not_established_is_listed_once_with_its_reason(results: Results, page: str) -> None:
    bare = words(page)
    part = bare[bare.rindex("What is not established") : bare.rindex("What was not asked")]
    assert "It is <thin>" in part and "Few" in part
    assert "mean of never: bleed, bleeding-white" in part and "does not vary" in part


def test_what_was_not_asked_is_named_with_its_command(results: Results, page: str) -> None:
    bare = words(page)
    part = bare[bare.rindex("What was not asked") : bare.rindex("What this does not show")]
    assert "fournos study sensitivity small --outcome crises" in part and "fournos study converge small" in part
    assert "fournos study robustness" not in part


def test_means_and_endings_are_those_of_the_runs(results: Results, page: str) -> None:
    frame = results.to_pandas(policy="punish")
    (row,) = [row for row in found.rows_of(results, "crises") if row.policy == "punish"]
    points = frame.groupby("design_id")["crises"].mean()
    assert row.mean.mean == pytest.approx(points.mean())
    assert row.mean.error == pytest.approx(points.std(ddof=1) / np.sqrt(16))
    assert row.spread[1] == np.median(frame["crises"]) and row.runs == 128
    assert row.success is not None and row.success.mean == pytest.approx((frame["crises"] <= 0.5).mean())
    assert f"{numbers.figure(row.mean.low)} to {numbers.figure(row.mean.high)}" in words(page)


def test_what_was_never_seen_has_an_interval_that_ends_above_nothing() -> None:
    low, high = found.share_interval(mean_of(np.zeros((16, 20)), samples=0))
    assert low == 0.0 and high == pytest.approx(1.96**2 / (320 + 1.96**2), rel=1e-3)
    wide = mean_of(np.repeat([[0.0], [1.0]], 20, axis=0).repeat(50, axis=1), samples=0)
    assert found.share_interval(wide) == (wide.low, wide.high)
    assert np.isnan(found.share_interval(mean_of(np.full((2, 2), np.nan), samples=0))).all()


def test_a_mean_of_few_points_is_not_established() -> None:
    values, there = np.zeros((8, 50)), np.ones((8, 50), bool)
    values[:, ::2] = 1.0
    assert [reason.code for reason in found.weaknesses(values, there, "x", given=False)] == ["few-points"]
    assert not found.weaknesses(np.tile(values, (2, 1)), np.tile(there, (2, 1)), "x", given=False)
    values[0, 0] = np.nan
    assert "missing" in [reason.code for reason in found.weaknesses(values, there, "x", given=False)]
    assert "missing" not in [reason.code for reason in found.weaknesses(values, there, "x", given=True)]


def test_a_table_merges_intervals_and_tells_what_is_always_the_same() -> None:
    rows = [{"policy": "a", "of": n, "mean_low": 0.5, "mean_high": None if n == "y" else 1.0, "n": 3} for n in "xy"]
    shown = numbers.grid(Table.of(rows, "Title"))
    assert shown.caption == "Title (policy a)"
    assert shown.head == ("of", "mean low – high", "n") and shown.right == (1, 2)
    assert shown.rows == (("x", "0.5 to 1", "3"), ("y", "0.5 to –", "3"))


def test_rows_that_do_not_stand_are_found_in_every_language() -> None:
    table = Table.of([{"policy": name, "standing": text} for name, text in (("a", "established"), ("b", "chưa"))])
    answer = Answer("compare", "compare", "Title", (), tables={"t": table})
    assert told.unsettled([answer]) == {}
    bad = Table.of([{"policy": "a", "standing": "not established: few"}, {"policy": "b", "standing": "established"}])
    assert told.unsettled([Answer("compare", "c", "Title", (), tables={"t": bad})]) == {"few": ["Title: a"]}


def test_the_command_writes_the_report_whole_or_not_at_all(results: Results, page: str, tmp_path: Path) -> None:
    done = typed("study", "report", str(results.path), "-o", str(tmp_path / "r.html"), "--json")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "r.html").read_text("utf-8") == page
    assert json.loads(done.stdout)["asked"] == []
    for words_, fault in (("r.pdf", "must end in .html"), ("none/r.html", "There is no folder")):
        refused = typed("study", "report", str(results.path), "-o", str(tmp_path / words_))
        assert refused.exit_code == 2 and fault in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        study.check(tmp_path / "folder.html")
    with pytest.raises(InputError):
        study.check(tmp_path / "x.txt")


def test_a_folder_of_saved_runs_has_a_report_and_cheap_questions_are_asked_of_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "runs")
    assert typed("compare", "rig-crisis", "--runs", "12", "--quarters", "3", "-o", folder).exit_code == 0
    done = typed("study", "report", folder, "--ask", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["asked"] == ["compare", "robustness", "converge"]
    text = (tmp_path / "runs" / "report.html").read_text("utf-8")
    bare = words(text)
    assert "fournos compare rig-crisis --runs 12 --quarters 3 -o" in bare
    assert 'id="question-1"' not in text and "What was not asked" not in bare
    again = typed("study", "report", folder, "--ask", "--json")
    assert json.loads(again.stdout)["asked"] == []


def test_failed_runs_are_told_with_the_command_that_tries_them_again(results: Results, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(results.path, tmp_path / "small")
    row = {"run": 3, "policy": "bleed", "error": "<b>bad</b>\x1b[0m", "replay": "fournos study replay small --run 3"}
    (tmp_path / "small" / "failures.jsonl").write_text(json.dumps(row) + "\n")
    held = open_results(tmp_path / "small", checked=False)
    from sim.report import kept

    blocks = list(kept.missing(held))
    assert any("fournos study replay small --run 3" in str(block) for block in blocks)
    assert "\x1b" not in str(blocks)
