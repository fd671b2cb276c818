"""What SQLite asks of the disk, written down: a VFS between SQLite and the system's own, through ctypes.

Nothing is preloaded or compiled: the library is the one Python's sqlite3 has loaded, and the methods of its default VFS
are called after the call is noted.  Layouts are those of https://www.sqlite.org/c3ref/vfs.html and …/io_methods.html.
"""

import _sqlite3
import ctypes
import os
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, NamedTuple

CREATE = 0x00000004  # SQLITE_OPEN_CREATE
CLOSE_T = CFUNCTYPE(c_int, c_void_p)
WRITE_T = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE_T = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC_T = CFUNCTYPE(c_int, c_void_p, c_int)
OPEN_T = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE_T = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class Call(NamedTuple):
    """One thing asked of the disk, or told to the user.

    Attributes:
        what: create, write, truncate, sync, delete, delete-synced or told.
        file: Name in the folder, "" for told.
        at: Offset of a write, size of a truncation.
        bytes_: What is written, or what the user was told.
    """

    what: str
    file: str
    at: int = 0
    bytes_: bytes = b""


class Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = [
        ("version", c_int),
        ("close", CLOSE_T),
        ("read", c_void_p),
        ("write", WRITE_T),
        ("truncate", TRUNCATE_T),
        ("sync", SYNC_T),
        *((f"rest{n}", c_void_p) for n in range(13)),
    ]


class File(ctypes.Structure):
    """sqlite3_file."""

    _fields_ = [("methods", POINTER(Methods))]


class Vfs(ctypes.Structure):
    """sqlite3_vfs, version 3."""

    _fields_ = [
        ("version", c_int),
        ("size", c_int),
        ("max_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", OPEN_T),
        ("delete", DELETE_T),
        *((f"rest{n}", c_void_p) for n in range(13)),
    ]


def library() -> ctypes.CDLL | None:
    """The SQLite that Python's sqlite3 uses, or None where its functions are not to be found (some static builds)."""
    for name in (getattr(_sqlite3, "__file__", None), None):
        try:
            found = ctypes.CDLL(name)
            found.sqlite3_vfs_find.restype = c_void_p
        except (OSError, AttributeError):
            continue
        return found
    return None


class Tracer:
    """Notes every call from when it is made; for a process that does nothing else."""

    def __init__(self) -> None:
        sqlite = library()
        assert sqlite is not None
        self.calls: list[Call] = []
        self._names: dict[int, str] = {}
        self._copies: dict[int, Methods] = {}
        self._original: dict[int, Methods] = {}
        self._alive: list[Any] = []
        self._under = Vfs.from_address(sqlite.sqlite3_vfs_find(None))
        self._over = Vfs()
        ctypes.pointer(self._over)[0] = self._under
        self._over.name, self._over.next = b"traced", None
        self._over.open, self._over.delete = OPEN_T(self._open), DELETE_T(self._delete)
        assert sqlite.sqlite3_vfs_register(ctypes.byref(self._over), 1) == 0

    def told(self, said: bytes) -> None:
        """The user has been told *said*: from now on it must be true."""
        self.calls.append(Call("told", "", 0, said))

    def _open(
        self,
        _vfs: int,
        name: int | None,
        file: int,
        flags: int,
        out: int | None,
    ) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        new = bool(path) and not os.path.exists(path)  # noqa: PTH110  the call itself must be cheap
        code = int(
            self._under.open(
                ctypes.addressof(self._under),
                name,
                file,
                flags,
                out,
            )
        )
        held = File.from_address(file)
        if code == 0 and held.methods:
            self._names[file] = Path(path).name
            if new and flags & CREATE:
                self.calls.append(Call("create", self._names[file]))
            held.methods = ctypes.pointer(self._noting(held.methods))
        return code

    def _noting(self, methods: Any) -> Methods:
        """The same methods, noted; one copy for each kind of file."""
        at = ctypes.addressof(methods.contents)
        if at not in self._copies:
            copy = Methods()
            ctypes.pointer(copy)[0] = methods.contents
            original = Methods()
            ctypes.pointer(original)[0] = methods.contents
            copy.write = WRITE_T(
                lambda f, b, n, o: self._note(
                    original,
                    f,
                    "write",
                    (b, n, o),
                )
            )
            copy.truncate = TRUNCATE_T(lambda f, n: self._note(original, f, "truncate", (n,)))
            copy.sync = SYNC_T(lambda f, n: self._note(original, f, "sync", (n,)))
            self._copies[at], self._original[at] = copy, original
        return self._copies[at]

    def _note(
        self,
        original: Methods,
        file: int,
        what: str,
        given: tuple[Any, ...],
    ) -> int:
        held = (
            ctypes.string_at(
                given[0],
                given[1],
            )
            if what == "write"
            else b""
        )
        at = {
            "write": given[-1],
            "truncate": given[0],
            "sync": 0,
        }[what]
        self.calls.append(Call(what, self._names[file], at, held))
        return int(getattr(original, what)(file, *given))

    def _delete(self, _vfs: int, name: bytes, synced: int) -> int:
        self.calls.append(
            Call(
                "delete-synced" if synced else "delete",
                Path(name.decode()).name,
            )
        )
        return int(
            self._under.delete(
                ctypes.addressof(self._under),
                name,
                synced,
            )
        )
