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
from wxmod.documents.year import FIGURE_NAMES, GROUPS, Line, YearSummary
from wxmod.wording import N_, _, language

_COUNTS = (("operations", ""), ("rockets", "枚"), ("shells", "发"), ("flares", "支"))
_UNKNOWN = ("unknown", "发")
"""A column only where there is something to stand in it."""
_Counts = tuple[tuple[str, str], ...]
"""Field of a line, and the Chinese measure word of its column; English has a plural for that."""
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
    counts = (*_COUNTS, _UNKNOWN) if summary.total.unknown else _COUNTS
    tables = []
    for field, title in GROUPS:
        table = Table(
            title=_(title),
            columns=_columns(counts),
            rows=tuple(_row(line, counts, names) for line in getattr(summary, field)),
            total=_row(summary.total, counts, names),
        )
        tables.append(table)
    return tables


def _columns(counts: _Counts) -> tuple[Column, ...]:
    columns = [Column(name=_("项目"))]
    is_chinese = language() == "zh"
    for field, measure_word in counts:
        unit = measure_word if is_chinese else ""
        columns.append(Column(name=_(FIGURE_NAMES[field]), unit=unit))
    for _field, name in _AREAS:
        columns.append(Column(name=_(name), unit="km²"))
    return tuple(columns)


def _row(line: Line, counts: _Counts, names: Mapping[str, str]) -> tuple[str | Figure, ...]:
    cells: list[str | Figure] = [names.get(line.key, line.key)]
    for field, _unit in counts:
        cells.append(Figure(value=getattr(line, field), entries=line.numbers))
    # Where no operation has an area it is unknown; nought would claim that nothing was reached.
    is_unknown = line.operations > 0 and line.without_area == line.operations
    for field, _name in _AREAS:
        value = None if is_unknown else getattr(line, field)
        cells.append(Figure(value=value, entries=line.numbers))
    return tuple(cells)
