"""In what order an operation was told when several chains tell it, whichever of them came in first.

The order is a function of the set of tellings alone, so merging bundles is commutative, associative and idempotent.
A telling comes after the one it corrects and after earlier ones of its own chain; what nothing orders goes by the hour
it was recorded, then by chain and number.  Nothing is dropped and nobody wins: what disagrees is listed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

NUMBER_TWICE, TOLD_TWICE, DANGLING = "number-twice", "told-twice", "dangling"
_TWIN = re.compile(r"#[^#]+-[0-9a-f]{8}:[0-9]+$")


class Telling(NamedTuple):
    """One entry about an operation.

    Attributes:
        base: Number of the entry it corrects; None where the operation is first told.
    """

    recorded_at: str
    chain: str
    seq: int
    base: int | None


class Conflict(NamedTuple):
    """A telling that does not agree with another one."""

    kind: str
    chain: str
    seq: int


class Arranged(NamedTuple):
    """What the tellings of one number come to.

    Attributes:
        operations: Its operations by number, each with its tellings in order; more than one if it was given twice.
    """

    operations: dict[str, list[Telling]]
    conflicts: list[Conflict]


def family(no: str) -> str:
    """The number that was typed, without the mark of a second operation under it.

    >>> family("2024-001#yuxian-0a1b2c3d:17")
    '2024-001'
    """
    return _TWIN.sub("", no)


def arrange(no: str, tellings: Sequence[Telling]) -> Arranged:
    """Put the tellings of the number *no* in order."""
    # What must come first is settled before anything is numbered.
    before = {each: _before(each, tellings) for each in tellings}
    ordered = list(_in_order(before))
    operations: dict[str, list[Telling]] = {}
    owner: dict[Telling, str] = {}
    conflicts = []
    for each in ordered:
        parent = _parent(each, tellings)
        # A first telling: of an operation nobody told before, or of a second one under the number.
        if parent is None:
            owner[each] = f"{no}#{each.chain}:{each.seq}" if operations else no
            conflicts += [Conflict(NUMBER_TWICE, each.chain, each.seq)] if operations else []
        else:
            owner[each] = owner[parent]
            if any(
                _parent(other, tellings) == parent and other.chain != each.chain
                for other in owner
                if other != each
            ):
                conflicts.append(Conflict(TOLD_TWICE, each.chain, each.seq))
        operations.setdefault(owner[each], []).append(each)
    conflicts += [
        Conflict(DANGLING, each.chain, each.seq) for each in sorted(set(tellings) - owner.keys())
    ]
    return Arranged(operations, conflicts)


def _parent(telling: Telling, tellings: Sequence[Telling]) -> Telling | None:
    """What it corrects: the telling of that number, else the one before it in its own chain."""
    if telling.base is None:
        return None
    named = [
        t
        for t in tellings
        if t.seq == telling.base and (t.chain != telling.chain or t.seq < telling.seq)
    ]
    # Numbers of two chains may be equal; who corrects means his own telling first.
    own_first = sorted(named, key=lambda t: (t.chain != telling.chain, t))
    return own_first[0] if own_first else _previous(telling, tellings)


def _previous(telling: Telling, tellings: Sequence[Telling]) -> Telling | None:
    earlier = [t for t in tellings if t.chain == telling.chain and t.seq < telling.seq]
    return max(earlier, key=lambda t: t.seq, default=None)


def _before(telling: Telling, tellings: Sequence[Telling]) -> set[Telling | None]:
    """What must be told before it; None in it stands for something nobody has told."""
    # A chain's own order is never turned round, whatever its clock says.
    own = _previous(telling, tellings)
    needed: set[Telling | None] = {own} if own else set()
    return needed | {_parent(telling, tellings)} if telling.base is not None else needed


def _in_order(before: Mapping[Telling, set[Telling | None]]) -> Iterator[Telling]:
    """Each as soon as all it needs is out; what needs the unknown, or itself in a circle, never comes."""
    done: set[Telling | None] = set()
    while ready := [each for each, needed in before.items() if each not in done and needed <= done]:
        # By hour, then chain, then number: the same for everyone who has the same tellings.
        first = min(ready)
        done.add(first)
        yield first
