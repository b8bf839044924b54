"""How the program ends: each fault as one message on standard error, and one of three exit codes.

0 done, 1 the run failed or was stopped, 2 bad input. A traceback is for those who work on the program: it is shown
with the hidden option --debug or with FOURNOS_DEBUG=1.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from types import FrameType

import click

from sim.errors import Cancelled, FournosError
from sim.language import _
from tui.commands import PROGRAM
from tui.commands.console import complain

DONE, FAILED, BAD_INPUT = 0, 1, 2
SIGNALS = (signal.SIGINT, signal.SIGTERM)

_state: dict[str, bool | str] = {"debug": False, "stopped": False, "saved": False}
_cancels: list[threading.Event] = []
"""The wish to stop, for work that looks out for it; empty while a signal may interrupt at any line."""


class Stop(KeyboardInterrupt):
    """Ctrl+C or SIGTERM.

    A class of its own: where a plain KeyboardInterrupt has crossed an `exec`, as in many imports, Python remembers it
    and ends by the signal instead of with the exit code.
    """


def debug() -> None:
    """Show the traceback of every fault from now on."""
    _state["debug"] = True


def saved(words: str = "") -> None:
    """Note that results have been saved; `words` tell what a reader who has stopped the work should know."""
    _state["saved"] = words or True


def guarded(call: Callable[[], object]) -> int:
    """Call a command and return the exit code; a fault is told in one message, never as a traceback."""
    _state.update(debug=bool(os.environ.get("FOURNOS_DEBUG")), stopped=False, saved=False)
    _open_ended()
    try:
        with _stoppable():
            code = call()
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        if _state["debug"]:
            traceback.print_exc()
        return _told(error)
    return code if isinstance(code, int) else DONE


def _open_ended() -> None:
    """Make both outputs fit for use: one that is closed swallows all, one that lacks a sign shows a question mark."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (open to the end)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl+C and SIGTERM end the work in an orderly way; a second one ends it at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        _state["stopped"] = True
        signal.signal(number, signal.SIG_DFL)
        if not _cancels:
            raise Stop
        _cancels[-1].set()

    main = threading.current_thread() is threading.main_thread()  # the only one that may listen
    before = {number: signal.signal(number, stop) for number in (SIGNALS if main else ())}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def cancelling() -> Iterator[threading.Event]:
    """Let Ctrl+C and SIGTERM set an event while the block runs, which raises them in the end at the latest.

    Worker processes need it: an exception at just any line, while they start, would leave them behind.
    """
    cancel = threading.Event()
    _cancels.append(cancel)
    try:
        yield cancel
    finally:
        _cancels.remove(cancel)
    if cancel.is_set():
        raise Stop


def _told(error: BaseException) -> int:
    """Tell what went wrong in one message and return the exit code."""
    # A library may turn the interruption into an error of its own, so the signal counts and not the error.
    if _state["stopped"] or isinstance(error, (KeyboardInterrupt, Cancelled, click.Abort)):
        sign = "\n" if sys.stderr.isatty() else ""  # the terminal has just shown ^C
        kept = _state["saved"]
        words = _("Stopped; what had been saved is kept.") if kept else _("Stopped; nothing was written.")
        return _closed(sign + (_("Stopped; {words}").format(words=kept) if isinstance(kept, str) else words))
    if isinstance(error, FournosError):
        return _closed(_("Error: {message}").format(message=error), error.exit_code)
    if isinstance(error, click.ClickException):
        return _closed(_usage(error), BAD_INPUT)
    if isinstance(error, OSError):
        return _system(error)
    if isinstance(error, MemoryError):
        return _closed(_("Error: the memory of this machine is used up. Try fewer --runs, or --trajectories 0."))
    words = _(
        "Internal error: {kind}: {message}. This is a fault of the program, not yours: please report it, "
        "with the output of the same command under FOURNOS_DEBUG=1."
    )
    return _closed(words.format(kind=type(error).__name__, message=error))


def _usage(error: click.ClickException) -> str:
    """Return a fault of the words typed, with the way to the help."""
    message = _("Error: {message}").format(message=error.format_message())
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    return _("{message} See: {path} --help").format(message=message, path=path)


def _system(error: OSError) -> int:
    """Tell what the system refused; a reader that left early (`| head`) is no fault and is told nothing."""
    _let_go_of_output()
    if error.errno == errno.EPIPE:
        return FAILED
    reason = error.strerror or type(error).__name__
    place = f" ({error.filename})" if error.filename else ""
    return _closed(_("Error: the system refused to read or write: {reason}{place}.").format(reason=reason, place=place))


def _let_go_of_output() -> None:
    """Point a standard output that cannot be written to nowhere, else Python complains once more when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _closed(message: str, code: int = FAILED) -> int:
    with contextlib.suppress(OSError):
        complain(message)
    return code
