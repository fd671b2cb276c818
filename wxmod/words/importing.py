"""An office's table of operations taken in: read whole, held against its own sums, written at once or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.operations import recording
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.operation import Operation
from wxmod.domain.typed import number
from wxmod.files import bytes_of
from wxmod.sheets.headings import names_of
from wxmod.sheets.layout import Layout, layout_of
from wxmod.sheets.tables import Sheet, sheets
from wxmod.store import tables
from wxmod.wording import N_, _
from wxmod.words.import_maps import AS_WRITTEN, Mapped
from wxmod.words.imported_rows import KINDS, Fault, Line, RowReader

_LARGEST = 64 * 2**20
TOTALS = {
    "operations": N_("作业"),
    "rockets": N_("火箭弹"),
    "shells": N_("炮弹"),
    "flares": N_("焰条"),
    "area_km2": N_("面积"),
}
"""What a table adds up to."""


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
    content = bytes_of(path, _LARGEST)
    digest = hashlib.sha256(content).hexdigest()
    chosen, layout = _chosen(path, sheet, mapped)
    source = _("导入 {file}，sha256 {digest}")
    source = source.format(file=path.name, digest=digest[:12])
    reader = RowReader(desk, layout, mapped, year, source)
    lines = tuple(map(reader.line, layout.body))
    return Table(path.name, digest, layout, chosen.formulas, lines)


def _chosen(
    path: Path,
    name: str | None,
    mapped: Mapped,
) -> tuple[Sheet, Layout]:
    """The sheet that was named, else the first with a heading of operations."""
    known = names_of("ops")
    every = sheets(path)
    for each in every:
        if name not in (None, each.name):
            continue
        layout = layout_of(each, known, mapped.columns)
        if layout:
            return each, layout
    raise BadInput(
        N_("{file} 里没有作业表"),
        remedy=N_("表头要有“作业点”“日期”等列名；用 --sheet 指定工作表：{names}"),
        file=path.name,
        names=", ".join(each.name for each in every),
    )


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


def totals(desk: Desk, operations: Sequence[Operation]) -> dict[str, float]:
    """How many operations, rounds of each kind and square kilometres they come to."""
    units = tables.registry.equipment(desk.store)
    column_of = {kind: column for column, kind in KINDS.items()}
    found: dict[str, float] = dict.fromkeys(TOTALS, 0)
    for operation in operations:
        found["operations"] += 1
        if operation.area:
            found["area_km2"] += operation.area.km2
        for release in operation.releases:
            unit = units.get(release.equipment)
            if unit:
                column = column_of[unit.kind]
                found[column] += release.rounds
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
    differing: list[str] = []
    for name, value in told.items():
        # To the hundredth of a square kilometre.
        if round(found[name] - value, 2) == 0:
            continue
        difference = _("{name}：表中 {found:g}，应为 {told:g}").format(
            name=_(TOTALS[name]),
            found=found[name],
            told=value,
        )
        differing.append(difference)
    if differing:
        raise BadInput(N_("合计不符，没有写入：{said}"), said=_("；").join(differing))


def expected(typed: Sequence[str]) -> dict[str, float]:
    """Sums typed as ``作业=55``.

    Raises:
        BadInput: not so written, or no such sum.
    """
    names = _names()
    sums: dict[str, float] = {}
    for text in typed:
        title, equals, value = text.partition("=")
        name = names.get(title.strip().lower())
        if name is None or not equals:
            raise BadInput(
                N_("--expect 写法不符：{text}"),
                remedy=N_("写作 名称=数；名称：{names}"),
                text=text,
                names=" ".join(map(_, TOTALS.values())),
            )
        sums[name] = number(value)
    return sums


def _names() -> dict[str, str]:
    """The sums by what people call them, in either language."""
    names: dict[str, str] = {}
    for name, title in TOTALS.items():
        in_words = _(title).lower()
        names[name] = name
        names[title] = name
        names[in_words] = name
    return names


def as_document(desk: Desk, table: Table) -> dict[str, Any]:
    """A table as `--json` prints it."""
    layout = table.layout
    columns: dict[str, str] = {}
    for place, column in layout.columns.items():
        heading = layout.headings[place]
        columns[heading] = column
    return {
        "file": table.file,
        "sha256": table.digest,
        "sheet": layout.sheet,
        "columns": columns,
        "unknown": list(layout.unknown),
        "sums_left_out": list(layout.sums),
        "formulas": table.formulas,
        "rows": len(table.lines),
        "faults": [fault._asdict() for fault in table.faults],
        "totals": totals(desk, table.operations),
    }
