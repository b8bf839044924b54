"""The command `fournos`: finds the command that was named, and leaves its end to `tui.commands.exits`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from sim import language
from sim.errors import Cancelled
from sim.language import _
from tui.commands import PROGRAM, SUMMARIES, described
from tui.commands.lazy import Lazy

if f"_{PROGRAM.upper()}_COMPLETE" in os.environ:
    import tui.commands.completion  # noqa: F401  (teaches click how bash splits SEAT=DOCTRINE)


class Program(Lazy):
    """The group of all commands, that words every fault itself."""

    summaries = SUMMARIES

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; an interruption is told where every end is told, not by click."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Cancelled from None

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *rest: Any, **extra: Any) -> Any:
        """Run the program and leave with its exit code: 0 done, 1 the run failed, 2 bad input."""
        from tui.commands import exits

        words, wanted = language.without_flag(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        call = super().main

        def run() -> Any:
            language.choose(wanted or os.environ.get(language.OWN_WISH, ""))
            return call(words, PROGRAM, *rest, obj=words, **extra)

        sys.exit(exits.guarded(run))


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    """Print the version and leave."""
    if wanted and not ctx.resilient_parsing:
        from importlib import metadata

        try:
            version = metadata.version(PROGRAM)
        except metadata.PackageNotFoundError:
            version = _("(not installed: running from a source tree)")
        click.echo(f"{PROGRAM} {version}")
        ctx.exit()


def _debug(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    """Show tracebacks, for those who work on the program."""
    if wanted:
        from tui.commands import exits

        exits.debug()


HELP = described(
    _("Four No's: a simulation of a middle power, its great neighbour and two patrons."),
    _(
        "Vietnam, China, the United States and Russia play through a crisis quarter by quarter, by rules taken from "
        "four essays. Run a scenario, compare policies on the same luck, and see how things end. It is a simulation to "
        "think with, not a forecast. Each command explains itself: fournos COMMAND --help. Exit codes: 0 done, 1 the "
        "run failed, 2 bad input."
    ),
    [
        "play tutorial",
        "play --plain",
        "scenarios",
        "compare bleeding-white -o build/bleed",
        "plot build/bleed --kind endings",
    ],
)


@click.group(
    cls=Program, help=HELP, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help=_("Print the version.")
)
@click.option(  # taken out of the words before click sees them, wherever it stands; here for the help
    language.FLAG,
    metavar="NAME",
    expose_value=False,
    type=click.Choice(list(language.available())),
    help=_("Language of all texts: {names}. Also FOURNOS_LANG.").format(
        names=", ".join(f"{code} ({name})" for code, name in language.available().items())
    ),
)
@click.option("--debug", is_flag=True, expose_value=False, is_eager=True, callback=_debug, hidden=True)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Open the game if no command was named; where there is no terminal to show it in, print the help."""
    if ctx.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        from tui.commands import play

        ctx.invoke(play.command)
    else:
        click.echo(ctx.get_help())


if __name__ == "__main__":
    main()
