"""Text that tries to be more than text, and a game in whose file it stands, as somebody may write it there by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scenarios
from sim.game.events import Event
from sim.game.setup import Setup
from sim.game.table import Table

KEPT = "Việt Nam 中国 Россия"
"""What must survive."""
PAYLOADS = {
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "c1": "\x9b2J\x9d52;c;AA==\x9c",
    "click": "[@click=app.quit]here[/]",
    "markup": "[bold red]b[/nothing] [[[ ]] [/",
    "bidi": "\u202eevil\u2066\u200f\u2069",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "control": "\x00\r\x08\x0b\x0c\x7f\x85\u2028\u2029",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;",
    "format": "{0} {x} %s %n {{7*7}} ${HOME} `id`",
    "emoji": "😀👩‍👩‍👧",
}
ALL = " ".join(PAYLOADS.values()) + f" {KEPT}"
TITLE = f"{PAYLOADS['escape']}{PAYLOADS['click']}{PAYLOADS['bidi']}{KEPT}"
BODIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("noted", "facilitator", {"text": ALL}),
    ("noted", "vietnam", {"text": ALL}),
    ("noted", ALL, {"text": ALL}),
    ("predicted", "vietnam", {"about": "crisis", "probability": 0.5, "text": ALL}),
    ("injected", "facilitator", {"id": "", "text": ALL, "changes": {"trust": 0.01}}),
    ("injected", ALL, {"id": ALL, "text": ALL, "changes": {"trust": 0.01}}),
    ("overridden", "facilitator", {"text": ALL, "changes": {"trust": 0.3}}),
    ("scheduled", "facilitator", {"id": "", "text": ALL, "changes": {"trust": 0.01}, "key": ALL, "for": 9}),
    ("paused", "facilitator", {"text": ALL}),
    ("resumed", "facilitator", {"text": ALL}),
)
"""Events with hostile words, past every door."""


def harmless(text: str) -> bool:
    """Whether every character is one that may reach a terminal."""
    return all(sign == "\n" or sign.isprintable() for sign in text)


def scenario_with(text: str) -> Any:
    """Return a scenario whose words hold a text, as a file may."""
    from sim.scenario_file import parse

    source = scenarios.load("rig-crisis").text
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in text)
    lines = []
    for line in source.splitlines():
        name, sign, value = line.partition(" = ")
        if sign and name.strip() in ("title", "moment", "label") and value.startswith('"'):
            value = f'"{escaped} {value[1:]}'
        lines.append(f"{name}{sign}{value}")
    return parse("\n".join(lines), "hostile.toml")


def written_by_hand(path: Path, quarters: int = 2) -> Path:
    """Write a game that holds hostile words wherever words can stand, with a chain of hashes that is whole."""
    scenario = scenario_with(TITLE)
    setup = Setup.of(scenario, {"vietnam": "person"}, 3, title=TITLE)
    with Table.create(setup, path) as table:
        while len(table.record.quarters) < quarters:
            for kind, actor, body in BODIES:
                now = table.turn()
                table.journal.append([Event(kind, actor, now.number, now.quarter, body)])
            table._rebuild()
            table.undo(table.turn().number, ALL[:900])
            for kind, actor, body in BODIES:
                now = table.turn()
                table.journal.append([Event(kind, actor, now.number, now.quarter, body)])
            table._rebuild()
            while table.turn().number == now.number:
                table.close_phase()
    return path
