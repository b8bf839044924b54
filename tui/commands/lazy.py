"""Groups of commands, one module each, that are imported when one of them is called."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Mapping

import click

from sim.language import _


class Lazy(click.Group):
    """A group whose commands are imported when they are needed.

    Attributes
    ----------
    summaries : one line on each command, in the order of the help.
    package : where their modules are; each has its command as `command`.
    """

    summaries: Mapping[str, str] = {}
    package = "tui.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the help."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None if there is none."""
        if cmd_name not in self.summaries:
            return None
        module = cmd_name.replace("-", "_") + ("_" if keyword.iskeyword(cmd_name) else "")
        command: click.Command = importlib.import_module(f"{self.package}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name; offer the nearest name if there is none."""
        if not ctx.resilient_parsing and args[0] not in self.summaries and not args[0].startswith("-"):
            from sim.errors import UnknownName

            raise UnknownName("command", args[0], self.summaries)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl(list(self.summaries.items()))
