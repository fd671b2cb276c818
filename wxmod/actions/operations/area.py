"""The affected area of operations on record by any method, with its spread, their sum and their union in the county."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from wxmod.actions.desk import Desk
from wxmod.actions.firing.trajectories import table_for
from wxmod.actions.firing.winds import read_winds
from wxmod.actions.operations import recording
from wxmod.actions.operations.claims import claimed_area
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point, ahead, flat, unflat, union_km2
from wxmod.domain.ground import Rectangle, geojson, rings, shape_of
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea, AreaMethod
from wxmod.domain.operations.operation import Operation, Release
from wxmod.drawing import areas as maps_of
from wxmod.planning.dispersion import Air, Footprint, Puffs, footprint, releases
from wxmod.planning.firing import seeded
from wxmod.planning.winds import whence
from wxmod.program import Dated, History
from wxmod.program.firing import Span
from wxmod.store import tables
from wxmod.wording import N_, _

ALONG = 9
"""Puffs a round's seeding path is cut into."""

_CIRCLES = {AreaMethod.NOMINAL, AreaMethod.MANUAL, AreaMethod.PER_ROUND}
"""Methods whose outline only says how large."""


class Asked(NamedTuple):
    """What the record does not hold.

    Attributes:
        wind: ``FROM,SPEED`` or a sounding file, at seeding height.
        layer_msl_m: Where the wind is averaged; the operation's own layer if not given.
        table: Name of a trajectory table, where not the one of the ammunition.
        range_m: Along the ground to where rounds seeded, where there is no table; of a sector, how far it goes.
        agi_g: Silver iodide per round, where the nameplate has not been read.
    """

    method: AreaMethod | None = None
    wind: str | None = None
    layer_msl_m: tuple[float, float] | None = None
    table: str | None = None
    range_m: float | None = None
    agi_g: float | None = None


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
    held = [_origin_or_none(desk, recording.get(desk, c.no).operation) for c in told.claims]
    sites, outlines = (
        [s for s in held if s],
        [outline for c in told.claims for outline in c.outlines],
    )
    drawn = maps_of.lines(
        maps_of.Ground(outlines, sites, desk.program.boundary), ascii_only=ascii_only
    )
    round_ones = drawn and any(c.area.method in _CIRCLES for c in told.claims)
    return "\n".join([*drawn, *([_(N_("圆只表示面积多大，不表示落在哪里"))] if round_ones else [])])


def _claim(
    desk: Desk,
    no: str,
    operation: Operation,
    asked: Asked,
) -> Claim:
    found = (
        _plume(desk, no, operation, asked)
        if asked.method is AreaMethod.PLUME
        else _plain(desk, no, operation, asked)
    )
    return found._replace(
        inside_km2=round(union_km2(found.outlines, desk.program.boundary), 2)
        if found.outlines
        else None
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
        area = kept or claimed_area(desk, operation, asked.method, range_m=asked.range_m)
    if area is None or (asked.method and area.method is not asked.method):
        said = asked.method.label if asked.method else _(N_("默认方法"))
        raise BadInput(
            N_("{no} 不能用“{method}”算影响面积"),
            remedy=N_("缺坐标、方位、射程（--range）或设置；或换一种方法"),
            no=no,
            method=said,
        )
    return Claim(no, area, (area.outline,) if area.outline else ())


def _origin_or_none(desk: Desk, operation: Operation) -> Point | None:
    here = next((s for s in desk.program.sites if s.code == operation.site), None)
    return operation.position or (here.position if here else None)


def _origin(desk: Desk, operation: Operation) -> Point:
    if position := _origin_or_none(desk, operation):
        return position
    raise BadInput(N_("作业点 {site} 没有坐标"), site=desk.program.site_name(operation.site))


def _per_round(desk: Desk, operation: Operation) -> AffectedArea:
    day, types = (
        desk.local(operation.window.start).date(),
        {a.code: a for a in desk.program.ammunition},
    )
    lots, fired = tables.registry.lots(desk.store), Counter[str]()
    for release in operation.releases:
        lot = lots.get(release.lot or "")
        if lot is None or lot.type not in types:
            raise BadInput(
                N_("{equipment} 没有记批号，不知是什么弹药"), equipment=release.equipment
            )
        fired[types[lot.type].kind] += release.rounds
    km2, inputs, sources = 0.0, dict[str, str](), list[str]()
    for kind, rounds in sorted(fired.items()):
        history = next(
            (h for k, h in desk.program.planning.area_per_round_km2.items() if k == kind),
            None,
        )
        held = history.on(day) if history else None
        if held is None or held.value is None:
            name = f"area_per_round_km2.{kind}"
            raise BadInput(
                N_("没有设置 {name}，不能按弹量计算"),
                remedy=N_("写入业务方案 planning.toml"),
                name=name,
            )
        km2 += rounds * held.value
        inputs |= {
            f"{kind}_rounds": f"{rounds}",
            f"{kind}_km2_per_round": f"{held.value:g}",
        }
        sources.append(held.source)
    return affected_area.per_round(
        _origin(desk, operation),
        km2,
        inputs,
        source="；".join(dict.fromkeys(sources)),
    )


class _Numbers(NamedTuple):
    """The settings a plume rests on, in force on the day."""

    horizontal: Dated[Span]
    vertical: Dated[Span]
    nuclei_per_g: Dated[float]
    threshold_per_l: Dated[float]
    minutes: Dated[float]
    wind_error: Dated[float]


def _numbers(desk: Desk, operation: Operation) -> _Numbers:
    told, day = desk.program.planning, desk.local(operation.window.start).date()
    named: tuple[tuple[str, History[Span] | History[float]], ...] = (
        ("diffusivity_horizontal_m2s", told.diffusivity_horizontal_m2s),
        ("diffusivity_vertical_m2s", told.diffusivity_vertical_m2s),
        ("nuclei_per_g", told.nuclei_per_g),
        ("threshold_per_l", told.threshold_per_l),
        ("plume_minutes", told.plume_minutes),
        ("wind_error", told.wind_error),
    )
    held = [(name, history.on(day)) for name, history in named]
    for name, dated in held:
        if dated is None or dated.value is None:
            raise BadInput(
                N_("没有设置 {name}，不能按扩散计算"),
                remedy=N_("写入业务方案 planning.toml"),
                name=name,
            )
    return _Numbers(*(dated for _name, dated in held))  # type: ignore[arg-type]


def _plume(
    desk: Desk,
    no: str,
    operation: Operation,
    asked: Asked,
) -> Claim:
    told, here = _numbers(desk, operation), _origin(desk, operation)
    u, v, said = _wind(operation, asked)
    from_deg, speed = whence(u, v)
    puffs = _puffs(desk, operation, asked, speed)
    life = (told.minutes.value or 0) * 60

    def air(share: float, name: str) -> Air:
        across, up = (getattr(each.value, name) for each in (told.horizontal, told.vertical))
        return Air(
            u * share,
            v * share,
            across,
            up,
            (told.threshold_per_l.value or 0) * 1000,
            life,
        )

    best, error = footprint(puffs, air(1, "value")), told.wind_error.value or 0
    others = [footprint(puffs, air(1 + e, k)).km2 for e in (-error, error) for k in ("low", "high")]
    outlines = _outlines(here, best)
    low, high = round(min(best.km2, *others), 2), round(max(best.km2, *others), 2)
    inputs = {
        "wind_from_deg": f"{from_deg:.0f}",
        "wind_ms": f"{speed:.1f}",
        "wind": said,
        "diffusivity_horizontal_m2s": _span(told.horizontal),
        "diffusivity_vertical_m2s": _span(told.vertical),
        "threshold_per_l": f"{told.threshold_per_l.value:g}",
        "plume_minutes": f"{told.minutes.value:g}",
        "nuclei": f"{puffs.nuclei.sum():.3g}",
        "low_km2": f"{low:g}",
        "high_km2": f"{high:g}",
        "parts": f"{len(outlines)}",
        "seeded_at": " ".join(
            dict.fromkeys(_seeded_at(desk, each, asked) for each in operation.releases)
        ),
    }
    source = "；".join(dict.fromkeys(each.source for each in told))
    area = affected_area.plume(next(iter(outlines), None), best.km2, inputs, source=source)
    return Claim(no, area, outlines, low, high)


def _span(dated: Dated[Span]) -> str:
    held = dated.value
    return f"{held.value:g} ({held.low:g}-{held.high:g})" if held else ""


def _seeded_at(desk: Desk, release: Release, asked: Asked) -> str:
    """What the places its rounds seeded at rest on: a range typed, a table, or the ground a burner stands on."""
    unit = tables.registry.equipment(desk.store).get(release.equipment)
    if unit is None or not unit.kind.fires:
        return "ground"
    if asked.range_m is not None and asked.table is None:
        return f"{asked.range_m:g}m"
    return table_for(desk, unit, asked.table, release.start).name


def _wind(operation: Operation, asked: Asked) -> tuple[float, float, str]:
    """Eastward and northward wind at seeding height, and where it comes from."""
    if not asked.wind:
        raise BadInput(
            N_("按扩散计算须给出播撒高度的风"), remedy=N_("用 --wind 来向,风速，或探空文件")
        )
    winds = read_winds(asked.wind)
    base, top = asked.layer_msl_m or (operation.seeding_base_msl_m, operation.seeding_top_msl_m)
    if winds.height_msl_m.size == 1:
        return *winds.mean(0, 0), winds.source
    if base is None or top is None:
        raise BadInput(N_("作业没有记播撒层"), remedy=N_("用 --layer 底高,顶高（海拔米）"))
    return *winds.mean(base, top), winds.source


def _puffs(
    desk: Desk,
    operation: Operation,
    asked: Asked,
    speed_ms: float,
) -> Puffs:
    start, here = operation.window.start, _origin(desk, operation)
    found: list[tuple[float, float, float, float]] = []
    for release in operation.releases:
        spots = list(_spots(desk, release, asked, here))
        first, last = ((at - start).total_seconds() for at in (release.start, release.end))
        moments = releases(first, last, speed_ms)
        share = (
            release.rounds * _nuclei(desk, release, asked, operation) / (len(spots) * moments.size)
        )
        found += [(x, y, float(s), share) for x, y in spots for s in moments]
    x, y, seconds, nuclei = (np.array(column) for column in zip(*found, strict=True))
    return Puffs(x, y, seconds, nuclei)


def _nuclei(
    desk: Desk,
    release: Release,
    asked: Asked,
    operation: Operation,
) -> float:
    """Ice nuclei of one round."""
    lot = tables.registry.lots(desk.store).get(release.lot or "")
    known = next(
        (a for a in desk.program.ammunition if lot and a.code == lot.type),
        None,
    )
    grams = known.agi_g if known and known.agi_g else asked.agi_g
    if grams is None:
        raise BadInput(
            N_("未核实：不知 {ammunition} 每发有多少克碘化银"),
            remedy=N_("读铭牌填入 ammunition.csv，或用 --agi-g 给出"),
            ammunition=known.code if known else release.equipment,
        )
    return grams * (_numbers(desk, operation).nuclei_per_g.value or 0)


def _spots(
    desk: Desk,
    release: Release,
    asked: Asked,
    here: Point,
) -> Iterator[tuple[float, float]]:
    """Where its rounds seeded, metres east and north of the site."""
    unit = tables.registry.equipment(desk.store).get(release.equipment)
    if unit is None or not unit.kind.fires:
        yield 0.0, 0.0
        return
    if not (release.azimuths_deg and release.elevations_deg):
        raise BadInput(N_("{equipment} 没有记方位角或仰角"), equipment=release.equipment)
    for n, azimuth in enumerate(release.azimuths_deg):
        elevation = release.elevations_deg[min(n, len(release.elevations_deg) - 1)]
        if asked.range_m is not None and asked.table is None:
            ranges = (asked.range_m, asked.range_m)
        else:
            path = table_for(desk, unit, asked.table, release.start).at(elevation)
            if path is None:
                raise BadInput(N_("射表没有仰角 {elevation:g}°"), elevation=elevation)
            ranges = (seeded(path)[0].range_m, seeded(path)[1].range_m)
        for metres in np.linspace(*ranges, ALONG):
            there = ahead(here, azimuth, float(metres))
            x, y = flat(here, (there.lon,), (there.lat,))
            yield x[0], y[0]


def _outlines(here: Point, seen: Footprint) -> tuple[Outline, ...]:
    """Every part of a footprint, the largest in front."""
    found = list(_runs(seen))
    if not found:
        return ()
    step, west, south = seen.x_m[1] - seen.x_m[0], seen.x_m[0], seen.y_m[0]
    parts = rings(
        shape_of(found), 0.01
    )  # only corners on a straight line go: the outline keeps its area
    return tuple(
        unflat(
            here,
            [west + (x - 0.5) * step for x, _y in ring],
            [south + (y - 0.5) * step for _x, y in ring],
        )
        for ring in parts
    )


def _runs(seen: Footprint) -> Iterator[Rectangle]:
    """Rows of neighbouring reached cells as rectangles, counted in cells so that neighbours meet exactly."""
    for y, row in enumerate(seen.reached):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(int), [0]))))
        for first, beyond in zip(edges[::2], edges[1::2], strict=True):
            yield float(first), float(y), float(beyond), float(y + 1)
