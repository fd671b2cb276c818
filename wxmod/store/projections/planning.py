"""What planning leaves behind: notices, instructions, products and guidance as last told; answers and looks one by one.

Where an instruction stands is worked out when it is looked up: the tables are the same in whatever order chains came.
"""

import sqlite3

from wxmod.domain.effects import EffectNoted
from wxmod.domain.instructions import Instruction, InstructionAnswered, InstructionCancelled
from wxmod.domain.notices import PublicNotice
from wxmod.domain.stages import Guidance, Product
from wxmod.domain.suspension import SuspensionEvaluated
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.projections.registry import give_number, tell


def notice(conn: sqlite3.Connection, entry: Entry, body: PublicNotice) -> None:
    give_number(conn, "notice", entry, body.number)
    tell(conn, "public_notice", entry, (body.number, encode(body)))


def instructed(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """A new instruction."""
    give_number(conn, "instruction", entry, body.number)
    revised(conn, entry, body)


def revised(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """The later telling stands; answers to the one before no longer count."""
    tell(
        conn,
        "instruction",
        entry,
        (body.number, utc_text(body.window.start), encode(body)),
    )


def answered(conn: sqlite3.Connection, entry: Entry, body: InstructionAnswered) -> None:
    row = (
        body.number,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        body.revision,
        encode(body),
    )
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,?,?)", row)


def cancelled(conn: sqlite3.Connection, entry: Entry, body: InstructionCancelled) -> None:
    """Without a revision: it ends them all."""
    row = (
        body.number,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,NULL,?)", row)


def product(conn: sqlite3.Connection, entry: Entry, body: Product) -> None:
    give_number(conn, "product", entry, body.number)
    tell(
        conn,
        "product",
        entry,
        (body.number, body.process, utc_text(body.signed_at), encode(body)),
    )


def guidance(conn: sqlite3.Connection, entry: Entry, body: Guidance) -> None:
    give_number(conn, "guidance", entry, body.number)
    tell(conn, "guidance", entry, (body.number, body.process, encode(body)))


def suspension(conn: sqlite3.Connection, entry: Entry, body: SuspensionEvaluated) -> None:
    row = (
        body.rule,
        body.zone,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO suspension VALUES (?,?,?,?,?,?)", row)


def effect(conn: sqlite3.Connection, entry: Entry, body: EffectNoted) -> None:
    row = (
        body.operation,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO effect VALUES (?,?,?,?,?)", row)
