"""The site builds strictly and without a network, its links lead somewhere, and it fetches nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs import site
from tests.command_line import environment
from tests.pages import DOCS, ROOT, name_of, text_of

pytestmark = pytest.mark.xdist_group("site")

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href"), ("source", "src")}
RAW = re.compile(r"`|\]\([\w./#]|\*\*\w|^\s*\| ---|<p>[^<]*\n\s*(?:-|\d+\.) ", re.MULTILINE)
"""Markdown that has not become HTML: code, links, tables, and lists that began without an empty line."""


class Page(HTMLParser):
    """What a page links to, what it makes the reader's browser fetch, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if value is not None and (tag, name) in FETCHED:
                self.fetched.append(value)
            if value is not None and (tag, name) in {("a", "href"), ("img", "src")}:
                self.links.append(value)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built anew in strict mode (not quietly: then warnings are not counted), with no way out."""
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-W", "error", "-m", "mkdocs", "build", "--strict", "--site-dir", str(place)]
    surroundings = environment() | {"NO_MKDOCS_2_WARNING": "1", "https_proxy": "http://127.0.0.1:9", "PYTHONPATH": ""}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr
    return place


def pages(built: Path) -> Iterator[tuple[Path, Page]]:
    return ((path, Page(path.read_text("utf-8"))) for path in sorted(built.rglob("*.html")))


def article(path: Path) -> str:
    """Return what a page says, without its code and comments."""
    text = path.read_text("utf-8").split("<article", 1)[-1].split("</article>")[0]
    return re.sub(r"<(pre|code)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)


def test_every_page_of_the_documentation_is_on_the_site(built: Path) -> None:
    made = {path.relative_to(built).with_suffix(".md").as_posix() for path in built.rglob("*.html")}
    wanted = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(site.TOP.values())
    assert not wanted - made
    assert not {page for page in made - wanted if not page.startswith("code/")} - {"404.md"}


def test_every_link_and_anchor_resolves(built: Path) -> None:
    found = dict(pages(built))
    dead = []
    for path, page in found.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if "://" in target or target.startswith(("mailto:", "data:", "javascript:")):
                continue
            goal = (path.parent / unquote(target)).resolve() if target else path
            goal = goal / "index.html" if goal.is_dir() else goal
            if not goal.is_file() or (anchor and unquote(anchor) not in found[goal].anchors):
                dead.append((path.relative_to(built).as_posix(), link))
    assert not [entry for entry in dead if entry[0] != "404.html"]
    assert sum(len(page.links) for page in found.values()) > 1000


def test_nothing_is_fetched_from_elsewhere(built: Path) -> None:
    outside = [(path.name, url) for path, page in pages(built) for url in page.fetched if re.match(r"(\w+:)?//", url)]
    assert not outside
    styles = "".join(path.read_text("utf-8") for path in built.rglob("*.css"))
    assert not re.findall(r"url\(['\"]?(?:https?:)?//[^)]+", styles)


def test_no_markdown_is_left_and_no_python_module_is_given_out(built: Path) -> None:
    left = [(path.name, found[0]) for path in built.rglob("*.html") if (found := RAW.search(article(path)))]
    assert not left
    assert not [path for path in built.rglob("*") if path.suffix in {".py", ".pyc", ".part"}]


def test_citations_lead_to_their_entries_and_code_to_its_page(built: Path) -> None:
    model = Page((built / "model.html").read_text("utf-8"))
    assert "bibliography.html#fearon1995" in model.links
    overview = Page((built / "odd.html").read_text("utf-8"))
    assert "code/sim/rules/ladder.py.html" in overview.links
    assert "def concession_in_crisis" in re.sub(r"<[^>]+>", "", (built / "code/sim/rules/ladder.py.html").read_text())


def test_a_page_that_nobody_lists_or_a_dead_link_stops_the_build() -> None:
    settings = text_of("mkdocs.yml")
    assert "strict: true" in settings
    for kind in ("omitted_files", "not_found", "anchors", "unrecognized_links", "absolute_links"):
        assert set(re.findall(rf"{kind}: (\w+)", settings)) == {"warn"}


@pytest.mark.parametrize(
    ("page", "text", "wanted"),
    [
        ("index.md", "[it](../README.md#start)", "[it](start.md#start)"),
        ("start.md", "![it](docs/figures/x.png) [c](CONTRIBUTING.md)", "![it](figures/x.png) [c](contributing.md)"),
        ("how-to/add-a-parameter.md", "[p](../parameters.md#psi)", "[p](../parameters.md#psi)"),
        ("odd.md", "[c](../sim/world.py)", "[c](code/sim/world.py.md)"),
        ("odd.md", "[out](https://example.org/README.md)", "[out](https://example.org/README.md)"),
        ("odd.md", "as [Fearon1995] has it", "as [[Fearon1995](bibliography.md#fearon1995)] has it"),
        ("decisions/0001-libraries.md", "[Mesa; Nobody1999]", "[[Mesa](../bibliography.md#mesa); Nobody1999]"),
        ("odd.md", "`[Fearon1995]` and `[a](../README.md)`", "`[Fearon1995]` and `[a](../README.md)`"),
        ("odd.md", "~~~\n[Fearon1995]\n~~~\n", "~~~\n[Fearon1995]\n~~~\n"),
    ],
)
def test_links_and_citations_become_those_of_the_site(page: str, text: str, wanted: str) -> None:
    class There:
        class file:  # noqa: N801
            src_uri = page

    assert site.on_page_markdown(text, There) == wanted


def test_each_page_that_is_listed_is_there() -> None:
    listed = set(re.findall(r": ([\w/-]+\.md)$", text_of("mkdocs.yml"), re.MULTILINE))
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(site.TOP.values())
    assert listed == there, name_of(DOCS)
