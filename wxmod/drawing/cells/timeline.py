"""Processes along time, in cells: a bar for each process, one below for every site in it, hours on the axis."""

from datetime import datetime

from wxmod.drawing.canvas import Canvas, Drawing, Fill, Hatch, Ink, Room, cut, width
from wxmod.drawing.cells.bars import FILLS
from wxmod.drawing.timeline import Course, Lane, Spell, Timeline, hours
from wxmod.wording import _, titled

LABEL, MARGIN = 14, 17
"""Cells for the names on the left and for what is said on the right."""
_CELLS_A_TICK = 7
PEAK, DONE, NOW = "^", "*", "|"
SITE = Fill(Ink.GOOD, "-", Hatch.CHECKS)
_SURE = 0.8
_AXIS_ROWS = 2
SURE = Fill(Ink.GOOD, "=")
"""A site whose score is high is drawn full."""


class _Time:
    """Cells for moments."""

    def __init__(self, canvas: Canvas, span: Spell) -> None:
        self.canvas = canvas
        self.span = span
        self.columns = max(canvas.columns - LABEL - MARGIN, 1)

    def share(self, at: datetime) -> float:
        """How far into the span a moment lies, from 0 to 1."""
        whole = self.span.end - self.span.start
        return (at - self.span.start) / whole

    def column(self, at: datetime) -> int:
        """The cell a moment falls into; the last moment into the last cell."""
        cells = int(self.share(at) * self.columns)
        last = self.columns - 1
        return LABEL + min(max(cells, 0), last)

    def mark(self, row: int, at: datetime, sign: str) -> None:
        """A sign where a moment lies."""
        column = self.column(at)
        self.canvas.write(row, column, sign, Ink.STRONG)

    def fill(self, row: int, spell: Spell, fill: Fill) -> None:
        """A stretch of time in a row, a dot at least."""
        canvas = self.canvas
        dots = self.columns * canvas.wide
        begin = round(self.share(spell.start) * dots)
        end = round(self.share(spell.end) * dots)
        left = LABEL * canvas.wide + begin
        top = row * canvas.high
        across = max(end - begin, 1)
        # A gap below parts it from the next row.
        down = max(canvas.high - 1, 1)
        canvas.box((left, top), (across, down), fill)


def draw(of: Timeline, room: Room) -> Drawing:
    """As many processes as there is room for, the earliest first; the axis is the last row."""
    rows = sum(_rows(course) for course in of.courses)
    needed = rows + 1 + _AXIS_ROWS
    canvas = Canvas(room.columns, min(needed, room.rows), room.signs)
    canvas.title(titled(_("过程时间轴")))
    span = of.span
    if span is None:
        canvas.write(1, 0, titled(_("没有有利天气过程")))
        return canvas.drawing()
    time = _Time(canvas, span)
    row = 1
    last = canvas.rows - _AXIS_ROWS
    left = len(of.courses)
    for course in of.courses:
        if row + _rows(course) > last:
            break
        _course(time, row, course)
        row += _rows(course)
        left -= 1
    canvas.note(last, _legend(left))
    if of.now and span.start <= of.now <= span.end:
        _now(time, row, of.now)
    _axis(time, canvas.rows - 1)
    return canvas.drawing()


def _rows(course: Course) -> int:
    """One for the process and one for every site in it."""
    return 1 + len(course.lanes)


def _course(time: _Time, row: int, course: Course) -> None:
    """A process and its sites."""
    name = cut(course.id, LABEL - 1)
    time.canvas.write(row, 0, name, Ink.STRONG)
    time.fill(row, course.spell, FILLS[course.purpose])
    # Of its purpose the first word has to do: rain, snow, hail.
    word, *_more = titled(course.purpose.label).split(" ")
    if course.layer_msl_m:
        base, top = course.layer_msl_m
        word += f" {base:.0f}-{top:.0f}"
    _beside(time, row, word)
    if course.peak:
        time.mark(row, course.peak, PEAK)
    for at in course.operations:
        time.mark(row, at, DONE)
    for below, lane in enumerate(course.lanes, row + 1):
        _lane(time, below, lane)


def _lane(time: _Time, row: int, lane: Lane) -> None:
    name = cut(lane.site, LABEL - 3)
    time.canvas.write(row, 2, name)
    fill = SITE
    if lane.score >= _SURE:
        fill = SURE
    time.fill(row, lane.spell, fill)
    _beside(time, row, f"{lane.score:.2f}")


def _beside(time: _Time, row: int, text: str) -> None:
    """Words in the margin on the right."""
    column = time.canvas.columns - MARGIN + 1
    time.canvas.write(row, column, text)


def _legend(left: int) -> str:
    """What the signs mean, and how many processes there was no room for."""
    sentence = _("{peak} 最强  {done} 已作业  {now} 此刻  右为建议层（海拔 m）和得分")
    text = sentence.format(peak=PEAK, done=DONE, now=NOW)
    if not left:
        return text
    more = _("还有 {n} 个过程没有画出").format(n=left)
    return f"{more}  {text}"


def _now(time: _Time, rows: int, now: datetime) -> None:
    """A line down through all rows where the clock stands."""
    column = time.column(now)
    for row in range(1, rows):
        if time.canvas.is_free(row, column, 1):
            time.canvas.write(row, column, NOW, Ink.BAD)


def _axis(time: _Time, row: int) -> None:
    """Hours, and the day where one begins or the axis does."""
    free = 0
    most = max(time.columns // _CELLS_A_TICK, 1)
    for at in hours(time.span, most):
        text = f"{at:%H:%M}"
        if at.hour == 0:
            text = f"{at:%m-%d}"
        elif not free:
            # The first says its day too, and not as if it began there.
            text = f"{at:%m-%d %H:%M}"
        column = time.column(at)
        end = column + width(text)
        if column >= free and end <= time.canvas.columns:
            time.canvas.write(row, column, text, Ink.FAINT)
            free = end + 1
