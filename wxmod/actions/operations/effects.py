"""Effect checks (效果检验): what radar and gauges showed before and after each operation, noted by a person."""

import hashlib
import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from wxmod.actions.command.material import effect_of, operations_of
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.operations import recording
from wxmod.documents.effects import Effect, Line, Sum, gauge_sums
from wxmod.documents.worked import moment_words
from wxmod.domain.encodings import decoded
from wxmod.domain.errors import BadInput, UnknownName, UnreadableFileError, reason
from wxmod.domain.explain import explain
from wxmod.domain.operations.effects import EffectNoted, Quantity, Reading
from wxmod.domain.text import normalise
from wxmod.domain.times import Window
from wxmod.domain.typed import release_from_text
from wxmod.files import bytes_of
from wxmod.store import tables
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from wxmod.weather.readers.tables.stations import StationTable

_RAIN = "precipitation_mm"
_LACKS = N_("{station} {moment}：文件里没有铺满这段的整行，留空")


def note(
    desk: Desk,
    no: str,
    readings: Sequence[Reading],
    *,
    remarks: str = "",
    uid: str | None = None,
) -> Outcome:
    """Write readings for an operation; a later one of the same quantity, station and moment stands instead.

    Raises:
        UnknownName: no such operation.
        BadInput: nothing to write, or a moment that has not come yet.
    """
    with desk.store.writing():
        earlier = desk.earlier(uid)
        if earlier:
            return Outcome(no, earlier)
        row = recording.get(desk, no)
        if row.voided:
            raise BadInput(N_("作业 {no} 已作废"), no=no)
        _refuse_early(desk, row.operation.window, readings)
        if not readings and not remarks.strip():
            raise BadInput(
                N_("既没有读数，也没有文字"),
                remedy=N_("用 --reading、--gauges 或 --remarks 给出"),
            )
        body = EffectNoted(
            operation=no,
            at=desk.now(),
            readings=tuple(readings),
            remarks=remarks,
        )
        receipt = desk.write("effect.noted", body, uid=uid)
    return Outcome(no, receipt)


def _refuse_early(
    desk: Desk,
    worked: Window,
    readings: Sequence[Reading],
) -> None:
    """Refuse what is told of a moment that has not come yet."""
    # Minutes before the work are negative, and past.
    latest = max((reading.minutes for reading in readings), default=0)
    if latest <= 0:
        return
    due = worked.end + timedelta(minutes=latest)
    if desk.now() < due:
        raise BadInput(N_("作业结束后 {minutes} 分钟还没有到"), minutes=latest)


def found(desk: Desk, name: str) -> list[Effect]:
    """The effect checks of a process's operations, or of one operation.

    Raises:
        UnknownName: neither a process nor an operation.
    """
    if tables.command.process(desk.store, name):
        rows = operations_of(desk, name)
    else:
        rows = [recording.get(desk, name)]
    return [effect_of(desk, row) for row in rows]


class Told(NamedTuple):
    """An effect check in words: a table with a title over it and lines under it.

    Attributes:
        brief: The head where there is little room: minutes before are negative.
    """

    title: str
    head: tuple[str, ...]
    brief: tuple[str, ...]
    rows: list[tuple[str, ...]]
    lines: list[str]


def told(desk: Desk, held: Effect) -> Told:
    """The check as both faces show it; what nobody noted is a dash."""
    looked_at: set[int] = set()
    compared: set[int] = set()
    for line in held.lines:
        looked_at.update(line.values)
        compared.update(line.differences)
    moments = sorted(looked_at)
    apart = sorted(compared)
    item = _("项目")
    differences = [_("差 {m}′").format(m=moment) for moment in apart]
    return Told(
        title=_title(desk, held),
        head=(item, *map(moment_words, moments), *differences),
        brief=(item, *map(_signed, moments), *differences),
        rows=[_told_row(line, moments, apart) for line in held.lines],
        lines=[*_blanks(held), *_sources(held), *held.remarks],
    )


def _signed(moment: int) -> str:
    return f"{moment:+d}′"


def _title(desk: Desk, held: Effect) -> str:
    start = desk.local(held.window.start)
    end = desk.local(held.window.end)
    title = f"{held.operation}  {start:%Y-%m-%d %H:%M} – {end:%H:%M}"
    if held.noted:
        return title
    nothing = _("还没有登记")
    return f"{title}  {nothing}"


def _told_row(
    line: Line,
    moments: Sequence[int],
    apart: Sequence[int],
) -> tuple[str, ...]:
    name = f"{line.quantity.label} {line.station}".rstrip()
    values = [_cell(line.values.get(moment)) for moment in moments]
    differences = [_cell(line.differences.get(moment), sign="+") for moment in apart]
    return (name, *values, *differences)


def _blanks(held: Effect) -> list[str]:
    if not held.missing:
        return []
    return [_("— 没有登记：{n} 项").format(n=len(held.missing))]


def _sources(held: Effect) -> list[str]:
    """Each source once, in the order it was first named."""
    sources: dict[str, None] = {}
    for line in held.lines:
        sources |= dict.fromkeys(line.sources)
    return [_("来源：{source}").format(source=source) for source in sources]


def _cell(value: float | None, sign: str = "") -> str:
    if value is None:
        return "—"
    return f"{value:{sign}g}"


def gauged(
    desk: Desk,
    no: str,
    path: Path,
    *,
    period: int,
    stations: Sequence[str] = (),
) -> tuple[list[Reading], list[str]]:
    """Rain before and after an operation from a table of gauges; and what it could not tell.

    Args:
        path: A table with station, time and rain, each row the amount of the *period* minutes up to its time.
        stations: Only these; all, if none is named.

    Raises:
        UnknownName: no such operation, or the table has no such station.
        UnreadableFileError: not a table of stations, or without rain.
    """
    from wxmod.weather.readers.tables.stations import read_table  # noqa: PLC0415  loads NumPy

    window = recording.get(desk, no).operation.window
    raw = _raw(path)
    table = _table(desk, path, raw, read_table)
    offered = set(table.stations)
    unknown = set(stations) - offered
    if unknown:
        raise UnknownName(N_("雨量站"), " ".join(sorted(unknown)), sorted(offered))
    local = Window(start=desk.local(window.start), end=desk.local(window.end))
    looks = desk.program.planning.effect_minutes.value_on(local.end.date())
    sums = gauge_sums(_fell(table), local, looks or (), period)
    wanted = frozenset(stations or offered)
    digest = hashlib.sha256(raw).hexdigest()
    origin = f"{path.name} SHA-256 {digest[:12]}"
    readings = []
    notes = list(table.notes)
    for each in sums:
        if each.station not in wanted:
            continue
        if each.mm is None:
            moment = moment_words(each.minutes)
            notes.append(_(_LACKS).format(station=each.station, moment=moment))
        else:
            readings.append(_reading(each, origin))
    return readings, notes


def _raw(path: Path) -> bytes:
    try:
        return bytes_of(path)
    except OSError as error:
        raise UnreadableFileError(path, expected="UTF-8", found=reason(error)) from error


def _table(
    desk: Desk,
    path: Path,
    raw: bytes,
    read: Callable[..., "StationTable"],
) -> "StationTable":
    """The file as a table of stations that has rain."""
    try:
        table = read(decoded(raw), path, desk.program.zone)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(path, expected="UTF-8", found=reason(error)) from error
    if table.values.get(_RAIN) is None:
        raise UnreadableFileError(
            path,
            expected=N_("雨量列（如 降水_mm、rain_mm）"),
            found=N_("没有"),
        )
    return table


def _fell(table: "StationTable") -> dict[tuple[str, datetime], float]:
    """Rain by station and time, where both a time and an amount stand."""
    found = {}
    for station, at, amount in zip(table.stations, table.times, table.values[_RAIN], strict=True):
        if at is not None and not math.isnan(amount):
            found[station, at] = float(amount)
    return found


def _reading(each: Sum, origin: str) -> Reading:
    return Reading(
        quantity=Quantity.RAIN,
        station=each.station,
        minutes=each.minutes,
        value=each.mm or 0.0,
        source=f"{origin} {each.of.start:%m-%d %H:%M}–{each.of.end:%H:%M}",
    )


_NO_PERIOD = N_("不知道雨量表每行是多少分钟的雨量")
_LONGEST_MIN = 1440


def period(text: str | int | None) -> int:
    """Minutes of rain in each row of a table of gauges.

    Raises:
        BadInput: nobody said, or no such number.
    """
    digits = normalise(str(text or ""))
    # `isdecimal` alone takes the digits of every script.
    if digits.isascii() and digits.isdecimal():
        # No more digits than can be a number of minutes: a line of a million would take seconds.
        minutes = int(digits[:9])
        if 1 <= minutes <= _LONGEST_MIN:
            return int(digits)
    raise BadInput(_NO_PERIOD, remedy=N_("用 --period 写明，如 --period 10"))


_FIELDS = {
    "dbz": Quantity.REFLECTIVITY,
    "top": Quantity.ECHO_TOP,
    "vil": Quantity.VIL,
    "rain": Quantity.RAIN,
}
_WORDS = frozenset({*_FIELDS, "minutes", "station", "source"})
_HOW = N_("写作 minutes=-30 station=太原 dbz=35 top=8.2 vil=11 rain=1.2 source=…；作业前为负")


def readings_from_text(text: str, source: str = "") -> list[Reading]:
    """Readings of one moment typed on a line: ``minutes=-30 station=太原 dbz=35 top=8.2 vil=11 source=产品时次``.

    Args:
        source: Of those that name none.

    Raises:
        BadInput: not names and values, no moment, no value or no source.
    """
    words = release_from_text(text, "--reading")
    unknown = words.keys() - _WORDS
    if unknown:
        raise BadInput(
            N_("--reading 没有这一项：{names}"),
            remedy=_HOW,
            names=" ".join(sorted(unknown)),
        )
    common = {
        "minutes": words.get("minutes"),
        "station": words.get("station", ""),
        "source": words.get("source", source),
    }
    if not common["source"]:
        raise BadInput(N_("读数没有来源"), remedy=N_("用 --source 或 source= 写明产品、时次或站"))
    readings = []
    try:
        for name, quantity in _FIELDS.items():
            if name in words:
                value = {"quantity": quantity, "value": words[name]}
                readings.append(Reading.model_validate(common | value))
    except ValidationError as error:
        raise BadInput(
            N_("--reading {text}：{why}"),
            remedy=_HOW,
            text=text,
            why=explain(error),
        ) from error
    if not readings:
        raise BadInput(N_("--reading {text}：没有数值"), remedy=_HOW, text=text)
    return readings
