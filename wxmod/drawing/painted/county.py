"""The county's map on paper, in kilometres about its middle, north up."""

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any

from wxmod.domain.geodesy import Outline, Point, flat, span_deg
from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.county import CountyMap, MapSite, ground
from wxmod.drawing.painted.tallies import COLOURS, HATCHES
from wxmod.drawing.pictures import spelled, written
from wxmod.wording import N_, _, language, titled

SIZE = (7.0, 6.4)
MARGIN = 1.06
_BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)
_BAR_SHARE = 0.25  # of the width, at most
_CORNERS = 72
_FEW = 4
"""So many areas are filled darkly enough to be seen one by one."""


def paint(figure: Any, of: CountyMap, font: str) -> str:
    """The map; what is to be noted of it."""
    axes = figure.subplots()
    held = ground(of)
    here = held.middle
    axes.set_aspect("equal")
    axes.fill(*_km(here, of.boundary), facecolor="#F4F1E8", edgecolor=sheet.INK, lw=1.2)
    _areas(axes, of, here)
    for site in of.sites:
        _site(axes, site, here)
    axes.set_xlim(-held.across_m / 1000 * MARGIN, held.across_m / 1000 * MARGIN)
    axes.set_ylim(-held.up_m / 1000 * MARGIN, held.up_m / 1000 * MARGIN)
    figure.suptitle(_title(of), fontsize=sheet.TITLE_SIZE)
    _bar(axes, held.across_m / 1000)
    axes.set_axis_off()
    _legend(axes, of)
    _names(figure, axes, of, here, font)
    return _notes(of, font)


def _km(here: Point, outline: Outline) -> tuple[list[float], list[float]]:
    """Kilometres east and north of the middle."""
    xs, ys = flat(here, *zip(*outline, strict=True))
    return [x / 1000 for x in xs], [y / 1000 for y in ys]


def _areas(axes: Any, of: CountyMap, here: Point) -> None:
    """Every area once, so that ground covered often is darker."""
    alpha = 0.35 if len(of.areas) <= _FEW else 0.06
    for area in of.areas:
        family = area.purpose.family
        colour = COLOURS[family]
        across, up = _km(here, area.outline)
        axes.fill(across, up, facecolor=colour, alpha=alpha, lw=0)
        axes.fill(
            across,
            up,
            facecolor="none",
            edgecolor=colour,
            hatch=HATCHES[family] if len(of.areas) <= _FEW else None,
            lw=0.6,
        )


def _site(axes: Any, site: MapSite, here: Point) -> None:
    """Its mark, how far it reaches, and the sides of what it may fire into."""
    (x,), (y,) = _km(here, ((site.position.lon, site.position.lat),))
    if site.reach_m:
        km = site.reach_m / 1000
        round_it = [radians(360 * n / _CORNERS) for n in range(_CORNERS + 1)]
        ring = ([x + km * sin(a) for a in round_it], [y + km * cos(a) for a in round_it])
        axes.plot(*ring, color=sheet.GREY, ls="--", lw=0.9)
    for sector in site.sectors:
        across, up = wedge(sector.azimuth_from_deg, sector.azimuth_to_deg, site.reach_m)
        axes.fill(
            [x + each for each in across],
            [y + each for each in up],
            facecolor=sheet.GREEN,
            edgecolor=sheet.GREEN,
            alpha=0.25,
            lw=0.8,
        )
    axes.plot([x], [y], "^", color="white", mec=sheet.INK, mew=1.2, ms=8, zorder=5)


NO_REACH_M = 3_000.0
"""How long a sector is drawn where nobody has said how far the site reaches."""


def wedge(from_deg: float, to_deg: float, reach_m: float | None) -> tuple[list[float], list[float]]:
    """Corners of a sector about its site, in kilometres."""
    km = (reach_m or NO_REACH_M) / 1000
    span = span_deg(from_deg, to_deg)
    turns = [radians(from_deg + span * n / _CORNERS) for n in range(_CORNERS + 1)]
    return [0.0, *(km * sin(a) for a in turns)], [0.0, *(km * cos(a) for a in turns)]


def _title(of: CountyMap) -> str:
    name = of.name if language() == "zh" else of.name_en
    if of.year is not None:
        said = _(N_("{name} {year} 年作业点和影响面积"))
        return said.format(name=name, year=of.year)
    if of.operations:
        numbers = " ".join(of.operations)
        return _(N_("{name} 作业 {numbers} 的影响面积")).format(name=name, numbers=numbers)
    return _(N_("{name} 作业点")).format(name=name)


def bar_km(across_km: float) -> float:
    """The longest round length that takes no more than a quarter of the width."""
    fitting = [km for km in _BARS_KM if km <= 2 * across_km * _BAR_SHARE]
    return fitting[-1] if fitting else _BARS_KM[0]


def _bar(axes: Any, across_km: float) -> None:
    """A scale below on the left, and which way is north above on the right."""
    km = bar_km(across_km)
    low = axes.get_ylim()[0]
    left = axes.get_xlim()[0]
    axes.plot([left, left + km], [low, low], color=sheet.INK, lw=3, solid_capstyle="butt")
    axes.annotate(f"{km:g} km", (left, low), xytext=(0, 5), textcoords="offset points", fontsize=8)
    axes.annotate(
        _(N_("北")),
        xy=(0.97, 0.99),
        xytext=(0.97, 0.89),
        xycoords="axes fraction",
        ha="center",
        arrowprops={"arrowstyle": "-|>", "color": sheet.INK},
    )


def _legend(axes: Any, of: CountyMap) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    site = Line2D(
        [], [], marker="^", ls="", color="white", mec=sheet.INK, label=titled(_(N_("作业点")))
    )
    keys: list[Any] = [site]
    if any(each.reach_m for each in of.sites):
        ring = Line2D([], [], color=sheet.GREY, ls="--", label=titled(_(N_("射程"))))
        keys.append(ring)
    if any(each.sectors for each in of.sites):
        keys.append(Patch(color=sheet.GREEN, alpha=0.3, label=titled(_(N_("允许射界")))))
    families = {area.purpose.family for area in of.areas}
    for purpose in Purpose:
        if purpose in families:
            label = _(N_("影响面积（{purpose}）")).format(purpose=purpose.label)
            keys.append(Patch(color=COLOURS[purpose], alpha=0.4, label=titled(label)))
    # Below the map, and above the notes: both at the sheet's foot would lie over one another.
    axes.legend(
        handles=keys,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=4,
        frameon=False,
        fontsize=8,
    )


def _names(figure: Any, axes: Any, of: CountyMap, here: Point, font: str) -> None:
    """Names of the sites where they meet neither one another nor the edge."""
    figure.draw_without_rendering()
    taken: list[Any] = []
    for site in of.sites:
        (x,), (y,) = _km(here, ((site.position.lon, site.position.lat),))
        name = spelled(site.name, font, site.code)
        if box := written(figure, axes, name, (x, y), taken):
            taken.append(box)


def _notes(of: CountyMap, font: str) -> str:
    lines: list[str] = []
    if len(of.areas) > _FEW:
        lines.append(_(N_("颜色越深，作业越多")))
    if any(area.is_circle for area in of.areas):
        lines.append(_(N_("圆只表示面积多大，不表示落在哪里")))
    if of.without_area:
        lines.append(_(N_("另有 {n} 次作业没有面积轮廓，不在图上")).format(n=of.without_area))
    lines += _lacking(of.sites)
    if of.source and (font or of.source.isascii()):
        lines.append(of.source)
    return "\n".join(titled(line) for line in lines)


def _lacking(sites: Sequence[MapSite]) -> list[str]:
    """What the programme does not say, so that nobody takes a missing ring for no reach."""
    lines = []
    if not all(site.reach_m for site in sites):
        lines.append(_(N_("没有虚线圈的作业点：射程未设置，也没有射表")))
    if sites and not any(site.sectors for site in sites):
        lines.append(_(N_("没有录入射界图，未画允许射界")))
    return lines
