"""The ground seeded air reached: an operation's rounds as puffs in the wind, and how far that may be off."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from wxmod.actions.desk import Desk
from wxmod.actions.firing.trajectories import table_for
from wxmod.actions.firing.winds import Column, read_column
from wxmod.domain.errors import BadInput
from wxmod.domain.firing.trajectories import TrajectoryTable
from wxmod.domain.geodesy import Outline, Point, ahead, flat, unflat
from wxmod.domain.ground import Rectangle, rings, shape_of
from wxmod.domain.operations.operation import Operation, Release
from wxmod.planning.dispersion import Air, Footprint, Puffs, footprint, releases
from wxmod.planning.firing import seeded
from wxmod.planning.nuclei import per_gram
from wxmod.planning.winds import whence
from wxmod.program import Dated
from wxmod.program.firing import Span
from wxmod.store import tables
from wxmod.wording import N_, _

ALONG = 9
"""Puffs a round's seeding path is cut into."""


class Seeding(NamedTuple):
    """What the record does not hold of a seeding.

    Attributes:
        wind: ``FROM,SPEED`` or a sounding file, at seeding height.
        layer_msl_m: Where wind and temperature are averaged; the operation's own layer if not given.
        table: Name of a trajectory table, where not the one of the ammunition.
        range_m: Along the ground to where rounds seeded, where there is no table; of a sector, how far it goes.
        agi_g: Silver iodide per round, where the nameplate has not been read.
        temperature_c: Of the layer, where no sounding says.
    """

    wind: str | None = None
    layer_msl_m: tuple[float, float] | None = None
    table: str | None = None
    range_m: float | None = None
    agi_g: float | None = None
    temperature_c: float | None = None


class Plume(NamedTuple):
    """The ground reached.

    Attributes:
        low_km2, high_km2: The smallest and the widest over every combination of what nobody knows well.
        inputs: What it rests on, by name.
        outlines: Every part of it, the largest in front; a plume may fall apart.
    """

    km2: float
    low_km2: float
    high_km2: float
    inputs: dict[str, str]
    outlines: tuple[Outline, ...]
    source: str


class _Numbers(NamedTuple):
    """The settings a plume rests on, in force on the day."""

    horizontal: Dated[Span]
    vertical: Dated[Span]
    threshold_per_l: Dated[float]
    minutes: Dated[float]
    wind_error: Dated[float]


class _Nuclei(NamedTuple):
    """Ice nuclei per gram of AgI, and at what temperature."""

    per_g: float
    temperature: str
    source: str


class _Seeds(NamedTuple):
    """Where one release seeded, metres east and north of the site, and how many nuclei in all."""

    spots: tuple[tuple[float, float], ...]
    nuclei: float


def plume(
    desk: Desk,
    operation: Operation,
    here: Point,
    seeding: Seeding,
) -> Plume:
    """The ground an operation's rounds seeded above the threshold.

    Args:
        here: Where the site stood.

    Raises:
        BadInput: something it rests on is neither on record, nor set, nor given.
    """
    numbers = _numbers(desk, operation)
    column = _column(seeding)
    u, v = _wind(column, _layer(operation, seeding, column))
    from_deg, speed = whence(u, v)
    nuclei = _nuclei(desk, operation, _temperature(operation, seeding, column))
    puffs = _puffs(operation, _seeds(desk, operation, here, seeding, nuclei.per_g), speed)
    best = footprint(puffs, _air(numbers, (u, v), 0, "value", "value"))
    others = [footprint(puffs, air).km2 for air in _airs(numbers, (u, v))]
    areas = [best.km2, *others]
    low = round(min(areas), 2)
    high = round(max(areas), 2)
    outlines = _outlines(here, best)
    places = (_seeded_at(desk, each, seeding) for each in operation.releases)
    inputs = {
        "wind_from_deg": f"{from_deg:.0f}",
        "wind_ms": f"{speed:.1f}",
        "wind": column.winds.source,
        **_sounding(column, operation, here),
        "wind_error": f"{numbers.wind_error.value:g}",
        "diffusivity_horizontal_m2s": _span(numbers.horizontal),
        "diffusivity_vertical_m2s": _span(numbers.vertical),
        "threshold_per_l": f"{numbers.threshold_per_l.value:g}",
        "plume_minutes": f"{numbers.minutes.value:g}",
        "layer_temperature_c": nuclei.temperature,
        "nuclei_per_g": f"{nuclei.per_g:.3g}",
        "nuclei": f"{puffs.nuclei.sum():.3g}",
        "low_km2": f"{low:g}",
        "high_km2": f"{high:g}",
        "parts": f"{len(outlines)}",
        "seeded_at": " ".join(dict.fromkeys(places)),
    }
    return Plume(
        km2=best.km2,
        low_km2=low,
        high_km2=high,
        inputs=inputs,
        outlines=outlines,
        source=_source(numbers, nuclei),
    )


def _source(numbers: _Numbers, nuclei: _Nuclei) -> str:
    """Every paper the settings rest on, once."""
    sources = [each.source for each in numbers]
    sources.append(nuclei.source)
    return "；".join(dict.fromkeys(sources))


def _numbers(desk: Desk, operation: Operation) -> _Numbers:
    settings = desk.program.planning
    day = desk.local(operation.window.start).date()
    across = settings.diffusivity_horizontal_m2s.on(day)
    upwards = settings.diffusivity_vertical_m2s.on(day)
    return _Numbers(
        horizontal=_set("diffusivity_horizontal_m2s", across),
        vertical=_set("diffusivity_vertical_m2s", upwards),
        threshold_per_l=_set("threshold_per_l", settings.threshold_per_l.on(day)),
        minutes=_set("plume_minutes", settings.plume_minutes.on(day)),
        wind_error=_set("wind_error", settings.wind_error.on(day)),
    )


def _set(name: str, dated: Dated[Span] | Dated[float] | None) -> Dated:  # type: ignore[type-arg]
    if dated is None or dated.value is None:
        raise BadInput(
            N_("没有设置 {name}，不能按扩散计算"),
            remedy=N_("写入业务方案 planning.toml"),
            name=name,
        )
    return dated


def _air(
    numbers: _Numbers,
    wind: tuple[float, float],
    error: float,
    across: str,
    upwards: str,
) -> Air:
    """The air with its wind off by a share, and each diffusivity ``low``, ``value`` or ``high``."""
    u, v = wind
    share = 1 + error
    per_litre = numbers.threshold_per_l.value or 0
    minutes = numbers.minutes.value or 0
    return Air(
        u_ms=u * share,
        v_ms=v * share,
        k_horizontal_m2s=getattr(numbers.horizontal.value, across),
        k_vertical_m2s=getattr(numbers.vertical.value, upwards),
        threshold_m3=per_litre * 1000,
        life_s=minutes * 60,
    )


def _airs(numbers: _Numbers, wind: tuple[float, float]) -> Iterator[Air]:
    """Every combination: more spread covers more ground while the air is rich, and less once it has run thin."""
    error = numbers.wind_error.value or 0
    winds = (-error, 0.0, error)
    known = ("low", "value", "high")
    for off, across, upwards in product(winds, known, known):
        yield _air(numbers, wind, off, across, upwards)


def _span(dated: Dated[Span]) -> str:
    held = dated.value
    if held is None:
        return ""
    return f"{held.value:g} ({held.low:g}-{held.high:g})"


def _column(seeding: Seeding) -> Column:
    if not seeding.wind:
        raise BadInput(
            N_("按扩散计算须给出播撒高度的风"), remedy=N_("用 --wind 来向,风速，或探空文件")
        )
    return read_column(seeding.wind)


def _layer(
    operation: Operation,
    seeding: Seeding,
    column: Column,
) -> tuple[float, float]:
    """Base and top of what was seeded; any will do where the wind is one at every height."""
    if seeding.layer_msl_m:
        return seeding.layer_msl_m
    base = operation.seeding_base_msl_m
    top = operation.seeding_top_msl_m
    if base is not None and top is not None:
        return base, top
    # One wind for all heights needs no layer; the air of a sounding has a temperature that does.
    if column.winds.height_msl_m.size == 1 and column.temperature is None:
        return 0.0, 0.0
    raise BadInput(N_("作业没有记播撒层"), remedy=N_("用 --layer 底高,顶高（海拔米）"))


def _wind(column: Column, layer: tuple[float, float]) -> tuple[float, float]:
    """Mean eastward and northward wind of the layer."""
    return column.winds.mean(*layer)


def _temperature(
    operation: Operation,
    seeding: Seeding,
    column: Column,
) -> float | None:
    """Mean temperature of the layer: as given, else the sounding's."""
    if seeding.temperature_c is not None or column.temperature is None:
        return seeding.temperature_c
    return column.temperature.mean(*_layer(operation, seeding, column))


def _nuclei(
    desk: Desk,
    operation: Operation,
    temperature_c: float | None,
) -> _Nuclei:
    """Nuclei per gram at the layer's temperature; without one, the programme's plain number."""
    settings = desk.program.planning
    day = desk.local(operation.window.start).date()
    held = settings.agi_activity.on(day)
    if temperature_c is None or held is None or not held.value:
        plain = _set("nuclei_per_g", settings.nuclei_per_g.on(day))
        unknown = _("不知道，按设置的成核率")
        return _Nuclei(float(plain.value or 0), unknown, plain.source)
    found = per_gram(held.value, temperature_c)
    if found is None:
        raise BadInput(
            N_("播撒层平均 {layer:.1f} ℃，比成核率表最暖的 {warmest:g} ℃ 还暖，碘化银几乎不起作用"),
            remedy=N_("核对播撒层（--layer）和探空；另有实测成核率的写入业务方案 agi_activity"),
            layer=temperature_c,
            warmest=max(each.temperature_c for each in held.value),
        )
    return _Nuclei(found, f"{temperature_c:.1f}", held.source)


def _seeds(
    desk: Desk, operation: Operation, here: Point, seeding: Seeding, per_g: float
) -> Iterator[_Seeds]:
    for release in operation.releases:
        spots = tuple(_spots(desk, release, here, seeding))
        grams = release.rounds * _grams(desk, release, seeding)
        yield _Seeds(spots, grams * per_g)


def _sounding(
    column: Column,
    operation: Operation,
    here: Point,
) -> dict[str, str]:
    """How long before the work, and how far from it, the sounding was taken; nothing for a wind that was typed."""
    age = column.age_hours(operation.window.start)
    distance = column.distance_km(here)
    told = {}
    if age is not None:
        told["wind_age_hours"] = f"{age:g}"
    if distance is not None:
        told["wind_distance_km"] = f"{distance:g}"
    return told


def _puffs(
    operation: Operation,
    seeds: Iterable[_Seeds],
    speed_ms: float,
) -> Puffs:
    """The puffs of every release.

    Args:
        seeds: Of each release of *operation*, in its order.
    """
    start = operation.window.start
    found: list[tuple[float, float, float, float]] = []
    for release, (spots, nuclei) in zip(operation.releases, seeds, strict=True):
        first = (release.start - start).total_seconds()
        last = (release.end - start).total_seconds()
        moments = releases(first, last, speed_ms)
        # Every puff of a release holds as much: it seeds evenly along its path and its time.
        share = nuclei / (len(spots) * moments.size)
        for east_m, north_m in spots:
            found += [(east_m, north_m, float(moment), share) for moment in moments]
    x, y, seconds, nuclei_each = (np.array(column) for column in zip(*found, strict=True))
    return Puffs(
        x_m=x,
        y_m=y,
        start_s=seconds,
        nuclei=nuclei_each,
    )


def _grams(desk: Desk, release: Release, seeding: Seeding) -> float:
    """Silver iodide in one round."""
    lot = tables.registry.lots(desk.store).get(release.lot or "")
    types = {each.code: each for each in desk.program.ammunition}
    known = types.get(lot.type) if lot else None
    grams = known.agi_g if known else None
    if not grams:
        grams = seeding.agi_g
    if grams is None:
        raise BadInput(
            N_("未核实：不知 {ammunition} 每发有多少克碘化银"),
            remedy=N_("读铭牌填入 ammunition.csv，或用 --agi-g 给出"),
            ammunition=known.code if known else release.equipment,
        )
    return grams


def _fires(desk: Desk, release: Release) -> bool:
    unit = tables.registry.equipment(desk.store).get(release.equipment)
    return unit is not None and unit.kind.fires


def _spots(
    desk: Desk, release: Release, here: Point, seeding: Seeding
) -> Iterator[tuple[float, float]]:
    """Where its rounds seeded, metres east and north of the site."""
    if not _fires(desk, release):
        yield 0.0, 0.0
        return
    if not (release.azimuths_deg and release.elevations_deg):
        raise BadInput(N_("{equipment} 没有记方位角或仰角"), equipment=release.equipment)
    for n, azimuth in enumerate(release.azimuths_deg):
        # One elevation told stands for all azimuths.
        last = len(release.elevations_deg) - 1
        elevation = release.elevations_deg[min(n, last)]
        nearest, farthest = _ranges(desk, release, seeding, elevation)
        for metres in np.linspace(nearest, farthest, ALONG):
            there = ahead(here, azimuth, float(metres))
            x, y = flat(here, (there.lon,), (there.lat,))
            yield x[0], y[0]


def _ranges(
    desk: Desk,
    release: Release,
    seeding: Seeding,
    elevation: float,
) -> tuple[float, float]:
    """Along the ground, where a round began to seed and where it ended."""
    if seeding.range_m is not None and seeding.table is None:
        return seeding.range_m, seeding.range_m
    path = _table(desk, release, seeding).at(elevation)
    if path is None:
        raise BadInput(N_("射表没有仰角 {elevation:g}°"), elevation=elevation)
    first, last = seeded(path)
    return first.range_m, last.range_m


def _seeded_at(desk: Desk, release: Release, seeding: Seeding) -> str:
    """What the places its rounds seeded at rest on: a range typed, a table, or the ground a burner stands on."""
    if not _fires(desk, release):
        return "ground"
    if seeding.range_m is not None and seeding.table is None:
        return f"{seeding.range_m:g}m"
    return _table(desk, release, seeding).name


def _table(desk: Desk, release: Release, seeding: Seeding) -> TrajectoryTable:
    unit = tables.registry.equipment(desk.store)[release.equipment]
    return table_for(desk, unit, seeding.table, release.start)


def _outlines(here: Point, seen: Footprint) -> tuple[Outline, ...]:
    """Every part of a footprint, the largest in front."""
    cells = list(_runs(seen))
    if not cells:
        return ()
    west, south = seen.x_m[0], seen.y_m[0]
    step = seen.x_m[1] - west
    outlines = []
    # Only corners on a straight line go: the outline keeps its area.
    for ring in rings(shape_of(cells), 0.01):
        east_m, north_m = [], []
        for column, row in ring:
            east_m.append(west + (column - 0.5) * step)
            north_m.append(south + (row - 0.5) * step)
        outline = unflat(here, east_m, north_m)
        outlines.append(outline)
    return tuple(outlines)


def _runs(seen: Footprint) -> Iterator[Rectangle]:
    """Rows of neighbouring reached cells as rectangles, counted in cells so that neighbours meet exactly."""
    for y, row in enumerate(seen.reached):
        # A run begins where a cell is reached and the one before is not; the border is never reached.
        bordered = np.pad(row.astype(int), 1)
        edges = np.flatnonzero(np.diff(bordered))
        for first, beyond in zip(edges[::2], edges[1::2], strict=True):
            yield float(first), float(y), float(beyond), float(y + 1)
