"""What the site needs beyond the pages: MkDocs calls these functions (`hooks` in mkdocs.yml).

The pages are written to be read in the repository too. There a link may lead to the README or to a file of code; the
site has the first as pages of its own, and shows every file of code that a page links to. A source that is cited by
its key, such as [Fearon1995], becomes a link to its entry in the bibliography.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TOP = {"README.md": "start.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changes.md"}
"""Pages at the top of the project, and their names on the site."""
LANGUAGES = {".py": "python", ".toml": "toml", ".json": "json", ".yml": "yaml", "": "text", ".txt": "text"}
CODE = re.compile(r"(^ *(?P<fence>`{3,}|~{3,}).*?^ *(?P=fence) *$|`+[^`\n]+`+)", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")
KEY = r"[A-Z][A-Za-z]+[A-Za-z0-9-]*"
CITED = re.compile(rf"(?<![\w\])*])\[({KEY}(?:[,;] {KEY})*)\](?!\()")
ENTRY = re.compile(rf"^- \*\*\[({KEY})\]\*\*", re.MULTILINE)


def on_files(files: Files, config: Any) -> Files:
    """Add the pages at the top of the project, and a page for every file of code that a page links to."""
    for name, page in TOP.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text("utf-8")))
    for path in sorted(linked()):
        files.append(File.generated(config, code_page(path), content=shown(path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_others: Any) -> str:
    """Return a page with its links and citations as the site has them."""
    here = page.file.src_uri
    if here.startswith("code/"):
        return markdown
    text = outside_code(markdown, lambda words: LINK.sub(lambda link: moved(link, here), words))
    if here == "bibliography.md":
        text = ENTRY.sub(lambda entry: f'- <a id="{entry[1].lower()}"></a>**[{entry[1]}]**', text)
    return outside_code(text, lambda words: CITED.sub(lambda found: cited(found, here), words))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text with a change made everywhere but in code."""
    made, end = [], 0
    for code in CODE.finditer(text):
        made += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*made, change(text[end:])])


# ---------------------------------------------------------------- links


def home(page: str) -> str:
    """Return where in the project a page of the site comes from."""
    return next((name for name, site in TOP.items() if site == page), f"docs/{page}")


def moved(link: re.Match[str], page: str) -> str:
    """Return the target of a link as it is on the site."""
    if "://" in link["target"] or link["target"].startswith("mailto:"):
        return link[0]
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(home(page)), link["target"]))
    site = TOP.get(goal) or (goal.removeprefix("docs/") if goal.startswith("docs/") else "")
    if is_code(goal):
        site = code_page(goal)
    return posixpath.relpath(site or goal, posixpath.dirname(page) or ".") + (link["anchor"] or "")


def is_code(path: str) -> bool:
    """Whether a path of the project is that of a text which is no page; evidence is given out as it is."""
    known = os.path.splitext(path)[1] in LANGUAGES and not path.startswith("docs/evidence/")
    return known and (ROOT / path).is_file()


def linked() -> set[str]:
    """Return the files of code that pages link to."""
    return {goal for page, goal in goals() if is_code(goal)}


def goals() -> Iterator[tuple[str, str]]:
    """Yield (page, path in the project) for every link of every page that stays within the project."""
    for path in [*DOCS.rglob("*.md"), *(ROOT / name for name in TOP)]:
        page = path.relative_to(ROOT).as_posix()
        for link in LINK.finditer(CODE.sub("", path.read_text("utf-8"))):
            if "://" not in link["target"]:
                yield page, posixpath.normpath(posixpath.join(posixpath.dirname(page), link["target"]))


def code_page(path: str) -> str:
    """Return the page of the site that shows a file of code."""
    return f"code/{path}.md"


def shown(path: str) -> str:
    """Return the page that shows a file of code; the search leaves it out."""
    text, fence = (ROOT / path).read_text("utf-8"), "~" * 8
    kind = LANGUAGES[os.path.splitext(path)[1]]
    return f"---\nsearch:\n  exclude: true\n---\n\n# {path}\n\n{fence}{kind}\n{text}{fence}\n"


# ---------------------------------------------------------------- sources


@lru_cache(maxsize=1)
def keys_known() -> frozenset[str]:
    """Return the keys of the bibliography."""
    return frozenset(ENTRY.findall((DOCS / "bibliography.md").read_text("utf-8")))


def cited(found: re.Match[str], page: str) -> str:
    """Return a citation with each key as a link to its entry; keys that are none of ours stay as they are."""
    keys = keys_known()
    goal = posixpath.relpath("bibliography.md", posixpath.dirname(page) or ".")
    known = re.sub(KEY, lambda key: f"[{key[0]}]({goal}#{key[0].lower()})" if key[0] in keys else key[0], found[1])
    return f"[{known}]"
