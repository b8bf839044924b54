"""The catalogues of translations: gather the texts for people, bring each catalogue up to date, and compile it.

    python -m docs.catalogue            gathers, updates and compiles every catalogue
    python -m docs.catalogue --check    says what is missing, and changes nothing

A catalogue is `sim/locale/<language>/LC_MESSAGES/fournos.po`; the `.mo` beside it is compiled from it and committed, so
that a fresh clone and a wheel speak the language without Babel. Which texts are gathered stands in `babel.cfg`; which
of those stay English, with the reason, stands in ENGLISH_ONLY below.
"""

from __future__ import annotations

import io
import re
import struct
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from sim.language import CATALOGUES, DOMAIN

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "plural": (1, 2)}
WIDTH = 120
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")

ENGLISH_ONLY = {
    "tui/commands/accounts.py": "words of an analyst's command",
    "tui/commands/backtest.py": "an analyst's command",
    "tui/commands/balance.py": "an analyst's command",
    "tui/commands/calibrate.py": "an analyst's command",
    "tui/commands/cases.py": "words of an analyst's command",
    "tui/commands/compare.py": "an analyst's command",
    "tui/commands/mends.py": "an analyst's command",
    "tui/commands/options.py": "options of the analysts' commands",
    "tui/commands/parameters.py": "an analyst's command",
    "tui/commands/plot.py": "an analyst's command",
    "tui/commands/results.py": "words of an analyst's command",
    "tui/commands/run.py": "an analyst's command",
    "tui/commands/targets.py": "words of an analyst's command",
    "tui/commands/theories.py": "an analyst's command",
    "tui/commands/verdicts.py": "words of an analyst's command",
    "tui/commands/starts.py": "words of an analyst's command",
    "tui/commands/pledges.py": "an analyst's command; the game prices pledges on a screen of its own",
    "tui/commands/why.py": "an analyst's command; the game has its own reasons",
    "tui/commands/completion.py": "a script for shells",
    "tui/commands/check.py": "for authors of scenario files, which are written in English",
    "sim/scenario_checks.py": "for authors of scenario files, which are written in English",
    "sim/scenario_words.py": "for authors of scenario files, which are written in English",
    "sim/scenario_file.py": "for authors of scenario files, which are written in English",
    "sim/scenario_starts.py": "for authors of scenario files, which are written in English",
    "sim/sourced.py": "for authors of scenario files, which are written in English",
    "sim/starts.py": "for analysts: starts from particles",
    "sim/particles.py": "for analysts: starts from particles",
    "sim/posterior.py": "for analysts: plausible parameters",
    "sim/essays.toml": "titles of works, which keep their names",
    "sim/calibration.toml": "for analysts: the calibration",
    "sim/directions.toml": "for analysts: expected directions",
    "sim/ensemble.py": "for analysts: calls of the library",
    "sim/executors.py": "for analysts: calls of the library",
    "sim/workers.py": "for analysts: calls of the library",
    "sim/results.py": "for analysts: saved results",
    "sim/summary.py": "for analysts: saved results",
    "sim/case.py": "for analysts: cases of a study",
    "sim/mends.py": "for analysts: mends of the model",
    "sim/mends.toml": "for analysts: mends of the model",
    "sim/propositions.py": "for analysts: verdicts on claims",
    "sim/propositions.toml": "for analysts: verdicts on claims",
    "sim/record.py": "for analysts: the record of facts",
    "sim/record.toml": "for analysts: the record of facts",
    "sim/record_series.toml": "for analysts: the record of facts",
    "sim/theories.py": "for analysts: rival codings",
    "sim/theories.toml": "for analysts: rival codings",
    "sim/rivals.toml": "for analysts: rival models",
    "sim/plots/": "figures of the analysts' commands; what the game's pictures and words need is listed in SHOWN",
    "sim/study/": "for analysts; their answers are kept as they were said (docs/languages.md); for the rest see SHOWN",
}
"""Files (or folders, with a slash) whose texts stay English, with the reason."""

ENGLISH_KEYS = {
    "sim/claims.toml": {"mechanism", "proposition", "not_shown", "note"},
    "sim/parameters.toml": {"note", "formula"},
}
"""Keys of data files whose texts stay English: what analysts read of a row of which the game shows other parts."""

SHOWN = (
    "sim/plots/classroom.py",
    "sim/plots/games.py",
    "sim/plots/saving.py",
    "sim/plots/sheet.py",
    "sim/plots/words.py",
    "sim/study/choices.py",
    "sim/study/meters.py",
    "sim/study/place.py",
    "sim/study/pledge_trials.py",
    "sim/study/thresholds.py",
    "sim/study/why.py",
)
"""Files in folders of ENGLISH_ONLY that the game shows all the same."""


def stays_english(file: str, place: str = "") -> bool:
    """Return whether a text of a file stays English; `place` is its dotted place in a data file."""
    if place and place.rpartition(".")[2] in ENGLISH_KEYS.get(file, ()):
        return True
    if file in SHOWN:
        return False
    return any(file == name or (name.endswith("/") and file.startswith(name)) for name in ENGLISH_ONLY)


@lru_cache(maxsize=1)
def gathered() -> Catalog:
    """Return a template of all texts that are to be translated, in the order of the files."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = Catalog(project="fournos", charset="utf-8")
    rows = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_wanted)
    for file, _line, message, comments, context in sorted(rows, key=lambda row: (row[0], row[1])):
        name = Path(file).as_posix()
        if not stays_english(name, comments[0] if name.endswith(".toml") and comments else ""):
            found.add(message, None, [(name, 1)], context=context)
    for row in found:
        row.locations = sorted(set(row.locations))
    return found


def _wanted(folder: str) -> bool:
    """Return whether a folder can hold texts of ours."""
    name = Path(folder).name
    return not name.startswith((".", "_")) and name not in ("build", "dist", "site", "docs", "tests")


def path_of(language: str) -> Path:
    """Return the file of a language's catalogue."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def languages() -> list[str]:
    """Return the codes of all languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def held(language: str) -> Catalog:
    """Return the catalogue of a language as its file holds it."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with the messages of a template: translations are kept, none is guessed."""
    old, new = held(language), Catalog(locale=language, domain=DOMAIN, project="fournos", charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        known = old.get(key_of(message))
        said = said_of(known) if known else ""
        new.add(message.id, (said,) * new.num_plurals if message.pluralizable else said, message.locations)
    return new


def key_of(message: Message) -> str:
    """Return the text by which a message is known: of a plural the form for one."""
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def said_of(message: Message) -> str:
    """Return the translation of a message; of a plural the first form."""
    string = message.string
    if isinstance(string, (tuple, list)):
        return str(string[0] or "") if string else ""
    return str(string or "")


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as its `.po` file, without dates: the same texts give the same bytes."""
    into = io.BytesIO()
    write_po(into, catalogue, width=WIDTH, include_lineno=False, omit_header=True)
    comment = "# Translations of Four No's; open to correction by native readers (docs/languages.md)."
    quoted = "".join(f'"{line}\\n"\n' for line in _head(catalogue).splitlines())
    head = f'{comment}\nmsgid ""\nmsgstr ""\n{quoted}\n'
    return head.encode() + into.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as its `.mo` file, which holds nothing but the texts: no dates, no versions."""
    rows = {b"": _head(catalogue).encode()}
    for message in catalogue:
        if message.id and said_of(message):
            ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            rows["\0".join(ids).encode()] = "\0".join(str(form) for form in forms).encode()
    keys = sorted(rows)
    texts = [*keys, *(rows[key] for key in keys)]
    count, table = len(keys), 7 * 4
    places, offset = [], table + 16 * count
    for text in texts:
        places += [len(text), offset]
        offset += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, table, table + 8 * count, 0, table + 16 * count)
    return head + struct.pack(f"<{len(places)}I", *places) + b"".join(text + b"\0" for text in texts)


def _head(catalogue: Catalog) -> str:
    """Return what a catalogue says of itself, as both of its files hold it."""
    return (
        f"Language: {catalogue.locale}\nPlural-Forms: {catalogue.plural_forms}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    )


def faults(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield what is wrong with a catalogue: texts missing, left over, guessed, or with other placeholders."""
    wanted = {key_of(message): message for message in template if message.id}
    found = {key_of(message): message for message in catalogue if message.id}
    yield from (f"missing: {text!r}" for text in wanted if text not in found)
    yield from (f"left over: {text!r}" for text in found if text not in wanted)
    for text, message in found.items():
        said = said_of(message)
        if message.fuzzy:
            yield f"guessed: {text!r}"
        if not said:
            yield f"not translated: {text!r}"
        elif (wrong := differing(message, said)) or (wrong := untidy(text, said)):
            yield f"{wrong}: {text!r} -> {said!r}"


def differing(message: Message, said: str) -> str:
    """Return what placeholders or numbers a translation lacks or adds; of a plural, the form for many counts."""
    original = str(message.id[-1] if isinstance(message.id, (tuple, list)) else message.id)
    for kind, pattern in (("placeholders", PLACEHOLDER), ("numbers", NUMBER)):
        ours, theirs = (sorted(pattern.findall(_within(kind, text))) for text in (original, said))
        if ours != theirs:
            return f"{kind} {ours} became {theirs}"
    return ""


def _within(kind: str, text: str) -> str:
    """Return the part of a text in which placeholders or numbers are looked for."""
    return PLACEHOLDER.sub("", text) if kind == "numbers" else text


def untidy(text: str, said: str) -> str:
    """Return what is untidy about a translation: spaces in twos, other ends or line breaks, shouting."""
    if "  " in said.strip() and "  " not in text.strip():
        return "two spaces"
    if (text[:1].isspace(), text[-1:].isspace()) != (said[:1].isspace(), said[-1:].isspace()):
        return "space at an end"
    if text.count("\n") != said.count("\n"):
        return "other line breaks"
    return "exclamation mark" if "!" in said and "!" not in text else ""


def main(words: list[str]) -> int:
    """Update and compile all catalogues, or only check them; return the exit code."""
    template = gathered()
    wrong = 0
    for language in languages():
        if "--check" not in words:
            path_of(language).write_bytes(written(updated(language, template)))
            path_of(language).with_suffix(".mo").write_bytes(compiled(held(language)))
        listed = list(faults(held(language), template))
        wrong += len(listed)
        print(*listed[:40], f"{language}: {len(template)} texts, {len(listed)} faults", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
