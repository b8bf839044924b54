"""One page, one app: the process behind a page of the browser.

It is started without a shell and with no more of the environment than it needs, and it ends with its page: asked first,
then killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from typing import Any

from textual_serve.app_service import AppService

from tui.browser.belonging import PARENT

PATIENCE = 5.0
"""Seconds that an app has to end once it has been asked to."""
HANDED_ON = frozenset(
    {
        "APPDATA",
        "HOME",
        "LANG",
        "LANGUAGE",
        "LOCALAPPDATA",
        "LOGNAME",
        "PATH",
        "PYTHONPATH",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "TZ",
        "USER",
        "USERPROFILE",
        "VIRTUAL_ENV",
    }
)
"""What of the environment an app gets, besides what begins as in HEADS."""
HEADS = ("FOURNOS_", "LC_", "XDG_", "TEXTUAL_")
FRAMES = "30"


class PageService(AppService):
    """The app behind one page.

    Parameters
    ----------
    words : the command, word by word.
    options : as for `textual_serve.app_service.AppService`.
    """

    def __init__(self, words: Sequence[str], **options: Any) -> None:
        super().__init__("", **options)
        self.words = tuple(words)

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """Return the environment of the app."""
        whole = super()._build_environment(width, height)
        kept = {
            name: value
            for name, value in whole.items()
            if name in HANDED_ON or name.startswith((*HEADS, "TERM_PROGRAM")) or name in ("COLUMNS", "ROWS")
        }
        return {**kept, "TEXTUAL_FPS": FRAMES, PARENT: str(os.getpid())}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the app."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self.words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self._build_environment(width, height)
        )
        assert process.stdin is not None
        self._stdin = process.stdin
        return process

    async def stop(self) -> None:
        """End the app: ask it, and end it at once if it does not go."""
        if self._task is not None and not self._task.done():
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.send_meta({"type": "quit"}), 1.0)
            await asyncio.wait({self._task}, timeout=PATIENCE)
        await self.end()

    async def end(self) -> None:
        """End the app at once, and let go of all that led to it. It may be called again."""
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        process, task = self._process, self._task
        if process is not None and process.returncode is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 1.0)
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        if process is not None:
            process._transport.close()  # type: ignore[attr-defined]  # else its pipes stay open until they are collected
