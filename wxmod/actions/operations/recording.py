"""Judging, recording, correcting and finding operations.  A fact is recorded whatever the rules say of it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.actions import hindsight, judging
from wxmod.actions.desk import Desk, Outcome, Refused
from wxmod.actions.judging import Asked, Bench
from wxmod.actions.operations.claims import claimed_area
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Operation, Purpose
from wxmod.domain.text import next_after
from wxmod.domain.times import Window
from wxmod.rules import Finding, Severity
from wxmod.store import tables
from wxmod.store.bodies import OperationCorrected, OperationRecorded
from wxmod.store.entries import encode
from wxmod.store.lineage import key_of
from wxmod.store.tables.operations import OperationRow, Version
from wxmod.wording import N_

__all__ = [
    "Judged",
    "OperationRow",
    "Version",
    "claimed_area",
    "correct",
    "file_keys",
    "find",
    "findings_of",
    "get",
    "judge",
    "judged",
    "last_recorded",
    "propose",
    "record",
    "record_all",
    "reopen",
    "versions",
    "with_area",
    "with_places",
]

with_area = judging.with_area
with_places = judging.with_places
_FROM_FILE = "file-"


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
        no: The operation it would correct.
    """
    return judging.judge(desk, operation, Asked(no=no, clearance=clearance)).findings


def propose(
    desk: Desk, operation: Operation, *, clearance: Clearance | None = None
) -> tuple[Finding, ...]:
    """Ask leave for an operation that has not happened yet.

    Raises:
        Refused: a rule blocks it.
    """
    then = max(desk.now(), operation.window.end)
    findings = judging.judge(desk, operation, Asked(clearance=clearance, now=then)).findings
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
        FormFaults: some of it is still to come.
        BadInput: the site is not the programme's, or the key was used for something else.
        StoreUnavailable: nothing was written.
    """
    desk.program.site(operation.site)
    desk.happened(_moments(operation))
    with desk.store.writing():
        if clearance and tables.airspace.clearance(desk.store, clearance.number) is None:
            _record_clearance(desk, clearance)
        if uid and (repeated := _repeated(desk, judging.with_area(desk, operation), uid)):
            return repeated
        judgement = judging.judge(desk, operation)
        no = _next_number(desk, operation)
        body = OperationRecorded(
            no=no, operation=judgement.operation, seen=_codes(judgement.findings)
        )
        receipt = desk.write("operation.recorded", body, at=operation.window.start, uid=uid)
    return Outcome(no, receipt, judgement.findings)


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
        BadInput: no reason, nothing changed, void already, or someone else corrected it meanwhile.
    """
    _refuse_unsaid(reason)
    with desk.store.writing():
        row = _unchanged_since(desk, no, base)
        if row.voided:
            raise BadInput(
                N_("作业 {no} 已作废，更正不会使它恢复"),
                remedy=N_("确实要恢复的，用 wxmod op correct {no} --reopen"),
                no=no,
            )
        return _tell_again(desk, row, operation, reason)


def reopen(
    desk: Desk,
    no: str,
    operation: Operation | None = None,
    *,
    reason: str,
) -> Outcome:
    """Let a void operation stand again, as last told or as *operation* tells it.

    Raises:
        UnknownName: no such operation.
        BadInput: no reason, or it is not void.
    """
    _refuse_unsaid(reason)
    with desk.store.writing():
        row = get(desk, no)
        if not row.voided:
            raise BadInput(N_("作业 {no} 没有作废，不用恢复"), no=no)
        return _tell_again(desk, row, operation or row.operation, reason)


def _refuse_unsaid(reason: str) -> None:
    if not reason.strip():
        raise BadInput(N_("更正须写明原因"), remedy=N_("用 --reason 写明"))


def _unchanged_since(desk: Desk, no: str, base: int | None) -> OperationRow:
    """The operation, unless somebody told it again after the telling *base*."""
    row = get(desk, no)
    if base is not None and base != row.seq:
        raise BadInput(
            N_("作业 {no} 在此期间已被更正（第 {seq} 条）"),
            remedy=N_("先看 wxmod op show {no}，再更正"),
            no=no,
            seq=row.seq,
        )
    return row


def _tell_again(
    desk: Desk,
    row: OperationRow,
    operation: Operation | None,
    reason: str,
) -> Outcome:
    whole, findings = operation, tuple[Finding, ...]()
    if operation:
        desk.happened(_moments(operation))
        # What it replaces must neither lack rounds to it nor count as the same thing twice.
        whole, findings = judging.judge(desk, operation, Asked(no=row.no))
    if whole == row.operation and not row.voided:
        raise BadInput(N_("作业 {no} 没有任何改动"), no=row.no)
    body = OperationCorrected(
        no=row.no,
        base=row.seq,
        reason=reason,
        operation=whole,
        seen=_codes(findings),
    )
    at = (whole or row.operation).window.start
    receipt = desk.write("operation.corrected", body, at=at)
    return Outcome(row.no, receipt, findings)


def _codes(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.code for finding in findings))


def _moments(operation: Operation) -> dict[str, datetime | None]:
    """Every moment an operation tells of as past, by field."""
    moments = {f"releases.{n}.end": r.end for n, r in enumerate(operation.releases)}
    return moments | {
        "instructed_at": operation.instructed_at,
        "reported_at": operation.reported_at,
    }


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
    desk: Desk,
    told: Sequence[tuple[Operation, Clearance | None]],
    *,
    uid: str | None = None,
    keys: Sequence[str] = (),
) -> list[Outcome]:
    """Write several operations that happened, all or none; as `record` for each.

    Args:
        uid: One key for all of them.
        keys: A key for each, where they came from a file (`file_keys`).
    """
    if uid:
        keys = [f"{uid}.{n}" for n in range(len(told))] if len(told) > 1 else [uid]
    done = []
    with desk.store.writing():
        for n, (operation, clearance) in enumerate(told):
            key = keys[n] if keys else None
            done.append(record(desk, operation, uid=key, clearance=clearance))
    return done


def file_keys(operations: Sequence[Operation]) -> list[str]:
    """A key for each operation of a file by what it says, so that the file taken in again adds nothing.

    Two that say the same within one file are two: whoever wrote the file twice over is told so by a rule.
    """
    seen: Counter[str] = Counter()
    keys = []
    for operation in operations:
        digest = hashlib.sha256(encode(operation).encode()).hexdigest()[:40]
        keys.append(f"{_FROM_FILE}{digest}-{seen[digest]}")
        seen[digest] += 1
    return keys


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
    code = _site_on_record(desk, site) if site else None
    return tables.operations.operations(
        desk.store,
        window,
        site=code,
        purposes=wanted,
        newest=newest,
    )


def _site_on_record(desk: Desk, site: str) -> str:
    """The code of a site of the programme, or of one that is no longer in it and has operations on record."""
    if tables.operations.operations(desk.store, site=site, newest=1):
        return site
    return desk.program.site(site).code


def last_recorded(desk: Desk) -> OperationRow | None:
    """The operation written last that still stands, or None."""
    return tables.entered.last_recorded(desk.store)


def versions(desk: Desk, no: str) -> list[Version]:
    """Every telling of an operation, first to last."""
    return tables.operations.versions(desk.store, no)


def findings_of(desk: Desk, row: OperationRow) -> tuple[Finding, ...]:
    """What the rules say of an operation on record as of its own moment; what was entered late is marked."""
    return hindsight.recorded(Bench(desk), row)


def judged(desk: Desk, rows: Sequence[OperationRow]) -> list[Judged]:
    """Operations with what the rules say of each."""
    bench = Bench(desk)
    return [Judged(row, hindsight.recorded(bench, row)) for row in rows]


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
    receipt = desk.earlier(uid)
    no = tables.entered.written_under(desk.store, key_of(desk.store, uid))
    if receipt is None or no is None:
        return None
    first = tables.operations.versions(desk.store, no)[0].operation
    # A file's key is made of what it says: only what was worked out here (an area) may differ.
    if not uid.startswith(_FROM_FILE) and _as_told(first, operation) != operation:
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
    releases = []
    for before, now in zip(kept.releases, told.releases, strict=True):
        filled_in = now.place is None and before.place == Account.loaded(before.equipment)
        place = now.place if filled_in else before.place
        releases.append(before.model_copy(update={"place": place}))
    return kept.model_copy(update={"releases": tuple(releases)})
