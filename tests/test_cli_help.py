"""The command line around its results: help, outputs of every kind, and the completion of words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from docs.pages.command_line import found
from sim.parameters import table
from sim.plots import KINDS
from sim.plots.answered import KINDS as OF_ANSWERS
from tests.command_line import ROOT, command, environment, started, typed
from tui.cli import main
from tui.commands import SUMMARIES, everything

HEAVY = ("mesa", "matplotlib", "pandas", "scipy", "duckdb", "textual", "networkx", "numpy", "pydantic", "rich")


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("name", everything())
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    result = typed(*name.split(), "--help")
    assert result.exit_code == 0
    assert everything()[name] in " ".join(result.output.split())
    assert re.search(rf"Examples?:\n +fournos {name} ?", result.output)
    command, context = found(name)
    assert context.info_name == name.rsplit(maxsplit=1)[-1] == command.name
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)], ids=["nothing", "--help", "-h"])
def test_help_lists_every_command_and_what_it_does(words: tuple[str, ...]) -> None:
    result = typed(*words)
    assert result.exit_code == 0
    assert result.output == typed("--help").output
    for name, summary in SUMMARIES.items():
        assert re.search(rf"^  {name} +{re.escape(summary)}$", result.output, re.MULTILINE)


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, tui.cli, contextlib\nwith contextlib.suppress(SystemExit): tui.cli.main(['--help'])\n\
print(*sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.split() == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs the times of processes")
def test_help_comes_at_once() -> None:
    """Time of the processor, not of the clock: how busy the machine is does not count."""
    import resource

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    times = []
    for _try in range(3):
        before = spent()
        started("--help")
        times.append(spent() - before)
    assert min(times) <= 0.25


def test_the_version_is_one_line() -> None:
    assert re.fullmatch(r"fournos .+\n", typed("--version").stdout)


def test_all_help_fits_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in everything():
        prose = typed(*name.split(), "--help").output.split("Example")[0]
        assert max(map(len, prose.splitlines())) <= 80


# ---------------------------------------------------------------- outputs


def test_every_plain_result_is_free_of_control_signs() -> None:
    for words in (("scenarios", "four-nos"), ("parameters",), ("claims", "B8"), ("--help",)):
        assert "\x1b" not in typed(*words).stdout


def test_a_reader_that_leaves_early_is_told_nothing() -> None:
    line = " ".join(f"'{word}'" for word in command("claims"))
    done = subprocess.run(
        ["/bin/sh", "-c", f"{line} | head -n 1"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_a_terminal_that_knows_ascii_alone_is_served() -> None:
    for words in (("scenarios", "four-nos"), ("parameters", "psi"), ("claims", "--json")):
        done = started(*words, env=environment(PYTHONIOENCODING="ascii"))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()


def test_the_output_is_right_when_it_is_closed() -> None:
    line = " ".join(f"'{word}'" for word in command("parameters", "psi"))
    closed = ["/bin/sh", "-c", f"{line} >&-"]
    done = subprocess.run(closed, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------- completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str) -> None:
    result = typed("completion", shell)
    assert result.exit_code == 0
    assert f"_FOURNOS_COMPLETE={shell}_complete" in result.stdout


COMPLETED: dict[tuple[str, ...], Any] = {
    ("ru",): ["run"],
    ("run", "bl"): ["bleeding-white"],
    ("run", "four-nos", "-d", "vietnam=fo"): ["vietnam=four-nos"],
    ("run", "four-nos", "-d", "vietnam", "=", "fo"): ["four-nos"],
    ("run", "four-nos", "--doctrine", "=", "us", "=", "of"): ["offshore"],
    ("compare", "ukraine-analogue", "--seat", "eu"): ["europe"],
    ("run", "four-nos", "--set", "ps"): [f"psi={table()['psi'].central:g}"],
    ("parameters", "ps"): ["psi"],
    ("plot", "somewhere", "--kind", ""): [*KINDS, *OF_ANSWERS],
    ("plot", "somewhere", "--kind", "=", "la"): ["ladder"],
    ("run", "no-such-scenario", "-d", ""): [],
}


@pytest.mark.parametrize("words", COMPLETED, ids=" ".join)
def test_bash_completes_words(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.commands.completion import VARIABLE, Bash

    monkeypatch.setenv("COMP_WORDS", " ".join(["fournos", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    lines = Bash(main, {}, "fournos", VARIABLE).complete().split("\n")
    assert [line.removeprefix("plain,") for line in lines if line] == COMPLETED[words]


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
def test_a_real_bash_reads_the_script(tmp_path: Path) -> None:
    script = tmp_path / "fournos"
    script.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m tui.cli \"$@\"\n")
    script.chmod(0o755)
    ask = (
        'PATH="$1:$PATH"; source <(fournos completion bash); COMP_WORDS=(fournos run bleeding-white -d vietnam = one); '
        'COMP_CWORD=6; _fournos_completion fournos; echo "${COMPREPLY[*]}"'
    )
    bash = ["/bin/bash", "--norc", "-c", ask, "bash", str(tmp_path)]
    done = subprocess.run(bash, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("one-depend\n", "")
