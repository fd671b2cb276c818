"""The year's summary as a paper: the published paragraph, the tables, and what must be known before quoting them."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from wxmod.documents import text
from wxmod.documents.model import (
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Part,
    Signature,
    Table,
)
from wxmod.documents.year import Line, YearSummary
from wxmod.wording import N_, _

_COUNTS = (
    ("operations", N_("作业"), N_("点次")),
    ("rockets", N_("火箭弹"), N_("枚")),
    ("shells", N_("炮弹"), N_("发")),
    ("flares", N_("焰条"), N_("支")),
)
_UNKNOWN = ("unknown", N_("批号不明"), N_("发"))
"""A column only where there is something to stand in it."""
_Counts = tuple[tuple[str, str, str], ...]
"""Field of a line, name and unit of its column."""
_AREAS = (
    ("area_km2", N_("累计面积")),
    ("union_km2", N_("去重面积")),
)


class Letterhead(NamedTuple):
    """Who hands the paper in, and when."""

    bureau: str
    on: date


def _months(summary: YearSummary) -> dict[str, str]:
    """Months in words: a bare "01" loses its nought in a spreadsheet."""
    word = _("{month} 月")
    found = {}
    for line in summary.by_month:
        found[line.key] = word.format(month=int(line.key))
    return found


def paper(summary: YearSummary, names: Mapping[str, str], head: Letterhead) -> Document:
    """The summary of a year, in the current language.

    Args:
        names: The words for keys such as sites and purposes.
    """
    opening = Paragraph(text=text.paragraph(summary, head.bureau))
    notes = [
        Paragraph(text=note, number=number)
        for number, note in enumerate(text.notes(summary), start=1)
    ]
    parts: list[Part] = [Heading(text=_("一、作业情况")), opening]
    parts.append(Heading(text=_("二、分项统计")))
    parts += _tables(summary, {**names, **_months(summary)})
    parts.append(Heading(text=_("三、说明")))
    parts += notes
    parts.append(Signature(bureau=head.bureau, on=head.on))
    title = _("{bureau} {year} 年人工影响天气工作总结")
    return Document(title=title.format(bureau=head.bureau, year=summary.year), parts=tuple(parts))


def _tables(summary: YearSummary, names: Mapping[str, str]) -> list[Table]:
    groups = (
        (N_("按目的"), summary.by_purpose),
        (N_("按作业点"), summary.by_site),
        (N_("按月"), summary.by_month),
        (N_("按服务重点"), summary.by_focus),
        (N_("按方式"), summary.by_mode),
        (N_("按面积方法"), summary.by_area_method),
    )
    counts = (*_COUNTS, _UNKNOWN) if summary.total.unknown else _COUNTS
    tables = []
    for title, lines in groups:
        table = Table(
            title=_(title),
            columns=_columns(counts),
            rows=tuple(_row(line, counts, names) for line in lines),
            total=_row(summary.total, counts, names),
        )
        tables.append(table)
    return tables


def _columns(counts: _Counts) -> tuple[Column, ...]:
    columns = [Column(name=_("项目"))]
    for _field, name, unit in counts:
        columns.append(Column(name=_(name), unit=_(unit)))
    for _field, name in _AREAS:
        columns.append(Column(name=_(name), unit="km²"))
    return tuple(columns)


def _row(line: Line, counts: _Counts, names: Mapping[str, str]) -> tuple[str | Figure, ...]:
    cells: list[str | Figure] = [names.get(line.key, line.key)]
    for field, _name, _unit in counts:
        cells.append(Figure(value=getattr(line, field), entries=line.numbers))
    # Where no operation has an area it is unknown; nought would claim that nothing was reached.
    is_unknown = line.operations > 0 and line.without_area == line.operations
    for field, _name in _AREAS:
        value = None if is_unknown else getattr(line, field)
        cells.append(Figure(value=value, entries=line.numbers))
    return tuple(cells)
