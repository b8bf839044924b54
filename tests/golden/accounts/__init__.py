"""Golden accounts: why something changed, as `fournos why` tells it on 80 columns, kept as text."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from tests.command_line import typed

FOLDER = Path(__file__).parent
HEAD = "Golden account, written by `python -m tests.golden.update`: fournos why DIR {words}\n\n"


@dataclass(frozen=True)
class GoldenAccount:
    """What is run, and what is asked of it."""

    name: str
    run: str
    why: str

    @property
    def path(self) -> Path:
        """Where its text is kept."""
        return FOLDER / f"{self.name}.txt"


ACCOUNTS = (
    GoldenAccount(
        "bleed",
        "bleeding-white --runs 8 --seed 3 -d vietnam=four-nos,bamboo@8",
        "--run 7 --quarter 12 --of legitimacy",
    ),
    GoldenAccount("crisis", "rig-crisis --runs 2 --seed 2", "--run 1 --quarter 5 --of rung --seat china"),
)


def written(account: GoldenAccount) -> str:
    """Run what is asked about, and return what is told of it."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"COLUMNS": "80"}):
        place = str(Path(folder) / "study")
        done = typed("run", *account.run.split(), "-o", place)
        assert done.exit_code == 0, done.stderr
        told = typed("why", place, *account.why.split())
        assert told.exit_code == 0, told.stderr
        return HEAD.format(words=account.why) + told.stdout
