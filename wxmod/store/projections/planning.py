"""What planning leaves behind: public notices, instructions as they stand."""

import sqlite3

from wxmod.domain.errors import BadInput
from wxmod.domain.instructions import Instruction, InstructionAnswered, InstructionCancelled, InstructionStatus
from wxmod.domain.notices import PublicNotice
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.wording import N_


def notice(conn: sqlite3.Connection, _entry: Entry, body: PublicNotice) -> None:
    """A notice, once: another one has another number."""
    if conn.execute("SELECT 1 FROM public_notice WHERE number = ?", (body.number,)).fetchone():
        raise BadInput(N_("公告 {number} 已经登记"), number=body.number)
    conn.execute("INSERT INTO public_notice VALUES (?,?)", (body.number, encode(body)))


def instructed(conn: sqlite3.Connection, _entry: Entry, body: Instruction) -> None:
    """A new instruction."""
    if conn.execute("SELECT 1 FROM instruction WHERE number = ?", (body.number,)).fetchone():
        raise BadInput(N_("作业指令 {number} 已经下达"), number=body.number)
    _tell(conn, body)


def revised(conn: sqlite3.Connection, _entry: Entry, body: Instruction) -> None:
    """The later telling stands, unanswered."""
    _tell(conn, body)


def _tell(conn: sqlite3.Connection, body: Instruction) -> None:
    row = (body.number, body.revision, InstructionStatus.ISSUED.value, body.site, body.process)
    conn.execute(
        "INSERT OR REPLACE INTO instruction VALUES (?,?,?,?,?,?,NULL,?)",
        (*row, utc_text(body.window.start), encode(body)),
    )


def answered(conn: sqlite3.Connection, _entry: Entry, body: InstructionAnswered) -> None:
    """An answer to a revision that was replaced meanwhile changes nothing."""
    status = InstructionStatus.ACKNOWLEDGED if body.accepted else InstructionStatus.DECLINED
    conn.execute(
        "UPDATE instruction SET status = ?, answer = ? WHERE number = ? AND revision = ? AND status <> ?",
        (status.value, encode(body), body.number, body.revision, InstructionStatus.CANCELLED.value),
    )


def cancelled(conn: sqlite3.Connection, _entry: Entry, body: InstructionCancelled) -> None:
    status = InstructionStatus.CANCELLED.value
    conn.execute("UPDATE instruction SET status = ? WHERE number = ?", (status, body.number))
