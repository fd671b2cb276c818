"""Months and years of the ledger, and the seal set on one when it is over.

A seal states what every account held at the end of the period and how far the journal went when it was set.  Nothing
before it is worked out again in silence: what is entered later for that time stands beside the seal as an adjustment.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, NamedTuple

from pydantic import Field

from wxmod.domain.ammunition.accounts import AccountName
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.base import FIRST_YEAR, LAST_YEAR, Instant, Value
from wxmod.domain.errors import BadInput
from wxmod.domain.exchange import Head
from wxmod.domain.text import Code, Real, Remark, Whole, normalise
from wxmod.domain.times import Window, up_to, year_window
from wxmod.wording import N_

_CODE_LENGTH = 64
Period = Annotated[Code, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]
"""A month (``2023-07``) or a year (``2023``) on the county's clock."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Balance(Value):
    """Rounds of one lot at one account; negative at a maker and at `end/unbacked`."""

    place: AccountName
    lot: Code
    rounds: Whole


class SealedFigure(Value):
    """One figure of the operations of a period, as it stood when the period was sealed."""

    name: Code
    value: Real


class PeriodSealed(Value):
    """What the ledger came to at the end of a period.

    Attributes:
        until: Last second of the period.
        balances: Every account and lot that held rounds then, ends and makers included.
        heads: Where each chain stood when it was set, in order of name; empty for an empty journal.
        open: Differences of the period nobody had explained.
        figures: What the operations of the period came to, since version 2.
    """

    period: Period
    until: Instant
    balances: tuple[Balance, ...]
    heads: tuple[Head, ...]
    open: Whole = 0
    reason: Remark = ""
    figures: tuple[SealedFigure, ...] = ()

    @property
    def held(self) -> dict[Held, int]:
        """The balances as the ledger counts them."""
        held = {}
        for balance in self.balances:
            here = Held(balance.place, balance.lot)
            held[here] = balance.rounds
        return held


class Adjustment(NamedTuple):
    """An account that, as it is told now, held something else at the end of a sealed period."""

    period: str
    place: str
    lot: str
    sealed: int
    now: int

    @property
    def subject(self) -> str:
        """What an explanation cites: the difference too, so that a further late entry is open again.

        >>> Adjustment("2023-07", "depot/1", "A-7", 40, 37).subject
        '2023-07/depot/1/A-7/-3'
        """
        gap = self.now - self.sealed
        whole = f"{self.period}/{self.place}/{self.lot}/{gap:+d}"
        if len(whole) <= _CODE_LENGTH:
            return whole
        # An explanation's subject is a code: what does not fit is told apart by its digest.
        digest = hashlib.sha256(whole.encode()).hexdigest()
        end = f"#{digest[:8]}"
        kept = _CODE_LENGTH - len(end)
        return whole[:kept] + end


def balances(held: Mapping[Held, int]) -> tuple[Balance, ...]:
    """What was held, by place and lot, zeros left out."""
    kept = []
    for here, rounds in sorted(held.items()):
        if rounds:
            balance = Balance(place=here.place, lot=here.lot, rounds=rounds)
            kept.append(balance)
    return tuple(kept)


def adjustments(
    seal: PeriodSealed,
    now: Mapping[Held, int],
    lots: Iterable[str],
) -> tuple[Adjustment, ...]:
    """Where *now*, the ledger at the seal's end as it is told today, differs from the seal in one of *lots*."""
    sealed = seal.held
    wanted = set(lots)
    adjustments = []
    for here in sorted({*sealed, *now}):
        if here.lot not in wanted:
            continue
        was = sealed.get(here, 0)
        stands = now.get(here, 0)
        if was != stands:
            change = Adjustment(seal.period, here.place, here.lot, was, stands)
            adjustments.append(change)
    return tuple(adjustments)


DECEMBER = 12
_PERIOD = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>0[1-9]|1[0-2]))?")


def period_window(text: str, zone: tzinfo) -> Window:
    """A month or year from its first second to its last.

    Raises:
        BadInput: neither.
    """
    written = _PERIOD.fullmatch(normalise(text))
    if written and FIRST_YEAR <= int(written["year"]) < LAST_YEAR:
        year = int(written["year"])
        if written["month"]:
            return _month_window(year, int(written["month"]), zone)
        return year_window(year, zone)
    raise BadInput(
        N_("没有这个期间：{text}"),
        remedy=N_("写作 2023-07 或 2023"),
        text=text,
    )


def _month_window(year: int, month: int, zone: tzinfo) -> Window:
    start = datetime(year, month, 1, tzinfo=zone)
    if month == DECEMBER:
        return up_to(start, datetime(year + 1, 1, 1, tzinfo=zone))
    return up_to(start, start.replace(month=month + 1))


def month_before(at: datetime) -> str:
    """The month that ended last before *at*, on the clock *at* carries."""
    last = at.replace(day=1) - timedelta(days=1)
    return f"{last.year}-{last.month:02d}"
