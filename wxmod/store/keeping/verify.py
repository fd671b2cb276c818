"""Does the record agree with itself?  Chain, tables, schema, and SQLite's own opinion."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wxmod.domain.errors import WxmodError
from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.database import in_memory
from wxmod.store.entries import Entry, decode
from wxmod.store.exchange.heads import Anchor, anchors, denied
from wxmod.store.journal import GENESIS, seal
from wxmod.store.keeping.origins import unexplained
from wxmod.store.pen import Store, failure
from wxmod.store.tables.ammunition import folding_once
from wxmod.store.tables.by_kind import project
from wxmod.wording import N_, _


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


def verify(store: Store, *, tables: bool = True) -> Verdict:
    """Check everything there is to check; nothing is changed.

    Args:
        store: The record.
        tables: Replay the journal and compare every table too, and what others hold; it takes longest by far.
    """
    breaks: list[Break] = []
    notes: list[Break] = []
    last: dict[str, str] = {}
    heads: dict[str, tuple[int, str]] = {}
    count = 0
    try:
        with store.reading():
            breaks += [
                *_sqlite(store.conn),
                *schema_breaks(store.conn),
            ]
            for entry, fault in _chain(store):
                count += 1
                heads[entry.chain] = (entry.seq, entry.hash.hex())
                if fault:
                    breaks.append(Break("chain", entry.ref, fault))
                if entry.recorded_at < last.get(entry.chain, ""):
                    said = _(N_("记于 {now}，早于前一条（{before}）：机器时钟曾倒退"))
                    told = said.format(
                        now=entry.recorded_at,
                        before=last[entry.chain],
                    )
                    notes.append(Break("clock", entry.ref, told))
                last[entry.chain] = entry.recorded_at
            if tables and not breaks:
                breaks += _tables(store)
                breaks += against(store, anchors(store))
                for finding in unexplained(store):
                    found = breaks if finding.grave else notes
                    found.append(Break(finding.check, finding.where, finding.what))
    except (sqlite3.DatabaseError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise failure(error, store.path) from error
        # A damaged page can turn any value into any other kind, or into nothing that can be read.
        breaks.append(
            Break(
                "sqlite",
                "",
                str(error),
            )
        )
    return Verdict(
        count,
        heads,
        tuple(breaks),
        tuple(notes),
    )


def _sqlite(conn: sqlite3.Connection) -> Iterator[Break]:
    for (said,) in conn.execute("PRAGMA integrity_check").fetchall():
        if said != "ok":
            yield Break("sqlite", "", said)


def schema_breaks(conn: sqlite3.Connection) -> Iterator[Break]:
    """What is wrong with the tables' making and with what the record says of itself."""
    if schema.fingerprint(conn) != schema.expected_fingerprint():
        yield Break(
            "schema",
            "",
            _(N_("表结构与 wxmod 建立的不同")),
        )
    elif not schema.about_holds(conn):
        yield Break(
            "about",
            "",
            _(N_("记录库的名称被改动过")),
        )
    elif not schema.secrets_hold(conn):
        yield Break(
            "secret",
            "",
            _(N_("口令密钥被改动过")),
        )


def _chain(store: Store) -> Iterator[tuple[Entry, str]]:
    """Each entry with what is wrong with its seal, or ""."""
    before: dict[str, tuple[int, bytes]] = {}
    for entry in entries(store):
        seq, prev = before.get(
            entry.chain,
            (0, GENESIS),
        )
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


def _tables(store: Store) -> Iterator[Break]:
    """Rebuild every derived table from the journal beside the record, and compare row by row."""
    try:
        fresh = replay(store)
    except (WxmodError, sqlite3.Error, ValueError) as error:
        yield Break(
            "replay",
            "",
            str(error),
        )
        return
    for table in schema.PROJECTIONS:
        every = f"SELECT * FROM {table}"  # noqa: S608
        kept, due = (set(conn.execute(every)) for conn in (store.conn, fresh.conn))
        for row in sorted(kept ^ due, key=repr)[:3]:
            what = N_("表中多出：{row}") if row in kept else N_("表中缺少：{row}")
            yield Break(
                "tables",
                table,
                _(what).format(row=row[:3]),
            )
    fresh.close()


def replay(store: Store) -> Store:
    """A record in memory with the same journal and its tables made anew."""
    fresh = in_memory(program=store.program)
    with fresh.writing(), folding_once(fresh.conn):
        for entry in entries(store):
            fresh.conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
            project(
                fresh.conn,
                entry,
                decode(entry),
            )
    return fresh


def rebuild(store: Store) -> int:
    """Make every derived table anew from the journal, all or nothing; the number of entries it took.

    Raises:
        StoreUnavailable: nothing was changed.
    """
    with store.writing():
        for table in schema.PROJECTIONS:
            store.conn.execute(f"DELETE FROM {table}")  # noqa: S608  fixed names
        count = 0
        with folding_once(store.conn):
            for entry in list(entries(store)):
                project(
                    store.conn,
                    entry,
                    decode(entry),
                )
                count += 1
    return count
