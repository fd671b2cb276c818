"""Processes along time, on paper."""

from datetime import datetime, timedelta
from typing import Any

from wxmod.drawing import sheet
from wxmod.drawing.painted.tallies import COLOURS, HATCHES
from wxmod.drawing.pictures import spelled
from wxmod.drawing.timeline import Course, Timeline
from wxmod.wording import _, titled

LEAST_IN, EACH_IN, MOST_IN = 1.8, 0.3, 11.0
"""Height of a sheet: for its title and axis, for every row, and of a page."""
THICK, THIN = 0.8, 0.5


def size(of: Timeline) -> tuple[float, float]:
    """A sheet as high as its rows need."""
    rows = sum(1 + len(course.lanes) for course in of.courses)
    return sheet.WIDE[0], min(LEAST_IN + EACH_IN * rows, MOST_IN)


def paint(figure: Any, of: Timeline, font: str) -> str:
    """A bar a row; what is to be noted of them."""
    axes = figure.subplots()
    axes.set_title(titled(_("过程时间轴")))
    labels: list[str] = []
    for course in of.courses:
        _course(axes, course, labels, font)
    if not of.courses:
        text = titled(_("没有有利天气过程"))
        axes.annotate(text, (0.5, 0.5), xycoords="axes fraction", ha="center")
        axes.set_axis_off()
        return ""
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.invert_yaxis()
    _clock(axes, of)
    sheet.clock(axes)
    return titled(_("三角为最强时刻，星为已作业；时间为本地时间，建议层为海拔"))


def _flat(at: datetime) -> datetime:
    """A moment as its clock shows it: matplotlib would turn it to Greenwich."""
    return at.replace(tzinfo=None)


def _course(axes: Any, course: Course, labels: list[str], font: str) -> None:
    """A process, and its sites below it."""
    row = len(labels)
    labels.append(course.id)
    start = _flat(course.spell.start)
    long = course.spell.end - course.spell.start
    axes.barh(
        row,
        long,
        THICK,
        left=start,
        color=COLOURS[course.purpose],
        hatch=HATCHES[course.purpose],
        edgecolor="white",
    )
    _word(axes, row, course)
    if course.peak:
        axes.plot([_flat(course.peak)], [row], "v", color="white", mec=sheet.INK)
    for at in course.operations:
        axes.plot([_flat(at)], [row], "*", color="white", mec=sheet.INK, ms=9)
    for lane in course.lanes:
        place = len(labels)
        labels.append(f"  {spelled(lane.site, font, lane.code)}")
        long = lane.spell.end - lane.spell.start
        left = _flat(lane.spell.start)
        axes.barh(place, long, THIN, left=left, color=sheet.GREEN, alpha=_strength(lane.score))
        axes.annotate(f" {lane.score:.2f}", (left + long, place), va="center", fontsize=7)


def _strength(score: float) -> float:
    """The surer, the fuller the colour."""
    return 0.3 + 0.7 * score


def _word(axes: Any, row: int, course: Course) -> None:
    """What it is good for and which layer to seed, behind its bar."""
    text = f" {titled(course.purpose.label)}"
    if course.layer_msl_m:
        base, top = course.layer_msl_m
        text += f"  {base:.0f}–{top:.0f} m"
    axes.annotate(text, (_flat(course.spell.end), row), va="center", fontsize=7)


def _clock(axes: Any, of: Timeline) -> None:
    """Room behind the bars for their words, and a line where the clock stands."""
    span = of.span
    if span is None:
        return
    beyond: timedelta = (span.end - span.start) * 0.25
    axes.set_xlim(_flat(span.start), _flat(span.end) + beyond)
    if of.now and span.start <= of.now <= span.end:
        axes.axvline(_flat(of.now), color=sheet.ORANGE, lw=1, ls="--")
