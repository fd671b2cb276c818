"""Processes along time, in cells: a bar for each process, one below for every site in it, hours on the axis."""

from datetime import datetime

from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, cut, width
from wxmod.drawing.cells.bars import FILLS
from wxmod.drawing.timeline import Course, Lane, Spell, Timeline, hours
from wxmod.wording import N_, _, titled

LABEL, MARGIN = 14, 17
"""Cells for the names on the left and for what is said on the right."""
_CELLS_A_TICK = 7
PEAK, DONE, NOW = "^", "*", "|"
SITE = Fill(Ink.GOOD, "-", Hatch.CHECKS)
_SURE = 0.8
SURE = Fill(Ink.GOOD, "=")
"""A site whose score is high is drawn full."""


class _Time:
    """Cells for moments."""

    def __init__(self, canvas: Canvas, span: Spell) -> None:
        self.canvas = canvas
        self.span = span
        self.columns = max(canvas.columns - LABEL - MARGIN, 1)

    def share(self, at: datetime) -> float:
        return (at - self.span.start) / (self.span.end - self.span.start)

    def column(self, at: datetime) -> int:
        """The cell a moment falls into; the last moment into the last cell."""
        cells = int(self.share(at) * self.columns)
        return LABEL + min(max(cells, 0), self.columns - 1)

    def fill(self, row: int, spell: Spell, fill: Fill) -> None:
        """A stretch of time in a row, a dot at least."""
        canvas = self.canvas
        dots = self.columns * canvas.wide
        left = round(self.share(spell.start) * dots)
        right = round(self.share(spell.end) * dots)
        corner = (LABEL * canvas.wide + left, row * canvas.high)
        size = (max(right - left, 1), max(canvas.high - 1, 1))
        canvas.box(corner, size, fill)


def draw(of: Timeline, room: Room) -> Drawing:
    """As many processes as there is room for, the earliest first; the axis is the last row."""
    needed = 3 + sum(1 + len(course.lanes) for course in of.courses)
    canvas = Canvas(room.columns, min(needed, room.rows), room.signs)
    canvas.title(titled(_(N_("过程时间轴"))))
    span = of.span
    if span is None:
        canvas.write(1, 0, titled(_(N_("没有有利天气过程"))))
        return canvas.drawing()
    time = _Time(canvas, span)
    row = 1
    left = len(of.courses)
    for course in of.courses:
        if row + 1 + len(course.lanes) > canvas.rows - 2:
            break
        row = _course(time, row, course)
        left -= 1
    _legend(canvas, canvas.rows - 2, left)
    if of.now and span.start <= of.now <= span.end:
        _now(time, row, of.now)
    _axis(time, canvas.rows - 1)
    return canvas.drawing()


def _course(time: _Time, row: int, course: Course) -> int:
    """A process and its sites; the row after them."""
    canvas = time.canvas
    canvas.write(row, 0, cut(course.id, LABEL - 1), Ink.STRONG)
    time.fill(row, course.spell, FILLS[course.purpose])
    # Of its purpose the first word has to do: rain, snow, hail.
    word = titled(course.purpose.label).split(" ")[0]
    if course.layer_msl_m:
        base, top = course.layer_msl_m
        word += f" {base:.0f}-{top:.0f}"
    _beside(canvas, row, word)
    if course.peak:
        canvas.write(row, time.column(course.peak), PEAK, Ink.STRONG)
    for at in course.operations:
        canvas.write(row, time.column(at), DONE, Ink.STRONG)
    for n, lane in enumerate(course.lanes, row + 1):
        _lane(time, n, lane)
    return row + 1 + len(course.lanes)


def _lane(time: _Time, row: int, lane: Lane) -> None:
    time.canvas.write(row, 2, cut(lane.site, LABEL - 3))
    fill = SURE if lane.score >= _SURE else SITE
    time.fill(row, lane.spell, fill)
    _beside(time.canvas, row, f"{lane.score:.2f}")


def _beside(canvas: Canvas, row: int, text: str) -> None:
    """Words in the margin on the right."""
    column = canvas.columns - MARGIN + 1
    canvas.write(row, column, cut(text, MARGIN - 1))


def _legend(canvas: Canvas, row: int, left: int) -> None:
    said = _(N_("{peak} 最强  {done} 已作业  {now} 此刻  右为建议层（海拔 m）和得分"))
    text = said.format(peak=PEAK, done=DONE, now=NOW)
    if left:
        text = _(N_("还有 {n} 个过程没有画出")).format(n=left) + "  " + text
    canvas.note(row, text)


def _now(time: _Time, rows: int, now: datetime) -> None:
    """A line down through all rows where the clock stands."""
    column = time.column(now)
    for row in range(1, rows):
        if time.canvas.is_free(row, column, 1):
            time.canvas.write(row, column, NOW, Ink.BAD)


def _axis(time: _Time, row: int) -> None:
    """Hours, and the day where one begins or the axis does."""
    day = None
    free = 0
    for at in hours(time.span, max(time.columns // _CELLS_A_TICK, 1)):
        text = f"{at:%H:%M}"
        if at.hour == 0:
            text = f"{at:%m-%d}"
        elif day is None:
            # The first says its day too, and not as if it began there.
            text = f"{at:%m-%d %H:%M}"
        column = time.column(at)
        if column >= free and column + width(text) <= time.canvas.columns:
            free = time.canvas.write(row, column, text, Ink.FAINT) + 1
            day = at.date()
