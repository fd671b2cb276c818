"""What is taken out of a list: a row for the clipboard, or all that is seen as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from tui.chrome.text import plain
from tui.shell import Shell
from wxmod.files import refuse_missing_folder, write_new
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from tui.chrome.dialogs import Words

BOM = "\ufeff"
"""Without it a spreadsheet takes Chinese for something else."""


def copy(app: App[Any], rows: Iterable[Sequence[object]]) -> None:
    """Rows as text with tabs, by way of the terminal (OSC 52), so that it works over SSH too."""
    text = "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)
    app.copy_to_clipboard(text)
    said = _("已复制；没有粘出来时，终端要允许 OSC 52（tmux: set -g set-clipboard on）")
    cast("Shell", app).tell(said)


def export(app: App[Any], heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Ask where to, and write the rows there as CSV; nothing is written over."""
    from tui.chrome.dialogs import Ask, Fields  # noqa: PLC0415  the windows have lists of their own

    shell = cast("Shell", app)
    now = shell.desk.local(shell.desk.now())
    offered = Path.home() / f"wxmod-{now:%Y%m%d-%H%M}.csv"

    def act(words: "Words") -> str:
        target = Path(words["path"].strip()).expanduser()
        refuse_missing_folder(target)
        write_new(target, as_csv(heads, rows).encode())
        return _("已导出 {n} 行：{path}").format(n=len(rows), path=target)

    def done(said: str | None) -> None:
        if said:
            shell.tell(said)

    asked = (Ask("path", N_("文件"), str(offered)),)
    app.push_screen(Fields(_("导出列表"), asked, act), done)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as spreadsheets in a Chinese office open it."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return BOM + page.getvalue()


def _cell(cell: object) -> str:
    """A cell to the letter; what would end it or the line is a blank."""
    if cell is None:
        said = ""
    else:
        said = str(cell)
    return " ".join(plain(said).plain.split("\t")).replace("\n", " ").strip()
