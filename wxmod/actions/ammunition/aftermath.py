"""What was entered after a seal about the time before it: one difference an entry, however many balances it moved.

A correction of one round in January moves the balances of every month sealed since; it is still one correction, told
once, against the first seal it comes after.  Two that cancel each other out are two.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.domain.ammunition.ledger import Movement, firings
from wxmod.domain.operations.operation import Operation
from wxmod.store import chains, tables
from wxmod.store.bodies import DiscrepancyExplained
from wxmod.store.entries import Entry, decode
from wxmod.store.tables.operations import Version
from wxmod.store.tables.periods import LateEntry, SealRow

_SUBJECT = 64  # as long as a code may be


class LateChange(NamedTuple):
    """An entry that changed a sealed book.

    Attributes:
        ref: The entry.
        subject: ``PERIOD/OPERATION`` or ``PERIOD/LOT``.
        about: The moment it is about.
        was, now: Rounds moved, by lot and account, before it and since.
    """

    ref: str
    subject: str
    about: datetime
    recorded_at: datetime
    was: str
    now: str


def late_changes(desk: Desk) -> list[LateChange]:
    """Every entry that changed what a seal says, in the order they were written."""
    seals = tables.periods.seals(desk.store)
    if not seals:
        return []
    # What was explained balance by balance, before changes were told entry by entry, stays explained.
    explained = {row.ref: tables.periods.explained_at(desk.store, row.ref) for row in seals}
    found = []
    for late in tables.periods.entries_about_sealed_times(desk.store, seals):
        for row in seals:
            if not _is_beyond(late, row):
                continue
            change = _change(desk, row, late)
            if change is None:
                continue
            until = explained[row.ref]
            if until is None or late.recorded_at > until:
                found.append(change)
            break
    return found


def _is_beyond(late: LateEntry, row: SealRow) -> bool:
    """Whether an entry was written after a seal was set."""
    chain, _colon, seq = late.ref.rpartition(":")
    heads = {head.chain: head.seq for head in row.seal.heads}
    return int(seq) > heads.get(chain, 0)


def _change(
    desk: Desk,
    row: SealRow,
    late: LateEntry,
) -> LateChange | None:
    entry = chains.entry(desk.store, late.ref)
    if entry is None:
        return None
    subject, was, now = _moved(desk, row, entry)
    if was == now:
        return None
    return LateChange(
        late.ref,
        f"{row.seal.period}/{subject}"[:_SUBJECT],
        late.occurred_at,
        late.recorded_at,
        _in_words(was),
        _in_words(now),
    )


_Moved = Counter[tuple[str, str]]


def _moved(
    desk: Desk,
    row: SealRow,
    entry: Entry,
) -> tuple[str, _Moved, _Moved]:
    """What an entry is about, and the rounds it accounts for up to the seal's end before it and since."""
    if entry.kind in {"operation.recorded", "operation.corrected"}:
        no, before, after = _tellings(desk, entry)
        return no, _used(before, row), _used(after, row)
    movements = _by_hand(desk, entry)
    lots = dict.fromkeys(move.lot for move in movements)
    held = [move for move in movements if move.at <= row.seal.until]
    return " ".join(lots), Counter(), _sums(held)


def _tellings(desk: Desk, entry: Entry) -> tuple[str, Operation | None, Operation | None]:
    """The operation an entry tells, as it was told before and by the entry itself."""
    no = tables.entered.told_by(
        desk.store,
        entry.chain,
        entry.seq,
    )
    if no is None:
        return "", None, None
    versions: Sequence[Version] = tables.operations.versions(desk.store, no)
    refs = [version.ref for version in versions]
    place = refs.index(entry.ref)
    now = versions[place].operation
    # The first telling had none before it.
    before = versions[place - 1].operation if place else None
    return no, before, now


def _used(operation: Operation | None, row: SealRow) -> _Moved:
    """Rounds an operation takes out of the sealed book; all of them go by its first round."""
    if operation is None or operation.window.start > row.seal.until:
        return Counter()
    return _sums(firings(operation))


def _by_hand(desk: Desk, entry: Entry) -> list[Movement]:
    """Rounds an entry moved by hand, or by an explanation."""
    if entry.kind == "ammunition.explained":
        body = decode(entry)
        moved = body.movement if isinstance(body, DiscrepancyExplained) else None
        return [moved] if moved else []
    return tables.ammunition.moved_by(
        desk.store,
        entry.chain,
        entry.seq,
    )


def _sums(movements: Sequence[Movement]) -> _Moved:
    total: _Moved = Counter()
    for move in movements:
        total[move.source, move.lot] -= move.rounds
        total[move.target, move.lot] += move.rounds
    return Counter({here: rounds for here, rounds in total.items() if rounds})


def _in_words(moved: _Moved) -> str:
    """Rounds by lot and account, as a difference shows them; what came in first."""
    return " ".join(_parts(moved)) or "0"


def _parts(moved: _Moved) -> Iterator[str]:
    for (place, lot), rounds in sorted(moved.items(), key=_most):
        yield f"{place}/{lot}{rounds:+d}"


def _most(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]
