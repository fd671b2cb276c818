"""Stock as bars across, a line a lot."""

from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.cells.stock import title, until
from wxmod.drawing.pictures import spelled
from wxmod.drawing.stock import Bar, Grade, Stock
from wxmod.wording import _, titled

COLOURS = {
    Grade.GOOD: sheet.GREEN,
    Grade.SOON: sheet.YELLOW,
    Grade.BAD: sheet.ORANGE,
    Grade.UNKNOWN: sheet.GREY,
}
HATCHES = {Grade.GOOD: "", Grade.SOON: "//", Grade.BAD: "xx", Grade.UNKNOWN: ".."}
LEAST_IN, EACH_IN, MOST_IN = 2.0, 0.42, 11.0
"""Height of a sheet: for its title and axis, for every lot, and of a page."""
ROOM_BESIDE = 1.6  # for the words at the end of the longest bar
THICK = 0.62


def size(stock: Stock) -> tuple[float, float]:
    """A sheet as high as its lots need."""
    high = LEAST_IN + EACH_IN * len(stock.bars)
    return sheet.WIDE[0], min(high, MOST_IN)


def paint(figure: Any, stock: Stock, font: str) -> str:
    """The bars; nothing is to be noted of them."""
    axes = figure.subplots()
    labels = [_label(n, bar, font) for n, bar in enumerate(stock.bars, 1)]
    seen: set[str] = set()
    for n, bar in enumerate(stock.bars):
        state = titled(bar.state.label)
        axes.barh(
            n,
            bar.rounds,
            THICK,
            color=COLOURS[bar.grade],
            hatch=HATCHES[bar.grade],
            edgecolor="white",
            label=None if state in seen else state,
        )
        seen.add(state)
        axes.annotate(
            f" {bar.rounds}   {until(bar)}",
            (bar.rounds, n),
            va="center",
            fontsize=8,
        )
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, max(stock.most, 1) * ROOM_BESIDE)
    axes.set_xlabel(titled(_("发（枚、支）")))
    axes.set_title(title(stock))
    if seen:
        axes.legend(frameon=False, loc="lower right", fontsize=8)
    else:
        sheet.nothing(axes, _("没有库存"))
    return ""


def _label(n: int, bar: Bar, font: str) -> str:
    """Number and model of a lot; what the font cannot spell by its place in the list and its type's code."""
    lot = spelled(bar.lot, font, f"#{n}")
    return f"{lot}\n{spelled(bar.model, font, bar.type)}"
