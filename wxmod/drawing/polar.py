"""A firing solution seen from above: rings of range, permitted directions, line of fire, places and fall zones.

In a terminal every mark is one cell of a fixed glyph, readable without colour; `polar_picture` paints the same scene.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, hypot, radians, sin
from typing import NamedTuple

from wxmod.domain.firing.aiming import Aim, ZoneKind
from wxmod.domain.firing.surroundings import Surrounding
from wxmod.domain.geodesy import WHOLE_CIRCLE, Outline, Point, flat, span_deg
from wxmod.domain.registry.sites import Sector
from wxmod.drawing import sheet
from wxmod.drawing.canvas import Canvas, Drawing, Ink, Room, Signs, width
from wxmod.wording import N_, _

COLUMNS, ROWS = 47, 21
"""A frame that leaves room for the legend beside it in 80 × 24."""
_WIDTH = 80
_TALL = 2.0  # a terminal cell is about twice as high as wide
_MOST_RINGS = 4
ROOM_ROUND_IT = 1.08  # the frame, of the farthest thing in it
_RINGS = (1_000, 2_000, 2_500, 5_000, 10_000, 20_000)
RING, DUD, FORBIDDEN, PERMITTED, SECTOR, LINE, RESIDUE, PLACE, TARGET, SITE, BURST = range(11)
_ASCII = ".:xo/-#PT@*"
_GLYPHS = "·░×○╱•▒■◎▲✶"
_WORDS = (
    N_("距离圈"),
    N_("哑弹落区"),
    N_("禁射方位"),
    N_("允许方位"),
    N_("射界边线"),
    N_("射向"),
    N_("残骸落区"),
    N_("居民点、设施"),
    N_("目标"),
    N_("作业点"),
    N_("播撒起止、自毁"),
)
_INKS = {
    RING: Ink.FAINT,
    DUD: Ink.SOON,
    FORBIDDEN: Ink.BAD,
    PERMITTED: Ink.GOOD,
    RESIDUE: Ink.BAD,
    TARGET: Ink.STRONG,
    SITE: Ink.STRONG,
    BURST: Ink.RAIN,
}
Cell = tuple[int, int]
WINDS = (
    (0, N_("北")),
    (90, N_("东")),
    (180, N_("南")),
    (270, N_("西")),
)


class Plan(NamedTuple):
    """What is drawn; the site by its name."""

    site: str
    aim: Aim
    sectors: Sequence[Sector]
    places: Sequence[Surrounding]

    def draw(self, room: Room) -> Drawing:
        """The plan as lines of text."""
        return _drawn(self, room)

    def png(self) -> bytes:
        """The plan as a picture."""
        from wxmod.drawing.polar_picture import SIZE, paint  # noqa: PLC0415  loads matplotlib

        return sheet.png(lambda figure, font: paint(figure, self, font), SIZE)


class Scene(NamedTuple):
    """A plan in metres about the launcher, east and north.

    Attributes:
        reach_m: From the middle to the edge of the frame.
        ring_m: Between two rings.
        points: Marks within the frame.
        places: Where each place of the plan lies, within the frame or not.
    """

    reach_m: float
    ring_m: float
    zones: tuple[tuple[ZoneKind, Sequence[tuple[float, float]]], ...]
    points: tuple[tuple[int, float, float], ...]
    places: tuple[tuple[float, float], ...]


def scene(plan: Plan) -> Scene:
    """*plan* measured out; the frame holds the fall zones, the target and the bursts."""
    aim, here = plan.aim, plan.aim.origin
    zones = []
    far = []
    for zone in aim.zones:
        corners = _metres(here, zone.outline)
        zones.append((zone.kind, corners))
        far += [hypot(x, y) for x, y in corners]
    points = []
    for burst in aim.bursts:
        x, y = _place(here, burst.position)
        points.append((BURST, x, y))
    if aim.target:
        x, y = _place(here, aim.target)
        points.append((TARGET, x, y))
    far += [hypot(x, y) for _mark, x, y in points]
    reach = ROOM_ROUND_IT * max(far)
    places = [_place(here, each.position) for each in plan.places]
    kept = [(PLACE, x, y) for x, y in places if hypot(x, y) <= reach]
    few = [ring for ring in _RINGS if reach / ring <= _MOST_RINGS]
    return Scene(
        reach_m=reach,
        ring_m=few[0] if few else _RINGS[-1],
        zones=tuple(zones),
        points=(*kept, *points),
        places=tuple(places),
    )


def _place(here: Point, there: Point) -> tuple[float, float]:
    """Metres east and north of *here*."""
    return _metres(here, ((there.lon, there.lat),))[0]


def _metres(here: Point, outline: Outline) -> list[tuple[float, float]]:
    xs, ys = flat(here, *zip(*outline, strict=True))
    return list(zip(xs, ys, strict=True))


def lines(plan: Plan, *, ascii_only: bool = False) -> list[str]:
    """The plan as `ROWS` lines of `COLUMNS` cells with its legend beside it, north up."""
    signs = Signs.ASCII if ascii_only else Signs.BRAILLE
    return plan.draw(Room(_WIDTH, ROWS, signs)).lines()


def _drawn(plan: Plan, room: Room) -> Drawing:
    """The same frame in any room: a larger one shows it as it is, a smaller one what of it there is room for."""
    glyphs = _ASCII if room.ascii_only else _GLYPHS
    # One sign a cell, whatever the letters: each mark is a glyph of its own.
    canvas = Canvas.of_glyphs(room.columns, room.rows, ascii_only=room.ascii_only)
    measured = scene(plan)
    marks = _marked(plan, measured)
    for (column, row), mark in marks.items():
        canvas.dot(column, row, _INKS.get(mark, Ink.PLAIN), glyphs[mark])
    for x, y, text in _labels(plan, measured):
        _write(canvas, marks, _cell(measured, x, y), text)
    used = set(marks.values())
    for row, line in enumerate(_legend(plan, used, glyphs, measured)):
        canvas.write(row, COLUMNS + 2, line)
    return canvas.drawing()


def _marked(plan: Plan, measured: Scene) -> dict[Cell, int]:
    """Of several marks in a cell the one that matters most stands."""
    marks: dict[Cell, int] = {}
    for mark, x, y in _marks(plan, measured):
        cell = _cell(measured, x, y)
        column, row = cell
        if 0 <= row < ROWS and 0 <= column < COLUMNS:
            marks[cell] = max(marks.get(cell, -1), mark)
    return marks


def _cell(measured: Scene, x: float, y: float) -> Cell:
    """Column and row of a place."""
    half_rows = (ROWS - 1) / 2
    half_columns = (COLUMNS - 1) / 2
    row = half_rows - y / measured.reach_m * half_rows
    column = half_columns + x / measured.reach_m * half_rows * _TALL
    return round(column), round(row)


def _labels(plan: Plan, seen: Scene) -> Iterator[tuple[float, float, str]]:
    """Points of the compass at the edge, and ranges on the rings on the side that is not fired at."""
    for azimuth, name in WINDS:
        x, y = _polar(azimuth, seen.reach_m)
        yield x * ROOM_ROUND_IT, y, _(name)
    away = min(
        (45, 135, 225, 315),
        key=lambda a: cos(radians(a - plan.aim.azimuth_deg)),
    )
    for n in range(1, int(seen.reach_m / seen.ring_m) + 1):
        yield *_polar(away, n * seen.ring_m), f"{n * seen.ring_m / 1000:g}"


def _write(canvas: Canvas, marks: Mapping[Cell, int], at: Cell, text: str) -> None:
    """*text* about a cell, unless it would hide more than a ring or the rim."""
    column, row = at
    long = width(text)
    middle = column - long // 2
    first = max(0, min(middle, COLUMNS - long))
    there = [marks.get((first + n, row), -1) for n in range(long)]
    if max(there) <= PERMITTED:
        canvas.write(row, first, text, Ink.FAINT)


def _legend(
    plan: Plan,
    used: set[int],
    glyphs: str,
    seen: Scene,
) -> Iterator[str]:
    aim = plan.aim
    yield _(N_("方位 {azimuth:g}°  仰角 {elevation:g}°")).format(
        azimuth=aim.azimuth_deg, elevation=aim.elevation_deg
    )
    yield ""
    for mark in sorted(used, reverse=True):
        line = f"{glyphs[mark]} {_(_WORDS[mark])}"
        if mark == RING:
            line += f" {seen.ring_m / 1000:g} km"
        yield line
    if RESIDUE not in used and any(kind is ZoneKind.RESIDUE for kind, _ring in seen.zones):
        yield _(N_("残骸落区在 {mark} 处，小于一格")).format(mark=glyphs[BURST])
    if not plan.sectors:
        yield _(N_("? 没有射界图"))


def _marks(plan: Plan, seen: Scene) -> Iterator[tuple[int, float, float]]:
    """Every mark with its place in metres; what matters more is drawn over what matters less."""
    step = seen.reach_m / (2 * ROWS)
    for n in range(1, int(seen.reach_m / seen.ring_m) + 1):
        for azimuth in range(0, 360, 6):
            yield RING, *_polar(azimuth, n * seen.ring_m)
    for kind, ring in seen.zones:
        mark = DUD if kind is ZoneKind.DUD else RESIDUE
        for x, y in inside(ring, step):
            yield mark, x, y
    yield from _rim(plan, seen, step)
    last = max(b.range_m for b in plan.aim.bursts)
    for n in range(1, int(last / step) + 1):
        yield LINE, *_polar(plan.aim.azimuth_deg, step * n)
    yield from seen.points
    yield SITE, 0.0, 0.0


def _rim(plan: Plan, seen: Scene, step: float) -> Iterator[tuple[int, float, float]]:
    """Round the edge, which directions are permitted at this elevation; and the sides of the sectors."""
    for azimuth in range(0, 360, 3) if plan.sectors else ():
        mark = PERMITTED if permitted(plan, azimuth) else FORBIDDEN
        yield mark, *_polar(azimuth, seen.reach_m)
    for sector in plan.sectors:
        if span_deg(sector.azimuth_from_deg, sector.azimuth_to_deg) < WHOLE_CIRCLE:
            for side in (sector.azimuth_from_deg, sector.azimuth_to_deg):
                for n in range(1, 2 * ROWS):
                    yield SECTOR, *_polar(side, step * n)


def permitted(plan: Plan, azimuth_deg: float) -> bool:
    """Whether some sector holds a direction at the elevation of the solution."""
    return any(s.permits(azimuth_deg, plan.aim.elevation_deg) for s in plan.sectors)


def _polar(azimuth_deg: float, metres: float) -> tuple[float, float]:
    return metres * sin(radians(azimuth_deg)), metres * cos(radians(azimuth_deg))


def inside(ring: Sequence[tuple[float, float]], step: float) -> Iterator[tuple[float, float]]:
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
