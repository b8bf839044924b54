"""The server behind `fournos serve`: loopback only, for whoever was given the key in its address.

What the stock server leaves open is closed here: pages of other origins and other names of this machine are refused,
so is who has no key; files are not listed; pages are few; and everything ends when the server does.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import files
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from sim.errors import InputError, OutOfRange
from sim.language import _
from tui.browser.service import PageService

HOST = "127.0.0.1"
PORT = 8017
COOKIE = "fournos"
MOST_PAGES = 4
"""Pages at once; each is a process of about 60 MB."""
LONGEST_MESSAGE = 1 << 20
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SIZE = range(20, 501)
"""Columns and rows that a page may ask for."""
READER = (re.compile(r"allowProposedApi:!0,fontSize:(\w+),"), r"screenReaderMode:!0,allowProposedApi:!0,fontSize:\1,")
"""The place in the terminal's script where its text is also given to screen readers."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer(Server):
    """Serves the game to this machine.

    Parameters
    ----------
    words : the command that is started for each page, word by word.
    port : where it listens; 0 for any port that is free.
    reader : whether the terminal's text is given to screen readers, row by row.

    Attributes
    ----------
    address : what to open in the browser; its key lets in once, and the cookie from then on.

    Raises
    ------
    OutOfRange, InputError
        If the port is none, or is taken.
    """

    def __init__(self, words: Sequence[str], port: int = PORT, *, reader: bool = False) -> None:
        if not 0 <= port <= 65_535:
            raise OutOfRange(_("port"), port, 0, 65_535)
        self.socket = _listening(port)
        port = int(self.socket.getsockname()[1])
        super().__init__("", host=HOST, port=port, title="Four No's", public_url=f"http://{HOST}:{port}")
        self.words, self.reader = tuple(words), reader
        self.key, self.token = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        self.pages: set[web.WebSocketResponse] = set()
        self.services: set[PageService] = set()

    @property
    def address(self) -> str:
        """What to open in the browser."""
        return f"{self.public_url}/?key={self.key}"

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded], client_max_size=LONGEST_MESSAGE)
        own = jinja2.FileSystemLoader(Path(__file__).parent)
        aiohttp_jinja2.setup(app, loader=own, autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.get("/static/js/textual.js", self._script),
                web.static("/static", self.statics_path, show_index=False, name="static"),
            ]
        )
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command tells the address."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every page, which ends the app behind it."""
        await asyncio.gather(*(page.close(message=b"server ended") for page in set(self.pages)))

    async def run(self, stop: asyncio.Event, ready: Callable[[str], None]) -> None:
        """Serve until `stop` is set; `ready` is given the address once it can be opened."""
        runner = web.AppRunner(await self._make_app(), handle_signals=False, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            await web.SockSite(runner, self.socket).start()
            ready(self.address)
            await stop.wait()
        finally:
            await runner.cleanup()
            await asyncio.gather(*(service.end() for service in set(self.services)))
            self.socket.close()

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who calls this machine by its own name, from its own page, with the key or the cookie."""
        if request.host not in self._names():
            raise web.HTTPMisdirectedRequest(text="unknown host\n")
        origin = request.headers.get("Origin")
        own = {f"http://{name}" for name in self._names()}
        if origin not in (own if request.path == "/ws" else {*own, None}):
            raise web.HTTPForbidden(text="foreign origin\n")
        if request.path == "/" and hmac.compare_digest(request.query.get("key", "").encode(), self.key.encode()):
            inside = web.HTTPSeeOther("/?" + "&".join(f"{k}={v}" for k, v in self._wishes(request).items()))
            inside.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict", path="/")
            raise inside
        if not hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self.token.encode()):
            raise web.HTTPForbidden(text=_("Open the address that the command has printed, with its key.") + "\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _names(self) -> set[str]:
        """Return the names under which this server may be called."""
        return {f"{HOST}:{self.port}", f"localhost:{self.port}"}

    @staticmethod
    def _wishes(request: web.Request) -> dict[str, str]:
        """Return what of an address's query is kept: the size of the letters."""
        size = request.query.get("fontsize", "")
        return {"fontsize": size} if size.isdecimal() and len(size) < 3 else {}

    @aiohttp_jinja2.template("page.html")
    async def handle_index(self, request: web.Request) -> dict[str, object]:
        """Return what the page is filled with."""
        size = min(max(to_int(self._wishes(request).get("fontsize", "16"), 16), 8), 48)
        return {
            "socket": f"ws://{request.host}/ws",
            "size": size,
            "title": self.title,
            "ended": _("The session has ended. What was sealed is kept."),
            "again": _("Start again"),
            "starting": _("Starting …"),
        }

    async def _script(self, _request: web.Request) -> web.Response:
        """Return the terminal's script, with its text opened to screen readers where that is wished."""
        text = (Path(self.statics_path) / "js" / "textual.js").read_text(encoding="utf-8")
        if self.reader:
            text = READER[0].sub(READER[1], text)
        return web.Response(text=text, content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run an app for a page until either ends."""
        page = web.WebSocketResponse(heartbeat=15, max_msg_size=LONGEST_MESSAGE)
        if len(self.pages) >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(
                text=_("Too many pages are open; close one and load this one again.") + "\n"
            )
        self.pages.add(page)
        width, height = (_size(request.query.get(name, "")) for name in ("width", "height"))
        service = PageService(
            self.words,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=page.close,
            download_manager=self.download_manager,
        )
        self.services.add(service)
        try:
            await page.prepare(request)
            await service.start(width or 80, height or 24)
            await self._process_messages(page, service)
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError):
            await page.close(code=1008, message=b"not understood")
        finally:
            self.pages.discard(page)
            await service.stop()
            self.services.discard(service)
        return page


def _size(text: str) -> int:
    """Return a number of columns or rows, 0 if it is none."""
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) in SIZE else 0


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on the loopback address alone."""
    assert ipaddress.ip_address(HOST).is_loopback
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(16)
    except OSError as error:
        found.close()
        message = _("Port {port} cannot be had ({reason}); choose another with --port, or --port 0 for any.")
        raise InputError(message.format(port=port, reason=error.strerror), field="port", got=port) from error
    return found


def installed() -> bool:
    """Return whether what serves pages is installed (the extra `web`)."""
    try:
        return bool(files("textual-serve"))
    except ImportError:
        return False
