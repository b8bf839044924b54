"""A cluster: batches on the workers of a dask scheduler, on this machine or on others.

A worker that is lost takes no run with it: its batches run again elsewhere. Runs are the same to the last bit wherever
they run, so long as all workers have this very engine; any that has another is refused, at the start and batch by
batch. A scheduler is trusted, and trusts whoever reaches it, with everything: they send each other programs.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sim.errors import InputError, RunError, shown
from sim.executors import Unfit
from sim.language import _, clean
from sim.study.engine import engine_digest
from sim.study.manifest import version

P = ParamSpec("P")
Found = TypeVar("Found")
Identity = dict[str, str]
"""What fixes results to the last bit: hashes of the engine and of its studies, and the versions of its libraries."""

EXTRA = "fournos[cluster]"
SECONDS = 5.0
"""How long an address is tried, and a worker waited for."""
ADDRESS = re.compile(r"(?:(?P<kind>tcp|tls)://)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")
NOTATION = _("HOST:PORT, or tls://HOST:PORT")
LOGS = ("distributed", "distributed.client", "tornado.application")
COUNTING = ("numpy", "scipy")


@contextlib.contextmanager
def cluster(address: str, seconds: float = SECONDS) -> Iterator[Cluster]:
    """Open a dask cluster as an executor, to be lent to `run_cases`, a study, or any other work.

    The cluster stays as it was: what is still under way when this closes is cancelled, and its workers go on.

    Parameters
    ----------
    address : where the scheduler listens; tls:// takes its certificates from dask's own configuration.
    seconds : how long to try to reach it, and to wait for a first worker.

    Raises
    ------
    InputError
        If the address cannot be read, or the extra that this needs is not installed.
    RunError
        If no scheduler answers there, it has no workers, or one of them has another engine than this process. Work
        under way ends with `sim.executors.Unfit` if such a worker joins later, or the scheduler goes away.
    """
    goal = read_address(address)
    _check_installed()
    with _quiet(), contextlib.closing(_connected(goal, seconds)) as client:
        opened = Cluster(client, goal)
        try:
            _check_workers(client, goal, seconds)
            opened.count()
            yield opened
        finally:
            opened.shutdown(wait=False)


def read_address(text: str) -> str:
    """Return an address in full: `localhost:8786` is `tcp://localhost:8786`.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = ADDRESS.fullmatch(clean(text, field="--address").strip())
    if found is None or not 0 < int(found["port"]) < 65536:
        message = _("{address!r} is no address of a scheduler: write {notation}.")
        words = message.format(address=shown(text), notation=NOTATION)
        raise InputError(words, field="--address", got=shown(text), allowed=NOTATION)
    return f"{found['kind'] or 'tcp'}://{found['host']}:{found['port']}"


class Cluster(Executor):
    """A dask cluster as an executor of `concurrent.futures`; each call makes sure that its worker has our engine."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)
        self._identity = identity()
        self._max_workers = 1

    def count(self) -> int:
        """Count the threads of all workers: as many batches can run at a time. Asked once, when this opens."""
        self._max_workers = max(1, sum(self._client.nthreads().values()))
        return self._max_workers

    def submit(self, fn: Callable[P, Found], /, *args: P.args, **kwargs: P.kwargs) -> Future[Found]:
        """Send a call to the next free worker.

        Raises
        ------
        Unfit
            If the scheduler does not answer any more.
        """
        if self._client.status != "running":
            raise self._gone()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a batch with a parameter set a run is 11 MB
            under_way = self._executor.submit(_carried, self._identity, fn, args, kwargs)
        future: Future[Found] = Future()
        future.add_done_callback(lambda given: under_way.cancel() if given.cancelled() else None)
        under_way.add_done_callback(lambda done: self._pass_on(done, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work; what is under way is waited for, or cancelled."""
        if self._client.status == "running":
            self._executor.shutdown(wait=wait and not cancel_futures)

    def _pass_on(self, done: Future[Found], to: Future[Found]) -> None:
        """Give what became of a call to whoever waits for it, unless he does not any more."""
        if to.cancelled() or not to.set_running_or_notify_cancel():
            return
        if done.cancelled():
            to.set_exception(self._gone())
        elif (error := done.exception()) is not None:
            to.set_exception(_in_words(error))
        else:
            to.set_result(done.result())

    def _gone(self) -> Unfit:
        message = _("The scheduler at {address} does not answer any more, or was told to drop this work.")
        return Unfit(message.format(address=self._address))


def _carried(wanted: Identity, fn: Callable[..., Found], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Found:
    """Call a function on a worker, if its engine is the one that is wanted."""
    if identity() != wanted:
        raise _differs(identity(), wanted)
    return fn(*args, **kwargs)


def _in_words(error: BaseException) -> BaseException:
    """Return an error of a call; where it is dask's own, in our words."""
    from distributed import KilledWorker

    if not isinstance(error, KilledWorker):
        return error
    message = _("Several workers, one after the other, were lost while they ran these runs: too little memory?")
    found = RunError(message)
    found.__cause__ = error
    return found


# ---------------------------------------------------------------- the engine's identity


@lru_cache(maxsize=1)
def identity() -> Identity:
    """Return what fixes results to the last bit in this process: the rules, what reads runs, and what counts."""
    mark, folder = hashlib.blake2b(digest_size=16), Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        mark.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return {"engine": engine_digest(), "study": mark.hexdigest(), **{name: version(name) for name in COUNTING}}


def _differs(got: Mapping[str, str], wanted: Mapping[str, str]) -> Unfit:
    """Return what is told of a worker whose results would differ."""
    parts = [f"{name} {shown(got.get(name, '?'))} ({wanted[name]})" for name in wanted if got.get(name) != wanted[name]]
    message = _("A worker has another version than this process, so that its results would not be exact: {parts}.")
    return Unfit(message.format(parts=", ".join(parts)))


# ---------------------------------------------------------------- connecting


def _check_installed() -> None:
    """Say what to install, if it is missing."""
    try:
        import distributed  # noqa: F401  # it takes a second, and is needed here alone
    except ImportError as error:
        message = _("A cluster needs {extra}, which is not installed: pip install '{extra}'.").format(extra=EXTRA)
        raise InputError(message, field="--executor", got="dask") from error


def _connected(address: str, seconds: float) -> Any:
    """Return a client of the scheduler at an address."""
    from distributed import Client

    opening: Any = Client  # it bears no types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dask's own word on versions; ours comes with the workers
            return opening(address, timeout=seconds, set_as_default=False, name="fournos")
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        message = _("No scheduler answers at {address} within {seconds:g} s: {reason}.")
        reason = shown(str(error).rstrip(".") or type(error).__name__, 200)
        raise RunError(message.format(address=address, seconds=seconds, reason=reason)) from error


def _check_workers(client: Any, address: str, seconds: float) -> None:
    """Wait for a first worker, and make sure that all have this engine."""
    try:
        client.wait_for_workers(1, timeout=seconds)
        found = client.run(identity, on_error="return")
    except TimeoutError as error:
        message = _("The scheduler at {address} has no workers: none came within {seconds:g} s.")
        raise RunError(message.format(address=address, seconds=seconds)) from error
    except Exception as error:  # whatever a worker could not do with a function of ours
        raise _unready(error) from error
    wanted = identity()
    for got in found.values():
        if isinstance(got, BaseException):
            raise _unready(got) from got
        if got != wanted:
            raise _differs(got, wanted)


def _unready(error: BaseException) -> RunError:
    message = _("A worker cannot run this engine; is this release of fournos installed there? ({reason})")
    return RunError(message.format(reason=shown(f"{type(error).__name__}: {error}", 200)))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep dask's log off the screen: what matters comes as an error of ours."""
    logs = [logging.getLogger(name) for name in LOGS]
    before = [log.level for log in logs]
    try:
        for log in logs:
            log.setLevel(logging.CRITICAL)
        yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)
