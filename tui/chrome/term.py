"""What the terminal can do, asked before Textual starts."""

import os
import sys

from wxmod.domain.errors import BadInput
from wxmod.wording import N_

LEAST = (80, 24)
THEMES = ("textual-dark", "textual-light", "ansi-dark")
"""By night, by day in the sun, and in the sixteen colours of the terminal itself."""


def require_utf8() -> None:
    """Refuse a terminal whose encoding would tear Chinese apart; Textual writes to stderr.

    Raises:
        BadInput: the locale is not UTF-8; says how to change it.
    """
    encoding = (
        (getattr(sys.__stderr__, "encoding", "") or "utf-8")
        .lower()
        .replace(
            "-",
            "",
        )
    )
    if encoding not in {"utf8", "ascii"}:
        raise BadInput(
            N_("终端编码是 {encoding}，不能显示 wxmod（needs a UTF-8 terminal）"),
            remedy=N_("执行 export LC_ALL=zh_CN.UTF-8 或 C.UTF-8，并把终端编码设为 UTF-8"),
            encoding=encoding,
        )


def colourless() -> bool:
    """Whether ``NO_COLOR`` asks for no colour."""
    return bool(os.environ.get("NO_COLOR"))


def theme(*, colourless: bool) -> str:
    """The theme to start with."""
    if colourless:
        return "ansi-dark"
    return "textual-dark"


def draws_with_letters() -> bool:
    """Whether pictures are drawn with letters: on the console of the machine itself, whose fonts have no dots."""
    return colourless() or os.environ.get("TERM", "") in {"linux", "vt100", "dumb"}
