"""The county's map: sites, how far they reach, what was affected in a year or by operations named."""

from collections.abc import Sequence
from datetime import date

from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.actions.weather.maps import SKETCH
from wxmod.domain.operations.affected_area import AreaMethod
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, EquipmentStatus
from wxmod.domain.registry.sites import Site
from wxmod.domain.times import year_window
from wxmod.drawing.county import CountyMap, MapArea, MapSite
from wxmod.store import tables

CIRCLES = {AreaMethod.NOMINAL, AreaMethod.MANUAL, AreaMethod.PER_ROUND}
"""Methods whose outline only says how large."""


def county(
    desk: Desk,
    year: int | None = None,
    operations: Sequence[str] = (),
) -> CountyMap:
    """The county with its sites, and the areas of a year or of operations named; the sites alone where neither is said.

    Raises:
        BadInput: not a year.
        UnknownName: no such operation.
    """
    done: list[tuple[str, Operation]] = []
    if operations:
        numbers = dict.fromkeys(operations)
        done = [(no, recording.get(desk, no).operation) for no in numbers]
    elif year is not None:
        rows = tables.operations.operations(desk.store, year_window(year, desk.program.zone))
        done = [(row.no, row.operation) for row in rows]
    told = desk.program.boundary_source
    areas = [area for no, each in done if (area := _area(no, each))]
    return CountyMap(
        name=desk.program.name,
        name_en=desk.program.name_en,
        boundary=desk.program.boundary,
        sites=_sites(desk, _day(desk, year, done)),
        areas=tuple(areas),
        year=None if operations else year,
        operations=tuple(operations),
        without_area=len(done) - len(areas),
        source=SKETCH if "天地图" in told else told,
    )


def _day(
    desk: Desk,
    year: int | None,
    done: Sequence[tuple[str, Operation]],
) -> date:
    """The day by which sites, sectors and settings are shown: the last that is drawn, and no day to come."""
    today = desk.today()
    if done:
        return max(desk.local(each.window.start).date() for _no, each in done)
    return today if year is None else min(today, date(year, 12, 31))


def _area(no: str, operation: Operation) -> MapArea | None:
    area = operation.area
    if area is None or area.outline is None:
        return None
    return MapArea(
        no=no,
        purpose=operation.purpose,
        outline=area.outline,
        is_circle=area.method in CIRCLES,
    )


def _sites(desk: Desk, day: date) -> tuple[MapSite, ...]:
    """Every site that has a place, as it stood on a day."""
    units = tables.registry.equipment(desk.store).values()
    found = []
    for code in dict.fromkeys(site.code for site in desk.program.sites):
        site = desk.program.site_on(code, day)
        if site and site.position:
            found.append(_site(desk, site, [u for u in units if u.site == code], day))
    return tuple(found)


def _site(
    desk: Desk,
    site: Site,
    units: Sequence[Equipment],
    day: date,
) -> MapSite:
    assert site.position is not None  # noqa: S101  asked by the caller
    serving = [unit for unit in units if unit.status is EquipmentStatus.IN_SERVICE]
    reaches = [reach for unit in serving if (reach := _reach_m(desk, unit, day))]
    return MapSite(
        code=site.code,
        name=site.name,
        position=site.position,
        sectors=site.sectors,
        reach_m=max(reaches, default=None),
    )


def _reach_m(desk: Desk, unit: Equipment, day: date) -> float | None:
    """How far a unit seeds along the ground: by its table, else by the setting of its kind; no demonstration counts."""
    ranges = [
        row.end_range_m
        for table in desk.program.trajectories
        if table.ammunition in unit.accepts
        and table.launcher in {"", unit.model}
        and table.dated <= day
        and not table.demonstration
        for row in table.rows
    ]
    if ranges:
        return max(ranges)
    history = desk.program.settings.sector_range_m.get(unit.kind)
    return history.value_on(day) if history else None
