"""One self-contained page: nothing is fetched or run, every text is escaped, and it prints well."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.language import _, chosen
from sim.report.blocks import Section

TEMPLATE = "page.html.j2"


@dataclass(frozen=True)
class Page:
    """One part of a page, which prints on pages of its own.

    Attributes
    ----------
    title, lead : its title, and a line under it.
    sections : what it shows, in the order in which it is read.
    pictures : by name, as `embedded` makes them.
    """

    title: str
    lead: str
    sections: tuple[Section, ...]
    pictures: Mapping[str, str] = field(default_factory=dict)


def embedded(picture: bytes, kind: str = "svg") -> str:
    """Return a picture, the bytes of an SVG or PNG file, as an address that holds it whole; "" where there is none."""
    if not picture:
        return ""
    media = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    return f"data:{media};base64,{base64.b64encode(picture).decode()}"


def rendered(pages: Sequence[Page]) -> str:
    """Return pages one after the other as one self-contained page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from sim.plots.sheet import footer

    loader = PackageLoader("sim.report", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = {"contents": _("Contents"), "values": _("The values behind the picture"), "footer": footer()}
    whole = " · ".join(dict.fromkeys(page.title for page in pages))
    return environment.get_template(TEMPLATE).render(lang=chosen(), title=whole, pages=pages, **words)
