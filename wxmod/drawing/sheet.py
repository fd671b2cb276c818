"""A sheet for a chart: matplotlib's figure with letters for the words on it, handed over as the bytes of a PNG.

Papers embed the bytes, `save` writes them to a file.  On a machine without a Chinese font the words are English, names
that only Han can spell become codes, and the sheet itself says so.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from wxmod.drawing import pictures
from wxmod.files import SHARED, write_over
from wxmod.wording import N_, _, titled

DPI = 150
WIDE = (8.0, 4.5)
"""Inches: as wide as the text of an A4 page, with room for a caption."""
TITLE_SIZE, NOTE_SIZE = 11, 7

# Okabe and Ito's colours, which the colour-blind can tell apart; what is printed in grey is told apart by hatching.
BLUE, ORANGE, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#56B4E9"
YELLOW, GREY, INK = "#E69F00", "#8A8A8A", "#222222"

NO_HAN = N_("这台电脑没有中文字体：图上用英文，地名人名用编号；装一种中文字体即可")
Paint = Callable[[Any, str], str]
"""Draws on a figure, given the font that has Chinese letters ("" where there is none); what is to be noted under it."""


def png(paint: Paint, size_in: tuple[float, float] = WIDE) -> bytes:
    """What *paint* draws, as the bytes of a PNG; the same drawing makes the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415  only pictures need it
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with pictures.lettered() as font, mpl.rc_context(settings(font)):
        figure = Figure(figsize=size_in, dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        notes = [paint(figure, font)]
        if not font:
            notes.append(_(NO_HAN))
        _note(figure, "\n".join(line for line in notes if line))
        held = BytesIO()
        figure.savefig(held, format="png", metadata={"Software": None})
    return held.getvalue()


def settings(font: str) -> Any:
    """How all our charts look."""
    fonts = [font, "DejaVu Sans"] if font else ["DejaVu Sans"]
    return {
        "font.family": fonts,
        "font.size": 9,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": TITLE_SIZE,
        "hatch.linewidth": 0.6,
    }


def _note(figure: Any, text: str) -> None:
    """Small lines under everything, for what a reader must know of the picture."""
    if text:
        figure.supxlabel(text, fontsize=NOTE_SIZE, x=0.01, ha="left", color=INK)


def nothing(axes: Any, text: str) -> None:
    """In words, in the middle, that there is nothing to draw."""
    axes.annotate(titled(text), (0.5, 0.5), xycoords="axes fraction", ha="center")


def clock(axes: Any) -> None:
    """Days and hours below an axis of time, as few as there is room for."""
    dates: Any = import_module("matplotlib.dates")
    locator = dates.AutoDateLocator(maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.DateFormatter("%m-%d\n%H:%M"))


def flat(at: datetime) -> datetime:
    """A moment as its clock shows it: matplotlib would turn it to Greenwich."""
    return at.replace(tzinfo=None)


def save(data: bytes, path: Path) -> None:
    """Write a picture's bytes to *path*, whole or not at all.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    write_over(path, data, SHARED)
