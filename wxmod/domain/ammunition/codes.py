"""Codes on rounds and boxes (弹药物联网): read by a programme's patterns, followed one by one.

A lot and a quantity always suffice; codes are followed beside the ledger, never instead of it.  A scan says where a
round went.  What cannot both be true (fired twice, scanned at a place it was not at) stays an open discrepancy.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from wxmod.domain.ammunition import gs1
from wxmod.domain.ammunition.accounts import FIRED, AccountName, is_final, is_misfire
from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.text import AtLeastOne, Code, Codes, Name, Remark
from wxmod.wording import N_, Term


class CodeUnit(Term):
    ROUND = "round", N_("单发")
    BOX = "box", N_("箱")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError(
            "pattern",
            "not a regular expression: {why}",
            {"why": str(error)},
        ) from None
    return pattern


class CodePattern(Value):
    """How one kind of code is written.

    Attributes:
        pattern: Regular expression for the whole code.  The group ``code``, if there is one, is the code proper (the
            rest is a scanner's prefix or suffix); ``lot`` is the lot it belongs to; other groups are shown as they are.
        holds: Rounds in a box, where that is known.
    """

    name: Name
    unit: CodeUnit
    pattern: Annotated[str, AfterValidator(_compiles)]
    holds: AtLeastOne | None = None
    source: Remark
    confidence: Confidence


class Marked(NamedTuple):
    """A code as a programme's patterns read it; ``pattern`` is None where none fits."""

    code: str
    pattern: CodePattern | None
    parts: Mapping[str, str]

    @property
    def is_box(self) -> bool:
        return self.pattern is not None and self.pattern.unit is CodeUnit.BOX


def read_code(text: str, patterns: Sequence[CodePattern]) -> Marked:
    """What *text* says by the first pattern that fits all of it, and by its application identifiers if it has any."""
    parts = dict(gs1.parts(text))
    for pattern in patterns:
        fits = re.fullmatch(pattern.pattern, text)
        if not fits:
            continue
        groups = fits.groupdict().items()
        # A group that took no part in the match says nothing.
        parts |= {name: part for name, part in groups if part is not None}
        code = parts.pop("code", text)
        return Marked(code, pattern, parts)
    return Marked(text, None, parts)


def halves(
    text: str,
    patterns: Sequence[CodePattern],
    known: Collection[str],
    lengths: Collection[int],
) -> tuple[str, str] | None:
    """The two codes *text* looks to be when a scanner's line end between them got lost; None if it looks like one.

    Both halves fit the programme, and one of them is known or both are as long as the codes read along with them.
    """
    if text in known:
        return None
    for at in range(1, len(text)):
        first, second = text[:at], text[at:]
        of_one_length = len(first) == len(second)
        alike = of_one_length and len(first) in lengths
        if not alike and first not in known and second not in known:
            continue
        if _fits(first, patterns) and _fits(second, patterns):
            return first, second
    return None


def _fits(text: str, patterns: Sequence[CodePattern]) -> bool:
    return read_code(text, patterns).pattern is not None


class Scanned(Value):
    """Codes read when rounds changed place, beside the movement that carries their number.

    Attributes:
        source: Where they were said to be; None where nothing was said (a receipt).
        boxes: The box each code came in, by code, where known.
        operation: Number of the operation they were fired in, if they were.
    """

    lot: Code
    codes: Codes = Field(min_length=1)
    source: AccountName | None = None
    target: AccountName
    at: Instant
    boxes: Mapping[Code, Code] = {}
    operation: Code | None = None


class Scan(NamedTuple):
    """One code of a `Scanned` entry."""

    code: str
    at: datetime
    ref: str
    lot: str
    source: str | None
    target: str
    box: str | None = None
    operation: str | None = None


class SerialFaultKind(Term):
    FIRED_TWICE = "fired-twice", N_("同一编码发射了两次")
    AFTER_END = "after-end", N_("已发射、销毁或移交的编码又出现")
    MISFIRE_RETURNS = "misfire-returns", N_("故障弹编码又作为可用弹药出现")
    ELSEWHERE = "elsewhere", N_("编码不在所说的地点")
    OTHER_LOT = "other-lot", N_("编码属于另一批号")
    RECEIVED_TWICE = "received-twice", N_("同一编码入库两次")


class SerialFault(NamedTuple):
    """A scan that cannot be true together with the ones before it.

    Attributes:
        ref: Entry of the scan.
        was: AccountName (or lot, for `OTHER_LOT`) the code was at by the scans before.
        told: What this scan says instead.
    """

    kind: SerialFaultKind
    code: str
    ref: str
    at: datetime
    was: str
    told: str


class Traced(NamedTuple):
    """Where one round is after all its scans: in exactly one place."""

    code: str
    lot: str
    place: str
    box: str | None
    faults: tuple[SerialFault, ...]


def trace(scans: Iterable[Scan]) -> Traced:
    """The life of one code, in order of when things happened (of the same moment, as given); at least one scan.

    A round that was fired, destroyed or handed over stays so, and a misfire stays one, whatever is scanned later.
    """
    first, *later = sorted(scans, key=_moment)
    here = first
    box = first.box
    received = first.source is None
    faults: list[SerialFault] = []
    for scan in later:
        faults += _faults(first, here, scan, received=received)
        if scan.source is None:
            received = True
        if scan.box:
            box = scan.box
        # What cannot be is told and moves nothing; the same read again is harmless.
        if not _against(here, scan) and not _again(here, scan):
            here = scan
    return Traced(
        code=first.code,
        lot=first.lot,
        place=here.target,
        box=box,
        faults=tuple(faults),
    )


def _moment(scan: Scan) -> datetime:
    return scan.at


def _faults(
    first: Scan,
    here: Scan,
    scan: Scan,
    *,
    received: bool,
) -> Iterator[SerialFault]:
    """What of *scan* cannot be, after *first* and all up to *here*."""
    if scan.lot != first.lot:
        yield _fault(SerialFaultKind.OTHER_LOT, scan, first.lot, scan.lot)
    # Its maker delivers a round once, so the book has one too many.
    if scan.source is None and received:
        yield _fault(SerialFaultKind.RECEIVED_TWICE, scan, here.target, scan.target)
    kind = _against(here, scan)
    if kind:
        yield _fault(kind, scan, here.target, scan.target)
        return
    if _again(here, scan) or scan.source is None:
        return
    if scan.source != here.target:
        yield _fault(SerialFaultKind.ELSEWHERE, scan, here.target, scan.source)


def _again(here: Scan, scan: Scan) -> bool:
    """The same thing read twice: harmless."""
    if here.operation != scan.operation:
        return False
    return here.target == scan.target


def _against(here: Scan, scan: Scan) -> SerialFaultKind | None:
    if _again(here, scan):
        return None
    if here.target == FIRED and scan.target == FIRED:
        return SerialFaultKind.FIRED_TWICE
    if here.target == FIRED or is_final(here.target):
        return SerialFaultKind.AFTER_END
    if is_misfire(here.target) and not is_misfire(scan.target):
        return SerialFaultKind.MISFIRE_RETURNS
    return None


def _fault(
    kind: SerialFaultKind,
    scan: Scan,
    was: str,
    told: str,
) -> SerialFault:
    return SerialFault(
        kind,
        scan.code,
        scan.ref,
        scan.at,
        was=was,
        told=told,
    )


class BoxCheck(NamedTuple):
    """What a box should hold against what was scanned out of it."""

    present: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.missing and not self.extra


def check_box(expected: Iterable[str], scanned: Iterable[str]) -> BoxCheck:
    """Expected and scanned codes of one box, compared."""
    due = set(expected)
    read = set(scanned)
    return BoxCheck(
        present=_in_order(due & read),
        missing=_in_order(due - read),
        extra=_in_order(read - due),
    )


def _in_order(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
