"""A row of an office's table into an operation: every cell settled, and every fault told with its cell."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from wxmod.actions.desk import Desk
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.registry.equipment import Equipment, EquipmentKind
from wxmod.domain.typed import FormFaults, choice
from wxmod.sheets import cells
from wxmod.sheets.layout import Layout
from wxmod.sheets.tables import Cell, Row
from wxmod.store import tables
from wxmod.wording import N_, _
from wxmod.words.forms import operation_from_words
from wxmod.words.import_maps import Mapped

KINDS = {
    "shells": EquipmentKind.GUN,
    "rockets": EquipmentKind.LAUNCHER,
    "flares": EquipmentKind.BURNER,
}
"""Column of each kind of ammunition, and what fires it."""
_OF_ROUNDS = ("rounds", *KINDS)
_SETTLED = frozenset({"site", "day", "span", "start", "end", "purpose", *_OF_ROUNDS})
# Each stands in what people write of it: 人工增雨作业, 防雹.
_PURPOSES = {
    "防雹": Purpose.HAIL,
    "消雹": Purpose.HAIL,
    "增雪": Purpose.SNOW,
    "增雨": Purpose.RAIN,
}
T = TypeVar("T")
Given = Mapping[str, Cell]
"""What stands in a row, by column; empty cells are left out."""


class Fault(NamedTuple):
    """Something in a cell that does not fit, and what to do about it."""

    place: str
    heading: str
    value: str
    why: str


class Line(NamedTuple):
    """A row, and the operation it tells or why it tells none."""

    place: str
    operation: Operation | None
    faults: tuple[Fault, ...] = ()


class RowReader:
    """Reads rows of one table.

    Attributes:
        year: Of days written without one.
        source: What an operation says of the file it came from.
    """

    def __init__(
        self,
        desk: Desk,
        layout: Layout,
        mapped: Mapped,
        year: int | None,
        source: str,
    ) -> None:
        self.desk = desk
        self.layout = layout
        self.mapped = mapped
        self.year = year
        self.source = source
        units = tables.registry.equipment(desk.store).values()
        self.units: Sequence[Equipment] = [unit for unit in units if unit.site]
        self.heading_of: dict[str, str] = {}
        for place, column in layout.columns.items():
            self.heading_of[column] = layout.headings[place]

    def line(self, row: Row) -> Line:
        """A row as an operation, or with everything that keeps it from being one."""
        place = f"{self.layout.sheet}!{row.number}"
        given = self._given(row)
        settling = _Settling(self, given)
        words = settling.words()
        releases = settling.releases(words)
        if settling.faults:
            return Line(place, None, self._told(place, given, settling.faults))
        first, *more = releases
        words |= first
        words["source"] = f"{self.source}，{place}"
        try:
            operation = operation_from_words(self.desk, words, more)
        except FormFaults as error:
            return Line(place, None, self._told(place, given, error.by_field))
        return Line(place, operation)

    def _given(self, row: Row) -> Given:
        """Cells by column, with what the county says its words mean in their place."""
        given: dict[str, Cell] = {}
        for place, column in self.layout.columns.items():
            if place >= len(row.cells):
                continue
            cell = row.cells[place]
            text = cells.text_of(cell)
            meant = self.mapped.meant(column, text)
            if text:
                given[column] = cell if meant is None else meant
        return given

    def _told(
        self,
        place: str,
        given: Given,
        faults: Mapping[str, str],
    ) -> tuple[Fault, ...]:
        told: list[Fault] = []
        for field, why in faults.items():
            column = self._column(field)
            cell = given.get(column)
            fault = Fault(
                place=place,
                heading=self.heading_of.get(column, column),
                value=cells.text_of(cell),
                why=why.replace("\n", " "),
            )
            told.append(fault)
        return tuple(told)

    def _column(self, field: str) -> str:
        """The column of the table that a field of an operation came from."""
        parts = field.split(".")
        name = parts[0]
        if name in {"releases", "weather"}:
            name = parts[-1]
        if name in self.heading_of:
            return name
        if name in {"start", "end"}:
            return "span"
        if name in {"rounds", "equipment"}:
            for column in _OF_ROUNDS:
                if column in self.heading_of:
                    return column
        return name


class _Settling:
    """One row being settled.

    Attributes:
        faults: What is wrong, by column.
    """

    def __init__(self, reader: RowReader, given: Given) -> None:
        self.reader = reader
        self.given = given
        self.faults: dict[str, str] = {}

    def words(self) -> dict[str, str]:
        """The row as the words of a form, its rounds left out."""
        words: dict[str, str] = {}
        for column, cell in self.given.items():
            if column not in _SETTLED:
                words[column] = cells.text_of(cell)
        acts = {
            "site": self._site,
            "purpose": self._purpose,
            "day": self._day,
        }
        for name, act in acts.items():
            words[name] = self._settle(name, act) or ""
        return words | self._times()

    def _settle(self, column: str, act: Callable[[Cell], T]) -> T | None:
        """What *act* makes of a cell; its fault is kept."""
        try:
            return act(self.given.get(column))
        except WxmodError as error:
            self.faults[column] = str(error)
            return None

    def _site(self, cell: Cell) -> str:
        site = self.reader.desk.program.site(cells.text_of(cell))
        return site.code

    def _purpose(self, cell: Cell) -> str:
        text = cells.text_of(cell)
        for word, purpose in _PURPOSES.items():
            if word in text:
                return purpose.value
        return choice(Purpose, text).value

    def _day(self, cell: Cell) -> str:
        day = cells.day_of(cell, self.reader.year)
        return day.isoformat()

    def _times(self) -> dict[str, str]:
        """Start and end: of a cell each, or both of one."""
        words: dict[str, str] = {}
        if "span" in self.given and "start" not in self.given:
            span = self._settle("span", cells.span_of)
            if span:
                words["start"], words["end"] = span
        for column in ("start", "end"):
            if column in self.given:
                clock = self._settle(column, cells.clock_of)
                words[column] = clock or ""
        return words

    def releases(self, words: Mapping[str, str]) -> list[dict[str, str]]:
        """A release for each kind of ammunition told, of the unit named or the only one of that kind at the site."""
        found: list[dict[str, str]] = []
        for column in _OF_ROUNDS:
            if column in self.given:
                found += self._of_column(column, words)
        if not found and not self.faults:
            self.faults["rounds"] = _("没有用弹量")
        return found

    def _of_column(self, column: str, words: Mapping[str, str]) -> list[dict[str, str]]:
        shared = {name: words[name] for name in ("start", "end") if name in words}
        found: list[dict[str, str]] = []
        counts = self._settle(column, cells.counts_of) or {}
        for measured, count in counts.items():
            if not count:
                continue
            release = {
                "equipment": self._unit(column, measured),
                "rounds": str(count),
            }
            found.append(shared | release)
        return found

    def _unit(self, column: str, measured: str) -> str:
        kind = KINDS.get(measured or column)
        try:
            return self._fired_by(kind)
        except BadInput as error:
            self.faults.setdefault(column, str(error))
            return ""

    def _fired_by(self, kind: EquipmentKind | None) -> str:
        """The unit the row names, else the only one of a kind at its site."""
        named = cells.text_of(self.given.get("equipment"))
        if named:
            return named
        site = self._settle("site", self._site)
        standing = [unit for unit in self.reader.units if unit.site == site]
        if kind:
            standing = [unit for unit in standing if unit.kind is kind]
        here = [unit.id for unit in standing]
        if len(here) == 1:
            return here[0]
        raise BadInput(
            N_("不知是哪一件装备"),
            remedy=N_("加一列“装备编号”；该点有：{units}"),
            units=" ".join(here) or "-",
        )
