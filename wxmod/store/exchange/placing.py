"""Where the ranges of a bundle stand beside what a journal holds: new, already there, after a gap, another history."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from wxmod.domain.base import Value
from wxmod.domain.errors import IntegrityFailure, WxmodError
from wxmod.domain.exchange import Range
from wxmod.store.entries import Entry
from wxmod.store.exchange.bundles import Bundle
from wxmod.store.exchange.heads import seal_of, tail
from wxmod.store.pen import Store
from wxmod.wording import N_, Term


class Outcome(Term):
    """What taking one range comes to."""

    APPLIED = "applied", N_("已并入")
    ALREADY = "already", N_("已有")
    GAP = "gap", N_("中间缺少")
    FORK = "fork", N_("分叉")


class Placed(NamedTuple):
    """A range beside what is here.

    Attributes:
        at: Entries of the chain there are here; where it forks, the number of the first that differs.
        fresh: How many entries would be new.
    """

    part: Range
    outcome: Outcome
    at: int
    fresh: int


def placed_dict(placed: Placed) -> dict[str, object]:
    """One range as `--json` prints it."""
    part = placed.part
    return {
        "chain": part.chain,
        "outcome": placed.outcome.value,
        "after": part.after,
        "to": part.to,
        "here": placed.at,
        "fresh": placed.fresh,
    }


class Gap(WxmodError):  # noqa: N818  reads as what it is
    """Something in between has not come yet; the bundle is good and nothing was written."""

    exit_code = 1

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.placed = tuple(p for p in placed if p.outcome is Outcome.GAP)
        missing = ", ".join(f"{p.part.chain} {p.at + 1}–{p.part.after}" for p in self.placed)
        super().__init__(
            N_("中间缺少：{missing}；没有写入"),
            remedy=N_("先接收含这一段的交换包，再接收这一个"),
            missing=missing,
        )

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return super().as_dict() | {
            "outcome": "gap",
            "chains": [placed_dict(p) for p in self.placed],
        }


class Forked(IntegrityFailure):
    """Two histories of one chain; nothing of the bundle was written, the file is kept and the conflict open."""

    def __init__(self, placed: Sequence[Placed], kept: Path | None) -> None:
        self.placed = tuple(p for p in placed if p.outcome is Outcome.FORK)
        what = N_("{chain} 从第 {seq} 条起与这里的记录不同（分叉）；没有并入")
        super().__init__(
            N_("{chain} 从第 {seq} 条起与这里的记录不同（分叉）；没有并入，文件存于 {kept}")
            if kept
            else what,
            remedy=N_(
                "两份记录出自同一个库：查明哪一份继续使用，另一份先 wxmod restore 成新链再交换"
            ),
            chain=self.placed[0].part.chain,
            seq=self.placed[0].at,
            kept=kept or "",
        )

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return super().as_dict() | {
            "outcome": "fork",
            "chains": [placed_dict(p) for p in self.placed],
        }


class Chains(Protocol):
    """A journal that bundles are taken into, wherever it is kept."""

    def last(self, chain: str) -> int:
        """Number of the last entry of *chain*, 0 if there is none."""

    def seal(self, chain: str, seq: int) -> bytes | None:
        """The seal it has of one entry; zeros for the beginning, None if it has none."""

    def seals(self, part: Range) -> Iterator[bytes]:
        """The seals it has behind *after* up to *to*, in order."""


class Here(NamedTuple):
    store: Store

    def last(self, chain: str) -> int:
        return tail(self.store, chain)[0]

    def seal(self, chain: str, seq: int) -> bytes | None:
        return seal_of(self.store, chain, seq)

    def seals(self, part: Range) -> Iterator[bytes]:
        rows = self.store.conn.execute(
            "SELECT hash FROM journal WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq",
            (part.chain, part.after, part.to),
        )
        return (seal for (seal,) in rows)


def compare(store: Store, bundle: Bundle) -> list[Placed]:
    """Each range beside what is here, gone through to the end.

    Raises:
        UnreadableFileError: an entry is not as it must be.
    """
    here = Here(store)
    placed = places(here, bundle)
    if all(each.outcome in _FITTING for each in placed):
        try:
            for _entry, _body in fresh_in(here, bundle, placed):
                pass
        except Forked as fork:
            return [fork.placed[0] if each.part == fork.placed[0].part else each for each in placed]
    return placed


_FITTING = frozenset({Outcome.APPLIED, Outcome.ALREADY})


def places(journal: Chains, bundle: Bundle) -> list[Placed]:
    """Each range beside what *journal* holds, by what the header says of it."""
    return [place(journal, part) for part in bundle.header.ranges]


def place(journal: Chains, part: Range) -> Placed:
    last = journal.last(part.chain)
    if part.after > last:
        return Placed(part, Outcome.GAP, last, 0)
    # What the range follows on is not what is here: two histories.
    if journal.seal(part.chain, part.after) != bytes.fromhex(part.prev):
        return Placed(part, Outcome.FORK, part.after, 0)
    fresh = max(part.to - last, 0)
    return Placed(part, Outcome.APPLIED if fresh else Outcome.ALREADY, last, fresh)


def fresh_in(
    journal: Chains, bundle: Bundle, placed: Sequence[Placed]
) -> Iterator[tuple[Entry, Value]]:
    """The entries *journal* does not have, once those it has are found the same.

    Raises:
        Forked: one is not.
        UnreadableFileError: an entry is not as it must be.
    """
    by_chain = {each.part.chain: each for each in placed}
    seals = {each.part.chain: journal.seals(each.part) for each in placed}
    for entry, body in bundle.entries():
        here = by_chain[entry.chain]
        if entry.seq > here.at:
            yield entry, body
        elif next(seals[entry.chain], None) != entry.hash:
            raise Forked([Placed(here.part, Outcome.FORK, entry.seq, 0)], None)


def refuse(placed: Sequence[Placed]) -> None:
    """Let nothing pass that forks or has a gap before it.

    Raises:
        Forked, Gap: the first of them there is.
    """
    if any(p.outcome is Outcome.FORK for p in placed):
        raise Forked(placed, None)
    if any(p.outcome is Outcome.GAP for p in placed):
        raise Gap(placed)
