"""Chromium without a window, driven through its own protocol: the page is seen as a person's browser sees it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=1300,800",
)
ROWS = (
    "Array.from(document.querySelectorAll('.xterm-accessibility [role=listitem]'), row => row.textContent).join('\\n')"
)
WITHIN = 40.0
"""Seconds that a page has to show something on a busy machine."""


class Page:
    """A page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket, self.session, self._number = socket, "", 0
        self.faults: list[str] = []

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        """Ask the browser for something and return its answer."""
        self._number += 1
        mine = self._number
        asked = {"id": mine, "method": method, "params": given} | ({"sessionId": self.session} if self.session else {})
        await self.socket.send_json(asked)
        while True:
            told = json.loads((await asyncio.wait_for(self.socket.receive(), WITHIN)).data)
            self._note(told)
            if told.get("id") == mine:
                assert "error" not in told, told["error"]
                found: dict[str, Any] = told["result"]
                return found

    def _note(self, told: dict[str, Any]) -> None:
        if told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
            self.faults.append(told["params"]["entry"]["text"])
        if told.get("method") == "Runtime.exceptionThrown":
            self.faults.append(str(told["params"]["exceptionDetails"]))

    async def value(self, script: str) -> Any:
        """Return the value of a script in the page."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return found["result"].get("value")

    async def text(self) -> str:
        """Return what the terminal shows, as a screen reader is given it."""
        return str(await self.value(ROWS) or "")

    async def until(self, words: str) -> str:
        """Wait until the terminal shows some words, and return all that it shows."""
        loop = asyncio.get_running_loop()
        late = loop.time() + WITHIN
        while not re.search(words, shown := await self.text()):
            assert loop.time() < late, f"{words!r} did not come:\n{shown}"
            await asyncio.sleep(0.1)
        return shown

    async def press(self, key: str, text: str = "", code: int = 0) -> None:
        """Press a key."""
        more = {"text": text} if text else {}
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **more)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def picture(self, path: Path) -> None:
        """Save what the page looks like."""
        path.write_bytes(base64.b64decode((await self.call("Page.captureScreenshot"))["data"]))


@contextlib.asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """Yield an empty page of a new browser."""
    assert PROGRAM is not None
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *FLAGS, f"--user-data-dir={folder}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    try:
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(await _address(process), max_msg_size=0) as socket,
        ):
            page = Page(socket)
            target = await page.call("Target.createTarget", url="about:blank")
            page.session = (await page.call("Target.attachToTarget", targetId=target["targetId"], flatten=True))[
                "sessionId"
            ]
            for part in ("Page", "Runtime", "Log"):
                await page.call(f"{part}.enable")
            yield page
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Return where the browser listens, which it tells when it has started."""
    assert process.stderr is not None
    while line := await asyncio.wait_for(process.stderr.readline(), WITHIN):
        if found := re.search(rb"DevTools listening on (ws://\S+)", line):
            return found[1].decode()
    raise AssertionError("the browser did not start")
