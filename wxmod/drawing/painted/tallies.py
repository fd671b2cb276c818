"""Months or years as bars: operations by purpose above, areas below."""

from typing import Any

from wxmod.domain.operations.operation import Purpose
from wxmod.drawing import sheet
from wxmod.drawing.tallies import Tallies, label, note, title
from wxmod.wording import _, titled

COLOURS = {
    Purpose.RAIN: sheet.BLUE,
    Purpose.SNOW: sheet.SKY,
    Purpose.HAIL: sheet.ORANGE,
}
HATCHES = {Purpose.RAIN: "", Purpose.SNOW: "..", Purpose.HAIL: "//"}
"""A grey print tells purposes apart by these."""
BAR, PAIR = 0.7, 0.38
ROOM_ABOVE = 1.18  # for the number on the highest bar
FEW = 8


def paint(figure: Any, tallies: Tallies) -> str:
    """Both charts on one sheet; what is to be noted of them."""
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    keys = [row.key for row in tallies.rows]
    _operations(above, tallies, keys)
    _areas(below, tallies, keys)
    above.set_title(title(tallies))
    labels = [label(tallies, row) for row in tallies.rows]
    below.set_xticks(keys, labels)
    return note()


def _operations(axes: Any, tallies: Tallies, keys: list[int]) -> None:
    """Bars by purpose on top of one another, with the total over each."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    floor = [0] * len(keys)
    for n, purpose in enumerate(tallies.purposes):
        heights = [row.operations[n] for row in tallies.rows]
        axes.bar(
            keys,
            heights,
            BAR,
            bottom=floor,
            color=COLOURS[purpose],
            hatch=HATCHES[purpose],
            edgecolor="white",
            label=titled(purpose.label),
        )
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    for key, total in zip(keys, floor, strict=True):
        if total:
            axes.annotate(f"{total}", (key, total), ha="center", va="bottom", fontsize=8)
    axes.set_ylim(0, max(tallies.most, 1) * ROOM_ABOVE)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_ylabel(titled(_("作业次数")))
    axes.legend(frameon=False, ncols=len(tallies.purposes), loc="upper right", fontsize=8)


def _areas(axes: Any, tallies: Tallies, keys: list[int]) -> None:
    """The sum of areas beside the ground covered at least once."""
    left = [key - PAIR / 2 for key in keys]
    right = [key + PAIR / 2 for key in keys]
    sums = [row.sum_km2 for row in tallies.rows]
    unions = [row.union_km2 for row in tallies.rows]
    axes.bar(left, sums, PAIR, color=sheet.GREY, label=titled(_("累计")))
    axes.bar(
        right,
        unions,
        PAIR,
        color=sheet.GREEN,
        hatch="xx",
        edgecolor="white",
        label=titled(_("去重")),
    )
    axes.set_ylim(0, max([*sums, 1]) * ROOM_ABOVE)
    axes.set_ylabel("km²")
    axes.legend(frameon=False, ncols=2, loc="upper right", fontsize=8)
