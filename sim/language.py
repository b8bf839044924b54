"""Text that people read: its language, its translation, and its cleaning on entry.

Every such text passes through `_`, so that a catalogue can translate it. The language is decided once, before the
first text is made: many texts are made when their module is imported. Text from files, networks and people passes
through `clean` once, on entry, and is never read as markup afterwards.
"""

from __future__ import annotations

import gettext
import os
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sim import errors
from sim.errors import UnknownName, WrongType

CATALOGUES = Path(__file__).with_name("locale")
DOMAIN = "fournos"
LIMIT = 20_000
ORIGINAL = "en"
"""The language in which the texts are written."""
NAMES = {"en": "English", "vi": "Tiếng Việt"}
"""What languages call themselves; one without an entry is shown by its code."""
OWN_WISH = "FOURNOS_LANG"
USUAL_WISHES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Names of the environment that gettext reads, the strongest first."""
FLAG = "--lang"

_state: dict[str, str] = {}


@lru_cache(maxsize=1)
def available() -> dict[str, str]:
    """Return the languages that there are, by code, with what they call themselves; the original first."""
    found = sorted(path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return {code: NAMES.get(code, code) for code in (ORIGINAL, *found)}


def chosen() -> str:
    """Return the code of the reader's language: what was chosen, else what the environment wishes for."""
    if "language" not in _state:
        _state["language"] = wished(os.environ)
    return _state["language"]


def choose(language: str) -> None:
    """Choose the language of all texts made from now on; "" goes back to what the environment wishes for.

    Texts that modules made when they were imported stay as they are: choose before they are.

    Raises
    ------
    UnknownName
        If there is no such language; those that there are are named.
    """
    if language:
        _state["language"] = known(language)
    else:
        _state.pop("language", None)


def known(language: str) -> str:
    """Return the code of a language that there is: `vi` for vi, VI, vi_VN.UTF-8.

    Raises
    ------
    UnknownName
        If there is no such language.
    """
    code = _bare(language)
    if code not in available():
        raise UnknownName("language", language, available())
    return code


def wished(environment: Mapping[str, str]) -> str:
    """Return the first language that the environment wishes for and that there is; the original if there is none."""
    for code in filter(None, map(_bare, _wishes(environment))):
        if code in available():
            return code
        if code in ("c", "posix"):
            break
    return ORIGINAL


def _wishes(environment: Mapping[str, str]) -> list[str]:
    """Return what is wished for, the dearest first; of the usual names the first that is set counts, as in gettext."""
    usual = next((environment[name] for name in USUAL_WISHES if environment.get(name)), "")
    return [environment.get(OWN_WISH, ""), *usual.split(":")]


def _bare(language: str) -> str:
    """Return the code of a language without its country and encoding."""
    return language.strip().replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()


def decide(words: Sequence[str]) -> None:
    """Choose the language from the words of a command line, before any text is made; one unknown is left to later.

    Processes that this one starts, such as the game behind a page in a browser, are given it in their environment.
    """
    wanted = without_flag(words)[1] or os.environ.get(OWN_WISH, "")
    if _bare(wanted) in available():
        choose(wanted)
        os.environ[OWN_WISH] = _bare(wanted)


def without_flag(words: Sequence[str]) -> tuple[list[str], str]:
    """Return the words of a command line without the flag `--lang`, wherever it stands, and what it asks for."""
    kept: list[str] = []
    wanted = ""
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*kept, word, *rest], wanted
        if word == FLAG:
            wanted = next(rest, "?")
        elif word.startswith(f"{FLAG}="):
            wanted = word.partition("=")[2] or "?"
        else:
            kept.append(word)
    return kept, wanted


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; the texts as they are written if there is none."""
    if language == ORIGINAL:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)


def _(text: str) -> str:
    """Return `text` in the reader's language."""
    return catalogue(chosen()).gettext(text) if text else text


def plural(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the reader's language; its placeholders stay open."""
    return catalogue(chosen()).ngettext(one, many, number)


def in_words(name: str) -> str:
    """Return a fixed word of the data files in the reader's language: a unit or a standing; any other as it is."""
    words = {
        "100 000 troops": _("100 000 troops"),
        "1/GDP-year": _("1/GDP-year"),
        "1/quarter": _("1/quarter"),
        "1/tenfold": _("1/tenfold"),
        "1/utility": _("1/utility"),
        "assumed": _("assumed"),
        "by construction": _("by construction"),
        "calibrated": _("calibrated"),
        "chance/quarter": _("chance/quarter"),
        "code": _("code"),
        "count": _("count"),
        "exponent": _("exponent"),
        "flag": _("flag"),
        "flavour": _("flavour"),
        "index": _("index"),
        "input": _("input"),
        "logit": _("logit"),
        "measured": _("measured"),
        "need a quarter": _("need a quarter"),
        "need/quarter": _("need/quarter"),
        "need/quarter²": _("need/quarter²"),
        "not represented": _("not represented"),
        "people": _("people"),
        "quarter": _("quarter"),
        "quarters": _("quarters"),
        "quarters of aid": _("quarters of aid"),
        "quarters of full fire": _("quarters of full fire"),
        "ratio": _("ratio"),
        "rung": _("rung"),
        "share": _("share"),
        "share of GDP a year": _("share of GDP a year"),
        "share of people": _("share of people"),
        "share/quarter": _("share/quarter"),
        "share/year": _("share/year"),
        "standard deviations": _("standard deviations"),
        "tested": _("tested"),
        "thousand": _("thousand"),
        "thousand/quarter": _("thousand/quarter"),
        "utility": _("utility"),
        "years": _("years"),
        "years of GDP": _("years of GDP"),
    }
    return words.get(name, name)


def clean(text: object, *, field: str = "text", limit: int = LIMIT) -> str:
    """Return text from outside as plain characters: NFC, printable or newline, at most `limit` characters.

    Raises
    ------
    WrongType
        If `text` is not a string, or is longer than `limit`.
    """
    if not isinstance(text, str):
        raise WrongType(field, text, "text")
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", "    "))
    if len(plain) > limit:
        raise WrongType(field, plain, f"text of at most {limit} characters")
    return "".join(c for c in plain if c == "\n" or c.isprintable())


errors.lend(_)
