"""The paper on a month's or year's ammunition (弹药使用情况月报): by lot, so that it foots, and by operation."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wxmod.documents.lot_book import LotLine
from wxmod.documents.magazine import UseLine
from wxmod.documents.model import (
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Part,
    Signature,
    Table,
)
from wxmod.documents.summary import Letterhead
from wxmod.domain.ammunition.ledger import AmmunitionKind, AmmunitionType
from wxmod.wording import N_, _, titled

_UNITS = {
    AmmunitionKind.ROCKET: N_("枚"),
    AmmunitionKind.SHELL: N_("发"),
    AmmunitionKind.FLARE: N_("支"),
    None: N_("发"),
}
"""Measure words, in the order the kinds are told."""
_FLOWS = (
    ("opening", N_("期初")),
    ("received", N_("收入")),
    ("fired", N_("发射")),
    ("handed", N_("移交厂家")),
    ("destroyed", N_("销毁")),
    ("adjusted", N_("调整")),
    ("closing", N_("期末")),
)
_PARTS = (
    ("closing", N_("期末")),
    ("usable", N_("可用")),
    ("barred", N_("停用过期")),
    ("duds", N_("故障弹")),
    ("under_way", N_("在途")),
    ("new_duds", N_("本期故障")),
)
_Fields = tuple[tuple[str, str], ...]


class Ammunition(NamedTuple):
    """What the paper is made from.

    Attributes:
        period: ``2023-07`` or ``2023``.
        types: The type of each lot, where it is known.
        places: Names of accounts.
        notes: What must be known before the figures are quoted.
    """

    period: str
    lines: Sequence[LotLine]
    uses: Sequence[UseLine]
    types: Mapping[str, AmmunitionType]
    places: Mapping[str, str]
    notes: Sequence[str]


def paper(book: Ammunition, head: Letterhead) -> Document:
    """The paper, in the current language."""
    parts: list[Part] = [Heading(text=_("一、收发结存"))]
    for kind in _UNITS:
        lines = [line for line in book.lines if _kind(book, line.lot) is kind]
        if lines:
            parts += _kind_tables(book, kind, lines)
    if not book.lines:
        parts.append(Paragraph(text=_("本期没有弹药，也没有流转。")))
    parts.append(Heading(text=_("二、逐次作业")))
    parts += _use_parts(book)
    parts.append(Heading(text=_("三、说明")))
    for number, note in enumerate(_notes(book), start=1):
        parts.append(Paragraph(text=note, number=number))
    parts.append(Signature(bureau=head.bureau, on=head.on))
    title = _("{bureau} {period} 弹药使用情况报表")
    return Document(title=title.format(bureau=head.bureau, period=book.period), parts=tuple(parts))


def _kind(book: Ammunition, lot: str) -> AmmunitionKind | None:
    known = book.types.get(lot)
    return known.kind if known else None


def _kind_tables(
    book: Ammunition, kind: AmmunitionKind | None, lines: Sequence[LotLine]
) -> list[Table]:
    name = titled(kind.label) if kind else _("型号不明")
    unit = _(_UNITS[kind])
    flows = _("{name}收发结存（单位：{unit}）").format(name=name, unit=unit)
    parts = _("{name}期末构成（单位：{unit}）").format(name=name, unit=unit)
    return [
        _table(flows, _FLOWS, lines, {}),
        _table(parts, _PARTS, lines, _models(book, lines)),
    ]


def _models(book: Ammunition, lines: Sequence[LotLine]) -> dict[str, str]:
    """The model of each lot by name; its code says nothing to whoever reads the paper."""
    found = {}
    for line in lines:
        known = book.types.get(line.lot)
        found[line.lot] = known.model if known else "—"
    return found


def _table(
    title: str, fields: _Fields, lines: Sequence[LotLine], models: Mapping[str, str]
) -> Table:
    """A table of the *fields*; with a column of models where there are any."""
    columns = [Column(name=_("批号"))]
    if models:
        columns.append(Column(name=_("型号")))
    columns += [Column(name=_(name)) for _field, name in fields]
    rows = []
    for line in lines:
        cells: list[Cell] = [line.lot]
        if models:
            cells.append(models[line.lot])
        cells += [Figure(value=getattr(line, field), entries=line.entries) for field, _n in fields]
        rows.append(tuple(cells))
    total = _total(fields, lines, blank=bool(models))
    return Table(title=title, columns=tuple(columns), rows=tuple(rows), total=total)


def _total(fields: _Fields, lines: Sequence[LotLine], *, blank: bool) -> tuple[Cell, ...]:
    entries: dict[str, None] = {}
    for line in lines:
        entries |= dict.fromkeys(line.entries)
    cells: list[Cell] = [titled(_("合计"))]
    if blank:
        cells.append("")
    for field, _name in fields:
        value = sum(getattr(line, field) for line in lines)
        cells.append(Figure(value=value, entries=tuple(entries)))
    return tuple(cells)


def _use_parts(book: Ammunition) -> list[Part]:
    if not book.uses:
        return [Paragraph(text=_("本期没有作业用弹。"))]
    rows = []
    for use in book.uses:
        place = book.places.get(use.place, use.place)
        behind = (use.operation, *use.entries)
        fired = Figure(value=use.fired, entries=behind)
        duds = Figure(value=use.duds, entries=behind)
        rows.append((use.operation, place, use.lot, _unit(book, use.lot), fired, duds))
    names = (_("作业"), _("取自"), _("批号"), _("单位"), _("发射"), _("故障"))
    columns = tuple(Column(name=name) for name in names)
    return [Table(title=_("逐次用弹"), columns=columns, rows=tuple(rows))]


def _unit(book: Ammunition, lot: str) -> str:
    return _(_UNITS[_kind(book, lot)])


def _notes(book: Ammunition) -> list[str]:
    notes = [
        _("期初 + 收入 − 发射 − 移交厂家 − 销毁 + 调整 = 期末；库点之间的调拨不计收发。"),
        _("期末 = 可用 + 停用过期 + 故障弹 + 在途；本期故障弹在移交或销毁前仍在期末之内。"),
    ]
    off = [line.lot for line in book.lines if not line.foots]
    if off:
        notes.append(_("不平的批号：{lots}").format(lots=" ".join(off)))
    return [*notes, *book.notes]
