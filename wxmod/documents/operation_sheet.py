"""One operation's record sheet (单次作业记录表), for a fixed site or a mobile unit."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

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
from wxmod.domain.ammunition.ledger import AmmunitionType
from wxmod.domain.operations.operation import Operation, Provenance, Release, Weather
from wxmod.domain.registry.sites import Site, SiteKind
from wxmod.wording import N_, _, titled

_BLANK = "—"
_MEASURED = (
    ("rain_mm", N_("降水量"), "mm"),
    ("surface_wind_ms", N_("地面风速"), "m/s"),
    ("surface_wind_from_deg", N_("地面风向"), "°"),
    ("max_reflectivity_dbz", N_("最大回波强度"), "dBZ"),
    ("echo_top_km", N_("回波顶高"), "km"),
    ("vil_kgm2", N_("垂直积分液态水"), "kg/m²"),
    ("height_0c_msl_m", N_("0 ℃ 层高度（海拔）"), "m"),
)


class Told(NamedTuple):
    """What the sheet is made from.

    Attributes:
        site: As it stood on the day; None where the programme does not know it.
        people, units: Names by code.
        types: The type of each lot, where it is known.
        findings: What the rules say of it.
    """

    no: str
    operation: Operation
    ref: str
    versions: int
    site: Site | None
    people: Mapping[str, str]
    units: Mapping[str, str]
    types: Mapping[str, AmmunitionType]
    findings: tuple[str, ...]
    zone: tzinfo


def paper(told: Told, head: Letterhead) -> Document:
    """The sheet, in the current language."""
    columns = (Column(name=_("项目")), Column(name=_("内容")))
    pairs = [*_place(told), *_work(told), *_people(told)]
    parts: list[Part] = [
        Table(title=_("基本情况"), columns=columns, rows=_titled(pairs)),
        _releases(told),
        Table(
            title=_("天气与效果"), columns=columns, rows=_titled(_weather(told.operation.weather))
        ),
        Heading(text=_("校验结果"), level=2),
    ]
    findings = told.findings or (_("校验：无问题"),)
    for number, finding in enumerate(findings, start=1):
        parts.append(Paragraph(text=finding, number=number))
    origin = _("流水号 {ref}，第 {n} 版；项目与 DB14/T 1914-2019 附录的对应未核实")
    parts.append(Paragraph(text=origin.format(ref=told.ref, n=told.versions)))
    parts.append(Signature(bureau=head.bureau, on=head.on))
    return Document(title=_title(told), parts=tuple(parts))


def is_mobile(told: Told) -> bool:
    """Whether the sheet for mobile units is the one to fill in."""
    if told.site and told.site.kind is SiteKind.MOBILE:
        return True
    return told.operation.position is not None


def _title(told: Told) -> str:
    if is_mobile(told):
        return _("人工影响天气移动作业信息记录表")
    return _("人工影响天气固定作业信息记录表")


def _place(told: Told) -> Iterator[tuple[str, Cell]]:
    code = told.operation.site
    yield _("编号"), told.no
    name = told.site.name if told.site else ""
    yield _("作业点"), f"{name} {code}".strip()
    if is_mobile(told):
        yield _("作业位置"), _position(told)
    elif told.site:
        yield _("乡镇"), told.site.town or _BLANK


def _position(told: Told) -> str:
    """Where the unit stood; a mobile site's own position where nothing else was recorded."""
    position = told.operation.position
    if position is None and told.site:
        position = told.site.position
    if position is None:
        return _BLANK
    return f"{position.lon:.4f}°E {position.lat:.4f}°N"


def _work(told: Told) -> Iterator[tuple[str, Cell]]:
    operation = told.operation
    window = operation.window
    yield _("作业目的"), operation.purpose.label
    yield _("服务重点"), operation.focus.label
    yield _("作业方式"), f"{operation.mode.label} {operation.joint or ''}".strip()
    yield _("作业开始"), _clock(told, window.start)
    yield _("作业终了"), _clock(told, window.end)
    yield _("作业指令"), operation.instruction_no or _BLANK
    yield _("空域批复"), operation.clearance or _BLANK
    yield _("天气过程"), operation.process or _BLANK
    yield from _area(told)
    yield _("上报时间"), _clock(told, operation.reported_at)
    if operation.provenance is not Provenance.OBSERVED:
        yield _("性质"), f"{operation.provenance.label} {operation.source}".strip()
    yield _("备注"), operation.remarks or _BLANK


def _area(told: Told) -> Iterator[tuple[str, Cell]]:
    area = told.operation.area
    km2 = None
    method = _BLANK
    if area:
        km2 = area.km2
        method = f"{area.method.label} {area.source}".strip()
    yield _("影响面积 km²"), Figure(value=km2, entries=(told.ref,))
    yield _("面积算法"), method


def _people(told: Told) -> Iterator[tuple[str, Cell]]:
    operation = told.operation
    crew = [told.people.get(member.person, member.person) for member in operation.crew]
    yield _("作业人员"), " ".join(crew) or _BLANK
    answering = (
        (_("指挥员"), operation.commander),
        (_("记录人"), operation.recorder),
        (_("审核人"), operation.approver),
    )
    for duty, person in answering:
        yield duty, told.people.get(person, person) if person else _BLANK


def _releases(told: Told) -> Table:
    rows = [_release(told, release) for release in told.operation.releases]
    names = (
        _("装备"),
        _("起止"),
        _("批号"),
        _("型号"),
        _("方位°"),
        _("仰角°"),
        _("用弹"),
        _("故障"),
    )
    columns = [Column(name=titled(name)) for name in names]
    return Table(title=_("发射情况"), columns=tuple(columns), rows=tuple(rows))


def _release(told: Told, release: Release) -> tuple[Cell, ...]:
    known = told.types.get(release.lot or "")
    start = release.start.astimezone(told.zone)
    end = release.end.astimezone(told.zone)
    return (
        told.units.get(release.equipment, release.equipment),
        f"{start:%H:%M}–{end:%H:%M}",
        release.lot or _BLANK,
        known.model if known else _BLANK,
        _degrees(release.azimuths_deg),
        _degrees(release.elevations_deg),
        Figure(value=release.rounds, entries=(told.ref,)),
        Figure(value=release.duds, entries=(told.ref,)),
    )


def _weather(weather: Weather) -> Iterator[tuple[str, Cell]]:
    yield _("云状"), weather.cloud_type or _BLANK
    yield _("作业前"), weather.before or _BLANK
    yield _("作业后"), weather.after or _BLANK
    yield _("效果"), weather.effect or _BLANK
    yield _("灾情"), weather.damage or _BLANK
    for field, name, unit in _MEASURED:
        value = getattr(weather, field)
        # What nobody measured is left to be written in by hand.
        yield f"{_(name)} {unit}", Figure(value=value)


def _titled(pairs: Iterable[tuple[str, Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Items begin with a capital where the language has them."""
    return tuple((titled(item), content) for item, content in pairs)


def _degrees(values: tuple[float, ...]) -> str:
    return "/".join(f"{value:g}" for value in values) or _BLANK


def _clock(told: Told, at: datetime | None) -> str:
    if at is None:
        return _BLANK
    return f"{at.astimezone(told.zone):%Y-%m-%d %H:%M}"
