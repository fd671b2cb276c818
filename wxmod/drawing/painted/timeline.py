"""Processes along time, on paper."""

from datetime import datetime, timedelta
from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.painted.tallies import COLOURS, HATCHES
from wxmod.drawing.pictures import spelled
from wxmod.drawing.timeline import Course, Lane, Timeline
from wxmod.wording import _, titled

LEAST_IN, EACH_IN, MOST_IN = 1.8, 0.3, 11.0
"""Height of a sheet: for its title and axis, for every row, and of a page."""
THICK, THIN = 0.8, 0.5
_BEYOND = 0.25


def size(of: Timeline) -> tuple[float, float]:
    """A sheet as high as its rows need."""
    rows = sum(1 + len(course.lanes) for course in of.courses)
    return sheet.WIDE[0], min(LEAST_IN + EACH_IN * rows, MOST_IN)


def paint(figure: Any, of: Timeline, font: str) -> str:
    """A bar a row; what is to be noted of them."""
    axes = figure.subplots()
    axes.set_title(titled(_("过程时间轴")))
    if not of.courses:
        sheet.nothing(axes, _("没有有利天气过程"))
        axes.set_axis_off()
        return ""
    labels: list[str] = []
    for course in of.courses:
        _course(axes, len(labels), course)
        labels.append(course.id)
        for lane in course.lanes:
            _lane(axes, len(labels), lane)
            labels.append(spelled(lane.site, font, lane.code))
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.invert_yaxis()
    _span(axes, of)
    sheet.clock(axes)
    return titled(_("三角为最强时刻，星为已作业；时间为本地时间，建议层为海拔"))


def _course(axes: Any, row: int, course: Course) -> None:
    """A process: when it is, when it is strongest, when something was done."""
    spell = course.spell
    axes.barh(
        row,
        spell.end - spell.start,
        THICK,
        left=sheet.flat(spell.start),
        color=COLOURS[course.purpose],
        hatch=HATCHES[course.purpose],
        edgecolor="white",
    )
    # What it is good for and which layer to seed stand behind its bar.
    text = f" {titled(course.purpose.label)}"
    if course.layer_msl_m:
        base, top = course.layer_msl_m
        text += f"  {base:.0f}–{top:.0f} m"
    _behind(axes, row, spell.end, text)
    if course.peak:
        peak = sheet.flat(course.peak)
        axes.plot([peak], [row], "v", color="white", mec=sheet.INK)
    for at in course.operations:
        done = sheet.flat(at)
        axes.plot([done], [row], "*", color="white", mec=sheet.INK, ms=9)


def _lane(axes: Any, row: int, lane: Lane) -> None:
    """A site's favourable hours; the surer, the fuller their colour."""
    spell = lane.spell
    axes.barh(
        row,
        spell.end - spell.start,
        THIN,
        left=sheet.flat(spell.start),
        color=sheet.GREEN,
        alpha=0.3 + 0.7 * lane.score,
    )
    _behind(axes, row, spell.end, f" {lane.score:.2f}")


def _behind(axes: Any, row: int, end: datetime, text: str) -> None:
    place = (sheet.flat(end), row)
    axes.annotate(text, place, va="center", fontsize=7)


def _span(axes: Any, of: Timeline) -> None:
    """Room behind the bars for their words, and a line where the clock stands."""
    span = of.span
    if span is None:
        return
    long: timedelta = span.end - span.start
    start = sheet.flat(span.start)
    end = sheet.flat(span.end)
    axes.set_xlim(start, end + long * _BEYOND)
    if of.now and span.start <= of.now <= span.end:
        now = sheet.flat(of.now)
        axes.axvline(now, color=sheet.ORANGE, lw=1, ls="--")
