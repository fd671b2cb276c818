"""Files that only their owner may read, and that are whole when they have their name.

One way for all that is made outside the record: built under another name in the same folder, finished, put on the disk,
and only then named.  Whoever kills the program finds the old state or the new one.  What a killed program left behind
is taken away by the next one that makes the same file.

Nothing here may be used on the live record: opening it by anything but SQLite drops SQLite's locks.
"""

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wxmod.domain.encodings import decoded
from wxmod.domain.errors import StoreUnavailable, UnreadableFileError, reason
from wxmod.wording import N_

try:
    import fcntl
except ImportError:  # Windows, which lets nobody remove a file that is open
    fcntl = None  # type: ignore[assignment]

TYPED = 16 * 2**20
"""The most that is read of what people type or devices write: lists, orders, counter readings."""
PRIVATE, SHARED = 0o600, 0o666
"""Who may read a new file: its owner, or whoever the system lets read new files."""
SWAPPED = (
    N_("{path}：写入中被别的程序换掉了，没有完成"),
    N_("换一个只有自己能写的目录再试"),
)
_PART = ".part"
_PIECE = 2**20


def make_folder(folder: Path) -> None:
    """A folder only its owner may look into, and those above it.

    Raises:
        StoreUnavailable: it cannot be made here.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _cannot_make(folder, error) from error


def refuse_missing_folder(path: Path) -> None:
    """Keep a copy from landing on the system disk because the stick it was meant for is not plugged in.

    Raises:
        StoreUnavailable: the folder of *path* is not there.
    """
    if not path.parent.is_dir():
        raise StoreUnavailable(
            N_("{folder}：没有这个目录，没有写入"),
            remedy=N_("插好 U 盘或移动硬盘；确要新目录，先自己建好"),
            folder=path.parent,
        )


def refuse_existing(path: Path) -> None:
    """Let nothing be written over.

    Raises:
        StoreUnavailable: there is something of that name, be it a link that leads nowhere.
    """
    clear(path)
    if os.path.lexists(path):
        raise StoreUnavailable(
            N_("{path}：已经存在，没有改动"),
            remedy=N_("换一个文件名，或直接使用它"),
            path=path,
        )


@contextmanager
def new_file(target: Path, mode: int = PRIVATE) -> Iterator[Path]:
    """Where to build *target*, an empty file so far; it gets its name if the block ends well.

    Raises:
        StoreUnavailable: it exists already, or cannot be made here.
    """
    refuse_existing(target)
    with _aside(target, mode) as (part, held):
        yield part
        _refuse_swapped(held, part, target)
        _name(part, target)
        try:
            _refuse_swapped(held, target, target)
        except StoreUnavailable:
            # Put there between the two looks; it was never what was asked for.
            target.unlink(missing_ok=True)
            raise


@contextmanager
def replaced_file(target: Path, mode: int = PRIVATE) -> Iterator[Path]:
    """Where to build what shall stand in the place of *target*, if the block ends well.

    Raises:
        StoreUnavailable: it cannot be made here.
    """
    clear(target)
    with _aside(target, mode) as (part, held):
        yield part
        _refuse_swapped(held, part, target)
        _sync(part, os.O_RDWR)
        part.replace(target)
        settle_name(target)


def write_new(target: Path, content: bytes, mode: int = PRIVATE) -> None:
    """A new file that says *content*.

    Raises:
        StoreUnavailable: it exists already, or cannot be written here.
    """
    with new_file(target, mode) as part:
        _write(part, content)


def write_once(target: Path, content: bytes) -> None:
    """As `write_new`, where a name says what is in it: one that is there is left as it is.

    Raises:
        StoreUnavailable: it cannot be written here.
    """
    clear(target)
    if not target.exists():
        write_new(target, content)


def write_over(target: Path, content: bytes, mode: int = PRIVATE) -> None:
    """A file that says *content*, in the place of what stood there.

    Raises:
        StoreUnavailable: it cannot be written here.
    """
    with replaced_file(target, mode) as part:
        _write(part, content)


def _write(part: Path, content: bytes) -> None:
    held = os.open(part, os.O_WRONLY | os.O_TRUNC)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(held, rest) :]
    finally:
        os.close(held)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Where to build the folder *target* with all its files; it gets its name if the block ends well.

    Raises:
        StoreUnavailable: there is something in it already, or it cannot be made here.
    """
    if os.path.lexists(target) and not _is_empty_folder(target):
        raise StoreUnavailable(
            N_("{path}：里面已有东西，没有改动"),
            remedy=N_("换一个新的目录名"),
            path=target,
        )
    for left in _left_behind(target):
        shutil.rmtree(left, ignore_errors=True)
    part = _part_of(target)
    try:
        part.mkdir(mode=0o700)
    except OSError as error:
        raise _cannot_make(target, error) from error
    try:
        yield part
        for file in sorted(part.iterdir()):
            _sync(file, os.O_RDWR)
        settle_name(part / "-")
        if target.is_dir() and os.name == "nt":
            target.rmdir()  # POSIX puts a folder in the place of an empty one by itself
        part.rename(target)
        settle_name(target)
    except OSError as error:
        raise _cannot_make(target, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _is_empty_folder(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    return next(path.iterdir(), None) is None


def _cannot_make(path: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        N_("{path}：无法新建（{why}）"),
        path=path,
        why=reason(error),
    )


@contextmanager
def _aside(target: Path, mode: int) -> Iterator[tuple[Path, int]]:
    """An empty file beside *target*, locked while it is worked on and gone afterwards unless it was renamed.

    With the file itself as it was opened, which stays the same whatever others put in the place of its name.
    """
    part = _part_of(target)
    try:
        lock = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
    except OSError as error:
        raise _cannot_make(target, error) from error
    try:
        _lock(lock)
        yield part, lock
    except OSError as error:
        raise _cannot_make(target, error) from error
    finally:
        _remove_with_journal(part)
        os.close(lock)


def _refuse_swapped(held: int, path: Path, target: Path) -> None:
    """Demand that a name still stands for the file that was built.

    In a folder others may write in, such as a stick's or ``/tmp``, somebody could put a link or a record of their own
    in its place.

    Raises:
        StoreUnavailable: something else goes by that name.
    """
    built = os.fstat(held)
    there = path.lstat() if os.path.lexists(path) else None
    if there is None or not os.path.samestat(built, there):
        what, remedy = SWAPPED
        raise StoreUnavailable(what, remedy=remedy, path=target)


def _part_of(target: Path) -> Path:
    if not target.name:
        raise StoreUnavailable(N_("{path}：不是文件名，没有写入"), path=str(target))
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")


def _left_behind(target: Path) -> list[Path]:
    """What earlier tries at *target* were built as."""
    before = f".{target.name}."
    found = []
    with suppress(OSError):  # no such folder: making the file says so
        for path in target.parent.iterdir():
            middle = path.name.removeprefix(before).removesuffix(_PART)
            if path.name == f"{before}{middle}{_PART}" and len(middle) == 8:  # noqa: PLR2004  four bytes in hex
                found.append(path)
    return found


def clear(target: Path) -> None:
    """Take away what killed programs left; one that is still at work holds a lock on what it makes."""
    for part in _left_behind(target):
        with suppress(OSError):
            # A second name of a finished file, which may be a record in use: that must not even be opened.
            named = part.stat(follow_symlinks=False).st_nlink > 1
            if named or not _held_by_another(part):
                _remove_with_journal(part)


def _held_by_another(part: Path) -> bool:
    if fcntl is None:
        return False
    held = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(held)
    return False


def _lock(held: int) -> None:
    if fcntl is not None:
        with suppress(
            OSError
        ):  # a disk without locks: two at once may then spoil each other's part, never a file
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove_with_journal(part: Path) -> None:
    """The journal SQLite may have left beside the part, and last the part, by which both are found."""
    part.with_name(f"{part.name}-journal").unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _name(part: Path, target: Path) -> None:
    """Give the finished *part* its name unless somebody was there first."""
    _sync(part, os.O_RDWR)
    try:
        os.link(part, target)
    except FileExistsError:
        refuse_existing(target)
        raise
    except OSError:
        # FAT and exFAT know one name a file; there the name is looked for once more and then taken.
        refuse_existing(target)
        part.rename(target)
    settle_name(target)


def being_made(target: Path) -> bool:
    """Whether another program is at work on *target* just now."""
    for part in _left_behind(target):
        with suppress(OSError):
            if _held_by_another(part):
                return True
    return False


def settle(path: Path) -> None:
    """Wait until a finished file and its name are on the disk; `VACUUM INTO` does not."""
    _sync(path, os.O_RDWR)
    settle_name(path)


def settle_name(path: Path) -> None:
    """Wait until what the folder of *path* says of it is on the disk."""
    if os.name != "nt":  # Windows syncs no folder
        _sync(path.parent, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    held = os.open(path, flags)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def keeps_modes(path: Path) -> bool:
    """Whether the disk remembers who may read a file: FAT and exFAT do not, and `chmod` does nothing there."""
    if os.name == "nt":
        return True
    mode = stat.S_IMODE(path.stat().st_mode)
    return not mode & 0o077


def bytes_of(path: Path, most: int = TYPED) -> bytes:
    """What a file says, of which nothing is read if it is larger than *most* or no file at all.

    A pipe would be waited for and a device never ends.

    Raises:
        UnreadableFileError: no regular file, or too large.
        OSError: it cannot be read.
    """
    # Without O_NONBLOCK the opening of a pipe nobody writes to would never return.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    held = os.open(path, flags)
    try:
        return _bytes_of(held, path, most)
    finally:
        os.close(held)


def text_of(path: Path, most: int = TYPED) -> str:
    """What a file of text says, in whichever of an office's encodings it is written.

    Raises:
        UnreadableFileError: as `bytes_of`.
        OSError, UnicodeDecodeError: it cannot be read.
    """
    return decoded(bytes_of(path, most))


def _bytes_of(held: int, path: Path, most: int) -> bytes:
    about = os.fstat(held)
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFileError(
            path,
            expected=N_("普通文件"),
            found=N_("设备、管道或目录"),
        )
    pieces: list[bytes] = []
    count, size = 0, about.st_size
    while size <= most:
        # One byte more than is allowed shows that there is more; a file may have grown since it was asked for its size.
        piece = os.read(held, min(_PIECE, most + 1 - count))
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        count += len(piece)
        size = max(size, count)
    raise UnreadableFileError(
        path,
        expected=f"≤ {most} B",
        found=f"{size} B",
    )
