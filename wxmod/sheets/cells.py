"""What stands in a cell, as the words a form takes: days and times in every habit, and counts with their unit."""

import re
from datetime import date, datetime, time, timedelta

from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.sheets.tables import Cell
from wxmod.wording import N_

_EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001  a day on paper, in no zone
_EXCEL_DAYS = range(18_264, 109_575)  # 1950 to 2199
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|傍晚|晚上|夜间)?(\d{1,2})(?:[:点时](\d{1,2})?分?(半)?)?"
)
_UNTIL = re.compile(r"[-—–―~～至到]+")
_LATER = {"下午", "傍晚", "晚上", "夜间"}
_COUNT = re.compile(r"(\d+)(发|枚|支|根|颗|个)?")
KIND_OF = {"发": "shells", "枚": "rockets", "支": "flares", "根": "flares"}
"""The measure word of each kind of ammunition."""


def text_of(cell: Cell) -> str:
    """A cell as somebody would type it: a whole number without a fraction, a moment without what it does not have."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell).strip()


def day_of(cell: Cell, year: int | None = None) -> date:
    """The day in a cell: a date, a number as Excel counts days, or ``2022/5/12``, ``2022.6.3``, ``5月12日``.

    Args:
        year: Of days written without one.

    Raises:
        BadInput: it is none, or has no year and nobody told which.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and int(cell) in _EXCEL_DAYS:
        return (_EXCEL_BEGAN + timedelta(days=int(cell))).date()
    text = normalise(text_of(cell)).replace(" ", "")
    written = _DAY.fullmatch(text)
    if written is None:
        raise BadInput(N_("不是日期：{text}"), remedy=_A_DAY, text=text)
    if written[1] is None and year is None:
        raise BadInput(N_("没有年份：{text}"), remedy=N_("用 --year 写明是哪一年的表"), text=text)
    try:
        return date(int(written[1] or year or 0), int(written[2]), int(written[3]))
    except ValueError:
        raise BadInput(N_("没有这一天：{text}"), remedy=_A_DAY, text=text) from None


_A_DAY = N_("日期写作 2022-05-12、2022/5/12、2022.5.12 或 5月12日")
_A_CLOCK = N_("时间写作 14:20、14时20分、下午3点，起止写作 14:20-14:35")


def clock_of(cell: Cell) -> str:
    """The clock time in a cell as ``14:20``: a time, a share of a day as Excel counts it, ``14时20分``, ``下午3点``.

    Raises:
        BadInput: it is none.
    """
    if isinstance(cell, datetime | time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        if not 0 <= cell < 1:
            raise BadInput(N_("不是时间：{text}"), remedy=_A_CLOCK, text=cell)
        moment = _EXCEL_BEGAN + timedelta(minutes=round(cell * 24 * 60))
        return f"{moment:%H:%M}"
    text = normalise(text_of(cell)).replace(" ", "")
    solid = re.fullmatch(r"(\d{1,2})(\d{2})", text)
    written = _CLOCK.fullmatch(f"{solid[1]}:{solid[2]}" if solid else text)
    if written is None:
        raise BadInput(N_("不是时间：{text}"), remedy=_A_CLOCK, text=text)
    half = 30 if written[4] else 0
    hour = int(written[2])
    minute = int(written[3] or half)
    if written[1] in _LATER and hour < 12:  # noqa: PLR2004  noon
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):  # noqa: PLR2004  a clock
        raise BadInput(N_("不是时间：{text}"), remedy=_A_CLOCK, text=text)
    return f"{hour:02}:{minute:02}"


def span_of(cell: Cell) -> tuple[str, str]:
    """Start and end in one cell, ``14:20-14:35``; both the same where only one is told.

    Raises:
        BadInput: more than two times, or one that is none.
    """
    if not isinstance(cell, str):
        clock = clock_of(cell)
        return clock, clock
    parts = [part for part in _UNTIL.split(normalise(cell)) if part.strip()]
    if len(parts) not in {1, 2}:
        raise BadInput(N_("不是时间：{text}"), remedy=_A_CLOCK, text=cell)
    first, last = parts[0], parts[-1]
    half_of_day = _CLOCK.fullmatch(normalise(first).replace(" ", ""))
    start, end = clock_of(first), clock_of(last)
    if half_of_day and half_of_day[1] in _LATER and end < start:
        # 下午3点-4点 is in the afternoon at both ends; 晚上11点-1点 ends after midnight.
        later = clock_of(f"{half_of_day[1]}{last}")
        end = max(end, later) if later >= start else end
    return start, end


def counts_of(cell: Cell) -> dict[str, int]:
    """Rounds by kind: ``20发/4枚`` is 20 shells and 4 rockets; under "" where no measure word tells the kind.

    Raises:
        BadInput: it is no count.
    """
    text = normalise(text_of(cell)).replace(" ", "")
    found: dict[str, int] = {}
    for part in re.split(r"[/、,;+和]", text):
        written = _COUNT.fullmatch(part)
        if written is None:
            raise BadInput(
                N_("不是用弹量：{text}"), remedy=N_("写作 20、20发 或 20发/4枚"), text=text
            )
        kind = KIND_OF.get(written[2] or "", "")
        found[kind] = found.get(kind, 0) + int(written[1])
    return found
