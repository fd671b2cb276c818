"""A section on paper."""

from datetime import datetime
from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.cells.section import title
from wxmod.drawing.section import ISOTHERMS, Moment, Section
from wxmod.wording import _, titled

COLOURS = (sheet.ORANGE, sheet.YELLOW, sheet.SKY, sheet.BLUE)
_STEPS = 60
_SHADES = (50, 70, 80, 90, 100.01)


def paint(figure: Any, of: Section) -> str:
    """Humidity as shades, isotherms as lines, the layer hatched; what is to be noted of them."""
    axes = figure.subplots()
    times = [sheet.flat(moment.at) for moment in of.moments]
    _humidity(figure, axes, of, times)
    _layer(axes, of, times)
    for n, degrees in enumerate(ISOTHERMS):
        heights = [_km(moment.isotherms_msl_m[n]) for moment in of.moments]
        axes.plot(times, heights, color=COLOURS[n], lw=1.8, marker="o", ms=3)
        if known := [each for each in zip(times, heights, strict=True) if each[1] == each[1]]:
            axes.annotate(f" {degrees} °C", known[-1], va="center", color=COLOURS[n], fontsize=8)
    for time, moment in zip(times, of.moments, strict=True):
        if moment.favourable:
            axes.plot([time], [0.15], "^", color=sheet.GREEN, clip_on=False)
    axes.set_ylim(0, of.top_msl_m / 1000)
    axes.set_ylabel(titled(_("高度 km（海拔）")))
    axes.set_title(title(of))
    sheet.clock(axes)
    return titled(_("绿三角为有利时次，绿色斜纹为建议播撒层；时间为本地时间"))


def _km(height_m: float | None) -> float:
    return float("nan") if height_m is None else height_m / 1000


def _humidity(figure: Any, axes: Any, of: Section, times: list[datetime]) -> None:
    heights = [of.top_msl_m * n / _STEPS for n in range(_STEPS + 1)]
    if len(times) == 1:
        return
    rows = [[_percent(moment, height) for moment in of.moments] for height in heights]
    shown = axes.contourf(
        times,
        [height / 1000 for height in heights],
        rows,
        levels=_SHADES,
        cmap="Greys",
        alpha=0.55,
    )
    bar = figure.colorbar(shown, ax=axes, shrink=0.8, format="%.0f")
    bar.set_label(titled(_("相对湿度 %")))


def _percent(moment: Moment, height_m: float) -> float:
    found = moment.humidity(height_m)
    return float("nan") if found is None else min(found, 100.0)


def _layer(axes: Any, of: Section, times: list[datetime]) -> None:
    lows = [_km(m.layer_msl_m[0] if m.layer_msl_m else None) for m in of.moments]
    highs = [_km(m.layer_msl_m[1] if m.layer_msl_m else None) for m in of.moments]
    axes.fill_between(
        times,
        lows,
        highs,
        facecolor=sheet.GREEN,
        edgecolor=sheet.GREEN,
        alpha=0.3,
        hatch="//",
    )
