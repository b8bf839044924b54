"""Bad input: one clear message that offers what would be right, the exit code of the contract, and nothing written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scenarios import load
from tests.command_line import SMALL, environment, refused, started, typed

RUN = ("run", "four-nos", *SMALL)
ONE_LINE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what is wrong: the words typed, and what the message has to say
    "unknown command": (("rum",), ("command 'rum'", "Did you mean 'run'", "compare")),
    "unknown option": (("run", "four-nos", "--rnus", "5"), ("--rnus", "--runs", "fournos run --help")),
    "no scenario named": (("run",), ("SCENARIO", "fournos run --help")),
    "word too many": (("run", "four-nos", "bleeding-white"), ("bleeding-white", "fournos run --help")),
    "option without value": (("run", "four-nos", "--runs"), ("--runs", "requires an argument")),
    "unknown scenario": (("run", "bleding-white"), ("scenario 'bleding-white'", "Did you mean 'bleeding-white'")),
    "scenario far off": (("compare", "zzzz"), ("scenario 'zzzz'", "known: amur, bleeding-white")),
    "scenario to show unknown": (("scenarios", "rig-crises"), ("Did you mean 'rig-crisis'",)),
    "unknown seat": ((*RUN, "-d", "vitnam=bamboo"), ("'vitnam'", "Did you mean 'vietnam'", "china")),
    "unknown doctrine": ((*RUN, "-d", "vietnam=bambo"), ("'bambo'", "Did you mean 'bamboo'")),
    "doctrine of another role": ((*RUN, "-d", "vietnam=offshore"), ("'offshore'", "four-nos")),
    "doctrine for a history alone": ((*RUN, "-d", "vietnam=as-history"), ("no history",)),
    "no assignment to a seat": ((*RUN, "-d", "vietnam"), ("'vietnam'", "SEAT=DOCTRINE")),
    "seat given nothing": ((*RUN, "-d", "vietnam="), ("SEAT=DOCTRINE",)),
    "seat given twice": ((*RUN, "-d", "us=full", "-d", "us=limited"), ("us=limited", "second time")),
    "schedule that cannot be read": ((*RUN, "-d", "vietnam=four-nos,ally-us@x"), ("four-nos,ally-us@x", "@QUARTER")),
    "seat to compare unknown": (("compare", "four-nos", *SMALL, "--seat", "chna"), ("Did you mean 'china'",)),
    "unknown parameter": ((*RUN, "--set", "sipply_gdp=1"), ("parameter 'sipply_gdp'",)),
    "parameter nearly right": ((*RUN, "--set", "psy=0.3"), ("parameter 'psy'", "Did you mean 'psi'")),
    "parameter to show unknown": (("parameters", "psy"), ("Did you mean 'psi'",)),
    "parameter out of range": ((*RUN, "--set", "psi=1.5"), ("psi is 1.5", "from 0 to 1")),
    "parameter below its range": ((*RUN, "--set", "psi=-1"), ("psi is -1", "from 0 to 1")),
    "parameter NaN": ((*RUN, "--set", "psi=nan"), ("psi is nan", "finite")),
    "parameter infinite": ((*RUN, "--set", "lam=inf"), ("lam is inf", "finite")),
    "parameter no number": ((*RUN, "--set", "psi=high"), ("'high'", "expected a number")),
    "no assignment to a parameter": ((*RUN, "--set", "psi"), ("'psi'", "NAME=VALUE")),
    "parameter set twice": ((*RUN, "--set", "psi=0.3", "--set", "psi=0.4"), ("psi=0.4", "second time")),
    "no run": (("run", "four-nos", "--runs", "0"), ("--runs is '0'", "from 1 to 10,000,000")),
    "fewer runs than none": (("run", "four-nos", "--runs", "-1"), ("--runs is '-1'", "whole number")),
    "runs as a power of ten": (("run", "four-nos", "--runs", "1e12"), ("--runs is '1e12'", "whole number")),
    "too many runs": (("run", "four-nos", "--runs", "1000000000000"), ("10,000,000",)),
    "runs of thousands of digits": (("run", "four-nos", "--runs", "9" * 9000), ("--runs is '999", "10,000,000")),
    "runs in letters": (("run", "four-nos", "--runs", "abc"), ("'abc'", "whole number")),
    "half a run": (("run", "four-nos", "--runs", "1.5"), ("'1.5'", "whole number")),
    "no quarter": (("run", "four-nos", "--quarters", "0"), ("--quarters is '0'", "from 1 to 400")),
    "negative seed": (("run", "four-nos", "--seed", "-1"), ("--seed is '-1'", "from 0 to")),
    "no worker": (("run", "four-nos", "--workers", "0"), ("--workers is '0'", "from 1 to")),
    "negative trajectories": (("run", "four-nos", "--trajectories", "-5"), ("--trajectories is '-5'",)),
    "unknown types": (("run", "four-nos", "--types", "guess"), ("'guess'", "'doctrine', 'prior'")),
    "plan": ((*RUN, "--moves", "on", "--plan", "vietnam=outlst"), ("outlst", "'outlast'")),
    "plan's line": ((*RUN, "--moves", "on", "--plan", "vietnam=war: denail"), ("denail", "'denial'")),
    "plan without moves": ((*RUN, "--plan", "vietnam=outlast"), ("vietnam", "--moves on")),
    "no name of a folder": ((*RUN, "-o", ""), ("no name of a folder",)),
    "overwrite of nothing": ((*RUN, "--overwrite"), ("-o DIR",)),
    "unknown claim": (("claims", "A99"), ("claim 'A99'",)),
    "unknown shell": (("completion", "tcsh"), ("'tcsh'", "bash")),
    "control signs": (("run", "\x1b[31mred\x07"), ("'?[31mred?'",)),
    "no file": (("run", "nowhere/mine.toml"), ("There is no file nowhere/mine.toml",)),
    "no folder to draw from": (("plot", "nowhere"), ("There is no folder nowhere",)),
}
HOSTILE: dict[str, tuple[bytes, str]] = {
    "broken": (b"name = ", "line 1: no valid TOML"),
    "binary": (bytes(range(256)) * 9, "binary file"),
    "huge": (b"# " + b"x" * 2_000_000, "larger than"),
    "deeply nested": (b"x = " + b"[" * 50_000, "nests brackets"),
    "empty": (b"", "is empty"),
    "of another kind": (b"[project]\nname = 'x'\n", "seats: is missing"),
}


@pytest.mark.parametrize("slip", ONE_LINE)
def test_a_slip_is_told_in_one_line_with_what_would_be_right(slip: str) -> None:
    words, expected = ONE_LINE[slip]
    result = typed(*words)
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert message.count("\n") == 1
    for part in expected:
        assert part in message


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("name", ["run", "compare", "scenarios"])
def test_a_hostile_file_is_refused_with_its_faults(kind: str, name: str, tmp_path: Path) -> None:
    content, expected = HOSTILE[kind]
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    result = typed(name, str(file))
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert message.startswith(f"Error: {file}: ")
    assert expected in message
    checked = typed("check", str(file))
    assert (checked.exit_code, checked.stdout) == (2, "")
    assert expected in checked.stderr


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    result = typed("run", str(folder))
    assert "is a folder" in refused(result.exit_code, result.stdout, result.stderr)


# ---------------------------------------------------------------- where results go


def destination(kind: str, base: Path) -> Path:
    """Prepare a place where no result may be written."""
    place = base / "place"
    if kind == "a file":
        place.write_text("mine")
    elif kind == "under a file":
        place.write_text("mine")
        return place / "deeper"
    elif kind == "a folder of other things":
        place.mkdir()
        (place / "letter.txt").write_text("mine")
    elif kind == "a folder that must not be written":
        place.mkdir(mode=0o500)
        return place / "deeper"
    elif kind == "a device":
        return Path("/dev/full")
    else:
        return Path("/proc/nowhere")
    return place


REFUSED = {
    "a file": "is a file",
    "under a file": "cannot be written",
    "a folder of other things": "holds something else",
    "a folder that must not be written": "cannot be written",
    "a device": "is a file",
    "a system that makes no folders": "cannot be written",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_results_are_not_written_where_they_must_not_be(kind: str, tmp_path: Path) -> None:
    if kind in ("a device", "a system that makes no folders") and not sys.platform.startswith("linux"):
        pytest.skip("Linux only")
    if kind == "a folder that must not be written" and os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    place = destination(kind, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for more in ((), ("--overwrite",)):
        result = typed(*RUN, "-o", str(place), *more)
        message = refused(result.exit_code, result.stdout, result.stderr)
        assert REFUSED[kind] in message
        assert "--overwrite" not in message
        assert message.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_study_is_replaced_only_on_request(tmp_path: Path) -> None:
    words = (*RUN, "-o", str(tmp_path / "out"))
    assert typed(*words).exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = typed(*words)
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert "--overwrite" in message
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    import resource

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    words = ("run", "rig-crisis", "--runs", "400", "--json", "-o", str(tmp_path / "out"))
    done = started(*words, preexec_fn=no_room, env=environment(PYTHONDONTWRITEBYTECODE="1"))
    assert "cannot be written: the disk is full" in refused(done.returncode, done.stdout, done.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_an_output_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        for words in (("parameters",), ("scenarios", "--json"), ("--help",)):
            done = started(*words, stdout=full, stderr=-1, capture_output=False)
            assert "No space left" in refused(done.returncode, "", done.stderr, expected=1)


# ---------------------------------------------------------------- plots


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study") / "out"
    assert typed(*RUN, "-o", str(folder), "--trajectories", "0").exit_code == 0
    return folder


PLOTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unknown kind": (("--kind", "fam"), ("kind of plot 'fam'", "Did you mean 'fan'")),
    "unknown measure": (("--kind", "panel", "--measure", "wars"), ("'wars'", "Did you mean 'war'")),
    "measure where there is no choice": (("--kind", "endings", "--measure", "war"), ("takes no measure",)),
    "unknown policy": (("--kind", "contour", "--policy", "bambo"), ("'bambo'",)),
    "no trajectories": ((), ("--trajectories",)),
    "no ending": (("--kind", "endings", "-o", "picture"), ("picture", ".png, .svg, .pdf")),
    "unknown ending": (("--kind", "endings", "-o", "picture.gif"), (".png, .svg, .pdf",)),
    "folder missing": (("--kind", "endings", "-o", "nowhere/picture.png"), ("There is no folder nowhere",)),
    "under a device": (("--kind", "endings", "-o", "/dev/full/picture.png"), ("There is no folder /dev/full",)),
}


@pytest.mark.parametrize("slip", PLOTS)
def test_a_plot_that_cannot_be_drawn_is_told_in_one_line(slip: str, study: Path) -> None:
    words, expected = PLOTS[slip]
    before = sorted(study.rglob("*"))
    result = typed("plot", str(study), *words)
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert message.count("\n") == 1
    for part in expected:
        assert part in message
    assert sorted(study.rglob("*")) == before


def test_a_plot_goes_to_no_folder_and_no_system_that_takes_none(study: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    result = typed("plot", str(study), "--kind", "endings", "-o", str(tmp_path / "folder.png"))
    assert "is a folder" in refused(result.exit_code, result.stdout, result.stderr)
    if sys.platform.startswith("linux"):
        result = typed("plot", str(study), "--kind", "endings", "-o", "/proc/picture.png")
        assert "cannot be written" in refused(result.exit_code, result.stdout, result.stderr)


def test_only_a_folder_of_runs_is_drawn_from(study: Path, tmp_path: Path) -> None:
    game, text, broken = tmp_path / "mine.fournos", tmp_path / "notes.txt", tmp_path / "broken"
    for file in (game, text):
        file.write_text("x")
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    expected = {game: "is not a game", text: "is a file", tmp_path: "holds no study", broken: "cannot be used"}
    for place, words in expected.items():
        result = typed("plot", str(place))
        assert words in refused(result.exit_code, result.stdout, result.stderr)


# ---------------------------------------------------------------- our own faults


def test_a_fault_of_ours_is_one_line_that_asks_for_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("some\x1bthing")

    monkeypatch.setattr("scenarios.names", broken)
    result = typed("scenarios")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Internal error: KeyError: ")
    assert "report" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    for words in (("--debug", "scenarios"), ("scenarios",)):
        monkeypatch.setenv("FOURNOS_DEBUG", "" if "--debug" in words else "1")
        assert "Traceback" in typed(*words).stderr


def test_runs_that_failed_are_told_and_the_others_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim import ensemble as ensembles
    from sim.batch import Failure

    whole = ensembles.run_cases

    def partly(*given: object, **more: object) -> list[ensembles.Ensemble]:
        found = whole(*given, **more)  # type: ignore[arg-type]
        found[0].failures.append(Failure(40, 10, "ValueError: odd", "…"))
        return found

    monkeypatch.setattr(ensembles, "run_cases", partly)
    result = typed(*RUN, "--json")
    assert result.exit_code == 1
    assert result.stdout.startswith("{")
    assert (
        result.stderr == "Error: 10 runs failed and are missing from these results. The first error: ValueError: odd\n"
    )


def test_a_scenario_with_many_faults_lists_them_all(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = load("four-nos").text
    for right, wrong in (('doctrine = "adaptive"', 'doctrine = "adaptiv"'), ("quarters = 60", "quarters = 0")):
        assert right in text
        text = text.replace(right, wrong)
    file.write_text(text, "utf-8")
    result = typed("run", str(file))
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert "2 faults" in message
    assert "seats.china.doctrine" in message
    assert "quarters" in message
