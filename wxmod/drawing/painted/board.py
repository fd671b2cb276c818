"""The board on paper: five columns, a row a process."""

from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.board import Board, Card, Standing
from wxmod.drawing.canvas import folded
from wxmod.wording import _, titled

COLOURS = {
    Standing.MADE: sheet.GREEN,
    Standing.LATE: sheet.YELLOW,
    Standing.NOW: sheet.BLUE,
    Standing.MISSED: sheet.ORANGE,
    Standing.AHEAD: "#DDDDDD",
    Standing.ABOVE: "#BBBBBB",
}
_DARK = {Standing.MADE, Standing.NOW, Standing.MISSED}
LEAST_IN, EACH_IN, MOST_IN = 1.8, 0.55, 11.0
_NAME_CELLS = 16


def size(of: Board) -> tuple[float, float]:
    """A sheet as high as its processes need."""
    return 9.0, min(LEAST_IN + EACH_IN * len(of.cards), MOST_IN)


def paint(figure: Any, of: Board) -> str:
    """A box for every stage of every process."""
    axes = figure.subplots()
    axes.set_title(titled(_("五段式任务板")))
    axes.set_xlim(0, max(len(of.stages), 1))
    axes.set_ylim(max(len(of.cards), 1), 0)
    for n, card in enumerate(of.cards):
        _card(axes, n, card, [code for code, _name in of.stages])
    names = ["\n".join(folded(f"{code} {name}", _NAME_CELLS)) for code, name in of.stages]
    axes.set_xticks([n + 0.5 for n in range(len(names))], names, fontsize=8)
    axes.xaxis.tick_top()
    rows = [_name(card) for card in of.cards]
    axes.set_yticks([n + 0.5 for n in range(len(rows))], rows, fontsize=8)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if not of.cards:
        text = titled(_("没有要做的过程"))
        axes.annotate(text, (0.5, 0.5), xycoords="axes fraction", ha="center")
    return ""


def _name(card: Card) -> str:
    purposes = " ".join(titled(p.label) for p in card.purposes)
    return f"{card.id}\n{purposes}"


def _card(axes: Any, row: int, card: Card, codes: list[str]) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    for step in card.steps:
        column = codes.index(step.code)
        corner = (column + 0.03, row + 0.08)
        axes.add_patch(Rectangle(corner, 0.94, 0.84, color=COLOURS[step.standing], lw=0))
        text = titled(step.state.label)
        if step.until:
            text += f"\n{step.until:%m-%d %H:%M}"
        ink = "white" if step.standing in _DARK else sheet.INK
        middle = (column + 0.5, row + 0.5)
        axes.annotate(text, middle, ha="center", va="center", fontsize=8, color=ink)
