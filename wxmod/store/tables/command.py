"""What planning leaves behind: notices, instructions, products and processes as last told; answers one by one.

Where an instruction stands is worked out when it is looked up: the tables are the same in whatever order chains came.
"""

import sqlite3

from wxmod.domain.command.instructions import (
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
    InstructionStatus,
    answered,
)
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Product
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.operations.effects import EffectNoted
from wxmod.domain.times import utc_text
from wxmod.store.entries import Entry, encode
from wxmod.store.pen import Store
from wxmod.store.tables.latest import all_of, give_number, tell


def notices(store: Store) -> dict[str, PublicNotice]:
    """Every public notice by number."""
    rows = store.conn.execute("SELECT number, body FROM public_notice ORDER BY number").fetchall()
    return {number: PublicNotice.model_validate_json(body) for number, body in rows}


def instruction(store: Store, number: str) -> Instructed | None:
    """The instruction of that number as it stands, or None."""
    row = store.conn.execute("SELECT body FROM instruction WHERE number = ?", (number,)).fetchone()
    return _instructed(store, row[0]) if row else None


def instructions(store: Store) -> list[Instructed]:
    """Every instruction, in order of when it is to be carried out."""
    rows = store.conn.execute("SELECT body FROM instruction ORDER BY start_at, number").fetchall()
    return [_instructed(store, body) for (body,) in rows]


def _instructed(store: Store, body: str) -> Instructed:
    """Cancelled once anyone cancelled it; else as the last answer to the revision in force says."""
    told = Instruction.model_validate_json(body)
    rows: list[tuple[int | None, str]] = store.conn.execute(
        "SELECT revision, body FROM instruction_answer WHERE number = ? ORDER BY at, chain, seq",
        (told.number,),
    ).fetchall()
    answers = [
        InstructionAnswered.model_validate_json(each)
        for revision, each in rows
        if revision == told.revision
    ]
    earlier, answer = tuple(answers[:-1]), answers[-1] if answers else None
    if called_off := [
        InstructionCancelled.model_validate_json(each)
        for revision, each in rows
        if revision is None
    ]:
        return Instructed(
            instruction=told,
            status=InstructionStatus.CANCELLED,
            answer=answer,
            earlier=earlier,
            cancelled=called_off[0],
        )
    return Instructed(instruction=told, status=answered(answer), answer=answer, earlier=earlier)


def products(store: Store, process: str | None = None) -> list[Product]:
    """Products of a process, or of all, in order of signing."""
    rows = store.conn.execute(
        "SELECT body FROM product WHERE ? IS NULL OR process = ? ORDER BY signed_at, told, chain, seq",
        (process, process),
    ).fetchall()
    return [Product.model_validate_json(body) for (body,) in rows]


def guidance(store: Store, process: str | None = None) -> list[Guidance]:
    """Guidance attached to a process, or to any, process by process in the order it came in."""
    rows = store.conn.execute(
        "SELECT body FROM guidance WHERE ? IS NULL OR process = ? ORDER BY process, told, chain, seq",
        (process, process),
    ).fetchall()
    return [Guidance.model_validate_json(body) for (body,) in rows]


def numbered(
    store: Store,
    kind: str,
    chain: str,
    seq: int,
) -> str:
    """The number an entry gave its product or guidance; the entry's own name where the same was given since."""
    row = store.conn.execute(
        "SELECT number FROM given_number WHERE kind = ? AND chain = ? AND seq = ?",
        (kind, chain, seq),
    ).fetchone()
    return row[0] if row else f"{chain}:{seq}"


def suspensions(store: Store) -> list[SuspensionEvaluated]:
    """Every look at a reason to stop, in order of when it was taken."""
    rows = store.conn.execute("SELECT body FROM suspension ORDER BY at, chain, seq").fetchall()
    return [SuspensionEvaluated.model_validate_json(body) for (body,) in rows]


def unreported(store: Store) -> list[str]:
    """Numbers of the operations nobody has reported in writing, void ones left out, by when they began."""
    rows = store.conn.execute(
        "SELECT no FROM operation WHERE voided = 0 AND instr(body, '\"reported_at\":null') > 0 ORDER BY start_at, no"
    ).fetchall()
    return [no for (no,) in rows]


def effects(store: Store, operation: str) -> list[EffectNoted]:
    """What was noted of an operation's effect, in order of when."""
    rows = store.conn.execute(
        "SELECT body FROM effect WHERE operation = ? ORDER BY at, chain, seq", (operation,)
    )
    return [EffectNoted.model_validate_json(body) for (body,) in rows.fetchall()]


def processes(store: Store) -> dict[str, Process]:
    return all_of(store, "process", "id", Process)


def notice_issued(conn: sqlite3.Connection, entry: Entry, body: PublicNotice) -> None:
    give_number(conn, "notice", entry, body.number)
    tell(conn, "public_notice", entry, (body.number, encode(body)))


def instruction_issued(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """A new instruction."""
    give_number(conn, "instruction", entry, body.number)
    instruction_revised(conn, entry, body)


def instruction_revised(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """The later telling stands; answers to the one before no longer count."""
    tell(
        conn,
        "instruction",
        entry,
        (body.number, utc_text(body.window.start), encode(body)),
    )


def instruction_answered(conn: sqlite3.Connection, entry: Entry, body: InstructionAnswered) -> None:
    row = (
        body.number,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        body.revision,
        encode(body),
    )
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,?,?)", row)


def instruction_cancelled(
    conn: sqlite3.Connection, entry: Entry, body: InstructionCancelled
) -> None:
    """Without a revision: it ends them all."""
    row = (
        body.number,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,NULL,?)", row)


def product_signed(conn: sqlite3.Connection, entry: Entry, body: Product) -> None:
    give_number(conn, "product", entry, body.number)
    tell(
        conn,
        "product",
        entry,
        (body.number, body.process, utc_text(body.signed_at), encode(body)),
    )


def guidance_attached(conn: sqlite3.Connection, entry: Entry, body: Guidance) -> None:
    give_number(conn, "guidance", entry, body.number)
    tell(conn, "guidance", entry, (body.number, body.process, encode(body)))


def suspension_evaluated(conn: sqlite3.Connection, entry: Entry, body: SuspensionEvaluated) -> None:
    row = (
        body.rule,
        body.zone,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO suspension VALUES (?,?,?,?,?,?)", row)


def effect_noted(conn: sqlite3.Connection, entry: Entry, body: EffectNoted) -> None:
    row = (
        body.operation,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        encode(body),
    )
    conn.execute("INSERT INTO effect VALUES (?,?,?,?,?)", row)


def process_confirmed(conn: sqlite3.Connection, entry: Entry, body: Process) -> None:
    row = (
        body.id,
        utc_text(body.window.start),
        utc_text(body.window.end),
        encode(body),
    )
    give_number(conn, "process", entry, body.id)
    tell(conn, "process", entry, row)
