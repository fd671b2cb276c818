"""User text is data, never markup: everything shown goes through here."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from wxmod.actions.ammunition.custody import Due
from wxmod.domain.visible import visible
from wxmod.rules import Finding, Severity
from wxmod.wording import _

MARKS = {Severity.BLOCK: "✗", Severity.WARN: "!", Severity.NOTE: "·"}
STYLES = {Severity.BLOCK: "bold red", Severity.WARN: "yellow", Severity.NOTE: "dim"}


def plain(said: object, style: str = "") -> Text:
    """*said* to the letter, with anything that could act on the terminal spelled out."""
    return Text(
        "\n".join(visible(line) for line in str(said).split("\n")),
        style=style,
    )


def short(said: str, cells: int) -> str:
    """*said* in no more than so many cells; only for what is also told elsewhere."""
    if not cells or cell_len(said) <= cells:
        return said
    return set_cell_size(said, cells - 1).rstrip() + "…"


def number(said: object, style: str = "") -> Text:
    """A figure for a column of figures: it stands on the right."""
    text = plain("" if said is None else said, style)
    text.justify = "right"
    return text


def spaced(*parts: object) -> str:
    """What there is of them, two blanks between."""
    return "  ".join(str(part) for part in parts if part)


def capital(word: str) -> str:
    """A word at the head of a line; no matter in Chinese."""
    return word[:1].upper() + word[1:]


def finding(found: Finding) -> Text:
    """One line: mark, code and message."""
    return plain(
        f"{MARKS[found.severity]} {found.code} {found.message}",
        STYLES[found.severity],
    )


def joined(parts: list[Text], between: str = "\n") -> Text:
    """Texts one after the other."""
    return Text(between).join(parts)


def cells(*said: object) -> list[Text]:
    """A table row."""
    return [plain("" if cell is None else cell) for cell in said]


def columns(rows: Sequence[Sequence[object]]) -> list[Text]:
    """Rows set out under each other by cells; one that stands for itself needs no table."""
    said = [["" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    widths = [
        max(map(cell_len, column))
        for column in zip(
            *said,
            strict=True,
        )
    ]
    return [
        plain(
            "  ".join(
                set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )
        for row in said
    ]


def due_words(due: Due) -> str:
    """What has waited too long, on one line; "" when nothing has."""
    said = []
    if due.cases:
        said.append(_("差异超时 {n}").format(n=len(due.cases)))
    if due.stores:
        said.append(_("待盘点 {n} 处").format(n=len(due.stores)))
    if due.spot_check:
        said.append(_("抽查未盘 {n} 处").format(n=len(due.spot_check.left)))
    if due.months.findings:
        months = due.months.periods
        said.append(
            _("待封账 {period} 起 {n} 个月").format(
                period=months[0],
                n=len(months),
            )
        )
    return "  ".join(said)
