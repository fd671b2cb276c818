"""The before-and-after table of one operation: what was noted, what differs, and what nobody noted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from wxmod.domain.operations.effects import EffectNoted, Quantity, Reading, in_force
from wxmod.domain.times import Window
from wxmod.wording import N_, _

CAUTION = N_("单次作业的自然变率大于可能的效果，前后对比不能作统计检验；差值不是作业效果。")
_RADAR = (
    Quantity.REFLECTIVITY,
    Quantity.ECHO_TOP,
    Quantity.VIL,
)


class Line(NamedTuple):
    """One quantity at one station.

    Attributes:
        values: By minutes before (negative) or after; None where nobody noted one.
        differences: After less before, by minutes; only where both are there.
        sources: Of its values, each once.
    """

    quantity: Quantity
    station: str
    values: Mapping[int, float | None]
    differences: Mapping[int, float]
    sources: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The line as `--json` prints it."""
        return {
            "quantity": self.quantity.value,
            "station": self.station,
            "values": {str(minutes): value for minutes, value in self.values.items()},
            "differences": {str(minutes): value for minutes, value in self.differences.items()},
            "sources": list(self.sources),
        }


class Effect(NamedTuple):
    """An operation's effect check.

    Attributes:
        lines: Radar first; a quantity nobody noted is there with nothing in it.
        missing: Quantity and minutes nobody noted, of those looked for.
        remarks: In order of when.
    """

    operation: str
    window: Window
    lines: tuple[Line, ...]
    missing: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]
    noted: bool

    def as_dict(self) -> dict[str, object]:
        """The check as `--json` prints it."""
        return {
            "operation": self.operation,
            "start": self.window.start.isoformat(),
            "end": self.window.end.isoformat(),
            "noted": self.noted,
            "lines": [line.as_dict() for line in self.lines],
            "missing": [
                {"quantity": quantity, "minutes": minutes} for quantity, minutes in self.missing
            ],
            "remarks": list(self.remarks),
            "testable": False,
            "caution": _(CAUTION),
        }


def effect(
    operation: str,
    window: Window,
    noted: Sequence[EffectNoted],
    looked: Iterable[int],
) -> Effect:
    """The check of an operation.

    Args:
        looked: Minutes before and after that are to be looked at, positive.
    """
    held = in_force(noted)
    wanted = sorted({sign * minutes for minutes in looked for sign in (-1, 1)})
    lines = tuple(_line(quantity, station, held, wanted) for quantity, station in _looked_for(held))
    missing = [
        (line.quantity.value, minutes)
        for line in lines
        for minutes in wanted
        if line.values[minutes] is None
    ]
    remarks = tuple(each.remarks for each in noted if each.remarks)
    return Effect(
        operation=operation,
        window=window,
        lines=lines,
        missing=tuple(missing),
        remarks=remarks,
        noted=bool(noted),
    )


def _looked_for(held: Iterable[tuple[Quantity, str, int]]) -> list[tuple[Quantity, str]]:
    """Every quantity with its stations, radar first; one that nobody noted stands there without a station."""
    found = {(quantity, station) for quantity, station, _minutes in held}
    noted = {quantity for quantity, _station in found}
    absent = {(quantity, "") for quantity in (*_RADAR, Quantity.RAIN) if quantity not in noted}
    order = list(Quantity)
    return sorted(
        found | absent,
        key=lambda each: (order.index(each[0]), each[1]),
    )


def _line(
    quantity: Quantity,
    station: str,
    held: Mapping[tuple[Quantity, str, int], Reading],
    wanted: Sequence[int],
) -> Line:
    mine = {m: reading for (q, s, m), reading in held.items() if (q, s) == (quantity, station)}
    moments = sorted({*wanted, *mine})
    values = {m: mine[m].value if m in mine else None for m in moments}
    both = [
        (
            m,
            values[m],
            values.get(-m),
        )
        for m in moments
        if m > 0
    ]
    differences = {
        m: round(after - before, 3)
        for m, after, before in both
        if after is not None and before is not None
    }
    sources = tuple(dict.fromkeys(mine[m].source for m in sorted(mine)))
    return Line(
        quantity,
        station,
        values,
        differences,
        sources,
    )


def whole_periods(window: Window, minutes: int, period: int) -> tuple[Window, Window] | None:
    """The stretches before and after the work that whole rows of a gauge fill, on the clock the gauge keeps.

    The one before ends at or before the first release, the one after starts at or after the last; each is *minutes*
    long.  None where *minutes* are no whole number of periods: a longer row tells nothing of a part of it.
    """
    if period <= 0 or minutes % period:
        return None
    step = timedelta(minutes=period)
    midnight = window.start.replace(
        hour=0,
        minute=0,
        second=0,
        microsecond=0,
    )
    before = midnight + (window.start - midnight) // step * step
    behind = window.end - midnight
    after = midnight + -(-behind // step) * step
    length = timedelta(minutes=minutes)
    return Window(start=before - length, end=before), Window(start=after, end=after + length)


class Sum(NamedTuple):
    """Rain at a gauge over the stretch *of* before or after the work; None where its table does not fill it."""

    station: str
    minutes: int
    of: Window
    mm: float | None


def gauge_sums(
    fell: Mapping[tuple[str, datetime], float],
    work: Window,
    looked: Iterable[int],
    period: int,
) -> list[Sum]:
    """What each gauge caught before and after the work.

    Args:
        fell: By gauge and the moment a row is for: the rain of the *period* minutes up to it, mm.
        looked: Minutes before and after that are to be looked at, positive.
    """
    found = []
    for station in dict.fromkeys(name for name, _at in fell):
        for minutes in looked:
            stretches = whole_periods(work, minutes, period)
            for sign, of in zip(
                (-1, 1),
                stretches or (work, work),
                strict=True,
            ):
                mm = _filled(fell, station, of, period) if stretches else None
                found.append(
                    Sum(
                        station,
                        sign * minutes,
                        of,
                        mm,
                    )
                )
    return found


def _filled(
    fell: Mapping[tuple[str, datetime], float],
    station: str,
    of: Window,
    period: int,
) -> float | None:
    step = timedelta(minutes=period)
    rows = [
        fell.get((station, of.start + step * n))
        for n in range(
            1,
            (of.end - of.start) // step + 1,
        )
    ]
    there = [mm for mm in rows if mm is not None]
    return round(sum(there), 3) if len(there) == len(rows) else None
