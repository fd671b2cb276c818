"""The board on paper: five columns, a row a process."""

from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.board import Board, Standing, Step
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
    columns = {code: n for n, (code, _name) in enumerate(of.stages)}
    for row, card in enumerate(of.cards):
        for step in card.steps:
            _step(axes, row, columns[step.code], step)
    _names(axes, of)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if not of.cards:
        sheet.nothing(axes, _("没有要做的过程"))
    return ""


def _names(axes: Any, of: Board) -> None:
    """Stages above their columns, processes beside their rows."""
    above = []
    for stage in of.stages:
        lines = folded(" ".join(stage), _NAME_CELLS)
        above.append("\n".join(lines))
    beside = []
    for card in of.cards:
        purposes = " ".join(titled(purpose.label) for purpose in card.purposes)
        beside.append(f"{card.id}\n{purposes}")
    axes.set_xticks(_middles(above), above, fontsize=8)
    axes.xaxis.tick_top()
    axes.set_yticks(_middles(beside), beside, fontsize=8)


def _middles(names: list[str]) -> list[float]:
    return [n + 0.5 for n in range(len(names))]


def _step(axes: Any, row: int, column: int, step: Step) -> None:
    """One box with its word and until when."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    corner = (column + 0.03, row + 0.08)
    colour = COLOURS[step.standing]
    box = Rectangle(corner, 0.94, 0.84, color=colour, lw=0)
    axes.add_patch(box)
    text = titled(step.state.label)
    if step.until:
        text += f"\n{step.until:%m-%d %H:%M}"
    ink = sheet.INK
    if step.standing in _DARK:
        ink = "white"
    axes.annotate(
        text,
        (column + 0.5, row + 0.5),
        ha="center",
        va="center",
        fontsize=8,
        color=ink,
    )
