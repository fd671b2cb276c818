"""Judging, recording, correcting and finding operations.  A fact is recorded whatever the rules say of it."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.actions import facts
from wxmod.actions.desk import Desk, Outcome, Refused
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.geodesy import azimuth_span
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea, AreaMethod
from wxmod.domain.operations.operation import Operation, Purpose, Release
from wxmod.domain.registry.sites import Site
from wxmod.domain.text import next_after
from wxmod.domain.times import Window
from wxmod.rules import Finding, Severity, check
from wxmod.store import tables
from wxmod.store.entries import OperationCorrected, OperationRecorded
from wxmod.store.lineage import key_of
from wxmod.store.tables.operations import OperationRow, Version
from wxmod.wording import N_

__all__ = [
    "Judged",
    "OperationRow",
    "Version",
    "claimed_area",
    "correct",
    "find",
    "findings_of",
    "get",
    "judge",
    "judged",
    "last_recorded",
    "propose",
    "record",
    "record_all",
    "versions",
    "with_area",
    "with_places",
]


class Judged(NamedTuple):
    """An operation on record with what the rules say of it today."""

    row: OperationRow
    findings: tuple[Finding, ...]


def judge(
    desk: Desk,
    operation: Operation,
    *,
    clearance: Clearance | None = None,
    no: str | None = None,
) -> tuple[Finding, ...]:
    """What the rules would say if *operation* were recorded now; nothing is written.

    Args:
        no: Its number where it corrects an earlier telling, whose rounds are then not counted beside it.
    """
    return check(operation, facts.for_operation(desk, operation, no=no, clearance=clearance))


def propose(desk: Desk, operation: Operation) -> tuple[Finding, ...]:
    """Ask leave for an operation that has not happened yet.

    Raises:
        Refused: a rule blocks it.
    """
    asked = facts.for_operation(desk, operation, now=max(desk.now(), operation.window.end))
    findings = check(operation, asked)
    if any(f.severity is Severity.BLOCK for f in findings):
        raise Refused(findings)
    return findings


def record(
    desk: Desk,
    operation: Operation,
    *,
    uid: str | None = None,
    clearance: Clearance | None = None,
) -> Outcome:
    """Write an operation that happened, with its airspace clearance if that is told along with it.

    Raises:
        BadInput: the site is not the programme's, or the key was used for something else.
        StoreUnavailable: nothing was written.
    """
    desk.program.site(operation.site)
    whole = with_area(desk, operation)
    with desk.store.writing():
        if clearance and tables.airspace.clearance(desk.store, clearance.number) is None:
            _record_clearance(desk, clearance)
        if uid and (repeated := _repeated(desk, whole, uid)):
            return repeated
        whole = with_places(desk, whole)
        no = _next_number(desk, whole)
        findings = check(whole, facts.for_operation(desk, whole, no=no))
        seen = tuple(dict.fromkeys(f.code for f in findings))
        body = OperationRecorded(no=no, operation=whole, seen=seen)
        receipt = desk.write("operation.recorded", body, at=whole.window.start, uid=uid)
    return Outcome(no, receipt, findings)


def correct(
    desk: Desk,
    no: str,
    operation: Operation | None,
    *,
    reason: str,
    base: int | None = None,
) -> Outcome:
    """Tell an operation anew, or declare it void (None); the earlier telling stays.

    Args:
        base: Sequence number of the telling the correction was made from; refused if another came in between.

    Raises:
        UnknownName: no such operation.
        BadInput: no reason, nothing changed, or someone else corrected it meanwhile.
    """
    if not reason.strip():
        raise BadInput(N_("更正须写明原因"), remedy=N_("用 --reason 写明"))
    with desk.store.writing():
        row = get(desk, no)
        seq = int(row.ref.rpartition(":")[2])
        if base is not None and base != seq:
            raise BadInput(
                N_("作业 {no} 在此期间已被更正（第 {seq} 条）"),
                remedy=N_("先看 wxmod op show {no}，再更正"),
                no=no,
                seq=seq,
            )
        whole = with_area(desk, operation) if operation else None
        if whole == row.operation and not row.voided:
            raise BadInput(N_("作业 {no} 没有任何改动"), no=no)
        findings = check(whole, facts.for_operation(desk, whole, no=no)) if whole else ()
        seen = tuple(dict.fromkeys(f.code for f in findings))
        body = OperationCorrected(no=no, base=seq, reason=reason, operation=whole, seen=seen)
        receipt = desk.write("operation.corrected", body, at=(whole or row.operation).window.start)
    return Outcome(no, receipt, findings)


def get(desk: Desk, no: str) -> OperationRow:
    """The operation of that number.

    Raises:
        UnknownName: no such operation; names the latest ones.
    """
    row = tables.operations.operation(desk.store, no)
    if row is None:
        raise UnknownName(N_("作业"), no, _latest(desk))
    return row


def number(desk: Desk, said: str) -> str:
    """The number somebody means: whole, or the beginning of just one.

    Raises:
        UnknownName: none begins so, or several; names them.
    """
    if tables.operations.operation(desk.store, said):
        return said
    alike = tables.operations.operation_numbers(desk.store, said)
    if len(alike) != 1:
        raise UnknownName(N_("作业"), said, alike or _latest(desk))
    return alike[0]


def _latest(desk: Desk) -> list[str]:
    return [r.no for r in reversed(tables.operations.operations(desk.store, newest=5))]


def record_all(
    desk: Desk, told: Sequence[tuple[Operation, Clearance | None]], *, uid: str | None = None
) -> list[Outcome]:
    """Write several operations that happened, all or none; as `record` for each."""
    with desk.store.writing():
        return [
            record(
                desk,
                operation,
                uid=f"{uid}.{n}" if uid and len(told) > 1 else uid,
                clearance=clearance,
            )
            for n, (operation, clearance) in enumerate(told)
        ]


def find(
    desk: Desk,
    window: Window | None = None,
    *,
    site: str | None = None,
    purpose: Purpose | None = None,
    newest: int | None = None,
) -> list[OperationRow]:
    """Operations that started in *window*, oldest first; rain includes snow, snow is snow alone.

    Raises:
        UnknownName: no such site.
    """
    wanted = [p for p in Purpose if purpose in {p, p.family}]
    code = desk.program.site(site).code if site else None
    return tables.operations.operations(
        desk.store,
        window,
        site=code,
        purposes=wanted,
        newest=newest,
    )


def last_recorded(desk: Desk) -> OperationRow | None:
    """The operation written last that still stands, or None."""
    return tables.operations.last_recorded(desk.store)


def versions(desk: Desk, no: str) -> list[Version]:
    """Every telling of an operation, first to last."""
    return tables.operations.versions(desk.store, no)


def findings_of(desk: Desk, row: OperationRow) -> tuple[Finding, ...]:
    """What the rules say today of an operation on record, judged as of when it was recorded."""
    return check(row.operation, facts.for_recorded(desk, row))


def judged(desk: Desk, rows: Sequence[OperationRow]) -> list[Judged]:
    """Operations with what the rules say of each today."""
    return [Judged(row, findings_of(desk, row)) for row in rows]


def with_area(desk: Desk, operation: Operation) -> Operation:
    """*operation* with an affected area by the programme's method, unless it came with one."""
    if operation.area is not None:
        return operation
    area = claimed_area(desk, operation)
    return operation.model_copy(update={"area": area}) if area else operation


def with_places(desk: Desk, operation: Operation) -> Operation:
    """*operation* firing from the launcher or gun what was loaded there before, where no other place is told."""
    releases = tuple(_from_loaded(desk, release) for release in operation.releases)
    return operation.model_copy(update={"releases": releases})


def _from_loaded(desk: Desk, release: Release) -> Release:
    loaded = f"loaded/{release.equipment}"
    if release.place or release.lot is None:
        return release
    there = tables.rounds.holdings_at(desk.store, release.end).get(
        Held(loaded, release.lot),
        0,
    )
    enough = there >= release.rounds + release.duds > 0
    return release.model_copy(update={"place": loaded}) if enough else release


def claimed_area(
    desk: Desk,
    operation: Operation,
    method: AreaMethod | None = None,
    *,
    range_m: float | None = None,
) -> AffectedArea | None:
    """The area the programme's method (or *method*) claims, or None where a setting or position is missing.

    Args:
        range_m: How far a sector goes, where the programme does not say for these kinds of equipment.
    """
    settings, day = desk.program.settings, desk.local(operation.window.start).date()
    chosen = method or settings.area_method.value_on(day)
    site = desk.program.site(operation.site)
    if chosen is AreaMethod.SECTOR:
        return _sector_area(desk, operation, site, range_m)
    history = settings.area_nominal_km2.get(operation.purpose.family)
    held = history.on(day) if history else None
    if chosen is not AreaMethod.NOMINAL or held is None or held.value is None:
        return None
    position = operation.position or site.position
    return affected_area.nominal(
        position, held.value, source=held.source, confidence=held.confidence
    )


def _sector_area(
    desk: Desk,
    operation: Operation,
    site: Site,
    range_m: float | None,
) -> AffectedArea | None:
    position, day = operation.position or site.position, desk.local(operation.window.start).date()
    known = tables.registry.equipment(desk.store)
    ranges = [
        held
        for r in operation.releases
        if (unit := known.get(r.equipment))
        and (history := desk.program.settings.sector_range_m.get(unit.kind))
        if (held := history.on(day)) and held.value
    ]
    if position is None or not operation.azimuths_deg:
        return None
    span = azimuth_span(operation.azimuths_deg)
    if range_m is not None:
        return affected_area.sector(
            position,
            span,
            range_m,
            source=f"{desk.actor}: {range_m:g} m",
        )
    if not ranges:
        return None
    widest = max(ranges, key=lambda held: held.value or 0)
    return affected_area.sector(position, span, widest.value or 0, source=widest.source)


def _record_clearance(desk: Desk, clearance: Clearance) -> None:
    kind = {"requested": "airspace.requested", "closed": "airspace.closed"}.get(
        clearance.status, "airspace.answered"
    )
    desk.write(kind, clearance, at=clearance.requested_at)


def _next_number(desk: Desk, operation: Operation) -> str:
    """``YYYYMMDD-SSS-N``: the county's day, the site's serial, and which one that day."""
    prefix = f"{desk.local(operation.window.start):%Y%m%d}-{operation.site[-3:]}-"
    return next_after(prefix, tables.operations.operation_numbers(desk.store, prefix))


def _repeated(desk: Desk, operation: Operation, uid: str) -> Outcome | None:
    """What the same command came to when it was given before, or None; another content under its key is refused."""
    receipt, no = (
        desk.earlier(uid),
        tables.operations.written_under(desk.store, key_of(desk.store, uid)),
    )
    if receipt is None or no is None:
        return None
    if _as_told(tables.operations.versions(desk.store, no)[0].operation, operation) != operation:
        raise BadInput(
            N_("同一操作编号 {uid} 已写过另一内容（第 {seq} 条）"),
            remedy=N_("重新打开表单后再提交"),
            uid=uid,
            seq=receipt.seq,
        )
    return Outcome(no, receipt, findings_of(desk, get(desk, no)))


def _as_told(kept: Operation | None, told: Operation) -> Operation | None:
    """*kept* without the places `with_places` filled in."""
    if kept is None or len(kept.releases) != len(told.releases):
        return kept
    releases = tuple(
        k.model_copy(update={"place": t.place})
        if t.place is None and k.place == f"loaded/{k.equipment}"
        else k
        for k, t in zip(kept.releases, told.releases, strict=True)
    )
    return kept.model_copy(update={"releases": releases})
