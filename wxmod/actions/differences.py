"""Everything that does not agree, beside counts: codes, shot counters, closed missions, consignments overdue.

Each is derived anew whenever it is asked for, so that a late or corrected entry closes it; so does an explanation.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from wxmod.actions import ammunition, match, missions, periods, places
from wxmod.actions.ammunition import Handover
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.counters import differences
from wxmod.domain.errors import BadInput
from wxmod.store import queries, tracking
from wxmod.store.entries import DiscrepancyExplained
from wxmod.wording import N_, Term


class DifferenceKind(Term):
    CODE = "code", N_("编码")
    CODES_USED = "codes-used", N_("扫码数")
    COUNTER = "counter", N_("计数器")
    MISSION = "mission", N_("任务收支")
    OVERDUE = "overdue", N_("逾期在途")
    SEALED = "sealed", N_("封账后变动")


class Difference(NamedTuple):
    """Something two accounts of the same rounds do not agree on.

    Attributes:
        ref: ``CHAIN:SEQ`` of the entry that does not agree with the rest.
        subject: What it is about: a code, ``OPERATION/UNIT``, ``OPERATION/LOT``, a consignment.
        expected, found: What the one says and what the other.
        what: The fault as a code (`SerialFaultKind`), where there is one.
    """

    kind: DifferenceKind
    ref: str
    subject: str
    at: datetime
    expected: str
    found: str
    what: str = ""


def open_differences(desk: Desk) -> list[Difference]:
    """Every difference nobody has explained, oldest first."""
    explained = queries.explanations(desk.store)
    every = [*_codes(desk), *_codes_used(desk), *_counters(desk), *_missions(desk), *_overdue(desk), *_sealed(desk)]
    return sorted((d for d in every if (d.ref, d.subject) not in explained), key=lambda d: (d.at, d.ref, d.subject))


def _codes(desk: Desk) -> Iterator[Difference]:
    for traced in tracking.faulty(desk.store):
        for fault in traced.faults:
            told = (fault.ref, fault.code, fault.at, fault.was, fault.told, fault.kind.value)
            yield Difference(DifferenceKind.CODE, *told)


def _codes_used(desk: Desk) -> Iterator[Difference]:
    """Where codes were scanned for an operation, as many as it tells of that lot."""
    for (no, lot, duds), scanned in tracking.codes_used(desk.store).items():
        row = queries.operation(desk.store, no)
        if row is None:
            continue
        own = [] if row.voided else [r for r in row.operation.releases if r.lot == lot]
        told = sum(r.duds if duds else r.rounds for r in own)
        if told != scanned:
            at = row.operation.window.end
            yield Difference(DifferenceKind.CODES_USED, row.ref, f"{no}/{lot}", at, str(told), str(scanned))


def _counters(desk: Desk) -> Iterator[Difference]:
    for ref, read in tracking.counters(desk.store):
        for each in differences(match.matched(desk, read)):
            expected = f"{each.logged}/{each.ledger}"
            yield Difference(DifferenceKind.COUNTER, ref, each.subject, each.at, expected, str(each.counter))


def _missions(desk: Desk) -> Iterator[Difference]:
    """Closed operations whose mission no longer balances, because something was entered or corrected later."""
    for no, (ref, closing) in tracking.closures(desk.store).items():
        row = queries.operation(desk.store, no)
        held = {count.lot: count.rounds for count in closing.held}
        for lot in missions.mission_balance(desk, closing.mission, held).lots:
            if row and lot.missing:
                at = row.operation.window.end
                yield Difference(
                    DifferenceKind.MISSION, ref, f"{no}/{lot.lot}", at, str(lot.issued), str(lot.issued - lot.missing)
                )  # fmt: skip


def _overdue(desk: Desk) -> Iterator[Difference]:
    for each in places.on_the_road(desk):
        if each.findings and each.sent.due_at:
            rounds = sum(each.rounds.values())
            yield Difference(DifferenceKind.OVERDUE, each.ref, each.sent.no, each.sent.due_at, "0", str(rounds))


def _sealed(desk: Desk) -> Iterator[Difference]:
    """Balances of a sealed period that late or corrected entries have changed since."""
    for row, each in periods.adjusted(desk):
        # Its clock runs from the last entry about that time; which of them moved the rounds is read from the list.
        at = max((late.recorded_at for late in periods.late_entries(desk, row)), default=row.seal.until)
        told = (str(each.sealed), str(each.now))
        yield Difference(DifferenceKind.SEALED, row.ref, each.subject, at, *told)


def answer(desk: Desk, ref: str, subject: str, hands: Handover, *, adjust: bool = False) -> Outcome:
    """Answer for any open difference: one of these, else one of a count (`ammunition.explain`).

    Raises:
        UnknownName: there is no such open difference.
        BadInput: no reason, or rounds to adjust where only a count adjusts.
    """
    full = ref if ":" in ref else f"{desk.store.chain}:{ref}"
    if (full, subject) not in {(d.ref, d.subject) for d in open_differences(desk)}:
        return ammunition.explain(desk, ref, subject, hands, adjust=adjust)
    if not hands.reason.strip():
        raise BadInput(N_("账实差异须写明原因"), remedy=N_("用 --reason 写明"))
    if adjust:
        raise BadInput(N_("只有盘点差异可以调整库存"), remedy=N_("补记或更正相应的流转和作业"))
    body = DiscrepancyExplained(stocktake=full, lot=subject, reason=hands.reason)
    receipt = desk.write("ammunition.explained", body, uid=hands.uid, by=hands.by, witness=hands.witness)
    return Outcome(full, receipt)
