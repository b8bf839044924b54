"""The game in a browser: who is let in, that it plays, and that it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sim.errors import InputError, OutOfRange
from tests.browser.chromium import PROGRAM, browser
from tests.command_line import environment
from tui.browser.belonging import PARENT
from tui.browser.server import LocalServer

pytestmark = pytest.mark.xdist_group("browser")
GAME = ("play", "tutorial", "--seat", "vietnam", "--seed", "7")
NO_BROWSER = "no Chromium on this machine: the page itself is not opened"


@contextlib.asynccontextmanager
async def served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, reader: bool = False
) -> AsyncIterator[LocalServer]:
    """Serve the tutorial until the block ends."""
    monkeypatch.setenv("FOURNOS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FOURNOS_CONFIG", str(tmp_path / "config"))
    server = LocalServer([sys.executable, "-m", "tui.cli", *GAME], 0, reader=reader)
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(server.run(stop, lambda _address: ready.set()))
    opened = asyncio.create_task(ready.wait())
    await asyncio.wait({running, opened}, return_when=asyncio.FIRST_COMPLETED)
    try:
        assert not running.done() or running.result() is None
        yield server
    finally:
        stop.set()
        await asyncio.wait_for(running, 15)


def jar() -> aiohttp.CookieJar:
    return aiohttp.CookieJar(unsafe=True)  # unsafe: a cookie of an address without a name


async def shown(socket: aiohttp.ClientWebSocketResponse, words: bytes, within: float = 40.0) -> bytes:
    """Read what the app writes until some words have come."""
    seen = b""
    async with asyncio.timeout(within):
        async for message in socket:
            if message.type == aiohttp.WSMsgType.BINARY:
                seen += message.data
            if words in seen:
                return seen
    raise AssertionError(seen[-2000:])


async def test_nobody_is_let_in_without_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        for path in ("/", "/?key=", "/?key=wrong", "/ws", "/static/js/textual.js", "/download/x"):
            async with client.get(server.public_url + path) as answer:
                assert answer.status == 403, path
        assert not server.pages


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://127.0.0.1:1"])
async def test_a_page_of_another_origin_is_refused(
    origin: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        async with client.get(server.address) as answer:
            assert answer.status == 200
        headers = {} if origin is None else {"Origin": origin}
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{server.public_url}/ws", headers=headers)
        assert refused.value.status == 403


async def test_another_name_of_this_machine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        served(tmp_path, monkeypatch) as server,
        aiohttp.ClientSession(cookie_jar=jar()) as client,
        client.get(server.address, headers={"Host": "evil.example"}) as answer,
    ):
        assert answer.status == 421


async def test_the_page_fetches_nothing_from_elsewhere_and_lists_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        async with client.get(server.address) as answer:
            page = await answer.text()
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer.headers["X-Frame-Options"] == "DENY"
        assert "https://" not in page
        assert server.key not in page
        async with client.get(f"{server.public_url}/static/") as answer:
            assert answer.status == 403
        assert server.token not in str(answer.headers)


async def test_the_app_paints_answers_a_key_and_ends_with_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        await (await client.get(server.address)).release()
        headers = {"Origin": server.public_url}
        async with client.ws_connect(f"{server.public_url}/ws?width=100&height=30", headers=headers) as socket:
            await shown(socket, b"1979")
            await socket.send_json(["stdin", "\x10"])  # Ctrl+P, the palette
            await shown(socket, b"earch")
            apps = children()
            assert apps
        async with asyncio.timeout(12):
            while any(alive(process) for process in apps):
                await asyncio.sleep(0.1)


async def test_what_no_page_would_send_ends_the_page_and_not_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        await (await client.get(server.address)).release()
        headers = {"Origin": server.public_url}
        for words in ("no json", "{}", '["resize"]', '["stdin", 5]', "[]"):
            async with client.ws_connect(f"{server.public_url}/ws?width=x&height=-4", headers=headers) as socket:
                await socket.send_str(words)
                async with asyncio.timeout(20):
                    async for _message in socket:
                        pass
                assert socket.close_code == 1008, words
        async with client.get(f"{server.public_url}/") as answer:
            assert answer.status == 200


async def test_there_are_only_so_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.browser.server.MOST_PAGES", 1)
    async with served(tmp_path, monkeypatch) as server, aiohttp.ClientSession(cookie_jar=jar()) as client:
        await (await client.get(server.address)).release()
        headers = {"Origin": server.public_url}
        async with client.ws_connect(f"{server.public_url}/ws", headers=headers):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{server.public_url}/ws", headers=headers)
            assert refused.value.status == 503


def test_a_port_that_is_taken_or_none_is_refused() -> None:
    first = LocalServer(["true"], 0)
    with pytest.raises(InputError, match=f"Port {first.port} cannot be had"):
        LocalServer(["true"], first.port)
    first.socket.close()
    with pytest.raises(OutOfRange):
        LocalServer(["true"], 70_000)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl+C", "kill"])
async def test_the_apps_end_when_the_server_does(number: signal.Signals, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tui.cli", "serve", "--port", "0", "--no-browser", *GAME[1:]]
    surroundings = environment(FOURNOS_DATA=str(tmp_path / "data"), FOURNOS_CONFIG=str(tmp_path / "config"))
    process = await asyncio.create_subprocess_exec(
        *words, env=surroundings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
    async with aiohttp.ClientSession(cookie_jar=jar()) as client:
        await (await client.get(address)).release()
        base = address.partition("/?")[0]
        socket = await client.ws_connect(f"{base}/ws", headers={"Origin": base})
        await shown(socket, b"1979")
        apps = children(process.pid)
        assert apps
        process.send_signal(number)
        await asyncio.wait_for(process.wait(), 15)
        async with asyncio.timeout(20):
            while any(alive(each) for each in apps):
                await asyncio.sleep(0.1)
    if number == signal.SIGINT:
        assert process.returncode == 0


@pytest.mark.skipif(PROGRAM is None, reason=NO_BROWSER)
async def test_a_turn_is_played_in_a_real_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(tmp_path, monkeypatch, reader=True) as server, browser(tmp_path / "profile") as page:
        await page.call("Page.navigate", url=server.address)
        await page.until("1979")
        await page.press("2", "2", 50)
        await page.until("(?i)order")
        await page.picture(tmp_path / "page.png")
        assert (tmp_path / "page.png").stat().st_size > 20_000
        assert not page.faults


def children(of: int | None = None) -> list[int]:
    """Return the processes that have been started for pages of a server."""
    mark = f"{PARENT}={of or os.getpid()}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def alive(process: int) -> bool:
    """Whether a process runs still; one that has ended and waits for its parent does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
