"""The affected area of operations on record by any method, with its spread, their sum and their union in the county."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.actions.operations.claims import claimed_area
from wxmod.actions.operations.plume import Seeding, plume
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point, union_km2
from wxmod.domain.ground import geojson
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea, AreaMethod
from wxmod.domain.operations.operation import Operation
from wxmod.drawing import areas as maps_of
from wxmod.program.history import Dated
from wxmod.store import tables
from wxmod.wording import N_, _

_CIRCLES = {AreaMethod.NOMINAL, AreaMethod.MANUAL, AreaMethod.PER_ROUND}
"""Methods whose outline only says how large."""


class Asked(NamedTuple):
    """By which method, and what the record does not hold of the seeding."""

    method: AreaMethod | None = None
    seeding: Seeding = Seeding()


class Claim(NamedTuple):
    """The area of one operation.

    Attributes:
        outlines: Every part of it, the largest in front; a plume may fall apart.
        low_km2, high_km2: How far it may be off, from the ranges of the settings; None for methods without one.
        inside_km2: Of all parts within the county; None without an outline.
    """

    no: str
    area: AffectedArea
    outlines: tuple[Outline, ...]
    low_km2: float | None = None
    high_km2: float | None = None
    inside_km2: float | None = None

    def as_dict(self) -> dict[str, object]:
        """The claim as `--json` prints it."""
        return self._asdict() | {"area": self.area.model_dump(mode="json")}


class Areas(NamedTuple):
    """Several operations, as one would claim them together (联合作业).

    Attributes:
        sum_km2: Overlaps counted each time (累计).
        union_km2: Ground covered at least once.
        inside_km2: Of that, within the county's outline.
    """

    claims: tuple[Claim, ...]
    sum_km2: float
    union_km2: float
    inside_km2: float

    def as_dict(self) -> dict[str, object]:
        """The areas as `--json` prints them."""
        return self._asdict() | {"claims": [c.as_dict() for c in self.claims]}


def areas(desk: Desk, numbers: Sequence[str], asked: Asked) -> Areas:
    """The areas of operations on record; nothing is written.

    Raises:
        UnknownName: no such operation.
        BadInput: the method lacks something nobody told.
    """
    claims = tuple(
        _claim(desk, no, recording.get(desk, no).operation, asked) for no in dict.fromkeys(numbers)
    )
    outlines = [outline for c in claims for outline in c.outlines]
    return Areas(
        claims,
        round(sum(c.area.km2 for c in claims), 2),
        round(union_km2(outlines), 2),
        round(union_km2(outlines, desk.program.boundary), 2),
    )


def as_geojson(told: Areas) -> dict[str, object]:
    """Outlines with what they rest on."""
    return geojson(
        [
            (
                c.outlines,
                {
                    **c.area.inputs,
                    "operation": c.no,
                    "method": c.area.method.value,
                    "km2": c.area.km2,
                    "low_km2": c.low_km2,
                    "high_km2": c.high_km2,
                    "source": c.area.source,
                    "confidence": c.area.confidence.value,
                },
            )
            for c in told.claims
            if c.outlines
        ]
    )


def draw(desk: Desk, told: Areas, *, ascii_only: bool = False) -> str:
    """The outlines on the ground, as lines for a terminal; "" where there is none."""
    sites: list[Point] = []
    outlines: list[Outline] = []
    for claim in told.claims:
        outlines += claim.outlines
        origin = _origin_or_none(desk, recording.get(desk, claim.no).operation)
        if origin:
            sites.append(origin)
    ground = maps_of.Ground(outlines, sites, desk.program.boundary)
    drawn = maps_of.lines(ground, ascii_only=ascii_only)
    if drawn and any(claim.area.method in _CIRCLES for claim in told.claims):
        drawn = [*drawn, _("圆只表示面积多大，不表示落在哪里")]
    return "\n".join(drawn)


def _claim(
    desk: Desk,
    no: str,
    operation: Operation,
    asked: Asked,
) -> Claim:
    if asked.method is AreaMethod.PLUME:
        found = _plume(desk, no, operation, asked)
    else:
        found = _plain(desk, no, operation, asked)
    if not found.outlines:
        return found
    inside = union_km2(found.outlines, desk.program.boundary)
    return found._replace(inside_km2=round(inside, 2))


def _plume(desk: Desk, no: str, operation: Operation, asked: Asked) -> Claim:
    found = plume(desk, operation, _origin(desk, operation), asked.seeding)
    outline = found.outlines[0] if found.outlines else None
    area = affected_area.plume(outline, found.km2, found.inputs, source=found.source)
    return Claim(
        no=no,
        area=area,
        outlines=found.outlines,
        low_km2=found.low_km2,
        high_km2=found.high_km2,
    )


def _plain(
    desk: Desk,
    no: str,
    operation: Operation,
    asked: Asked,
) -> Claim:
    """By a method that follows from the record alone, or as it was recorded."""
    if asked.method is AreaMethod.PER_ROUND:
        area: AffectedArea | None = _per_round(desk, operation)
    else:
        kept = operation.area if asked.method in {None, AreaMethod.MANUAL} else None
        area = kept or claimed_area(desk, operation, asked.method, range_m=asked.seeding.range_m)
    if area is None or (asked.method and area.method is not asked.method):
        said = asked.method.label if asked.method else _("默认方法")
        raise BadInput(
            N_("{no} 不能用“{method}”算影响面积"),
            remedy=N_("缺坐标、方位、射程（--range）或设置；或换一种方法"),
            no=no,
            method=said,
        )
    return Claim(no, area, (area.outline,) if area.outline else ())


def _origin_or_none(desk: Desk, operation: Operation) -> Point | None:
    day = desk.local(operation.window.start).date()
    here = desk.program.site_on(operation.site, day)
    return operation.position or (here.position if here else None)


def _origin(desk: Desk, operation: Operation) -> Point:
    if position := _origin_or_none(desk, operation):
        return position
    raise BadInput(N_("作业点 {site} 没有坐标"), site=desk.program.site_name(operation.site))


def _per_round(desk: Desk, operation: Operation) -> AffectedArea:
    day = desk.local(operation.window.start).date()
    km2 = 0.0
    inputs: dict[str, str] = {}
    sources: dict[str, None] = {}
    for kind, rounds in sorted(_fired(desk, operation).items()):
        each = _km2_per_round(desk, kind, day)
        area = each.value or 0.0
        km2 += rounds * area
        inputs[f"{kind}_rounds"] = str(rounds)
        inputs[f"{kind}_km2_per_round"] = f"{area:g}"
        sources[each.source] = None
    return affected_area.per_round(
        _origin(desk, operation),
        km2,
        inputs,
        source="；".join(sources),
    )


def _fired(desk: Desk, operation: Operation) -> Counter[AmmunitionKind]:
    """Rounds an operation fired, by kind."""
    types = {each.code: each for each in desk.program.ammunition}
    lots = tables.registry.lots(desk.store)
    fired: Counter[AmmunitionKind] = Counter()
    for release in operation.releases:
        lot = lots.get(release.lot or "")
        if lot is None or lot.type not in types:
            raise BadInput(
                N_("{equipment} 没有记批号，不知是什么弹药"),
                equipment=release.equipment,
            )
        kind = types[lot.type].kind
        fired[kind] += release.rounds
    return fired


def _km2_per_round(
    desk: Desk,
    kind: AmmunitionKind,
    day: date,
) -> Dated[float]:
    """What is claimed for one round of a kind, in force on a day."""
    history = desk.program.planning.area_per_round_km2.get(kind)
    setting = history.on(day) if history else None
    if setting is None or setting.value is None:
        raise BadInput(
            N_("没有设置 {name}，不能按弹量计算"),
            remedy=N_("写入业务方案 planning.toml"),
            name=f"area_per_round_km2.{kind}",
        )
    return setting
