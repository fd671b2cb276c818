"""Everything that does not agree, beside counts: codes, shot counters, closed missions, consignments overdue.

Each is derived anew whenever it is asked for, so that a late or corrected entry closes it; so does an explanation.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from wxmod.actions.ammunition import aftermath, consignments, match, missions, stocktakes
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.counters import differences
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.exchange import ConflictResolved
from wxmod.domain.ref import Ref
from wxmod.domain.times import from_utc_text
from wxmod.store import chains, tables
from wxmod.store.bodies import DiscrepancyExplained
from wxmod.store.exchange.conflicts import ANCHOR, DANGLING, OVER_ISSUE, conflicts
from wxmod.store.journal import Receipt
from wxmod.wording import N_, Term

_SUBJECT = 64  # as long as a code may be
_NAME = 120


class DifferenceKind(Term):
    CODE = "code", N_("编码")
    CODES_USED = "codes-used", N_("扫码数")
    COUNTER = "counter", N_("计数器")
    MISSION = "mission", N_("任务收支")
    OVERDUE = "overdue", N_("逾期在途")
    SEALED = "sealed", N_("封账后变动")
    ALONE = "alone", N_("单人办理")
    WAIVED = "waived", N_("豁免")
    CHAINS = "chains", N_("各库不一致")


class Difference(NamedTuple):
    """Something two accounts of the same rounds do not agree on.

    Attributes:
        ref: ``CHAIN:SEQ`` of the entry that does not agree with the rest.
        subject: What it is about: a code, ``OPERATION/UNIT``, ``OPERATION/LOT``, a consignment.
        expected, found: What the one says and what the other.
        at: Since when it could be known; its clock runs from here.
        about: The moment it is about, where that is another.
        what: The fault as a code (`SerialFaultKind`, `Conflict.kind`), where there is one; who did it alone.
    """

    kind: DifferenceKind
    ref: str
    subject: str
    at: datetime
    expected: str
    found: str
    what: str = ""
    about: datetime | None = None


def open_differences(desk: Desk) -> list[Difference]:
    """Every difference nobody has explained, oldest first."""
    explained = tables.ammunition.explanations(desk.store)
    sources = (
        _codes,
        _codes_used,
        _counters,
        _missions,
        _overdue,
        _sealed,
        _alone,
        _waived,
        _chains,
    )
    every = [each for source in sources for each in source(desk)]
    still = (
        d
        for d in every
        if not explained.cover(
            d.ref,
            d.subject,
            told_apart(d),
        )
    )
    return sorted(
        still,
        key=lambda d: (d.at, d.ref, d.subject),
    )


def told_apart(found: Difference) -> str:
    """A difference as its explanation names it, no longer than a name may be."""
    return f"{found.expected}/{found.found}"[:_NAME]


def _codes(desk: Desk) -> Iterator[Difference]:
    for traced in tables.rounds.faulty(desk.store):
        for fault in traced.faults:
            yield Difference(
                kind=DifferenceKind.CODE,
                ref=fault.ref,
                subject=fault.code,
                at=fault.at,
                expected=fault.was,
                found=fault.told,
                what=fault.kind.value,
            )


def _codes_used(desk: Desk) -> Iterator[Difference]:
    """Where codes were scanned for an operation, as many as it tells of that lot."""
    for (no, lot, duds), scanned in tables.rounds.codes_used(desk.store).items():
        row = tables.operations.operation(desk.store, no)
        if row is None:
            continue
        rounds = 0
        for release in row.operation.releases:
            if release.lot == lot and not row.voided:
                rounds += release.duds if duds else release.rounds
        if rounds != scanned:
            yield Difference(
                kind=DifferenceKind.CODES_USED,
                ref=row.ref,
                subject=f"{no}/{lot}",
                at=row.operation.window.end,
                expected=str(rounds),
                found=str(scanned),
            )


def _counters(desk: Desk) -> Iterator[Difference]:
    for ref, file in tables.rounds.counters(desk.store):
        for each in differences(match.matched(desk, file)):
            yield Difference(
                kind=DifferenceKind.COUNTER,
                ref=ref,
                subject=each.subject,
                at=each.at,
                expected=f"{each.logged}/{each.ledger}",
                found=str(each.counter),
            )


def _missions(desk: Desk) -> Iterator[Difference]:
    """Closed operations whose mission no longer balances, because something was entered or corrected later."""
    for no, (ref, closing) in tables.rounds.closures(desk.store).items():
        row = tables.operations.operation(desk.store, no)
        held = missions.still_held(desk, ref, closing)
        for lot in missions.mission_balance(desk, closing.mission, held).lots:
            if row and lot.missing:
                yield Difference(
                    kind=DifferenceKind.MISSION,
                    ref=ref,
                    subject=f"{no}/{lot.lot}",
                    at=row.operation.window.end,
                    expected=str(lot.issued),
                    found=str(lot.issued - lot.missing),
                )


def _overdue(desk: Desk) -> Iterator[Difference]:
    for each in consignments.on_the_road(desk):
        if each.findings and each.sent.due_at:
            yield Difference(
                kind=DifferenceKind.OVERDUE,
                ref=each.ref,
                subject=each.sent.no,
                at=each.sent.due_at,
                expected="0",
                found=str(sum(each.rounds.values())),
            )


def _sealed(desk: Desk) -> Iterator[Difference]:
    """Late and corrected entries about a sealed period, each once, against the first seal it comes after."""
    for each in aftermath.late_changes(desk):
        yield Difference(
            kind=DifferenceKind.SEALED,
            ref=each.ref,
            subject=each.subject,
            at=each.recorded_at,
            expected=each.was,
            found=each.now,
            about=each.about,
        )


def _alone(desk: Desk) -> Iterator[Difference]:
    """What one person did although it takes two."""
    for each in tables.waivers.waivers(desk.store):
        if each.waiver.rule not in pins.ALONE:
            continue
        subject = f"{each.waiver.rule}/{each.waiver.subject}"[:_SUBJECT]
        yield Difference(
            kind=DifferenceKind.ALONE,
            ref=each.ref,
            subject=subject,
            at=each.at,
            expected="2",
            found="1",
            what=each.actor,
        )


def _waived(desk: Desk) -> Iterator[Difference]:
    """Every other block that was set aside: who did, and whether it was two."""
    for each in tables.waivers.waivers(desk.store):
        if each.waiver.rule in pins.ALONE:
            continue
        yield Difference(
            kind=DifferenceKind.WAIVED,
            ref=each.ref,
            subject=f"{each.waiver.rule}/{each.waiver.subject}"[:_SUBJECT],
            at=each.at,
            expected="2",
            found=str(len(each.people)),
            what=" ".join(each.people),
        )


def _chains(desk: Desk) -> Iterator[Difference]:
    """What several records, or one and the receipts held of it, do not agree on; rounds beyond the book stand apart."""
    for each in conflicts(desk.store):
        if each.kind != OVER_ISSUE:
            yield Difference(
                kind=DifferenceKind.CHAINS,
                ref=each.ref,
                subject=each.subject,
                at=_known_since(desk, each.ref),
                expected="1",
                found="0" if each.kind in {DANGLING, ANCHOR} else "2",
                what=each.kind,
            )


def _known_since(desk: Desk, ref: str) -> datetime:
    """When an entry was recorded; of one that is missing (a tail cut off), when the last before it was."""
    entry = chains.entry(desk.store, ref)
    if entry is None and (missing := Ref.find(ref)):
        entry = chains.last_before(
            desk.store,
            missing.chain,
            missing.seq,
        )
    return from_utc_text(entry.recorded_at) if entry else desk.now()


def _close(
    desk: Desk,
    found: Difference,
    hands: Handover,
) -> Receipt:
    kind, body = "ammunition.explained", _answer(desk, found, hands.reason)
    if isinstance(body, ConflictResolved):
        kind = "conflict.resolved"
    return desk.write(
        kind,
        body,
        uid=hands.uid,
        by=hands.by,
        witness=hands.witness,
    )


def _answer(
    desk: Desk,
    found: Difference,
    reason: str,
) -> DiscrepancyExplained | ConflictResolved:
    if found.kind is DifferenceKind.CHAINS:
        names = [
            c.name for c in conflicts(desk.store) if (c.ref, c.kind) == (found.ref, found.what)
        ]
        return ConflictResolved(conflict=names[0], reason=reason)
    return DiscrepancyExplained(
        stocktake=found.ref,
        lot=found.subject,
        reason=reason,
        difference=told_apart(found),
    )


def _may_close(
    desk: Desk,
    found: Difference,
    hands: Handover,
) -> None:
    """What was done alone, or under a waiver, is answered by a bureau administrator who did not do it.

    Raises:
        BadInput: somebody else answers for it.
    """
    by = hands.by or desk.actor
    if found.kind not in {DifferenceKind.ALONE, DifferenceKind.WAIVED}:
        return
    if not pins.is_bureau(desk, by) or by in found.what.split():
        raise BadInput(N_("单人办理和豁免的事只有局管理员可以销案，且不得是本人：{who}"), who=by)


def answer(
    desk: Desk,
    ref: str,
    subject: str,
    hands: Handover,
    *,
    adjust: bool = False,
) -> Outcome:
    """Answer for any open difference: one of these, else one of a count (`ammunition.explain`).

    Raises:
        UnknownName: there is no such open difference.
        BadInput: not proven by PIN where that is required, no reason, rounds to adjust where only a count adjusts, or
            somebody who may not close it.
    """
    pins.refuse_unproven(
        desk,
        (hands.by or desk.actor,),
        hands.proven,
    )
    if (short := stocktakes.unbacked(desk).get(ref)) and short.lot == subject:
        return _settle(desk, ref, hands, adjust=adjust)
    full = Ref.within(ref, desk.store.chain)
    found = next(
        (d for d in open_differences(desk) if (d.ref, d.subject) == (full, subject)),
        None,
    )
    if found is None:
        counts = [(d.stocktake, d.found.lot) for d in stocktakes.open_discrepancies(desk)]
        if (full, subject) not in counts:
            known = [
                *counts,
                *((d.ref, d.subject) for d in open_differences(desk)),
            ]
            known += [(name, short.lot) for name, short in stocktakes.unbacked(desk).items()]
            raise UnknownName(
                N_("账实差异"),
                f"{ref} {subject}",
                [" ".join(each) for each in known],
            )
        return stocktakes.explain(
            desk,
            ref,
            subject,
            hands,
            adjust=adjust,
        )
    _refuse_unsaid(hands, adjust=adjust)
    _may_close(desk, found, hands)
    return Outcome(full, _close(desk, found, hands))


def _settle(
    desk: Desk,
    name: str,
    hands: Handover,
    *,
    adjust: bool,
) -> Outcome:
    """Answer for rounds taken beyond the book that no late entry will back."""
    _refuse_unsaid(hands, adjust=adjust)
    body = ConflictResolved(conflict=name, reason=hands.reason)
    return Outcome(
        name,
        desk.write(
            "conflict.resolved",
            body,
            uid=hands.uid,
            by=hands.by,
            witness=hands.witness,
        ),
    )


def _refuse_unsaid(hands: Handover, *, adjust: bool) -> None:
    if not hands.reason.strip():
        raise BadInput(N_("账实差异须写明原因"), remedy=N_("用 --reason 写明"))
    if adjust:
        raise BadInput(N_("只有盘点差异可以调整库存"), remedy=N_("补记或更正相应的流转和作业"))
