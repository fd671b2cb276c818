"""What a paper consists of, before anyone knows whether it becomes text, Word or a workbook.

Every figure carries the numbers of the entries it was computed from.  Text is harmless once it is here: what could act
on a screen is spelled out when the part is made, and what acts in one format only is that renderer's to disarm.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from wxmod.domain.base import Value
from wxmod.domain.visible import visible
from wxmod.wording import _

Words = Annotated[str, AfterValidator(visible)]


class Figure(Value):
    """A number and what it was computed from.

    Attributes:
        value: None where it is not known, which is not nought.
        entries: Numbers of the operations, processes or entries behind it.
    """

    kind: Literal["figure"] = "figure"
    value: int | float | None
    entries: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The number as papers print it; a dash where it is not known."""
        if self.value is None:
            return "—"
        return f"{self.value:.10g}"


class Heading(Value):
    """A heading; the first level is 一、, the second （一）."""

    kind: Literal["heading"] = "heading"
    text: Words
    level: Literal[1, 2] = 1


class Paragraph(Value):
    """A paragraph, numbered where its neighbours are."""

    kind: Literal["paragraph"] = "paragraph"
    text: Words
    number: int | None = None


class Column(Value):
    """A column of a table and the unit of all that stands in it."""

    name: Words
    unit: Words = ""

    @property
    def title(self) -> str:
        """Name and unit in one."""
        return f"{self.name}/{self.unit}" if self.unit else self.name


Cell = Words | Figure


class Table(Value):
    """Rows of cells; the total is a row of its own, so that no renderer takes it for one of the others."""

    kind: Literal["table"] = "table"
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, and the total last."""
        return (*self.rows, self.total) if self.total else self.rows


class Signature(Value):
    """Who answers for the paper, and of what day it is; makers and checkers sign by hand."""

    kind: Literal["signature"] = "signature"
    bureau: Words
    on: date

    @property
    def day(self) -> str:
        """As papers are dated."""
        text = _("{year} 年 {month} 月 {day} 日")
        return text.format(
            year=self.on.year,
            month=self.on.month,
            day=self.on.day,
        )


Part = Heading | Paragraph | Table | Signature


class Document(Value):
    """A paper, in the order it is read."""

    title: Words
    parts: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order."""
        return tuple(part for part in self.parts if isinstance(part, Table))


def words(cell: Cell) -> str:
    """A cell as it is printed."""
    return cell.words if isinstance(cell, Figure) else cell
