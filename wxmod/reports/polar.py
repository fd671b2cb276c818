"""A firing solution seen from above: rings of range, permitted sector, line of fire, places and fall zones.

In a terminal every mark is one cell of a fixed glyph, readable without colour; as a picture through matplotlib.
"""

from collections.abc import Iterator, Sequence
from math import atan2, cos, hypot, radians, sin
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.domain.aiming import Aim, ZoneKind
from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.domain.sites import Sector
from wxmod.domain.surroundings import Surrounding
from wxmod.wording import N_, _

COLUMNS, ROWS = 47, 21
"""A frame that leaves room for the legend beside it in 80 × 24."""
_CELL = 2.0  # a terminal cell is about twice as high as wide
_RINGS = (1_000, 2_000, 2_500, 5_000, 10_000, 20_000)
RING, DUD, SECTOR, LINE, RESIDUE, PLACE, TARGET, SITE, BURST = range(9)
_ASCII = ".:/-xPT@*"
_GLYPHS = "·░╱•▒■◎▲✶"
_WORDS = (
    N_("距离圈"), N_("哑弹落区"), N_("射界边线"), N_("射向"), N_("残骸落区"), N_("居民点、设施"), N_("目标"),
    N_("作业点"), N_("播撒点"),
)  # fmt: skip


class Plan(NamedTuple):
    """What is drawn."""

    aim: Aim
    sectors: Sequence[Sector]
    places: Sequence[Surrounding]


class Scene(NamedTuple):
    """A plan in metres about the launcher, east and north.

    Attributes:
        reach_m: From the middle to the edge of the frame.
        ring_m: Between two rings.
    """

    reach_m: float
    ring_m: float
    zones: tuple[tuple[ZoneKind, Sequence[tuple[float, float]]], ...]
    points: tuple[tuple[int, float, float], ...]


def scene(plan: Plan) -> Scene:
    """*plan* measured out; the frame holds the fall zones, the target and the bursts."""
    aim, here = plan.aim, plan.aim.origin
    zones = tuple((zone.kind, _metres(here, zone.outline)) for zone in aim.zones)
    told = [(BURST, b.position) for b in aim.bursts] + ([(TARGET, aim.target)] if aim.target else [])
    points = [(mark, *_metres(here, ((p.lon, p.lat),))[0]) for mark, p in told]
    far = [max(abs(x), abs(y)) for _kind, ring in zones for x, y in ring] + [max(abs(x), abs(y)) for _m, x, y in points]
    reach = 1.08 * max(far, default=1_000.0)
    places = [(PLACE, *_metres(here, ((s.position.lon, s.position.lat),))[0]) for s in plan.places]
    kept = [p for p in places if max(abs(p[1]), abs(p[2])) <= reach]
    ring = next((r for r in _RINGS if reach / r <= 4), _RINGS[-1])  # noqa: PLR2004  at most four rings
    return Scene(reach, ring, zones, (*kept, *points))


def _metres(here: Point, outline: Outline) -> list[tuple[float, float]]:
    xs, ys = flat(here, *zip(*outline, strict=True))
    return list(zip(xs, ys, strict=True))


def lines(plan: Plan, *, ascii_only: bool = False) -> list[str]:
    """The plan as `ROWS` lines of `COLUMNS` cells with its legend beside it, north up."""
    seen = scene(plan)
    grid = [[-1] * COLUMNS for _row in range(ROWS)]
    for mark, x, y in _marks(plan, seen):
        column = round((COLUMNS - 1) / 2 + x / seen.reach_m * (ROWS - 1) / 2 * _CELL)
        row = round((ROWS - 1) / 2 - y / seen.reach_m * (ROWS - 1) / 2)
        if 0 <= row < ROWS and 0 <= column < COLUMNS:
            grid[row][column] = max(grid[row][column], mark)
    glyphs = _ASCII if ascii_only else _GLYPHS
    drawn = ["".join(glyphs[mark] if mark >= 0 else " " for mark in row) for row in grid]
    used = {mark for row in grid for mark in row if mark >= 0}
    legend = [_(N_("北 ↑")).replace("↑", "^" if ascii_only else "↑"), *_legend(used, glyphs, seen)]
    legend += [""] * (ROWS - len(legend))
    return [f"{left}  {right}".rstrip() for left, right in zip(drawn, legend, strict=True)]


def _legend(used: set[int], glyphs: str, seen: Scene) -> Iterator[str]:
    for mark in sorted(used, reverse=True):
        said = f"{glyphs[mark]} {_(_WORDS[mark])}"
        yield f"{said} {seen.ring_m / 1000:g} km" if mark == RING else said


def _marks(plan: Plan, seen: Scene) -> Iterator[tuple[int, float, float]]:
    """Every mark with its place in metres; what matters more is drawn over what matters less."""
    step = seen.reach_m / (2 * ROWS)
    for n in range(1, int(seen.reach_m / seen.ring_m) + 1):
        yield from ((RING, *_polar(a, n * seen.ring_m)) for a in range(0, 360, 6))
    for kind, ring in seen.zones:
        mark = DUD if kind is ZoneKind.DUD else RESIDUE
        yield from ((mark, x, y) for x, y in _inside(ring, step))
    for sector in plan.sectors:
        if sector.azimuth_from_deg % 360 != sector.azimuth_to_deg % 360:
            for azimuth in (sector.azimuth_from_deg, sector.azimuth_to_deg):
                yield from ((SECTOR, *_polar(azimuth, step * n)) for n in range(1, 2 * ROWS))
    last = max(b.range_m for b in plan.aim.bursts)
    yield from ((LINE, *_polar(plan.aim.azimuth_deg, step * n)) for n in range(1, int(last / step) + 1))
    yield from seen.points
    yield SITE, 0.0, 0.0


def _polar(azimuth_deg: float, metres: float) -> tuple[float, float]:
    return metres * sin(radians(azimuth_deg)), metres * cos(radians(azimuth_deg))


def _inside(ring: Sequence[tuple[float, float]], step: float) -> Iterator[tuple[float, float]]:
    """A lattice of points inside a ring, its middle at least."""
    from shapely import Polygon, contains_xy  # noqa: PLC0415

    shape = Polygon(ring)
    west, south, east, north = shape.bounds
    yield shape.centroid.x, shape.centroid.y
    rows = int((north - south) / step) + 1
    for i in range(int((east - west) / step) + 1):
        for j in range(rows):
            x, y = west + i * step, south + j * step
            if contains_xy(shape, x, y):
                yield x, y


def picture(plan: Plan, path: Path) -> None:
    """The plan as a PNG, north up, ranges in km; words in English, for fonts without Han.

    Raises:
        OSError: it cannot be written.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  only pictures need it

    seen, aim = scene(plan), plan.aim
    figure = Figure(figsize=(7, 7), dpi=120)
    axes: Any = figure.add_subplot(projection="polar")
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_rmax(seen.reach_m / 1000)
    _paint_zones(axes, seen)
    for sector in plan.sectors:
        for azimuth in (sector.azimuth_from_deg, sector.azimuth_to_deg):
            axes.plot([radians(azimuth)] * 2, [0, seen.reach_m / 1000], color="tab:green", lw=1, ls="--")
    last = max(b.range_m for b in aim.bursts) / 1000
    axes.plot([radians(aim.azimuth_deg)] * 2, [0, last], color="black", lw=1.5, label="line of fire")
    _paint_points(axes, seen)
    axes.set_rmax(seen.reach_m / 1000)
    warning = "DEMONSTRATION TABLE - NOT FOR FIRING\n" if aim.demonstration else ""
    told = f"{aim.equipment} at {aim.site}: azimuth {aim.azimuth_deg:g}°, elevation {aim.elevation_deg:g}°"
    axes.set_title(f"{warning}{told}\ntable {aim.table}; rings in km", fontsize=10)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.12, -0.12), fontsize=8)
    figure.savefig(path)


_PAINT = {ZoneKind.DUD: ("tab:orange", "duds may fall here"), ZoneKind.RESIDUE: ("tab:red", "residue may fall here")}
_DOTS = {BURST: ("*", "tab:blue", "seeding"), TARGET: ("o", "tab:purple", "target"), PLACE: ("s", "tab:brown", "place")}


def _paint_zones(axes: Any, seen: Scene) -> None:
    for kind, ring in seen.zones:
        colour, said = _PAINT[kind]
        axes.fill(*_angles(ring), color=colour, alpha=0.35, label=said)


def _paint_points(axes: Any, seen: Scene) -> None:
    told = set()
    for mark, x, y in seen.points:
        shape, colour, said = _DOTS[mark]
        label = None if mark in told else said
        told.add(mark)
        axes.plot(*_angles([(x, y)]), shape, color=colour, label=label)


def _angles(ring: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Azimuths in radians and ranges in km."""
    return [atan2(x, y) for x, y in ring], [hypot(x, y) / 1000 for x, y in ring]
