"""What can go wrong, told the same way everywhere: what, where, why, what to do."""

import errno
import re
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from wxmod.domain.visible import visible
from wxmod.wording import N_, _, titled

_REASONS = {
    errno.ENOENT: N_("没有这个文件或目录"),
    errno.EACCES: N_("没有权限"),
    errno.EPERM: N_("没有权限"),
    errno.EISDIR: N_("这是目录，不是文件"),
    errno.ENOTDIR: N_("路径中有一段不是目录"),
    errno.ENOSPC: N_("磁盘已满"),
    errno.EROFS: N_("磁盘只读"),
    errno.EEXIST: N_("已经存在"),
    errno.ENAMETOOLONG: N_("文件名太长"),
    errno.ELOOP: N_("符号链接绕成了圈"),
    errno.EIO: N_("磁盘读写出错"),
    errno.ENXIO: N_("没有这个设备"),
}
_LISTED = 12
"""Names that fit on a line."""
_AT = re.compile(r" ?\(at line (\d+), column (\d+)\)$")
"""Where `tomllib` says a fault is, up to Python 3.13."""


def reason(error: Exception) -> str:
    """Why the system or a decoder refused, in the current language where the cause is a common one."""
    if isinstance(error, OSError):
        sentence = _REASONS.get(error.errno or 0)
        if sentence:
            return _(sentence)
        return error.strerror or str(error)
    if isinstance(error, UnicodeDecodeError):
        return _("第 {n} 字节不是 {encoding} 文字").format(
            n=error.start + 1,
            encoding=error.encoding.upper(),
        )
    if isinstance(error, RecursionError):
        return _("嵌套太深")
    place = _place(error)
    if place is None:
        return str(error) or type(error).__name__
    return _("第 {line} 行第 {column} 列写法不符（{why}）").format(
        line=place.line,
        column=place.column,
        why=place.why,
    )


class _Place(NamedTuple):
    """Where in a text a parser found a fault, and what."""

    line: object
    column: object
    why: str


def _place(error: Exception) -> _Place | None:
    """Where a parser stopped; None where it does not say."""
    message = str(error)
    line = getattr(error, "lineno", None)
    if line is None:
        at = _AT.search(message)
        if at is None:
            return None
        line, column = at.groups()
        return _Place(line, column, why=message[: at.start()])
    column = getattr(error, "colno", None)
    if column is None:
        return None
    why = getattr(error, "msg", message)
    return _Place(line, column, why)


class WxmodError(Exception):
    """Something the user can understand and mend.

    Args:
        what: Chinese sentence with named fields, as marked by `N_`; translated when shown.
        remedy: What to do about it, the same way.
        fields: Values for the named fields of both sentences.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, /, *, remedy: str = "", **fields: object) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.fields = fields

    def __str__(self) -> str:
        """The error in the current language, and on a line of its own what to do about it."""
        if not self.remedy:
            return self.said
        remedy = titled(self._shown(self.remedy))
        return f"{self.said}\n→ {remedy}"

    @property
    def said(self) -> str:
        """What is wrong, in the current language, without what to do about it."""
        return self._shown(self.what)

    def _shown(self, sentence: str) -> str:
        quoted: dict[str, object] = {}
        for name, value in self.fields.items():
            # What is quoted may come from outside: it must not act on the terminal that shows it.
            quoted[name] = value
            if not isinstance(value, int | float):
                quoted[name] = visible(str(value), keep="\n")
        return _(sentence).format(**quoted)

    def as_dict(self) -> dict[str, Any]:
        """The error as `--json` prints it."""
        return {
            "error": type(self).__name__,
            "message": str(self),
        }


class BadInput(WxmodError):  # noqa: N818  said of the input, not of the program
    """What was typed or sent in cannot be taken as it is."""


class UnknownName(BadInput):
    """A code that names nothing here; says what there is instead."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        listed = ", ".join(known[:_LISTED])
        if len(known) > _LISTED:
            listed += " …"
        super().__init__(
            N_("没有这个{kind}：{name}"),
            remedy=N_("可用：{known}"),
            kind=_(kind),
            name=name,
            known=listed or "-",
        )


class UnreadableFileError(WxmodError):
    """A file that is not what a reader can read, or stops before it should.

    Args:
        path: The file.
        expected: What the reader looked for.
        found: What stands there instead.
        offset: Where, in bytes (binary) or lines (text), if known.
        remedy: What to do about it.
    """

    exit_code = 3

    def __init__(
        self,
        path: Path | str,
        *,
        expected: str,
        found: str,
        offset: int | None = None,
        remedy: str = "",
    ) -> None:
        where = ""
        if offset is not None:
            where = f" @{offset}"
        super().__init__(
            N_("{path}{where}：无法读取。应为{expected}，实为{found}"),
            remedy=remedy,
            path=path,
            where=where,
            expected=_(expected),
            found=_(found),
        )


class IntegrityFailure(WxmodError):  # noqa: N818  reads as what it is
    """The record does not agree with itself: a broken chain, a foreign schema, a damaged file."""

    exit_code = 4


class StoreUnavailable(WxmodError):  # noqa: N818  reads as what it is
    """The record cannot be opened or written now (read-only, full, held by another process, newer version)."""

    exit_code = 3
