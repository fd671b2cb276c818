"""Written reports (书面上报) somebody owes: for which operations, by when."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from wxmod.domain.operations.operation import Operation
from wxmod.wording import _


class Owed(NamedTuple):
    """A report nobody has sent, with its clock.

    Attributes:
        subject: The process, else the instruction, else the operation it is about.
        operations: Numbers of what was done and not reported.
        first_due: When the first of them is late by itself; None where the programme sets no limit.
        due: When the last of them is.
    """

    subject: str
    operations: tuple[str, ...]
    first_due: datetime | None
    due: datetime | None

    def minutes_left(self, now: datetime) -> float | None:
        """Until the first of them is late, negative since it was; None without a limit."""
        return None if self.first_due is None else (self.first_due - now).total_seconds() / 60

    def as_dict(self, now: datetime) -> dict[str, object]:
        """The debt as `--json` prints it."""
        left = self.minutes_left(now)
        return {
            "subject": self.subject,
            "operations": list(self.operations),
            "first_due": self.first_due.isoformat() if self.first_due else None,
            "due": self.due.isoformat() if self.due else None,
            "minutes_left": None if left is None else round(left),
        }


def owed(
    done: Iterable[tuple[str, Operation]],
    subject: Callable[[str, Operation], str],
    hours: Callable[[date], int | None],
    zone: tzinfo,
) -> tuple[Owed, ...]:
    """Reports owed for *done*, what is late first in front.

    Args:
        subject: What an operation is reported under.
        hours: After its end an operation is to be reported, as set on a day.
    """
    under: dict[str, list[tuple[str, Operation]]] = {}
    for no, operation in done:
        under.setdefault(
            subject(no, operation),
            [],
        ).append((no, operation))
    found = [_owed(name, each, hours, zone) for name, each in under.items()]
    return tuple(
        sorted(
            found,
            key=lambda o: (o.first_due is None, o.first_due or datetime.max.replace(tzinfo=zone)),
        )
    )


def _owed(
    subject: str,
    done: list[tuple[str, Operation]],
    hours: Callable[[date], int | None],
    zone: tzinfo,
) -> Owed:
    ends = [operation.window.end for _no, operation in done]
    limits = [(end, hours(end.astimezone(zone).date())) for end in ends]
    dues = [end + timedelta(hours=limit) for end, limit in limits if limit is not None]
    return Owed(
        subject,
        tuple(no for no, _each in done),
        min(dues, default=None),
        max(dues, default=None),
    )


def clock_words(each: Owed, now: datetime, zone: tzinfo) -> str:
    """By when, and how long that is: in words, never by a colour alone."""
    left = each.minutes_left(now)
    if left is None or each.first_due is None or each.due is None:
        return _("业务方案没有写明时限")
    told: Mapping[str, object] = {
        "due": f"{each.first_due.astimezone(zone):%m-%d %H:%M}",
        "last": f"{each.due.astimezone(zone):%m-%d %H:%M}",
        "left": span_words(abs(left)),
    }
    said = _("已逾期 {left}（应于 {due} 前）") if left < 0 else _("{due} 前（还剩 {left}）")
    if each.due != each.first_due:
        said += _("；最后一次作业 {last} 前")
    return said.format(**told)


def span_words(minutes: float) -> str:
    """A stretch of time in words: minutes, then hours, then days."""
    whole = int(minutes)
    if whole < 60:  # noqa: PLR2004  an hour
        return _("{n} 分钟").format(n=whole)
    if whole < 48 * 60:
        return _("{h} 小时 {m} 分钟").format(
            h=whole // 60,
            m=whole % 60,
        )
    return _("{n} 天").format(n=whole // (24 * 60))
