"""The affected area an operation claims by the programme's own method."""

from datetime import date
from math import atan, degrees

from wxmod.actions.desk import Desk
from wxmod.domain.geodesy import azimuth_span, span_deg
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea, AreaMethod
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.sites import Site
from wxmod.program import Dated
from wxmod.store import tables


def claimed_area(
    desk: Desk,
    operation: Operation,
    method: AreaMethod | None = None,
    *,
    range_m: float | None = None,
) -> AffectedArea | None:
    """The area the programme's method (or *method*) claims, or None where a setting or position is missing.

    Args:
        range_m: How far a sector goes, where the programme does not say for these kinds of equipment.
    """
    settings = desk.program.settings
    day = desk.local(operation.window.start).date()
    # A site that is no longer in the programme has no position, and the log goes on without.
    site = desk.program.site_on(operation.site, day)
    chosen = method or settings.area_method.value_on(day)
    if chosen is AreaMethod.SECTOR:
        return _sector_area(desk, operation, site, range_m)
    if chosen is not AreaMethod.NOMINAL:
        return None
    history = settings.area_nominal_km2.get(operation.purpose.family)
    held = history.on(day) if history else None
    if held is None or held.value is None:
        return None
    position = operation.position
    if position is None and site:
        position = site.position
    return affected_area.nominal(
        position, held.value, source=held.source, confidence=held.confidence
    )


def _sector_area(
    desk: Desk,
    operation: Operation,
    site: Site | None,
    range_m: float | None,
) -> AffectedArea | None:
    position = operation.position
    if position is None and site:
        position = site.position
    if position is None or not operation.azimuths_deg:
        return None
    span = _opened(desk, operation, azimuth_span(operation.azimuths_deg))
    # Where nobody has said how wide a gun scatters, one direction has no area.
    if not span_deg(*span):
        return None
    if range_m is not None:
        source = f"{desk.actor}: {range_m:g} m"
        return affected_area.sector(position, span, range_m, source=source)
    ranges = _ranges(desk, operation)
    if not ranges:
        return None
    widest = max(ranges, key=_reach)
    return affected_area.sector(position, span, _reach(widest), source=widest.source)


def _opened(
    desk: Desk,
    operation: Operation,
    span: tuple[float, float],
) -> tuple[float, float]:
    """One direction fired in is as wide as the pieces scatter; wider ones stay as they are."""
    from_deg, to_deg = span
    if span_deg(from_deg, to_deg):
        return span
    day: date = desk.local(operation.window.start).date()
    units = tables.registry.equipment(desk.store)
    dispersion = desk.program.planning.dispersion
    widest = 0.0
    for release in operation.releases:
        unit = units.get(release.equipment)
        history = dispersion.get(unit.kind) if unit else None
        if history:
            share = history.value_on(day) or 0.0
            widest = max(widest, share)
    # The share is of the range, so the angle is its arc tangent.
    half = degrees(atan(widest))
    return (from_deg - half) % 360, (to_deg + half) % 360


def _ranges(desk: Desk, operation: Operation) -> list[Dated[float]]:
    """What the programme says of the reach of each unit that fired."""
    day: date = desk.local(operation.window.start).date()
    known = tables.registry.equipment(desk.store)
    found = []
    for release in operation.releases:
        unit = known.get(release.equipment)
        history = desk.program.settings.sector_range_m.get(unit.kind) if unit else None
        held = history.on(day) if history else None
        if held and held.value:
            found.append(held)
    return found


def _reach(held: Dated[float]) -> float:
    return held.value or 0
