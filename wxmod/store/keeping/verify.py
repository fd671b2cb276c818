"""Does the record agree with itself?  Chain, tables, schema, and SQLite's own opinion."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import NamedTuple, Protocol

from wxmod.domain.errors import WxmodError
from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.entries import Entry
from wxmod.store.exchange.heads import Anchor, anchors, denied
from wxmod.store.journal import GENESIS, seal
from wxmod.store.keeping.heads import entries_told
from wxmod.store.keeping.origins import unexplained
from wxmod.store.keeping.replay import Anew, copied, differing
from wxmod.store.pen import Store, failure
from wxmod.store.tables.by_kind import remake
from wxmod.wording import N_, _

_TOLD_EVERY = 10_000


class Break(NamedTuple):
    """Something that does not agree."""

    check: str
    where: str
    what: str


class Verdict(NamedTuple):
    """What `verify` found.

    Attributes:
        heads: Last sequence number and seal of each chain; read them to whoever keeps the anchor.
        notes: What is worth knowing but broken by nobody, such as a clock that was set back.
    """

    entries: int
    heads: dict[str, tuple[int, str]]
    breaks: tuple[Break, ...]
    notes: tuple[Break, ...] = ()


class Progress(Protocol):
    """Is told how many entries have been gone through, of how many."""

    def __call__(self, done: int, of: int, /) -> None: ...


def verify(store: Store, *, tables: bool = True, progress: Progress | None = None) -> Verdict:
    """Check everything there is to check; nothing is changed.

    A copy is looked at, page by page as the file has it, so that a writer waits only while that is made: a second at
    half a gigabyte, where the looking takes minutes.  The copy and the tables made anew are files without a name,
    which the system takes away even if the program is killed; nothing of the record is held in memory as a whole.

    Args:
        store: The record.
        tables: Replay the journal and compare every table too, and what others hold; it takes longest by far.
        progress: Told now and then how far it has come.
    """
    looked = _Looked()
    try:
        with closing(copied(store)) as copy:
            looked.breaks += [
                *_sqlite(copy.conn),
                *schema_breaks(copy.conn),
            ]
            _go_through(copy, looked, tables=tables, progress=progress)
    except (sqlite3.DatabaseError, TypeError, ValueError, AttributeError, KeyError) as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise failure(error, store.path) from error
        # A damaged page can turn any value into any other kind, or into nothing that can be read.
        looked.breaks.append(Break("sqlite", "", str(error)))
    return Verdict(looked.count, looked.heads, tuple(looked.breaks), tuple(looked.notes))


class _Looked:
    """What has been found so far."""

    def __init__(self) -> None:
        self.count = 0
        self.heads: dict[str, tuple[int, str]] = {}
        self.breaks: list[Break] = []
        self.notes: list[Break] = []
        self._last: dict[str, str] = {}

    def add(self, entry: Entry, fault: str) -> None:
        """One more entry, with what is wrong with its seal or ""."""
        self.count += 1
        self.heads[entry.chain] = (entry.seq, entry.hash.hex())
        if fault:
            self.breaks.append(Break("chain", entry.ref, fault))
        before = self._last.get(entry.chain, "")
        if entry.recorded_at < before:
            text = _(N_("记于 {now}，早于前一条（{before}）：机器时钟曾倒退"))
            text = text.format(now=entry.recorded_at, before=before)
            self.notes.append(Break("clock", entry.ref, text))
        self._last[entry.chain] = entry.recorded_at


def _go_through(
    copy: Store,
    looked: _Looked,
    *,
    tables: bool,
    progress: Progress | None,
) -> None:
    """Every entry once: its seal, and what follows from it in tables made anew, which are then compared."""
    if not tables or looked.breaks:
        for entry, fault in _chain(copy):
            looked.add(entry, fault)
        return
    of = entries_told(copy.conn)
    made = Anew(copy)
    try:
        for entry, fault in _chain(copy):
            looked.add(entry, fault)
            if not looked.breaks:
                looked.breaks += _replay(made, entry)
            if progress and looked.count % _TOLD_EVERY == 0:
                progress(looked.count, of)
        if not looked.breaks:
            _compare(copy, made, looked)
    finally:
        made.close()


def _replay(made: Anew, entry: Entry) -> Iterator[Break]:
    try:
        made.add(entry)
    except (WxmodError, sqlite3.Error, ValueError) as error:
        yield Break("replay", entry.ref, str(error))


def _compare(copy: Store, made: Anew, looked: _Looked) -> None:
    """The tables against those made anew, the chains against what was ever held of them."""
    try:
        made.finish()
    except (WxmodError, sqlite3.Error, ValueError) as error:
        looked.breaks.append(Break("replay", "", str(error)))
        return
    for table, row, is_kept in differing(copy.conn):
        what = N_("表中多出：{row}") if is_kept else N_("表中缺少：{row}")
        looked.breaks.append(Break("tables", table, _(what).format(row=row[:3])))
    looked.breaks += against(copy, anchors(copy))
    for finding in unexplained(copy):
        found = looked.breaks if finding.grave else looked.notes
        found.append(Break(finding.check, finding.where, finding.what))


def _sqlite(conn: sqlite3.Connection) -> Iterator[Break]:
    for (said,) in conn.execute("PRAGMA integrity_check").fetchall():
        if said != "ok":
            yield Break("sqlite", "", said)


def schema_breaks(conn: sqlite3.Connection) -> Iterator[Break]:
    """What is wrong with the tables' making and with what the record says of itself."""
    if schema.fingerprint(conn) != schema.expected_fingerprint():
        yield Break("schema", "", _(N_("表结构与 wxmod 建立的不同")))
    elif not schema.about_holds(conn):
        yield Break("about", "", _(N_("记录库的名称被改动过")))
    elif not schema.secrets_hold(conn):
        yield Break("secret", "", _(N_("口令密钥被改动过")))


def _chain(store: Store) -> Iterator[tuple[Entry, str]]:
    """Each entry with what is wrong with its seal, or ""."""
    before: dict[str, tuple[int, bytes]] = {}
    for entry in entries(store):
        seq, prev = before.get(entry.chain, (0, GENESIS))
        if entry.seq != seq + 1:
            fault = _(N_("前面缺了 {n} 条")).format(n=entry.seq - seq - 1)
        elif entry.prev != prev:
            fault = _(N_("与前一条接不上"))
        elif seal(entry) != entry.hash:
            fault = _(N_("内容与封印不符，被改动过"))
        else:
            fault = ""
        yield entry, fault
        before[entry.chain] = (entry.seq, entry.hash)


def against(store: Store, held: Iterable[Anchor]) -> list[Break]:
    """What others hold of these chains and the journal does not bear out: a cut tail, or a chain made anew."""
    gone, other = (
        N_("{holder} 持有此条，这里没有：尾部缺失"),
        N_("{holder} 所持封印不同：整链被重写过"),
    )
    return [
        Break(
            "anchor",
            f"{a.chain}:{a.seq}",
            _(gone if missing else other).format(holder=a.holder),
        )
        for a, missing in denied(store, held)
    ]


def rebuild(store: Store) -> int:
    """Make every derived table anew from the journal, all or nothing; the number of entries it took.

    Raises:
        StoreUnavailable: nothing was changed.
    """
    with store.writing():
        return remake(store.conn)
