"""What went wrong below, as an error of ours; loaded only when something did."""

import sys
from pathlib import Path

from wxmod.domain.errors import BadInput, UnreadableFileError, WxmodError, reason
from wxmod.wording import N_


def known(error: Exception, record: Path) -> WxmodError | None:
    """*error* as an error of ours, or None if nobody but a programmer can mend it."""
    return _of_shape(error) or _of_letters(error) or _of_record(error, record) or _of_path(error)


def _of_shape(error: Exception) -> BadInput | None:
    """A value of the wrong shape; help does not load pydantic for it."""
    if "pydantic" not in sys.modules or not isinstance(error, ValueError):
        return None
    from pydantic import ValidationError  # noqa: PLC0415

    from wxmod.domain.explain import explain  # noqa: PLC0415

    if not isinstance(error, ValidationError):
        return None
    why = explain(error)
    return BadInput(N_("{why}"), why=why)


def _of_letters(error: Exception) -> BadInput | None:
    """Bytes on the command line that are no letters of its encoding."""
    if not isinstance(error, UnicodeEncodeError) or error.encoding != "utf-8":
        return None
    first = max(error.start - 20, 0)
    text = error.object[first : error.end + 20]
    return BadInput(
        N_("含有不成字的字节：{text}"),
        remedy=N_("按 UTF-8 重新输入"),
        text=text,
    )


def _of_record(error: Exception, record: Path) -> WxmodError | None:
    """What SQLite complains of about the record."""
    if type(error).__module__ != "sqlite3":
        return None
    from wxmod.actions.record.keeping import failure  # noqa: PLC0415

    found = failure(error, record)
    if not isinstance(found, WxmodError):
        return None
    return found


def _of_path(error: Exception) -> WxmodError | None:
    """A file or folder the system does not give us, whoever asked for it."""
    if not isinstance(error, OSError) or error.filename is None:
        return None
    name = str(error.filename)
    return UnreadableFileError(
        name[:200],
        expected=N_("可读写的文件或目录"),
        found=reason(error),
    )
