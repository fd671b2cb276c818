"""What planning leaves behind: public notices and instructions as last told, every answer to an instruction.

Where an instruction stands is worked out when it is looked up, so the tables are the same in whatever order chains came.
"""

import sqlite3

from wxmod.domain.instructions import Instruction, InstructionAnswered, InstructionCancelled
from wxmod.domain.notices import PublicNotice
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.projections.registry import tell


def notice(conn: sqlite3.Connection, entry: Entry, body: PublicNotice) -> None:
    tell(conn, "public_notice", entry, (body.number, encode(body)))


def instructed(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """An instruction or a revision of it."""
    tell(conn, "instruction", entry, (body.number, utc_text(body.window.start), encode(body)))


def answered(conn: sqlite3.Connection, entry: Entry, body: InstructionAnswered) -> None:
    row = (body.number, utc_text(body.at), entry.chain, entry.seq, body.revision, encode(body))
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,?,?)", row)


def cancelled(conn: sqlite3.Connection, entry: Entry, body: InstructionCancelled) -> None:
    """Without a revision: it ends them all."""
    row = (body.number, utc_text(body.at), entry.chain, entry.seq, encode(body))
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,NULL,?)", row)
