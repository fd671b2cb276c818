"""What stands in a cell, as the words a form takes: days and times in every habit, and counts with their unit."""

import re
from datetime import date, datetime, time, timedelta

from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.sheets.tables import Cell
from wxmod.wording import N_

_EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001  a day on paper, in no zone
_EXCEL_DAYS = range(18_264, 109_575)  # 1950 to 2199
_DAY = re.compile(r"((?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|夜间)?"
    r"(?P<hour>\d{1,2})([:点时](?P<minute>\d{1,2})?分?(?P<half>半)?)?"
)
_SOLID_CLOCK = re.compile(r"(\d{1,2})(\d{2})")
_UNTIL = re.compile(r"[-—–―~～至到]+")
_LATER = {"下午", "傍晚", "晚上", "夜间"}
_NOON, _MIDNIGHT, _MINUTES = 12, 24, 60
_AND = re.compile(r"[/、,;+和]")
_COUNT = re.compile(r"(\d+)(发|枚|支|根|颗|个)?")
KIND_OF = {"发": "shells", "枚": "rockets", "支": "flares", "根": "flares"}
"""The measure word of each kind of ammunition."""
_A_DAY = N_("日期写作 2022-05-12、2022/5/12、2022.5.12 或 5月12日")
_A_CLOCK = N_("时间写作 14:20、14时20分、下午3点，起止写作 14:20-14:35")
_A_COUNT = N_("写作 20、20发 或 20发/4枚")


def text_of(cell: Cell) -> str:
    """A cell as somebody would type it: a whole number without a fraction, a moment without what it does not have."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return f"{cell:%Y-%m-%d}" if is_day else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell).strip()


def _typed(cell: Cell) -> str:
    """A cell as it is compared: half-width, without blanks."""
    text = normalise(text_of(cell))
    return text.replace(" ", "")


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
        days = timedelta(days=int(cell))
        return (_EXCEL_BEGAN + days).date()
    return _written_day(_typed(cell), year)


def _written_day(text: str, year: int | None) -> date:
    written = _DAY.fullmatch(text)
    if written is None:
        raise BadInput(
            N_("不是日期：{text}"),
            remedy=_A_DAY,
            text=text,
        )
    told = written["year"]
    if told:
        year = int(told)
    if year is None:
        raise BadInput(
            N_("没有年份：{text}"),
            remedy=N_("用 --year 写明是哪一年的表"),
            text=text,
        )
    month = int(written["month"])
    day = int(written["day"])
    try:
        return date(year, month, day)
    except ValueError:
        raise BadInput(
            N_("没有这一天：{text}"),
            remedy=_A_DAY,
            text=text,
        ) from None


def clock_of(cell: Cell) -> str:
    """The clock time in a cell as ``14:20``: a time, a share of a day as Excel counts it, ``14时20分``, ``下午3点``.

    Raises:
        BadInput: it is none.
    """
    if isinstance(cell, datetime | time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        return _share_of_a_day(cell)
    return _written_clock(_typed(cell))


def _share_of_a_day(share: float) -> str:
    if not 0 <= share < 1:
        raise BadInput(
            N_("不是时间：{text}"),
            remedy=_A_CLOCK,
            text=share,
        )
    minutes = round(share * _MIDNIGHT * _MINUTES)
    moment = _EXCEL_BEGAN + timedelta(minutes=minutes)
    return f"{moment:%H:%M}"


def _written_clock(text: str) -> str:
    solid = _SOLID_CLOCK.fullmatch(text)
    if solid:
        text = f"{solid[1]}:{solid[2]}"
    written = _CLOCK.fullmatch(text)
    if written is None:
        raise BadInput(
            N_("不是时间：{text}"),
            remedy=_A_CLOCK,
            text=text,
        )
    hour = int(written["hour"])
    minute = int(written["minute"] or 0)
    if written["half"]:
        minute = _MINUTES // 2
    if written["part"] in _LATER and hour < _NOON:
        hour += _NOON
    # 24:00 is the end of a day, and nothing comes after it.
    is_clock = hour < _MIDNIGHT or (hour == _MIDNIGHT and minute == 0)
    if not is_clock or minute >= _MINUTES:
        raise BadInput(
            N_("不是时间：{text}"),
            remedy=_A_CLOCK,
            text=text,
        )
    return f"{hour:02}:{minute:02}"


def span_of(cell: Cell) -> tuple[str, str]:
    """Start and end in one cell, ``14:20-14:35``; both the same where only one is told.

    Raises:
        BadInput: more than two times, or one that is none.
    """
    if not isinstance(cell, str):
        clock = clock_of(cell)
        return clock, clock
    parts = [part for part in _UNTIL.split(_typed(cell)) if part]
    if len(parts) not in {1, 2}:
        raise BadInput(
            N_("不是时间：{text}"),
            remedy=_A_CLOCK,
            text=cell,
        )
    start = clock_of(parts[0])
    end = clock_of(parts[-1])
    part = _part_of_day(parts[0])
    if part in _LATER and end < start:
        # 下午3点-4点 is in the afternoon at both ends; 晚上11点-1点 ends after midnight.
        later = clock_of(f"{part}{parts[-1]}")
        if later >= start:
            end = later
    return start, end


def _part_of_day(text: str) -> str:
    written = _CLOCK.fullmatch(text)
    if written is None:
        return ""
    return written["part"] or ""


def counts_of(cell: Cell) -> dict[str, int]:
    """Rounds by kind: ``20发/4枚`` is 20 shells and 4 rockets; under "" where no measure word tells the kind.

    Raises:
        BadInput: it is no count.
    """
    text = _typed(cell)
    found: dict[str, int] = {}
    for part in _AND.split(text):
        written = _COUNT.fullmatch(part)
        if written is None:
            raise BadInput(
                N_("不是用弹量：{text}"),
                remedy=_A_COUNT,
                text=text,
            )
        count, measure_word = written.groups()
        kind = KIND_OF.get(measure_word, "")
        before = found.get(kind, 0)
        found[kind] = before + int(count)
    return found
