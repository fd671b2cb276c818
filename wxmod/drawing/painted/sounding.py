"""A skew-T on paper, with dry adiabats and wind barbs."""

from operator import attrgetter
from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.cells.sounding import title
from wxmod.drawing.sounding import (
    BOTTOM_HPA,
    COLDEST_DEG,
    LINES_HPA,
    TOP_HPA,
    WARMEST_DEG,
    Sounding,
    across,
    curve,
    up,
)
from wxmod.wording import N_, _, titled

SIZE = (7.5, 7.0)
KELVIN, KAPPA = 273.15, 0.2854
_KNOTS = 1.943844
_STEPS = 40
_BARBS = 22
_MARK_DEG = 3
_LEAST_GAP = 0.028
"""Between the names of two levels, of the height of the picture."""


def paint(figure: Any, of: Sounding) -> str:
    """The diagram; what is to be noted of it."""
    axes, winds = figure.subplots(1, 2, width_ratios=(12, 1), sharey=True)
    _grid(axes)
    curves = (
        ("temperature_degc", sheet.ORANGE, N_("温度")),
        ("dewpoint_degc", sheet.GREEN, N_("露点")),
        ("parcel_degc", sheet.INK, N_("地面气块")),
    )
    for name, colour, word in curves:
        places = curve(of, name)
        xs = [x for x, _y in places]
        ys = [y for _x, y in places]
        look = "--" if name == "parcel_degc" else "-"
        axes.plot(xs, ys, look, color=colour, lw=1.8, label=titled(_(word)))
    _levels(axes, of)
    axes.set_xlim(COLDEST_DEG, WARMEST_DEG)
    axes.set_ylim(0, 1)
    axes.set_yticks([up(hpa) for hpa in LINES_HPA], [f"{hpa}" for hpa in LINES_HPA])
    axes.set_ylabel("hPa")
    axes.set_xlabel("°C")
    axes.set_title(title(of))
    axes.legend(loc="upper right", fontsize=8)
    _winds(winds, of)
    return "    ".join(f"{titled(each.name)} {each.text}" for each in of.figures)


def _grid(axes: Any) -> None:
    """Leaning isotherms, dry adiabats, and a line for each named pressure."""
    step = (TOP_HPA / BOTTOM_HPA) ** (1 / _STEPS)
    levels = [BOTTOM_HPA * step**n for n in range(_STEPS + 1)]
    ys = [up(hpa) for hpa in levels]
    for degrees in range(-120, 60, 10):
        xs = [across(degrees, hpa) for hpa in levels]
        axes.plot(xs, ys, color="0.8", lw=0.7)
    freezing = [across(0, hpa) for hpa in levels]
    axes.plot(freezing, ys, color=sheet.BLUE, lw=0.7)
    for theta in range(250, 440, 10):
        xs = [across(_dry_degc(theta, hpa), hpa) for hpa in levels]
        axes.plot(xs, ys, color="#D8B48A", lw=0.5)
    for hpa in LINES_HPA:
        axes.axhline(up(hpa), color="0.75", lw=0.6)


def _dry_degc(theta_k: float, hpa: float) -> float:
    """Temperature along a dry adiabat."""
    return float(theta_k * (hpa / 1000) ** KAPPA - KELVIN)


def _levels(axes: Any, of: Sounding) -> None:
    """The levels that matter, named at the left edge; two that lie close do not lie on one another."""
    left = COLDEST_DEG
    right = COLDEST_DEG + _MARK_DEG
    last = -1.0
    for mark in sorted(of.marks, key=attrgetter("pressure_hpa"), reverse=True):
        y = up(mark.pressure_hpa)
        axes.plot([left, right], [y, y], color=sheet.INK, lw=1.4)
        text = f" {mark.name}"
        if mark.height_msl_m is not None:
            text += f"  {mark.height_msl_m:.0f} m"
        last = max(y, last + _LEAST_GAP)
        axes.annotate(text, (right, last), va="center", fontsize=8)


def _winds(axes: Any, of: Sounding) -> None:
    """Barbs in knots, as every forecaster reads them, at most so many."""
    known = [layer for layer in of.layers if layer.pressure_hpa >= TOP_HPA]
    held = [(layer.pressure_hpa, layer.wind_ms) for layer in known if layer.wind_ms]
    step = max(len(held) // _BARBS, 1)
    for hpa, (east, north) in held[::step]:
        axes.barbs(
            0,
            up(hpa),
            east * _KNOTS,
            north * _KNOTS,
            length=5.5,
            lw=0.6,
        )
    axes.set_xlim(-1, 1)
    axes.set_axis_off()
