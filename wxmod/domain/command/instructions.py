"""Instructions (作业指令): which unit of a site fires when, where to, how steeply, how much; and how the work agreed.

GB/T 34292-2017 names time, azimuth, elevation and number of rounds as what an instruction gives.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import Field

from wxmod.domain.base import Instant, Value
from wxmod.domain.geodesy import Azimuth, Elevation, azimuth_span, within_span
from wxmod.domain.operations.operation import Operation, Purpose, Release, Rounds
from wxmod.domain.text import AtLeastOne, Code, Codes, Filled, Name, OneOrMore, Real, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term

TWO_ENDS = 2  # more azimuths than these are told by their span
T = TypeVar("T")
OneOrTwo = Annotated[tuple[T, ...], Field(max_length=TWO_ENDS)]
"""One direction, or the two ends of a sweep; nothing where none is ordered."""


class Order(Value):
    """What one unit is to fire.

    Attributes:
        azimuths_deg: One direction, or two between which to sweep, clockwise.
        elevations_deg: One elevation, or lowest and highest.
    """

    equipment: Code
    rounds: Annotated[Rounds, Field(ge=1)]
    azimuths_deg: OneOrTwo[Azimuth] = ()
    elevations_deg: OneOrTwo[Elevation] = ()


class Instruction(Value):
    """An instruction as it is told now.

    Attributes:
        revision: 1 when issued; each revision adds one and has to be acknowledged anew.
        window: When to fire.
        cites: Numbers of the products (作业方案 …) it follows from.
        reason: Why it was revised.
    """

    number: Code
    revision: AtLeastOne = 1
    site: Code
    purpose: Purpose
    process: Code | None = None
    joint: Code | None = None
    clearance: Code | None = None
    window: Window
    orders: OneOrMore[Order]
    issued_by: Code
    issued_at: Instant
    cites: Codes = ()
    reason: Remark = ""
    remarks: Remark = ""


class InstructionAnswered(Value):
    """The site's answer to one revision: taken down and read back, or why it cannot be carried out."""

    number: Code
    revision: AtLeastOne
    by: Code
    at: Instant
    accepted: bool = True
    reason: Remark = ""


class InstructionCancelled(Value):
    number: Code
    at: Instant
    reason: Filled


class InstructionStatus(Term):
    ISSUED = "issued", N_("已下达")
    ACKNOWLEDGED = "acknowledged", N_("已确认")
    DECLINED = "declined", N_("不能执行")
    CANCELLED = "cancelled", N_("已撤销")
    SUSPENDED = "suspended", N_("暂停")


class Instructed(Value):
    """An instruction with where it stands now.

    Attributes:
        stopped: Names of the stops that cover it; while there is one it is suspended, and comes back when they end.
    """

    instruction: Instruction
    status: InstructionStatus
    answer: InstructionAnswered | None = None
    cancelled: InstructionCancelled | None = None
    stopped: tuple[Name, ...] = ()


def answered(answer: InstructionAnswered | None) -> InstructionStatus:
    """Where an instruction stands by the site's answer, if it is not cancelled."""
    if answer is None:
        return InstructionStatus.ISSUED
    if answer.accepted:
        return InstructionStatus.ACKNOWLEDGED
    return InstructionStatus.DECLINED


class Aspect(Term):
    """What is compared between instruction and work."""

    SITE = "site", N_("作业点")
    EQUIPMENT = "equipment", N_("装备")
    TIME = "time", N_("时间")
    AZIMUTH = "azimuth", N_("方位角")
    ELEVATION = "elevation", N_("仰角")
    ROUNDS = "rounds", N_("用弹量")


class Tolerance(Value):
    """How far the work may be off; None where nobody has said, and then that aspect is not judged."""

    minutes: Real | None = None
    azimuth_deg: Real | None = None
    elevation_deg: Real | None = None
    rounds: Real | None = None


class Deviation(Value):
    """One aspect of one order held against what was done.

    Attributes:
        off: By how much (minutes, degrees or rounds); None where the work does not tell it.
        limit: None where there is nothing to measure (another site or unit) or no tolerance is set.
        within: Whether it counts as carried out as ordered; None where it cannot be judged.
    """

    aspect: Aspect
    equipment: Code | None
    ordered: str
    done: str
    off: Real | None
    limit: Real | None
    within: bool | None


def deviations(
    told: Instruction,
    operation: Operation,
    tolerance: Tolerance,
    along: Sequence[Operation] = (),
) -> tuple[Deviation, ...]:
    """Every aspect of every order, those in order too.

    Args:
        along: Other operations under the same instruction; what an order asks for may be fired in several.
    """
    return tuple(_deviations(told, operation, tolerance, along))


def _deviations(
    told: Instruction,
    operation: Operation,
    tolerance: Tolerance,
    along: Sequence[Operation],
) -> Iterator[Deviation]:
    yield _plain(
        Aspect.SITE,
        None,
        told.site,
        operation.site,
        agrees=operation.site == told.site,
    )
    ordered = {order.equipment for order in told.orders}
    worked = dict.fromkeys(release.equipment for release in operation.releases)
    for unit in worked:
        if unit not in ordered:
            yield _plain(
                Aspect.EQUIPMENT,
                unit,
                " ".join(sorted(ordered)),
                unit,
                agrees=False,
            )
    for order in told.orders:
        mine = _of_unit(operation, order.equipment)
        fired = list(mine)
        for other in along:
            fired += _of_unit(other, order.equipment)
        yield _rounds(order, fired, tolerance)
        yield from _order(told, order, mine, tolerance)


def _of_unit(operation: Operation, unit: str) -> list[Release]:
    """What one unit fired in an operation."""
    return [release for release in operation.releases if release.equipment == unit]


def _rounds(
    order: Order,
    releases: Sequence[Release],
    tolerance: Tolerance,
) -> Deviation:
    """What was fired of an order, in however many operations."""
    fired = sum(release.rounds + release.duds for release in releases)
    return _measured(
        Aspect.ROUNDS,
        order.equipment,
        (f"{order.rounds}", f"{fired}"),
        (abs(fired - order.rounds), tolerance.rounds),
    )


def _plain(
    aspect: Aspect,
    unit: str | None,
    ordered: str,
    done: str,
    *,
    agrees: bool,
) -> Deviation:
    return Deviation(
        aspect=aspect,
        equipment=unit,
        ordered=ordered,
        done=done,
        off=None,
        limit=None,
        within=agrees,
    )


def _order(
    told: Instruction,
    order: Order,
    releases: Sequence[Release],
    tolerance: Tolerance,
) -> Iterator[Deviation]:
    """The time and the angles of an order; nothing where nothing was fired of it."""
    if not releases:
        return
    yield _time(told.window, order, releases, tolerance)
    azimuths: list[float] = []
    elevations: list[float] = []
    for release in releases:
        azimuths += release.azimuths_deg
        elevations += release.elevations_deg
    aimed = (
        (Aspect.AZIMUTH, order.azimuths_deg, azimuths, tolerance.azimuth_deg),
        (Aspect.ELEVATION, order.elevations_deg, elevations, tolerance.elevation_deg),
    )
    for aspect, wanted, done, limit in aimed:
        words = (_degrees(wanted), _degrees(done))
        off = _furthest_off(aspect, wanted, done)
        # What the instruction does not say is not judged, and shown as not judged.
        judged_by = limit if wanted else None
        yield _measured(aspect, order.equipment, words, (off, judged_by))


def _time(
    window: Window,
    order: Order,
    releases: Sequence[Release],
    tolerance: Tolerance,
) -> Deviation:
    """How many minutes the work began before the window it was ordered in, or ended after it."""
    worked = Window(
        start=min(release.start for release in releases),
        end=max(release.end for release in releases),
    )
    early = window.start - worked.start
    late = worked.end - window.end
    off = max(early, late, timedelta(0))
    minutes = off.total_seconds() / 60
    return _measured(
        Aspect.TIME,
        order.equipment,
        (_clock(window), _clock(worked)),
        (minutes, tolerance.minutes),
    )


def _furthest_off(
    aspect: Aspect,
    wanted: Sequence[float],
    done: Sequence[float],
) -> float | None:
    """How far the worst direction was off; None where nothing was asked or nothing is told."""
    if not wanted or not done:
        return None
    return max(_angle_off(aspect, wanted, each) for each in done)


def _measured(
    aspect: Aspect,
    unit: str,
    words: tuple[str, str],
    measure: tuple[float | None, float | None],
) -> Deviation:
    """A deviation by how far it is off and may be, ordered and done in *words*."""
    ordered, done = words
    off, limit = measure
    within = None
    if limit is not None:
        within = off is not None and off <= limit
    return Deviation(
        aspect=aspect,
        equipment=unit,
        ordered=ordered,
        done=done,
        off=off,
        limit=limit,
        within=within,
    )


def _angle_off(
    aspect: Aspect,
    wanted: Sequence[float],
    done: float,
) -> float:
    """Degrees from *done* to the direction, or to the nearer edge of the sweep, that was ordered; 0 inside it."""
    first, last = wanted[0], wanted[-1]
    if aspect is Aspect.ELEVATION:
        too_low = min(wanted) - done
        too_high = done - max(wanted)
        return max(too_low, too_high, 0.0)
    if first != last and within_span(done, first, last):
        return 0.0
    return min(_apart(done, first), _apart(done, last))


def _apart(a: float, b: float) -> float:
    """The smaller angle between two azimuths.

    >>> _apart(355, 5)
    10
    """
    clockwise = (a - b) % 360
    counter_clockwise = (b - a) % 360
    return min(clockwise, counter_clockwise)


def _clock(window: Window) -> str:
    """Both ends as ISO 8601; faces show them on the county's clock."""
    start = window.start.isoformat(timespec="minutes")
    end = window.end.isoformat(timespec="minutes")
    return f"{start}/{end}"


def _degrees(values: Sequence[float]) -> str:
    """Angles in words; of many azimuths only the sector they span."""
    if len(values) > TWO_ENDS:
        values = azimuth_span(values)
    return "–".join(f"{value:g}°" for value in values)


def precise(found: Sequence[Deviation], counted: Sequence[Aspect]) -> bool:
    """Whether an operation was carried out as ordered in every aspect that counts and can be judged."""
    judged = [each.within for each in found if each.aspect in counted]
    # None could not be judged and stands in nobody's way.
    return False not in judged
