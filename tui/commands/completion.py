"""`fournos completion`: the script with which a shell completes commands, names and values."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from sim.language import _
from tui.commands import PROGRAM, SUMMARIES, described

SHELLS = ("bash", "zsh", "fish")
VARIABLE = f"_{PROGRAM.upper()}_COMPLETE"
HELP = described(
    SUMMARIES["completion"],
    _(
        "Let your shell read the script when it starts, and the Tab key completes commands, options, scenarios, "
        "seats with their doctrines, parameters and plots."
    ),
    [
        "completion bash > ~/.local/share/bash-completion/completions/fournos",
        'completion zsh > "${fpath[1]}/_fournos"',
        "completion fish > ~/.config/fish/completions/fournos.fish",
    ],
)


@click.command("completion", help=HELP)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a shell's completion script."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, PROGRAM, VARIABLE).source())


class Bash(BashComplete):
    """Bash, which takes `vietnam=bamboo` for three words: they are put together, and only the last is completed."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.broken = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that word as far as it is typed."""
        words, last = super().get_completion_args()
        joined = _joined([*words, last])
        typed = joined[-1]
        if typed != last:
            value = typed.partition("=")[2] if typed.startswith("-") else typed
            self.broken = value[: value.rfind("=") + 1]
        return joined[:-1], typed

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a completion without the part that bash already has."""
        item.value = item.value.removeprefix(self.broken)
        return super().format_completion(item)


def _joined(words: list[str]) -> list[str]:
    """Put the parts of `seat=doctrine`, which were words of their own, together again."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


add_completion_class(Bash)
