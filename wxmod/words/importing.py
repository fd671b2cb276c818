"""An office's table of operations, row by row into operations: mapped by its headings, every fault with its cell."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.operations import recording
from wxmod.domain.errors import BadInput, UnreadableFileError, WxmodError, reason
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.registry.equipment import Equipment, EquipmentKind
from wxmod.domain.typed import FormFaults, choice
from wxmod.files import bytes_of, text_of
from wxmod.program.check import MADE_FOR
from wxmod.sheets import cells
from wxmod.sheets.headings import names_of
from wxmod.sheets.layout import Layout, layout_of
from wxmod.sheets.tables import Cell, Row, Sheet, sheets
from wxmod.store import tables
from wxmod.wording import N_, _, language
from wxmod.words.forms import operation_from_words

KINDS = {
    "shells": EquipmentKind.GUN,
    "rockets": EquipmentKind.LAUNCHER,
    "flares": EquipmentKind.BURNER,
}
"""Column of each kind of ammunition, and what fires it."""
_OF_ROUNDS = ("rounds", *KINDS)
_SETTLED = frozenset({"site", "day", "span", "start", "end", "purpose", *_OF_ROUNDS})
_PURPOSES = {"防雹": Purpose.HAIL, "消雹": Purpose.HAIL, "增雪": Purpose.SNOW, "增雨": Purpose.RAIN}
_LARGEST = 64 * 2**20


class Mapped(NamedTuple):
    """How a county's tables are to be read, as its file for them says.

    Attributes:
        columns: Heading to column; "" for one to leave out.
        values: By column, what stands in its cells to what is meant.
    """

    columns: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}


AS_WRITTEN = Mapped()
"""Columns by their headings, cells as they stand."""


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


class Table(NamedTuple):
    """A file as it was read; nothing is written yet.

    Attributes:
        digest: SHA-256 of the file.
        formulas: Cells whose value nobody saved.
    """

    file: str
    digest: str
    layout: Layout
    formulas: int
    lines: tuple[Line, ...]

    @property
    def operations(self) -> list[Operation]:
        """Those of the rows that tell one."""
        return [line.operation for line in self.lines if line.operation]

    @property
    def faults(self) -> list[Fault]:
        """Everything that does not fit, in the order of the table."""
        return [fault for line in self.lines for fault in line.faults]


def called(column: str) -> str:
    """A column as it is shown: by the first of its Chinese names, in English by its own."""
    if language() != "zh":
        return column
    first, *_others = names_of("ops")[column]
    return first


def read_map(path: Path) -> Mapped:
    """A county's file for its tables: ``[columns]`` and ``[values.COLUMN]``.

    Raises:
        UnreadableFileError: no TOML of that shape.
    """
    try:
        told = tomllib.loads(text_of(path))
        columns = {str(heading): str(column) for heading, column in told.get("columns", {}).items()}
        values: dict[str, dict[str, str]] = {}
        for column, meant in told.get("values", {}).items():
            values[column] = {str(cell): str(value) for cell, value in meant.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise UnreadableFileError(
            path,
            expected="TOML",
            found=reason(error),
        ) from error
    known = names_of("ops")
    for column in (*columns.values(), *values):
        if column and column not in known:
            raise BadInput(
                N_("没有这一列：{column}"),
                remedy=N_("可用的列：{known}"),
                column=column,
                known=", ".join(known),
            )
    return Mapped(columns, values)


def map_as_text(layout: Layout) -> str:
    """The columns as they were taken, for somebody to change and give back."""
    lines = [f"# {_('表头 = 列名；写成空就是不用这一列')}", "[columns]"]
    for place, column in layout.columns.items():
        lines.append(f"{_quoted(layout.headings[place])} = {_quoted(column)}")
    lines += [f'{_quoted(heading)} = ""' for heading in layout.unknown]
    lines += ["", f"# {_('表中的写法 = 本系统的编码')}", "# [values.site]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n") + '"'


def read_operations(
    desk: Desk,
    path: Path,
    *,
    sheet: str | None = None,
    mapped: Mapped = AS_WRITTEN,
    year: int | None = None,
) -> Table:
    """Every row of a table of operations, with what does not fit in it.

    Args:
        sheet: Name of the sheet; the first that has a heading, where none is given.
        year: Of days written without one.

    Raises:
        UnreadableFileError: the file is none.
        BadInput: no such sheet, or none with a heading of operations.
    """
    digest = hashlib.sha256(bytes_of(path, _LARGEST)).hexdigest()
    chosen, layout = _chosen(path, sheet, mapped)
    reader = _Reader(desk, layout, mapped, year)
    source = _(N_("导入 {file}，sha256 {digest}")).format(file=path.name, digest=digest[:12])
    lines = [reader.line(row, source) for row in layout.body]
    return Table(path.name, digest, layout, chosen.formulas, tuple(lines))


def _chosen(path: Path, name: str | None, mapped: Mapped) -> tuple[Sheet, Layout]:
    every = sheets(path)
    wanted = [each for each in every if name in (None, each.name)]
    for each in wanted:
        layout = layout_of(each, names_of("ops"), mapped.columns)
        if layout:
            return each, layout
    raise BadInput(
        N_("{file} 里没有作业表"),
        remedy=N_("表头要有“作业点”“日期”等列名；用 --sheet 指定工作表：{names}"),
        file=path.name,
        names=", ".join(each.name for each in every),
    )


class _Reader:
    """Reads rows of one table."""

    def __init__(self, desk: Desk, layout: Layout, mapped: Mapped, year: int | None) -> None:
        self.desk = desk
        self.layout = layout
        self.mapped = mapped
        self.year = year
        units = tables.registry.equipment(desk.store).values()
        self.units: Sequence[Equipment] = [unit for unit in units if unit.site]
        self.heading_of = {column: place for place, column in layout.columns.items()}

    def line(self, row: Row, source: str) -> Line:
        """A row as an operation, or with what keeps it from being one."""
        place = f"{self.layout.sheet}!{row.number}"
        given = self._given(row)
        faults: dict[str, str] = {}
        words = dict(self._plain(given))
        steps = (self._settle_site, self._settle_purpose, self._settle_day, self._settle_times)
        for step in steps:
            try:
                words |= step(given)
            except FormFaults as error:
                faults |= error.by_field
        releases: list[dict[str, str]] = []
        try:
            first, *releases = self._releases(given, words)
            words |= first
        except FormFaults as error:
            faults |= error.by_field
        if faults:
            return Line(place, None, self._faults(place, given, faults))
        words["source"] = f"{source}，{place}"
        try:
            operation = operation_from_words(self.desk, words, releases)
        except FormFaults as error:
            return Line(place, None, self._faults(place, given, error.by_field))
        return Line(place, operation)

    def _given(self, row: Row) -> dict[str, Cell]:
        """Cells by column, with what the county says its words mean in their place."""
        given: dict[str, Cell] = {}
        for place, column in self.layout.columns.items():
            cell = row.cells[place] if place < len(row.cells) else None
            text = cells.text_of(cell)
            meant = self.mapped.values.get(column, {}).get(text)
            if text:
                given[column] = cell if meant is None else meant
        return given

    def _plain(self, given: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
        for column, cell in given.items():
            if column not in _SETTLED:
                yield column, cells.text_of(cell)

    def _settle_site(self, given: Mapping[str, Cell]) -> dict[str, str]:
        with _Beside("site"):
            site = self.desk.program.site(cells.text_of(given.get("site")))
        return {"site": site.code}

    def _settle_purpose(self, given: Mapping[str, Cell]) -> dict[str, str]:
        """``人工增雨作业`` is rain."""
        text = cells.text_of(given.get("purpose"))
        for word, purpose in _PURPOSES.items():
            if word in text:
                return {"purpose": purpose.value}
        with _Beside("purpose"):
            return {"purpose": choice(Purpose, text).value}

    def _settle_day(self, given: Mapping[str, Cell]) -> dict[str, str]:
        with _Beside("day"):
            day = cells.day_of(given.get("day"), self.year)
        return {"day": day.isoformat()}

    def _settle_times(self, given: Mapping[str, Cell]) -> dict[str, str]:
        words: dict[str, str] = {}
        if "span" in given and "start" not in given:
            with _Beside("span"):
                words["start"], words["end"] = cells.span_of(given["span"])
        for column in ("start", "end"):
            if column in given:
                with _Beside(column):
                    words[column] = cells.clock_of(given[column])
        return words

    def _releases(
        self, given: Mapping[str, Cell], words: Mapping[str, str]
    ) -> list[dict[str, str]]:
        """A release for each kind of ammunition told, of the unit named or the only one of that kind at the site."""
        found = []
        shared = {name: words[name] for name in ("start", "end") if name in words}
        for column in _OF_ROUNDS:
            if column not in given:
                continue
            with _Beside(column):
                counts = cells.counts_of(given[column])
                for measured, count in counts.items():
                    kind = KINDS.get(measured or column)
                    if count:
                        unit = self._unit(given, kind)
                        found.append(shared | {"equipment": unit, "rounds": str(count)})
        if not found:
            raise FormFaults({"rounds": _(N_("没有用弹量"))})
        return found

    def _unit(self, given: Mapping[str, Cell], kind: EquipmentKind | None) -> str:
        named = cells.text_of(given.get("equipment"))
        if named:
            return named
        site = cells.text_of(given.get("site"))
        code = next((s.code for s in self.desk.program.sites if site in {s.code, s.name}), site)
        here = [u.id for u in self.units if u.site == code and kind in (None, u.kind)]
        if len(here) == 1:
            return here[0]
        raise BadInput(
            N_("不知是哪一件装备"),
            remedy=N_("加一列“装备编号”；该点有：{units}"),
            units=" ".join(here) or "-",
        )

    def _faults(
        self, place: str, given: Mapping[str, Cell], by_field: Mapping[str, str]
    ) -> tuple[Fault, ...]:
        found = []
        for field, why in by_field.items():
            column = self._column(field)
            at = self.heading_of.get(column)
            heading = self.layout.headings[at] if at is not None else column
            value = cells.text_of(given.get(column))
            found.append(Fault(place, heading, value, why.replace("\n", " ")))
        return tuple(found)

    def _column(self, field: str) -> str:
        """The column of the table a field of an operation came from."""
        name = field.rpartition(".")[2] if field.startswith(("releases", "weather")) else field
        name = name.split(".")[0]
        if name in {"start", "end"} and name not in self.heading_of:
            return "span"
        if name in {"rounds", "equipment"} and name not in self.heading_of:
            return next((kind for kind in KINDS if kind in self.heading_of), name)
        return name


class _Beside:
    """What goes wrong inside is told beside a column."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, WxmodError) and not isinstance(error, FormFaults):
            raise FormFaults({self.column: str(error)}) from error


def write(desk: Desk, table: Table) -> list[Outcome]:
    """Write every operation of a table, all or none; what was taken in before is not written again.

    Raises:
        BadInput, StoreUnavailable: as `recording.record_all`.
    """
    # The same row may come again in another file: its key says nothing of where it stood.
    bare = [each.model_copy(update={"source": ""}) for each in table.operations]
    keys = recording.file_keys(bare)
    told = [(operation, None) for operation in table.operations]
    return recording.record_all(desk, told, keys=keys)


TOTALS = {
    "operations": N_("作业"),
    "rockets": N_("火箭弹"),
    "shells": N_("炮弹"),
    "flares": N_("焰条"),
    "area_km2": N_("面积"),
}
"""What a table adds up to."""


def totals(desk: Desk, operations: Sequence[Operation]) -> dict[str, float]:
    """How many operations, rounds of each kind and square kilometres they come to."""
    units = tables.registry.equipment(desk.store)
    found: dict[str, float] = dict.fromkeys(TOTALS, 0)
    found["operations"] = len(operations)
    columns = {kind: column for column, kind in KINDS.items()}
    for operation in operations:
        for release in operation.releases:
            unit = units.get(release.equipment)
            if unit and unit.kind in MADE_FOR:
                found[columns[unit.kind]] += release.rounds
        if operation.area:
            found["area_km2"] += operation.area.km2
    return found


def refuse_other_totals(found: Mapping[str, float], told: Mapping[str, float]) -> None:
    """Nothing is written unless the sums are those the paper has.

    Raises:
        BadInput: one differs; or how many operations there should be is not told.
    """
    if "operations" not in told:
        raise BadInput(
            N_("没有说应有多少次作业"),
            remedy=N_("用 --expect 作业=55 --expect 炮弹=262 写出原表的合计"),
        )
    differing = [name for name, value in told.items() if round(found[name] - value, 2)]
    if differing:
        said = _(N_("；")).join(
            _(N_("{name}：表中 {found:g}，应为 {told:g}")).format(
                name=_(TOTALS[name]), found=found[name], told=told[name]
            )
            for name in differing
        )
        raise BadInput(N_("合计不符，没有写入：{said}"), said=said)


def expected(typed: Sequence[str]) -> dict[str, float]:
    """Sums typed as ``作业=55``.

    Raises:
        BadInput: not so written, or no such sum.
    """
    by_name: dict[str, str] = {}
    for name, title in TOTALS.items():
        by_name |= {name: name, title: name, _(title).lower(): name}
    found: dict[str, float] = {}
    for text in typed:
        title, equals, value = text.partition("=")
        known = by_name.get(title.strip().lower())
        if known is None or not equals:
            names = " ".join(_(each) for each in TOTALS.values())
            raise BadInput(
                N_("--expect 写法不符：{text}"),
                remedy=N_("写作 名称=数；名称：{names}"),
                text=text,
                names=names,
            )
        try:
            found[known] = float(value)
        except ValueError:
            raise BadInput(N_("不是数：{text}"), text=value) from None
    return found


def as_document(desk: Desk, table: Table) -> dict[str, Any]:
    """A table as `--json` prints it."""
    layout = table.layout
    return {
        "file": table.file,
        "sha256": table.digest,
        "sheet": layout.sheet,
        "columns": {layout.headings[place]: column for place, column in layout.columns.items()},
        "unknown": list(layout.unknown),
        "sums_left_out": list(layout.sums),
        "formulas": table.formulas,
        "rows": len(table.lines),
        "faults": [fault._asdict() for fault in table.faults],
        "totals": totals(desk, table.operations),
    }
