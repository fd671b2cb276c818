"""Papers that are one list: the yearly inspection, the people filed with the police, the airspace of a stretch."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from wxmod.documents.model import Cell, Column, Document, Figure, Paragraph, Part, Signature, Table
from wxmod.documents.summary import Letterhead
from wxmod.domain.airspace import Clearance
from wxmod.domain.registry.equipment import Equipment, Fitness, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.times import Window
from wxmod.wording import _, titled

_BLANK = "—"
_Rows = list[tuple[Cell, ...]]


class Unit(NamedTuple):
    """A piece of equipment with the inspection that decides, and what it comes to."""

    unit: Equipment
    latest: Inspection | None
    fitness: Fitness


class Names(NamedTuple):
    """Words for codes of sites, and the county's clock."""

    sites: Mapping[str, str]
    zone: tzinfo


def inspections(units: Sequence[Unit], on: date, names: Names, head: Letterhead) -> Document:
    """The yearly inspection (年检表) as it stood on a day; who was never inspected stands there with blanks."""
    rows: _Rows = [_inspected(each, names) for each in units]
    fit = sum(each.fitness is Fitness.FIT for each in units)
    entries = tuple(each.unit.id for each in units)
    summed = Table(
        title=_("年检情况"),
        columns=_columns(_("项目"), _("数量")),
        rows=(
            (_("装备"), Figure(value=len(units), entries=entries)),
            (_("年检有效"), Figure(value=fit, entries=entries)),
        ),
    )
    columns = _columns(
        _("装备"),
        _("型号"),
        _("出厂编号"),
        _("作业点"),
        _("年检日期"),
        _("结论"),
        _("有效期至"),
    )
    table = Table(title=_("逐件年检"), columns=columns, rows=tuple(rows))
    title = _("{bureau}作业装备年检表（截至 {day}）")
    words = title.format(bureau=head.bureau, day=f"{on:%Y-%m-%d}")
    return _signed(words, [summed, table], head)


def _inspected(each: Unit, names: Names) -> tuple[Cell, ...]:
    unit = each.unit
    latest = each.latest
    return (
        f"{unit.kind.label} {unit.id}",
        unit.model,
        unit.factory_no or _BLANK,
        names.sites.get(unit.site or "", _BLANK),
        _day(latest.inspected_on if latest else None),
        # What it comes to is told, not the certificate's word: one that has run out is no good any more.
        each.fitness.label,
        _day(latest.valid_until if latest else None),
    )


def roster(people: Sequence[Person], names: Names, head: Letterhead) -> Document:
    """Who is on the list for the police (人员备案名单): those who are active."""
    active = [person for person in people if person.active]
    rows: _Rows = [_person(person, names) for person in active]
    columns = _columns(
        _("编号"),
        _("姓名"),
        _("职责"),
        _("作业点"),
        _("训练"),
        _("考核"),
        _("备案"),
        _("证书"),
        _("有效期至"),
        _("保险至"),
    )
    table = Table(title=_("作业人员"), columns=columns, rows=tuple(rows))
    unfiled = [person.id for person in active if person.filed_on is None]
    parts: list[Part] = [table]
    if unfiled:
        text = _("尚未备案 {n} 人：{who}")
        words = text.format(n=len(unfiled), who=" ".join(unfiled))
        parts.append(Paragraph(text=words))
    title = _("{bureau}作业人员备案名单")
    return _signed(title.format(bureau=head.bureau), parts, head)


def _person(person: Person, names: Names) -> tuple[Cell, ...]:
    roles = [role.label for role in person.roles]
    return (
        person.id,
        person.name,
        " ".join(roles),
        names.sites.get(person.site or "", _BLANK),
        _day(person.trained_on),
        _day(person.examined_on),
        _day(person.filed_on),
        person.certificate or _BLANK,
        _day(person.valid_until),
        _day(person.insured_until),
    )


def airspace(
    period: str,
    held: Sequence[Clearance],
    names: Names,
    head: Letterhead,
) -> Document:
    """The airspace asked for in a stretch (空域记录), in order of the windows asked for."""
    rows: _Rows = [_clearance(each, names) for each in held]
    columns = _columns(
        _("编号"),
        _("作业点"),
        _("状态"),
        _("申请时段"),
        _("批复时段"),
        _("批复号"),
        _("开始报"),
        _("结束报"),
    )
    table = Table(title=_("空域申请与批复"), columns=columns, rows=tuple(rows))
    title = _("{bureau} {period} 空域使用记录")
    return _signed(title.format(bureau=head.bureau, period=period), [table], head)


def _clearance(each: Clearance, names: Names) -> tuple[Cell, ...]:
    sites = [names.sites.get(site, site) for site in each.sites]
    return (
        each.number,
        " ".join(sites),
        each.status.label,
        _span(each.wanted, names.zone),
        _span(each.granted, names.zone),
        each.approval or _BLANK,
        _clock(each.started_at, names.zone),
        _clock(each.closed_at, names.zone),
    )


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=titled(name)) for name in names)


def _signed(title: str, parts: Sequence[Part], head: Letterhead) -> Document:
    signature = Signature(bureau=head.bureau, on=head.on)
    return Document(title=title, parts=(*parts, signature))


def _day(day: date | None) -> str:
    return day.isoformat() if day else _BLANK


def _clock(at: datetime | None, zone: tzinfo) -> str:
    if at is None:
        return _BLANK
    return f"{at.astimezone(zone):%m-%d %H:%M}"


def _span(window: Window | None, zone: tzinfo) -> str:
    if window is None:
        return _BLANK
    start = window.start.astimezone(zone)
    end = window.end.astimezone(zone)
    # Over midnight the hour alone would be read as one before the beginning.
    if start.date() != end.date():
        return f"{start:%m-%d %H:%M}–{end:%m-%d %H:%M}"
    return f"{start:%m-%d %H:%M}–{end:%H:%M}"
