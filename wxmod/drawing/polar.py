"""A firing solution seen from above: rings of range, permitted directions, line of fire, places and fall zones.

In a terminal every mark is one cell of a fixed glyph, readable without colour; `polar_picture` paints the same scene.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
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
_RING_DEG, _RIM_DEG = 6, 3
_DIAGONALS = (45, 135, 225, 315)
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
Metres = tuple[float, float]
Mark = tuple[int, float, float]
"""A mark and where it stands, in metres east and north."""
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
    points: list[Mark] = []
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


def _place(here: Point, there: Point) -> Metres:
    """Metres east and north of *here*."""
    return _metres(here, ((there.lon, there.lat),))[0]


def _metres(here: Point, outline: Outline) -> list[Metres]:
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


def _labels(plan: Plan, measured: Scene) -> Iterator[tuple[float, float, str]]:
    """Points of the compass at the edge, and ranges on the rings on the side that is not fired at."""
    for azimuth, name in WINDS:
        x, y = _polar(azimuth, measured.reach_m)
        yield x * ROOM_ROUND_IT, y, _(name)
    away = min(_DIAGONALS, key=lambda each: cos(radians(each - plan.aim.azimuth_deg)))
    for radius in radii(measured):
        x, y = _polar(away, radius)
        yield x, y, f"{radius / 1000:g}"


def _write(canvas: Canvas, marks: Mapping[Cell, int], at: Cell, text: str) -> None:
    """*text* about a cell, unless it would hide more than a ring or the rim."""
    column, row = at
    long = width(text)
    middle = column - long // 2
    first = max(0, min(middle, COLUMNS - long))
    there = [marks.get((first + n, row), -1) for n in range(long)]
    if max(there) <= PERMITTED:
        canvas.write(row, first, text, Ink.FAINT)


def _legend(plan: Plan, used: set[int], glyphs: str, measured: Scene) -> Iterator[str]:
    aim = plan.aim
    sentence = _("方位 {azimuth:g}°  仰角 {elevation:g}°")
    yield sentence.format(azimuth=aim.azimuth_deg, elevation=aim.elevation_deg)
    yield ""
    for mark in sorted(used, reverse=True):
        line = f"{glyphs[mark]} {_(_WORDS[mark])}"
        if mark == RING:
            line += f" {measured.ring_m / 1000:g} km"
        yield line
    zones = {kind for kind, _ring in measured.zones}
    if ZoneKind.RESIDUE in zones and RESIDUE not in used:
        sentence = _("残骸落区在 {mark} 处，小于一格")
        yield sentence.format(mark=glyphs[BURST])
    if not plan.sectors:
        yield _("? 没有射界图")


def _marks(plan: Plan, measured: Scene) -> Iterator[Mark]:
    """Every mark with its place in metres; what matters more is drawn over what matters less."""
    step = measured.reach_m / (2 * ROWS)
    yield from _rings(measured)
    for kind, ring in measured.zones:
        mark = RESIDUE
        if kind is ZoneKind.DUD:
            mark = DUD
        for x, y in inside(ring, step):
            yield mark, x, y
    yield from _rim(plan, measured)
    yield from _sides(plan, step)
    yield from _line(plan.aim, step)
    yield from measured.points
    yield SITE, 0.0, 0.0


def _rings(measured: Scene) -> Iterator[Mark]:
    for radius in radii(measured):
        for azimuth in range(0, 360, _RING_DEG):
            x, y = _polar(azimuth, radius)
            yield RING, x, y


def radii(measured: Scene) -> list[float]:
    """How far out the rings lie, in metres."""
    count = int(measured.reach_m / measured.ring_m)
    return [n * measured.ring_m for n in range(1, count + 1)]


def _line(aim: Aim, step: float) -> Iterator[Mark]:
    """The line of fire, as far as the last burst."""
    last = max(burst.range_m for burst in aim.bursts)
    count = int(last / step)
    for n in range(1, count + 1):
        x, y = _polar(aim.azimuth_deg, n * step)
        yield LINE, x, y


def _rim(plan: Plan, measured: Scene) -> Iterator[Mark]:
    """Round the edge, which directions are permitted at this elevation; nothing where no sector is on file."""
    if not plan.sectors:
        return
    for azimuth in range(0, 360, _RIM_DEG):
        mark = FORBIDDEN
        if permitted(plan, azimuth):
            mark = PERMITTED
        x, y = _polar(azimuth, measured.reach_m)
        yield mark, x, y


def _sides(plan: Plan, step: float) -> Iterator[Mark]:
    """The sides of every sector that has sides."""
    for sector in plan.sectors:
        first = sector.azimuth_from_deg
        last = sector.azimuth_to_deg
        if span_deg(first, last) >= WHOLE_CIRCLE:
            continue
        for side in (first, last):
            for n in range(1, 2 * ROWS):
                x, y = _polar(side, n * step)
                yield SECTOR, x, y


def permitted(plan: Plan, azimuth_deg: float) -> bool:
    """Whether some sector holds a direction at the elevation of the solution."""
    return any(s.permits(azimuth_deg, plan.aim.elevation_deg) for s in plan.sectors)


def _polar(azimuth_deg: float, metres: float) -> Metres:
    """Metres east and north in a direction."""
    turn = radians(azimuth_deg)
    return metres * sin(turn), metres * cos(turn)


def inside(ring: Sequence[Metres], step: float) -> Iterator[Metres]:
    """A lattice of points inside a ring, its middle at least."""
    from shapely import Polygon, contains_xy  # noqa: PLC0415

    shape = Polygon(ring)
    west, south, east, north = shape.bounds
    middle = shape.centroid
    yield middle.x, middle.y
    columns = int((east - west) / step) + 1
    rows = int((north - south) / step) + 1
    for column, row in product(range(columns), range(rows)):
        x = west + column * step
        y = south + row * step
        if contains_xy(shape, x, y):
            yield x, y
