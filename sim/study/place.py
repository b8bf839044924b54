"""Where a study is written: what may be written, and how a kill, a full disk or a power cut leaves no half of it.

A new study is made in a hidden folder beside its destination and renamed when it is whole. In a folder that exists,
parts get names that are free, and replacing `manifest.json` is the moment at which the new study is there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sim.errors import Cancelled, StoreError, shown
from sim.language import _

MARK = r"(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{8}"
"""Mark of a writer: machine, process and a word that no other call has."""
DRAFT = r"\.part-[0-9a-f]{8}-\d+-[0-9a-f]{8}"
"""End of the name of a file that is not whole yet."""
DRAFT_NAME = re.compile(rf"^\..+\.part-{MARK}$")
"""Name of a file that is not whole yet."""
LOCK = ".fournos-writing-"
"""Start of the name of the file that stands in an existing folder while it is written; the writer's mark follows."""
REASONS = {
    errno.ENOSPC: _("the disk is full"),
    errno.EDQUOT: _("your share of the disk is full"),
    errno.EFBIG: _("the disk is full, or files may not grow this large"),
    errno.EROFS: _("the disk is read-only"),
    errno.EACCES: _("you may not write there"),
    errno.EPERM: _("you may not write there"),
    errno.ENOTDIR: _("a file is in the way"),
    errno.EEXIST: _("something of that name is in the way"),
    errno.ENOTEMPTY: _("something of that name has come in the way"),
    errno.EISDIR: _("a folder is in the way"),
    errno.ENAMETOOLONG: _("its name is too long"),
}


@contextlib.contextmanager
def told(path: Path, what: str = "") -> Iterator[None]:
    """Turn what the system refuses into one StoreError, and an interrupt into Cancelled."""
    try:
        yield
    except KeyboardInterrupt:
        raise Cancelled(_("Stopped: {name} was not written.").format(name=shown(path, 200))) from None
    except OSError as error:
        reason = reason_of(error)
        words = what or _("{name} cannot be written: {reason}.")
        if what and isinstance(error, FileNotFoundError) and isinstance(error.filename, (str, Path)):
            path = Path(error.filename)  # the folder may well be there
        raise StoreError(words.format(name=shown(path, 200), reason=reason), field="directory", got=str(path)) from None


def reason_of(error: Exception) -> str:
    """Return in words why the system refuses."""
    known = REASONS.get(error.errno or 0) or error.strerror if isinstance(error, OSError) else None
    return known or str(error) or type(error).__name__


def resolved(directory: str | os.PathLike[str]) -> Path:
    """Return a folder's path with links resolved, whether it exists or not.

    Raises
    ------
    StoreError
        If it is no path.
    """
    text = os.fspath(directory)
    if not isinstance(text, str) or not text.strip() or any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        message = _("{name!r} is no name of a folder.")
        raise StoreError(message.format(name=shown(text)), field="directory", got=directory)
    try:
        path = Path(text).resolve()
        path.exists()
        return path
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError
        message = _("{name} cannot be reached: {reason}.")
        words = message.format(name=shown(text, 200), reason=reason_of(error))
        raise StoreError(words, field="directory", got=text) from None


def check_writable(path: Path) -> None:
    """Refuse a destination whose nearest existing folder is none, or must not be written.

    Raises
    ------
    StoreError
        If so.
    """
    near = next(above for above in (path, *path.parents) if os.path.lexists(above))
    with told(path):
        if not near.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "")
        if not os.access(near, os.W_OK | os.X_OK):
            read_only = hasattr(os, "statvfs") and os.statvfs(near).f_flag & os.ST_RDONLY
            raise OSError(errno.EROFS if read_only else errno.EACCES, "")


# ---------------------------------------------------------------- marks of writers


def mark() -> str:
    """Return a new mark of this process."""
    return f"{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_left(writer: str) -> bool:
    """Whether a mark is that of a process of this machine that has ended."""
    found = re.fullmatch(MARK, writer)
    if not found or found["machine"] != _machine():
        return False
    try:
        os.kill(int(found["process"]), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return _has_ended(int(found["process"]))


def _has_ended(process: int) -> bool:
    """Whether a process only waits for its parent to take note of its end; known on Linux alone."""
    try:
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b") ")[2].startswith(b"Z")
    except OSError:
        return False


def _machine() -> str:
    return hashlib.blake2b(socket.gethostname().encode(), digest_size=4).hexdigest()


# ---------------------------------------------------------------- a new folder


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Make a folder beside the target; it becomes the target if the block ends well, and goes if not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_beside(target)
    folder = target.with_name(f"{_hidden(target)}{mark()}")
    folder.mkdir()
    try:
        yield folder
        sync(folder)
        if target.exists():
            shutil.copymode(target, folder)
            if os.name == "nt":
                target.rmdir()
        folder.rename(target)  # over an empty folder at most: the system refuses a full one
        sync(target.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def clear_beside(target: Path) -> None:
    """Remove what writers that were killed have left beside the target."""
    start = _hidden(target)
    for path in target.parent.iterdir():
        if path.name.startswith(start) and is_left(path.name[len(start) :]) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _hidden(target: Path) -> str:
    """Return how the names of folders start that become the target; short, since the target's name may be long."""
    return f".{target.name[:40]}.part-"


# ---------------------------------------------------------------- an existing folder


@contextlib.contextmanager
def inside(target: Path) -> Iterator[None]:
    """Hold an existing folder while it is written.

    Raises
    ------
    StoreError
        If another process that still runs holds it.
    """
    lock = target / f"{LOCK}{mark()}"
    lock.touch(exist_ok=False)
    try:
        for other in locks(target):
            if is_left(other):
                (target / f"{LOCK}{other}").unlink(missing_ok=True)
            elif lock.name != f"{LOCK}{other}":
                message = _("{name} is being written by another process; if that cannot be, remove {lock} from it.")
                words = message.format(name=shown(target, 200), lock=f"{LOCK}{other}")
                raise StoreError(words, field="directory", got=str(target))
        yield
    finally:
        lock.unlink(missing_ok=True)


def locks(target: Path) -> list[str]:
    """Return the marks of all who write in a folder, or were killed while they did."""
    return [path.name.removeprefix(LOCK) for path in target.iterdir() if path.name.startswith(LOCK)]


# ---------------------------------------------------------------- files


@contextlib.contextmanager
def put(path: Path) -> Iterator[Path]:
    """Give a name to write to; what was written becomes `path` if the block ends well, and goes if not."""
    draft = path.with_name(f".{path.name}.part-{mark()}")
    try:
        yield draft
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def clear_drafts(folder: Path, inside: Iterable[str]) -> None:
    """Remove files that writers which were killed have left half written in some folders of a folder."""
    for name in inside:
        for path in (folder / name).iterdir():
            found = DRAFT_NAME.fullmatch(path.name)
            if found and is_left(path.name[path.name.rindex(".part-") + 6 :]) and not path.is_symlink():
                path.unlink(missing_ok=True)


def put_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write text files by name. None changes before all are on the disk; the last is changed last."""
    drafts = {folder / name: folder / f".{name}.part-{mark()}" for name in texts}
    try:
        for draft, text in zip(drafts.values(), texts.values(), strict=True):
            draft.write_text(text, "utf-8", "backslashreplace", "\n")
            sync(draft)
        for path, draft in drafts.items():
            draft.replace(path)
        sync(folder)
    except BaseException:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folder
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
