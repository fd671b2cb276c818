"""Codes on rounds and boxes: read, checked, followed beside the ledger."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wxmod.actions.ammunition import doubts
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.ammunition.accounts import FIRED, Account, is_store
from wxmod.domain.ammunition.codes import (
    BoxCheck,
    Marked,
    Scan,
    Scanned,
    Traced,
    check_box,
    read_code,
    trace,
)
from wxmod.domain.ammunition.ledger import Held, Movement
from wxmod.domain.ammunition.scanning import Reading, in_boxes, readings
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Operation, Release
from wxmod.store import tables
from wxmod.store.journal import Receipt
from wxmod.store.tables.rounds import Serial
from wxmod.wording import N_

__all__ = [
    "Beyond",
    "BoxCheck",
    "Known",
    "Reading",
    "Serial",
    "beyond",
    "boxed",
    "check",
    "in_box",
    "is_known",
    "life",
    "look_up",
    "readings",
    "refuse_elsewhere",
    "told",
    "told_each",
    "use",
    "void",
    "write",
]


class Known(NamedTuple):
    """A code read now, with what the programme's patterns and the record say of it; of a box, what came in it."""

    marked: Marked
    serial: Serial | None
    inside: tuple[Serial, ...] = ()


def look_up(desk: Desk, read: Sequence[Reading]) -> list[Known]:
    """What is known of each code."""
    every = tables.rounds.serials(desk.store)
    known = {serial.code: serial for serial in every}
    inside: dict[str, list[Serial]] = {}
    for serial in every:
        if serial.box:
            inside.setdefault(serial.box, []).append(serial)
    marked = [read_code(each.code, desk.program.codes) for each in read]
    return [
        Known(
            each,
            known.get(each.code),
            tuple(inside.get(each.code, ())),
        )
        for each in marked
    ]


def told(
    desk: Desk,
    read: Sequence[Reading],
    move: Movement,
) -> Scanned:
    """The codes that go along with *move*; a box stands for what is in it.

    Raises:
        BadInput: a code fits no pattern or another lot, or there are not as many as rounds.
    """
    found = list(_rounds(desk, read, move))
    codes = tuple(dict.fromkeys(each.code for each in found))
    if len(codes) != move.rounds:
        raise BadInput(
            N_("扫码 {n} 发，数量却是 {rounds} 发"),
            remedy=N_(
                "补扫或改数量；整箱没有拆的，用厂家清单（CSV：code,box,lot）；没有编码的不带编码办理"
            ),
            n=len(codes),
            rounds=move.rounds,
        )
    source = move.source if is_store(move.source) else None
    boxes = {each.code: each.box for each in found if each.box}
    return Scanned(
        lot=move.lot,
        codes=codes,
        source=source,
        target=move.target,
        at=move.at,
        boxes=boxes,
    )


def told_each(
    desk: Desk,
    read: Sequence[Reading],
    moves: Sequence[Movement],
) -> list[Scanned]:
    """The codes that go along with each of *moves*, one a lot; a lot none of whose rounds was read goes by number.

    Raises:
        BadInput: as `told`; nothing says of which of several lots a code is.
    """
    if len(moves) == 1:
        return [told(desk, read, moves[0])] if read else []
    lots = {move.lot for move in moves}
    by_lot: dict[str, list[Reading]] = {}
    for reading, known in zip(read, look_up(desk, read), strict=True):
        lot = _lot_said(reading, known)
        if lot not in lots:
            raise _of_no_lot(known.marked.code)
        by_lot.setdefault(lot, []).append(reading)
    return [told(desk, by_lot[move.lot], move) for move in moves if move.lot in by_lot]


def _lot_said(reading: Reading, known: Known) -> str:
    """The one lot a code is of, by what was read before, else by the reading itself; "" where there are several."""
    lots = {serial.lot for serial in (known.serial, *known.inside) if serial}
    if not lots:
        return reading.lot or known.marked.parts.get("lot", "")
    return lots.pop() if len(lots) == 1 else ""


def _of_no_lot(code: str) -> BadInput:
    return BadInput(
        N_("不知道编码 {code} 属于哪个批号"), remedy=N_("用带 lot 列的 CSV 导入"), code=code
    )


def refuse_elsewhere(desk: Desk, scanned: Scanned) -> None:
    """Hand out only rounds that are there at that moment, as far as their codes were ever read.

    Raises:
        BadInput: a code is somewhere else, fired, or gone.
    """
    for code in scanned.codes:
        earlier = [s for s in tables.rounds.standing_scans(desk.store, code) if s.at <= scanned.at]
        place = trace(earlier).place if earlier else scanned.source
        if place != scanned.source:
            name = desk.program.place_name
            raise BadInput(
                N_("编码 {code} 在{place}，不在{source}"),
                remedy=N_("核对扫到的是哪一发；用 wxmod stock trace 看去向"),
                code=code,
                place=name(place or ""),
                source=name(scanned.source or ""),
            )


def _rounds(
    desk: Desk,
    read: Sequence[Reading],
    move: Movement,
) -> Iterator[Reading]:
    marked = [read_code(each.code, desk.program.codes) for each in read]
    doubts.refuse_doubtful(desk, read)
    for each in marked:
        if each.pattern is None and desk.program.codes:
            remedy = N_("核对编码，或改业务方案 codes")
            raise BadInput(
                N_("编码 {code} 不合业务方案的任何格式"),
                remedy=remedy,
                code=each.code,
            )
        if each.parts.get("lot", move.lot) != move.lot:
            raise BadInput(
                N_("编码 {code} 不是批号 {lot} 的"),
                code=each.code,
                lot=move.lot,
            )
    named = [old._replace(code=new.code) for old, new in zip(read, marked, strict=True)]
    if not is_store(move.source):
        yield from in_boxes(named, [each.is_box for each in marked])
        return
    for reading, mark in zip(named, marked, strict=True):
        if mark.is_box:
            yield from _opened(desk, reading.code, move.source)
        else:
            yield reading


def _opened(
    desk: Desk,
    box: str,
    place: str,
) -> Iterator[Reading]:
    inside = tables.rounds.serials(
        desk.store,
        box=box,
        place=place,
    )
    if not inside:
        raise BadInput(
            N_("箱 {box} 在此处没有登记的编码"), remedy=N_("逐发扫码，或不带编码办理"), box=box
        )
    return (Reading(serial.code, box) for serial in inside)


def boxed(desk: Desk, read: Sequence[Reading]) -> dict[str, int]:
    """Different rounds read out of each box."""
    named = []
    is_box = []
    for reading in read:
        marked = read_code(reading.code, desk.program.codes)
        named.append(reading._replace(code=marked.code))
        is_box.append(marked.is_box)
    held: dict[str, set[str]] = {}
    for each in in_boxes(named, is_box):
        if each.box:
            codes = held.setdefault(each.box, set())
            codes.add(each.code)
    return {box: len(codes) for box, codes in held.items()}


def write(
    desk: Desk,
    scanned: Scanned,
    *,
    by: str | None = None,
    uid: str | None = None,
) -> Receipt:
    """Write codes read, next to the movement they belong to."""
    return desk.write(
        "ammunition.scanned",
        scanned,
        at=scanned.at,
        by=by,
        uid=uid,
    )


def use(
    desk: Desk,
    no: str,
    read: Sequence[Reading],
    *,
    duds: bool = False,
    uid: str | None = None,
) -> list[Outcome]:
    """Write which rounds an operation fired, or had fail; a fact, taken as it is read.

    What does not fit (fired twice, scanned elsewhere, more or fewer than the operation tells) stays an open difference.

    Raises:
        UnknownName: no such operation.
        BadInput: nothing says of which lot a code is.
    """
    row = tables.operations.operation(desk.store, no)
    if row is None:
        raise UnknownName(
            N_("作业"),
            no,
            [r.no for r in reversed(tables.operations.operations(desk.store, newest=5))],
        )
    doubts.refuse_doubtful(desk, read)
    by_lot: dict[str, list[str]] = {}
    for reading, known in zip(read, look_up(desk, read), strict=True):
        for serial in _inside(desk, known):
            by_lot.setdefault(
                _lot(row.operation, reading, known, serial),
                [],
            ).append(serial.code if serial else known.marked.code)
    with desk.store.writing():
        return [
            Outcome(
                lot,
                write(
                    desk,
                    _used(
                        row.operation,
                        no,
                        lot,
                        codes,
                        duds=duds,
                    ),
                    uid=uid and f"{uid}.{n}",
                ),
            )
            for n, (lot, codes) in enumerate(sorted(by_lot.items()))
        ]


def _inside(desk: Desk, known: Known) -> Sequence[Serial | None]:
    """The rounds a code stands for: itself, or what is left in the box."""
    if not known.marked.is_box:
        return [known.serial]
    return [
        s for s in tables.rounds.serials(desk.store, box=known.marked.code) if is_store(s.place)
    ]


def _lot(
    operation: Operation,
    reading: Reading,
    known: Known,
    serial: Serial | None,
) -> str:
    lots = {r.lot for r in operation.releases if r.lot}
    said = (serial and serial.lot) or reading.lot or known.marked.parts.get("lot")
    if said or len(lots) == 1:
        return said or lots.pop()
    raise _of_no_lot(known.marked.code)


def _used(
    operation: Operation,
    no: str,
    lot: str,
    codes: Sequence[str],
    *,
    duds: bool,
) -> Scanned:
    release: Release = next(
        (r for r in operation.releases if r.lot == lot),
        operation.releases[0],
    )
    return Scanned(
        lot=lot,
        codes=tuple(dict.fromkeys(codes)),
        source=release.place or Account.site(operation.site),
        at=release.end,
        target=Account.dud(operation.site) if duds else FIRED,
        operation=no,
    )


def check(
    desk: Desk,
    box: str,
    read: Sequence[Reading],
) -> BoxCheck:
    """What a box should still hold against what was scanned out of it.

    Raises:
        UnknownName: no round is known to have come in that box.
    """
    inside = tables.rounds.serials(desk.store, box=box)
    if not inside:
        known = Counter(s.box for s in tables.rounds.serials(desk.store) if s.box)
        raise UnknownName(
            N_("箱"),
            box,
            sorted(known),
        )
    scanned = [read_code(each.code, desk.program.codes) for each in read]
    expected = [s.code for s in inside if is_store(s.place)]
    return check_box(
        expected,
        [each.code for each in scanned if not each.is_box],
    )


def in_box(desk: Desk, box: str) -> list[Serial]:
    """Rounds known to have come in that box, each where it is now; none if there is no such box."""
    return tables.rounds.serials(desk.store, box=box)


def is_known(desk: Desk, code: str) -> bool:
    """Whether the code of a round was ever scanned."""
    return bool(tables.rounds.scans(desk.store, code))


class Beyond(NamedTuple):
    """More codes at a place than the book has rounds of the lot there: some were moved on without being scanned."""

    codes: int
    book: int


def void(desk: Desk) -> frozenset[str]:
    """Operations declared void after codes had been scanned for them; those scans moved no round."""
    return tables.rounds.void_scanned(desk.store)


def beyond(desk: Desk, here: Traced) -> Beyond | None:
    """Whether the book bears out that so many coded rounds are where they were scanned last; None if it does."""
    if not is_store(here.place):
        return None
    codes = sum(s.lot == here.lot for s in tables.rounds.serials(desk.store, place=here.place))
    book = tables.ammunition.holdings(desk.store, here.place).get(
        Held(here.place, here.lot),
        0,
    )
    return Beyond(codes, book) if codes > book else None


def life(desk: Desk, code: str) -> tuple[Traced, list[Scan]]:
    """Where a code is and every scan of it.

    Raises:
        UnknownName: never scanned.
    """
    scans = tables.rounds.scans(desk.store, code)
    if not scans:
        raise UnknownName(
            N_("编码"),
            code,
            [s.code for s in tables.rounds.serials(desk.store)],
        )
    return trace(tables.rounds.standing_scans(desk.store, code)), scans
