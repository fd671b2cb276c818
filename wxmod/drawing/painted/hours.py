"""Favourable ground of one hour on paper, with the share of the area along time."""

from math import cos, radians
from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.hours import Hours
from wxmod.drawing.pictures import spelled, written
from wxmod.wording import _, titled

SIZE = (8.0, 6.5)


def paint(figure: Any, of: Hours, font: str) -> str:
    """The map above, the shares below; what is to be noted of them."""
    from matplotlib.colors import ListedColormap  # noqa: PLC0415

    above, below = figure.subplots(2, 1, height_ratios=(5, 1))
    hour = of.hours[of.shown]
    west, south, east, north = of.box
    above.set_facecolor("#DDDDDD")
    above.imshow(
        hour.cells,
        extent=(west, east, south, north),
        cmap=ListedColormap(["white", sheet.GREEN]),
        vmin=0,
        vmax=1,
        alpha=0.7,
        interpolation="nearest",
        aspect=1 / cos(radians((south + north) / 2)),
    )
    if of.outline:
        lons, lats = zip(*of.outline, of.outline[0], strict=True)
        above.plot(lons, lats, color=sheet.INK, lw=1.2)
    for _name, lon, lat in of.sites:
        above.plot([lon], [lat], "^", color="white", mec=sheet.INK)
    above.set_xlabel("°E")
    above.set_ylabel("°N")
    said = _("{criteria}  {at:%m-%d %H:%M}  有利面积 {share}")
    share = "?" if hour.share is None else f"{hour.share:.0%}"
    above.set_title(said.format(criteria=of.criteria, at=hour.at, share=share))
    _shares(below, of)
    _names(figure, above, of, font)
    return titled(_("绿色有利，白色不利，灰色无法判断；虚线为判定全县有利的最小面积"))


def _names(figure: Any, axes: Any, of: Hours, font: str) -> None:
    """Names of the sites where they meet neither one another nor the edge."""
    figure.draw_without_rendering()
    taken: list[Any] = []
    for n, (name, lon, lat) in enumerate(of.sites, 1):
        text = spelled(name, font, f"{n}")
        if box := written(figure, axes, text, (lon, lat), taken):
            taken.append(box)


def _shares(axes: Any, of: Hours) -> None:
    places = range(len(of.hours))
    heights = [100 * (hour.share or 0) for hour in of.hours]
    colours = [sheet.BLUE if n == of.shown else sheet.GREEN for n in places]
    axes.bar(places, heights, color=colours)
    axes.axhline(100 * of.least, color=sheet.ORANGE, ls="--", lw=0.9)
    axes.set_ylim(0, 100)
    axes.set_ylabel("%")
    step = max(len(of.hours) // 8, 1)
    shown = list(places)[::step]
    axes.set_xticks(shown, [f"{of.hours[n].at:%m-%d\n%H:%M}" for n in shown], fontsize=7)
