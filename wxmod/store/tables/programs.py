"""Programmes as they were adopted, chain by chain: which one an entry was judged by."""

import sqlite3
from typing import NamedTuple

from wxmod.domain.ref import Ref
from wxmod.domain.registry.programs import ProgramAdopted
from wxmod.store.entries import Entry
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store


class Span(NamedTuple):
    """Entries of one chain that were judged by one programme.

    Attributes:
        ref: The entry that adopted it; "" for those before any was adopted.
        until: Number of the last entry; None where it is in force still.
    """

    chain: str
    since: int
    until: int | None
    ref: str
    code: str
    digest: str
    actor: str
    witness: str | None


def in_force(store: Store) -> ProgramAdopted | None:
    """The programme this record adopted last, or None; a restored record goes on under the one it was restored with."""
    for chain, last in lineage(store).items():
        row = store.conn.execute(
            "SELECT body FROM programme WHERE chain = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
            (chain, last),
        ).fetchone()
        if row:
            return ProgramAdopted.model_validate_json(row[0])
    return None


def spans(store: Store) -> list[Span]:
    """Which programme the entries of each chain were judged by, in order."""
    rows = store.conn.execute(
        "SELECT chain, seq, code, digest, actor, witness FROM programme ORDER BY chain, seq"
    ).fetchall()
    found: list[Span] = []
    for chain, seq, code, digest, actor, witness in rows:
        # A chain's programme holds up to the entry before the next one.
        before = found[-1] if found and found[-1].chain == chain else None
        if before:
            found[-1] = before._replace(until=seq - 1)
        elif seq > 1:
            # What was entered before any programme was adopted was judged by whatever lay in the folder.
            found.append(
                Span(
                    chain,
                    1,
                    seq - 1,
                    "",
                    "",
                    "",
                    "",
                    None,
                )
            )
        name = str(Ref(chain, seq))
        found.append(
            Span(
                chain,
                seq,
                None,
                name,
                code,
                digest,
                actor,
                witness,
            )
        )
    return found


def adopted(
    conn: sqlite3.Connection,
    entry: Entry,
    body: ProgramAdopted,
) -> None:
    """The programme entries of this chain are judged by from here on."""
    row = (
        entry.chain,
        entry.seq,
        body.code,
        body.digest,
        entry.actor,
        entry.witness,
        entry.body,
    )
    conn.execute("INSERT INTO programme VALUES (?,?,?,?,?,?,?)", row)
