"""`fournos study add-policy`: add a policy to a study; only its runs are made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError, shown
from sim.language import _, clean
from tui.commands import described
from tui.commands.cases import assigned
from tui.commands.options import SETTING, as_json, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.run import carried_out
from tui.commands.study.shared import directory_argument, executor_options

if TYPE_CHECKING:
    from sim.study.spec import StudySpec
    from sim.study.store import Store

HELP = described(
    SUMMARIES["add-policy"],
    _(
        "NAME is what the study will call it. The policy meets the same points on the same luck as the others; their "
        "runs stay as they are. The folder's study.toml gets the policy, too."
    ),
    [
        "study add-policy build/study hedge -d vietnam=bamboo",
        "study add-policy build/study late -d vietnam=four-nos,ally-us@8 --set psi=0.3 --title 'A late turn'",
    ],
)
_ASSIGNMENT = "SEAT=DOCTRINE"
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,59}")


@click.command("add-policy", help=HELP)
@directory_argument
@click.argument("name", metavar="NAME")
@click.option(
    "-d", "--doctrine", "doctrines", multiple=True, metavar=_ASSIGNMENT, help=_("What a seat does. May be repeated.")
)
@click.option(
    "--set",
    "settings",
    type=SETTING,
    multiple=True,
    metavar="PARAM=VALUE",
    help=_("A parameter that somebody decides. May be repeated."),
)
@click.option("--title", default="", metavar="TEXT", help=_("What people call it."))
@workers_option
@executor_options
@as_json
def command(
    directory: str, name: str, *, doctrines: tuple[str, ...], settings: tuple[str, ...], title: str, **given: Any
) -> None:
    """Add a policy to a study."""
    from sim.study.store import Store

    store = Store.open(directory)
    spec = with_policy(store, name, doctrines, settings, clean(title, field="--title", limit=200))
    carried_out(directory, spec, replications=store.replications, **given)


def with_policy(
    store: Store, name: str, doctrines: tuple[str, ...], settings: tuple[str, ...], title: str
) -> StudySpec:
    """Return the study of a folder with one policy more.

    Raises
    ------
    InputError
        If the name is taken or none, nothing is decided in the policy, or what is decided is not allowed.
    """
    import tomllib
    from dataclasses import replace

    from sim.parameters import parse_assignment
    from sim.study.spec_file import parse
    from sim.study.starting import policy_text
    from sim.study.store import loader

    if name in store.spec.policies:
        message = _("The study has a policy {name!r} already.")
        raise InputError(message.format(name=shown(name)), field="NAME", got=name)
    if not NAME.fullmatch(name):
        message = _("{name!r} is no name of a policy; allowed are small letters, digits, `.`, `_` and `-`.")
        raise InputError(message.format(name=shown(name)), field="NAME", got=name)
    if not doctrines and not settings:
        raise InputError(_("Say what is decided in it: -d SEAT=DOCTRINE or --set PARAM=VALUE."), field="-d")
    values: dict[str, str | float] = {key: value for key, value, _warning in map(parse_assignment, settings)}
    held: dict[str, str | float] = {**assigned(doctrines)}
    groups = {"doctrines": held, "parameters": values}
    text = f"{store.spec.text.rstrip()}\n\n{policy_text(name, groups, title)}"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        message = _("The study's file writes all its policies on one line; write each as a table, [policies.NAME].")
        raise InputError(message, field="NAME", got=name) from None
    spec = parse(text, "study.toml", loader(store.manifest), rows=store.spec.design.rows)
    design = {key: getattr(store.spec.design, key) for key in store.manifest.design}
    return replace(spec, design=replace(spec.design, **design))
