"""A picture on the terminal: as large as it is, in the signs it can show, or into a file."""

import os
import shutil
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import click

from wxmod.cli.face import Session
from wxmod.drawing.canvas import Drawing, Room, Signs
from wxmod.drawing.picture import Pictured
from wxmod.wording import _

PROMPT_LINES = 2
"""A blank line and the shell's own below the picture."""
_PATH = click.Path(dir_okay=False, path_type=Path)


def drawn(command: Any) -> Any:
    """The options every command that draws takes."""
    command = click.option("--png", type=_PATH, help=_("存成 PNG"))(command)
    command = click.option(
        "--signs",
        type=click.Choice([each.value for each in Signs]),
        help=_("用什么点阵：braille 盲文点、block 半块、ascii（默认按终端）"),
    )(command)
    taken: Any = click.option("--ascii", "ascii_only", is_flag=True, help=_("只用 ASCII 字符"))(
        command
    )
    return taken


def show(session: Session, picture: Pictured, words: Mapping[str, Any]) -> None:
    """Answer with *picture*: on the terminal, as JSON, or in the file that was asked for."""
    path: Path | None = words["png"]
    document = {"picture": as_json(picture), "png": str(path or "")}
    if path is not None:
        session.emit(document, _saved(picture, path))
        return
    signs = _signs(words, plain=session.plain)
    size = shutil.get_terminal_size()
    drawing = picture.draw(Room(size.columns, max(size.lines - PROMPT_LINES, 8), signs))
    session.emit(document, "", painted=_lines(drawing))


def _saved(picture: Pictured, path: Path) -> str:
    """Write the PNG; what is to be said of it."""
    from wxmod.drawing import pictures, sheet  # noqa: PLC0415  loads matplotlib

    sheet.save(picture.png(), path)
    said = _("已存：{path}").format(path=path)
    if pictures.han_font():
        return said
    return said + "\n" + _(sheet.NO_HAN)


def _signs(words: Mapping[str, Any], *, plain: bool) -> Signs:
    """As asked for; else dots where the terminal has the letters for them."""
    if words["ascii_only"] or plain:
        return Signs.ASCII
    if words["signs"]:
        return Signs(words["signs"])
    encoding = (sys.stdout.encoding or "").lower()
    return Signs.BRAILLE if encoding.startswith("utf") else Signs.ASCII


def _lines(drawing: Drawing) -> list[str]:
    """In colour where the terminal has it and nobody asked for none."""
    bare = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    if sys.stdout.isatty() and not bare:
        return drawing.painted()
    return drawing.lines()


def as_json(value: Any) -> Any:
    """A picture's value as JSON has it: by the names of its fields, codes for words, nothing for what is not known."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    # JSON has no NaN.
    return None if value != value else value  # noqa: PLR0124
