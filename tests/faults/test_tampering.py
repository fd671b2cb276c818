"""Eleven ways to falsify a record by someone who owns the file and knows how it is made.

They take the triggers off, seal again by the public rule, make the tables anew and put the triggers back.  The chain
finds what is not sealed again; what is needs a head kept elsewhere.
"""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.record.samples import DAY, draft, movement, new_store, recorded, transferred
from wxmod.store import journal, schema
from wxmod.store.database import open_store
from wxmod.store.entries import Entry
from wxmod.store.journal import GENESIS, seal
from wxmod.store.keeping.anchored import verify_noted
from wxmod.store.keeping.copies import backup
from wxmod.store.keeping.heads import Noted
from wxmod.store.keeping.verify import rebuild, verify

ENTRIES = 12
SOLD = 5  # the entry by which rounds came in that somebody wants gone
Told = list[Entry]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A month's journal, and beside it the copy of an earlier day."""
    store = new_store(tmp_path)
    for n in range(1, ENTRIES + 1):
        came = transferred(movement("maker/A", "depot/1", n, hour=n))
        journal.append(
            store,
            draft(
                came
                if n % 3
                else recorded(
                    f"2024-{n:03}",
                    hour=n,
                ),
                uid=f"u-{n}",
            ),
            now=DAY,
        )
        if n == SOLD + 2:
            backup(store, tmp_path / "earlier.db")
    store.close()
    return store.path


def edited(told: Told) -> Told:
    change = told[SOLD - 1].body.replace(
        f'"rounds":{SOLD}',
        '"rounds":1',
    )
    assert change != told[SOLD - 1].body
    return [e._replace(body=change) if e.seq == SOLD else e for e in told]


def sealed_again(told: Iterable[Entry]) -> Told:
    """A journal that holds together: numbered, chained and sealed as if it had been written so."""
    out, prev = [], GENESIS
    for n, entry in enumerate(told, 1):
        told_so = entry._replace(seq=n, prev=prev)
        out.append(told_so._replace(hash=seal(told_so)))
        prev = out[-1].hash
    return out


def only_it_sealed_again(told: Told) -> Told:
    return [e._replace(hash=seal(e)) if e.seq == SOLD else e for e in edited(told)]


def without(told: Told) -> Told:
    return [e for e in told if e.seq != SOLD]


def inserted(told: Told) -> Told:
    return [
        *told[:SOLD],
        told[SOLD - 1]._replace(uid="u-forged"),
        *told[SOLD:],
    ]


def exchanged(told: Told) -> Told:
    a, b = told[SOLD - 1], told[SOLD]
    return [
        *told[: SOLD - 1],
        b._replace(seq=a.seq),
        a._replace(seq=b.seq),
        *told[SOLD + 1 :],
    ]


def signed_by_another(told: Told) -> Told:
    return sealed_again([e._replace(actor="乙") if e.seq == SOLD else e for e in told])


ATTACKS: dict[str, Callable[[Told], Told]] = {
    "an entry edited": edited,
    "an entry edited and sealed again": only_it_sealed_again,
    "an entry edited and all after it sealed again": lambda told: sealed_again(edited(told)),
    "an entry taken out": without,
    "an entry taken out and all after it sealed again": lambda told: sealed_again(without(told)),
    "the last entries cut off": lambda told: told[:-2],
    "an entry put in": lambda told: sealed_again(inserted(told)),
    "two entries exchanged": exchanged,
    "another's name put to an entry": signed_by_another,
}
ONLY_BY_THE_HEAD = {
    "an entry edited and all after it sealed again",
    "an entry taken out and all after it sealed again",
    "the last entries cut off",
    "an entry put in",
    "another's name put to an entry",
    "the record put back to an earlier day",
}


def falsified(path: Path, change: Callable[[Told], Told]) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    told = [Entry(*row) for row in conn.execute("SELECT * FROM journal ORDER BY seq")]
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute("DELETE FROM journal")
    conn.executemany("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", change(told))
    conn.execute("BEGIN")
    schema.create(conn)  # the triggers again
    conn.execute("COMMIT")
    conn.close()
    store = open_store(path)
    rebuild(store)
    store.close()


def head(path: Path) -> Noted:
    """What the bureau wrote down when the site told it."""
    store = open_store(path)
    seq, seal_ = journal.tail(store)
    store.close()
    return Noted(
        store.chain,
        seq,
        seal_.hex()[:8],
    )


def found(path: Path, *noted: Noted) -> set[str]:
    store = open_store(path)
    try:
        return {b.check for b in verify_noted(store, noted).breaks}
    finally:
        store.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_journal_falsified_is_found(path: Path, attack: str) -> None:
    noted = head(path)
    falsified(path, ATTACKS[attack])
    assert found(path, noted), attack
    assert (found(path) == set()) == (attack in ONLY_BY_THE_HEAD), (
        "what the chain alone finds is told as it is"
    )


def test_a_table_falsified_is_found(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.execute("UPDATE holding SET rounds = rounds - 1 WHERE place = 'depot/1'")
    conn.commit()
    conn.close()
    assert found(path) == {"tables"}


def test_a_record_put_back_to_an_earlier_day_is_found_by_the_head(
    path: Path, tmp_path: Path
) -> None:
    noted = head(path)
    path.unlink()
    (tmp_path / "earlier.db").rename(path)
    store = open_store(path)
    assert verify(store).breaks == ()
    store.close()
    assert found(path, noted) == {"anchor"}


def test_there_are_eleven_attacks() -> None:
    assert len(ATTACKS) + 2 == 11
