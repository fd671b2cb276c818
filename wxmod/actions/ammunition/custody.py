"""Handing a store over, looking unannounced, and what has waited too long."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from wxmod.actions import judging
from wxmod.actions.ammunition import differences, periods, stocktakes
from wxmod.actions.ammunition.stores import NOTHING_SAID, Handover
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.ammunition.accounts import KEPT, Account, is_store
from wxmod.domain.ammunition.custody import (
    Custodian,
    Pick,
    SpotCheckDrawn,
    StoreHandedOver,
    draw,
    population_digest,
    seed_of,
)
from wxmod.domain.ammunition.ledger import Discrepancy, Held
from wxmod.domain.ammunition.periods import month_before, period_window
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.rules import Finding, MonthOver, StoreKept, Unsealed, Waiting, check
from wxmod.store import journal, tables
from wxmod.wording import N_


class Case(NamedTuple):
    """A difference nobody has explained, with what the clock says of it."""

    ref: str
    subject: str
    since: datetime
    findings: tuple[Finding, ...]


class StoreState(NamedTuple):
    """A store that holds rounds: who keeps it, when it was counted last (None: never), and whether it is due."""

    place: str
    rounds: int
    custodian: Custodian | None
    counted_at: datetime | None
    findings: tuple[Finding, ...]


class SpotCheck(NamedTuple):
    """A list drawn, which of it was counted since, and whether the draw can be made again from the book.

    Attributes:
        nth: Which draw of its day it is; a second one is told, not hidden.
    """

    ref: str
    drawn: SpotCheckDrawn
    left: tuple[Pick, ...]
    reproduced: bool
    nth: int


class UnsealedMonths(NamedTuple):
    """Every month that is over and not sealed, oldest first, with what the clock says of them together."""

    periods: tuple[str, ...]
    findings: tuple[Finding, ...]


class Due(NamedTuple):
    """Everything that has waited too long, and the latest list while some of it is not counted."""

    cases: tuple[Case, ...]
    stores: tuple[StoreState, ...]
    months: UnsealedMonths
    spot_check: SpotCheck | None

    @property
    def any(self) -> bool:
        """Whether anything waits."""
        return bool(self.cases or self.stores or self.months.findings or self.spot_check)


def hand_over(
    desk: Desk,
    at_place: str,
    counts: Mapping[str, int],
    people: tuple[str, str],
    hands: Handover = NOTHING_SAID,
) -> tuple[Outcome, tuple[Discrepancy, ...]]:
    """Pass a store from *people*[0] to *people*[1] with the count both made, blind; differences open as for any count.

    Raises:
        BadInput: it is one person, or a number is not whole.
        UnknownName: no such store or lot.
    """
    taken = stocktakes.stocktake(
        desk,
        at_place,
        counts,
        people,
        hands,
    )
    body = StoreHandedOver(count=taken)
    receipt = desk.write(
        "store.handed_over",
        body,
        at=taken.at,
        uid=hands.uid,
        by=body.outgoing,
        witness=body.incoming,
    )
    return Outcome(taken.place, receipt), stocktakes.differences(desk, taken)


def spot_check(
    desk: Desk,
    count: int,
    *,
    seed: str | None = None,
    uid: str | None = None,
) -> Outcome:
    """Draw *count* stores and lots to be counted unannounced, and write the list down before anyone sees it.

    Args:
        seed: Somebody's own seed; without it the seed follows from the journal's last entry.

    Raises:
        BadInput: nothing is in stock, or fewer than one is asked for.
    """
    if count < 1:
        raise BadInput(N_("至少抽查一处"))
    with desk.store.writing():
        if earlier := desk.earlier_body(uid, "spot_check.drawn"):
            return Outcome(earlier[0].ref, earlier[0])
        now = desk.now()
        if not (held := _drawable(desk, now)):
            raise BadInput(N_("没有库存可供抽查"))
        known = normalise(seed or "") or seed_of(
            desk.store.chain,
            *journal.tail(desk.store),
        )
        body = SpotCheckDrawn(
            seed=known,
            chosen=bool(seed),
            at=now,
            picks=draw(known, held, count),
            population=len(held),
            digest=population_digest(held),
        )
        receipt = desk.write("spot_check.drawn", body, at=now, uid=uid)
    return Outcome(receipt.ref, receipt)


def _drawable(desk: Desk, at: datetime) -> list[Held]:
    held = tables.rounds.holdings_at(desk.store, at)
    return [here for here, rounds in held.items() if is_store(here.place) and rounds > 0]


def spot_checks(desk: Desk) -> list[SpotCheck]:
    """Every list drawn, oldest first."""
    counted = tables.custody.last_counts(desk.store, desk.now())
    draws: Counter[date] = Counter()
    found = []
    for ref, drawn in tables.custody.spot_checks(desk.store):
        day = desk.local(drawn.at).date()
        draws[day] += 1
        left = []
        for each in drawn.picks:
            last = counted.get(each.place)
            if last is None or last < drawn.at:
                left.append(each)
        reproduced = _reproduced(desk, drawn)
        found.append(
            SpotCheck(
                ref,
                drawn,
                tuple(left),
                reproduced,
                draws[day],
            )
        )
    return found


def _reproduced(desk: Desk, drawn: SpotCheckDrawn) -> bool:
    """Whether seed and stock of the hour, as told today, give the same list; a late entry can change the stock."""
    held = _drawable(desk, drawn.at)
    return (
        population_digest(held) == drawn.digest
        and draw(
            drawn.seed,
            held,
            len(drawn.picks),
        )
        == drawn.picks
    )


def cases(desk: Desk) -> list[Case]:
    """Every open difference, of counts and all others, with its clock; the oldest first."""
    known = judging.for_rounds(desk)
    open_ = [(d.stocktake, d.found.lot, d.at) for d in stocktakes.open_discrepancies(desk)]
    open_ += [(d.ref, d.subject, d.at) for d in differences.open_differences(desk)]
    open_ += [(name, short.lot, short.at) for name, short in stocktakes.unbacked(desk).items()]
    open_.sort(key=lambda each: each[2])
    found = []
    for ref, subject, since in open_:
        findings = check(Waiting(ref=ref, subject=subject, since=since), known)
        found.append(
            Case(
                ref=ref,
                subject=subject,
                since=since,
                findings=findings,
            )
        )
    return found


def stores(desk: Desk) -> list[StoreState]:
    """Every store, vehicle and dud store that holds rounds now, by account."""
    known, now = judging.for_rounds(desk), desk.now()
    keepers = tables.custody.custodians(desk.store, now)
    counted = tables.custody.last_counts(desk.store, now)
    begun = tables.custody.first_arrivals(desk.store)
    rounds: Counter[str] = Counter()
    for here, n in tables.ammunition.holdings(desk.store).items():
        if Account(here.place).kind in KEPT:
            rounds[here.place] += n
    found = []
    for where in sorted(rounds):
        # A store never counted has waited since the first rounds came.
        since = counted.get(where) or begun.get(where) or now
        kept = StoreKept(place=where, since=since)
        found.append(
            StoreState(
                place=where,
                rounds=rounds[where],
                custodian=keepers.get(where),
                counted_at=counted.get(where),
                findings=check(kept, known),
            )
        )
    return found


def unsealed(desk: Desk) -> UnsealedMonths:
    """Months that are over and no seal covers, since the ledger began."""
    begun = tables.custody.first_movement(desk.store)
    if begun is None:
        return UnsealedMonths((), ())
    sealed = max((row.seal.until for row in periods.seals(desk)), default=begun)
    over: list[MonthOver] = []
    month = month_before(desk.local(desk.now()))
    while (window := period_window(month, desk.program.zone)).end > max(sealed, begun):
        over.append(MonthOver(period=month, ends_at=window.end))
        month = month_before(window.start)
    asked = Unsealed(months=tuple(reversed(over)))
    return UnsealedMonths(
        tuple(m.period for m in asked.months),
        check(asked, judging.for_rounds(desk)),
    )


def due(desk: Desk) -> Due:
    """Everything that has waited longer than the programme allows."""
    drawn = spot_checks(desk)
    return Due(
        tuple(c for c in cases(desk) if c.findings),
        tuple(s for s in stores(desk) if s.findings),
        unsealed(desk),
        drawn[-1] if drawn and drawn[-1].left else None,
    )
