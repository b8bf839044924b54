"""The schema's complaints about a scenario file, in plain words.

pydantic says what is wrong by type, place and input; this turns it into a sentence for the person who wrote the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sim.errors import nearest, shown
from sim.language import _
from sim.scenario import Scenario
from sim.sourced import Sourced
from sim.toml_lines import Path

SET_BY_LOADER = frozenset({"text", "digest"})
KEY = "[key]"

KINDS = {
    "string_type": _("text in quotes"),
    "float_type": _("a number"),
    "int_type": _("a whole number"),
    "bool_type": _("true or false, without quotes"),
    "list_type": _("a list in square brackets"),
    "dict_type": _("a table"),
    "model_type": _("a table"),
}
BOUNDS = {
    "greater_than": (_("above {bound:g}"), "gt"),
    "greater_than_equal": (_("at least {bound:g}"), "ge"),
    "less_than": (_("below {bound:g}"), "lt"),
    "less_than_equal": (_("at most {bound:g}"), "le"),
}
PATTERNS = {
    "start": _("a year and a quarter, such as 2024Q1"),
    "": _("a name of small letters, digits and hyphens that begins with a letter, of at most 40 characters"),
}

WIDER = _("a name of letters, digits, `.`, `_` and `-` that begins with a letter")


def faults(errors: Iterable[ErrorDetails], schema: type[BaseModel] = Scenario) -> list[tuple[Path, str]]:
    """Return path and message of each complaint about a file of a schema, a scenario's if none is given.

    What `sim.scenario_checks` says better is left out.
    """
    listed = [error for error in errors if error["loc"] or error["type"] != "value_error"]
    misspelt = {(*error["loc"][:-1], near) for error in listed if (near := _meant(error, schema))}
    return [
        (_place(error), _message(error, schema))
        for error in listed
        if not (error["type"] == "missing" and error["loc"] in misspelt)
    ]


def known_keys(path: Path, schema: type[BaseModel] = Scenario) -> list[str]:
    """Return the keys that the table at a path may have; none if any key will do."""
    kind: Any = schema
    for step in path:
        kind = _inside(kind, step)
    if not _is_table(kind):
        return []
    return [name for name in kind.model_fields if not (kind is Scenario and name in SET_BY_LOADER)]


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _inside(kind: Any, step: str | int) -> Any:
    """Return the type of what stands at one step inside a type."""
    if _is_table(kind):
        field = kind.model_fields.get(step)
        return _bare(field.annotation) if field else None
    return _bare(get_args(kind)[-1]) if get_args(kind) else None


def _bare(kind: Any) -> Any:
    """Return a type without its constraints and without "or none"."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    return kind


def _place(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if step != KEY)


def _meant(error: ErrorDetails, schema: type[BaseModel]) -> str | None:
    """Return the known key that an unknown one resembles."""
    if error["type"] != "extra_forbidden":
        return None
    *table, key = error["loc"]
    return nearest(str(key), known_keys(tuple(table), schema))


def _message(error: ErrorDetails, schema: type[BaseModel]) -> str:
    kind = error["type"]
    if kind == "missing":
        return _("is missing.")
    if kind == "extra_forbidden":
        return _unknown_key(error, schema)
    if kind in KINDS:
        return _kind(error, schema)
    return _value(kind, error["input"], error.get("ctx", {}), str(error["loc"][-1]))


def _value(kind: str, got: object, context: Mapping[str, Any], key: str) -> str:
    """Return the sentence about a value of the right kind that is not allowed."""
    if kind == "literal_error":
        return unknown(got, _choices(str(context["expected"])))
    if kind == "finite_number":
        return _("is {got}; it must be a finite number.").format(got=shown(got))
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        return _("is {got}; it must be {allowed}.").format(got=shown(got), allowed=words.format(bound=context[bound]))
    if kind == "string_pattern_mismatch":
        words = PATTERNS.get(key) or (WIDER if "_" in str(context.get("pattern", "")) else PATTERNS[""])
        return _("is {got!r}; it must be {allowed}.").format(got=shown(got), allowed=words)
    return _size(kind, got, context)


def unknown(got: object, known: Iterable[str]) -> str:
    """Return the sentence about a name that is not in the list of known names."""
    names = list(known)
    near = nearest(str(got), names)
    hint = _(" Did you mean {near!r}?").format(near=near) if near else ""
    return _("is {got!r}, which is unknown.{hint} (known: {known})").format(
        got=shown(got), hint=hint, known=", ".join(names)
    )


def _unknown_key(error: ErrorDetails, schema: type[BaseModel]) -> str:
    near = _meant(error, schema)
    if near:
        return _("is not a key of this table. Did you mean {near!r}?").format(near=near)
    known = ", ".join(known_keys(error["loc"][:-1], schema))
    return _("is not a key of this table. (known: {known})").format(known=known)


def _choices(expected: str) -> list[str]:
    """Return the names in pydantic's "'a', 'b' or 'c'"."""
    return expected.split("'")[1::2]


def _kind(error: ErrorDetails, schema: type[BaseModel]) -> str:
    got, wanted = error["input"], KINDS[error["type"]]
    kind: Any = schema
    for step in _place(error):
        kind = _inside(kind, step)
    if _is_table(kind) and issubclass(kind, Sourced) and not isinstance(got, Mapping):
        wanted = _('a number with its source, such as {{ value = {got}, source = "..." }}').format(got=shown(got, 20))
    if isinstance(got, int) and not isinstance(got, bool) and error["type"] in ("int_type", "float_type"):
        wanted = _("a number of ordinary size")
    return _("is {got}; it must be {wanted}.").format(got=_described(got), wanted=wanted)


def _described(got: object) -> str:
    if isinstance(got, Mapping):
        return _("a table")
    if isinstance(got, list):
        return _("a list")
    if isinstance(got, bool):
        return str(got).lower()
    return repr(shown(got)) if isinstance(got, str) else shown(got)


def _size(kind: str, got: object, context: Mapping[str, Any]) -> str:
    """Return the sentence about a text or list that is too short or too long, or about another rule of the schema."""
    sentences = {
        "string_too_short": _("is empty."),
        "string_too_long": _("is longer than {max_length} characters."),
        "too_short": _("needs at least {min_length}."),
        "too_long": _("has more than {max_length} entries."),
        "value_error": _("is wrong: {error}."),
    }
    if kind in sentences:
        return sentences[kind].format_map(context)
    return _("is {got}, which is not allowed here.").format(got=_described(got))
