"""The county's map on paper, in kilometres about its middle, north up."""

from collections.abc import Iterator
from math import cos, radians, sin
from typing import Any

from wxmod.domain.geodesy import Outline, Point, flat
from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.county import CountyMap, MapSite, bar_km, ground, notes, title, wedge
from wxmod.drawing.painted.tallies import COLOURS, HATCHES
from wxmod.drawing.pictures import spelled, written
from wxmod.wording import _, titled

SIZE = (7.0, 6.4)
MARGIN = 1.06
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
    figure.suptitle(title(of), fontsize=sheet.TITLE_SIZE)
    _bar(axes, held.across_m / 1000)
    axes.set_axis_off()
    _legend(axes, of)
    _names(figure, axes, of, here, font)
    # The source may be told in Han alone.
    lines = [line for line in notes(of) if font or line.isascii()]
    if len(of.areas) > _FEW:
        lines.insert(0, titled(_("颜色越深，作业越多")))
    return "\n".join(lines)


def _km(here: Point, outline: Outline) -> tuple[list[float], list[float]]:
    """Kilometres east and north of the middle."""
    xs, ys = flat(here, *zip(*outline, strict=True))
    return [x / 1000 for x in xs], [y / 1000 for y in ys]


def _areas(axes: Any, of: CountyMap, here: Point) -> None:
    """Every area once, so that ground covered often is darker."""
    few = len(of.areas) <= _FEW
    alpha = 0.35 if few else 0.06
    for area in of.areas:
        family = area.purpose.family
        colour = COLOURS[family]
        across, up = _km(here, area.outline)
        axes.fill(across, up, facecolor=colour, alpha=alpha, lw=0)
        # Many hatchings over one another would be a grid.
        hatch = HATCHES[family] if few else None
        axes.fill(across, up, facecolor="none", edgecolor=colour, hatch=hatch, lw=0.6)


def _site(axes: Any, site: MapSite, here: Point) -> None:
    """Its mark, how far it reaches, and the sides of what it may fire into."""
    x, y = _place(here, site)
    if site.reach_m:
        _ring(axes, x, y, site.reach_m / 1000)
    for sector in site.sectors:
        corners = wedge(sector, site.reach_m, _CORNERS)
        across = [x + east / 1000 for east, _north in corners]
        up = [y + north / 1000 for _east, north in corners]
        axes.fill(
            across,
            up,
            facecolor=sheet.GREEN,
            edgecolor=sheet.GREEN,
            alpha=0.25,
            lw=0.8,
        )
    axes.plot([x], [y], "^", color="white", mec=sheet.INK, mew=1.2, ms=8, zorder=5)


def _place(here: Point, site: MapSite) -> tuple[float, float]:
    """A site in kilometres from the middle."""
    position = site.position
    (x,), (y,) = _km(here, ((position.lon, position.lat),))
    return x, y


def _ring(axes: Any, x: float, y: float, km: float) -> None:
    """A dashed circle about a place."""
    across = []
    up = []
    for n in range(_CORNERS + 1):
        turn = radians(360 * n / _CORNERS)
        across.append(x + km * sin(turn))
        up.append(y + km * cos(turn))
    axes.plot(across, up, color=sheet.GREY, ls="--", lw=0.9)


def _bar(axes: Any, across_km: float) -> None:
    """A scale below on the left, and which way is north above on the right."""
    km = bar_km(across_km)
    low = axes.get_ylim()[0]
    left = axes.get_xlim()[0]
    axes.plot([left, left + km], [low, low], color=sheet.INK, lw=3, solid_capstyle="butt")
    axes.annotate(f"{km:g} km", (left, low), xytext=(0, 5), textcoords="offset points", fontsize=8)
    axes.annotate(
        _("北"),
        xy=(0.97, 0.99),
        xytext=(0.97, 0.89),
        xycoords="axes fraction",
        ha="center",
        arrowprops={"arrowstyle": "-|>", "color": sheet.INK},
    )


def _legend(axes: Any, of: CountyMap) -> None:
    # Below the map, and above the notes: both at the sheet's foot would lie over one another.
    axes.legend(
        handles=list(_keys(of)),
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=4,
        frameon=False,
        fontsize=8,
    )


def _keys(of: CountyMap) -> Iterator[Any]:
    """What each sign on the map means."""
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    word = titled(_("作业点"))
    yield Line2D([], [], marker="^", ls="", color="white", mec=sheet.INK, label=word)
    if any(site.reach_m for site in of.sites):
        word = titled(_("射程"))
        yield Line2D([], [], color=sheet.GREY, ls="--", label=word)
    if any(site.sectors for site in of.sites):
        word = titled(_("允许射界"))
        yield Patch(color=sheet.GREEN, alpha=0.3, label=word)
    families = {area.purpose.family for area in of.areas}
    for purpose in Purpose:
        if purpose in families:
            word = _("影响面积（{purpose}）").format(purpose=purpose.label)
            yield Patch(color=COLOURS[purpose], alpha=0.4, label=titled(word))


def _names(figure: Any, axes: Any, of: CountyMap, here: Point, font: str) -> None:
    """Names of the sites where they meet neither one another nor the edge."""
    figure.draw_without_rendering()
    taken: list[Any] = []
    for site in of.sites:
        place = _place(here, site)
        name = spelled(site.name, font, site.code)
        box = written(figure, axes, name, place, taken)
        if box:
            taken.append(box)
