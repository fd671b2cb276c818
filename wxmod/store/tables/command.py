"""What planning leaves behind: notices, instructions, products and processes as last told; answers one by one.

Where an instruction stands is worked out when it is looked up: the tables are the same in whatever order chains came.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, time, tzinfo

from wxmod.domain.command.course import CalledOff, Course, Given, Reply
from wxmod.domain.command.instructions import (
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
)
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, Product
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.operations.effects import EffectNoted
from wxmod.domain.registry.versions import Written
from wxmod.domain.times import Window, from_utc_text, utc_text
from wxmod.store.entries import Entry
from wxmod.store.pen import Store
from wxmod.store.tables.latest import LAST_LETTER, all_of, give_number, pace, tell


def notices(store: Store) -> dict[str, PublicNotice]:
    """Every public notice by number."""
    rows = store.conn.execute("SELECT number, body FROM public_notice ORDER BY number").fetchall()
    return {number: PublicNotice.model_validate_json(body) for number, body in rows}


def notices_written(store: Store, zone: tzinfo) -> list[tuple[PublicNotice, Written]]:
    """Every public notice with where it was entered; it is about the day it was published on *zone*'s clock."""
    rows = store.conn.execute(
        "SELECT n.body, j.recorded_at, n.chain, n.seq FROM public_notice n"
        " JOIN journal j USING (chain, seq) ORDER BY n.number"
    ).fetchall()
    found = []
    for body, recorded_at, chain, seq in rows:
        notice = PublicNotice.model_validate_json(body)
        since = datetime.combine(notice.issued_on, time(), zone)
        found.append((notice, Written(since, from_utc_text(recorded_at), chain, seq)))
    return found


def instruction(store: Store, number: str) -> Instructed | None:
    """The instruction of that number as it stands, or None."""
    found = course(store, number)
    return found.standing if found else None


def instructions(
    store: Store, process: str | None = None, *, during: Window | None = None
) -> list[Instructed]:
    """Instructions in order of when they are to be carried out: all, of a process, with a moment in common *during*."""
    tests, values = ["1"], []
    if process:
        tests.append("process = ?")
        values.append(process)
    if during:
        tests.append("end_at >= ? AND start_at <= ?")
        values += [utc_text(during.start), utc_text(during.end)]
    # Put in order here: asked for an order, SQLite goes through every instruction rather than sort these few.
    sql = f"SELECT start_at, number FROM instruction WHERE {' AND '.join(tests)}"  # noqa: S608
    rows = sorted(store.conn.execute(sql, values).fetchall())
    courses = [course(store, number) for _start, number in rows]
    return [found.standing for found in courses if found]


def newest_instructions(store: Store) -> Iterator[Instructed]:
    """Instructions one by one, the last to be carried out in front; who has seen enough asks for no more."""
    rows = store.conn.execute(
        "SELECT number FROM instruction ORDER BY start_at DESC, number DESC"
    ).fetchall()
    for (number,) in rows:
        found = course(store, number)
        if found:
            yield found.standing


def instruction_numbers(store: Store, prefix: str = "") -> list[str]:
    """Numbers given to instructions that begin with *prefix*, in order."""
    rows = store.conn.execute(
        "SELECT number FROM instruction WHERE number >= ? AND number < ? ORDER BY number",
        (prefix, prefix + LAST_LETTER),
    ).fetchall()
    return [number for (number,) in rows]


def is_subject(store: Store, name: str) -> bool:
    """Whether a report may be about it: a process or an instruction is called so."""
    row = store.conn.execute(
        "SELECT 1 FROM process WHERE id = ?1 UNION ALL SELECT 1 FROM instruction WHERE number = ?1",
        (name,),
    ).fetchone()
    return row is not None


_ANSWERS = (
    "SELECT a.revision, a.body, a.at, j.recorded_at, a.chain, a.seq FROM instruction_answer a"
    " JOIN journal j ON j.chain = a.chain AND j.seq = a.seq"
    " WHERE a.number = ? ORDER BY a.at, a.chain, a.seq"
)


def course(store: Store, number: str) -> Course | None:
    """Everything told of one instruction; None where it was never given."""
    told = store.conn.execute(
        "SELECT body, told, chain, seq FROM instruction_telling WHERE number = ?"
        " ORDER BY told, chain, seq",
        (number,),
    ).fetchall()
    given = [_given(*row) for row in told]
    if not given:
        return None
    replies, called_off = [], []
    for revision, body, at, recorded_at, chain, seq in store.conn.execute(_ANSWERS, (number,)):
        written = Written(from_utc_text(at), from_utc_text(recorded_at), chain, seq)
        if revision is None:
            cancelled = InstructionCancelled.model_validate_json(body)
            called_off.append(CalledOff(cancelled, written))
        else:
            replies.append(Reply(InstructionAnswered.model_validate_json(body), written))
    return Course(given, replies, called_off)


def _given(body: str, told: str, chain: str, seq: int) -> Given:
    instruction = Instruction.model_validate_json(body)
    return Given(instruction, Written(instruction.issued_at, from_utc_text(told), chain, seq))


def products(store: Store, process: str | None = None) -> list[Product]:
    """Products of a process, or of all, in order of signing."""
    where, values = ("WHERE process = ?", (process,)) if process else ("", ())
    rows = store.conn.execute(
        f"SELECT body FROM product {where} ORDER BY signed_at, told, chain, seq",  # noqa: S608  fixed text
        values,
    ).fetchall()
    return [Product.model_validate_json(body) for (body,) in rows]


def guidance(store: Store, process: str | None = None) -> list[Guidance]:
    """Guidance attached to a process, or to any, process by process in the order it came in."""
    where, values = ("WHERE process = ?", (process,)) if process else ("", ())
    rows = store.conn.execute(
        f"SELECT body FROM guidance {where} ORDER BY process, told, chain, seq",  # noqa: S608  fixed text
        values,
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
    return [look for look, _written in suspensions_written(store)]


def suspensions_written(store: Store) -> list[tuple[SuspensionEvaluated, Written]]:
    """Every look at a reason to stop with where it was entered, in order of when it was taken."""
    rows = store.conn.execute(
        "SELECT s.body, j.recorded_at, s.chain, s.seq FROM suspension s"
        " JOIN journal j ON j.chain = s.chain AND j.seq = s.seq ORDER BY s.at, s.chain, s.seq"
    ).fetchall()
    found = []
    for body, recorded_at, chain, seq in rows:
        look = SuspensionEvaluated.model_validate_json(body)
        found.append((look, Written(look.at, from_utc_text(recorded_at), chain, seq)))
    return found


def unreported(store: Store) -> list[str]:
    """Numbers of the operations nobody has reported in writing, void ones left out, by when they began."""
    # Left to itself, SQLite goes through every operation in order rather than sort these few.
    rows = store.conn.execute(
        "SELECT start_at, no FROM operation INDEXED BY operation_unreported"
        " WHERE voided = 0 AND instr(body, '\"reported_at\":null') > 0"
    ).fetchall()
    return [no for _start, no in sorted(rows)]


def effects(store: Store, operation: str) -> list[EffectNoted]:
    """What was noted of an operation's effect, in order of when."""
    rows = store.conn.execute(
        "SELECT body FROM effect WHERE operation = ? ORDER BY at, chain, seq", (operation,)
    )
    return [EffectNoted.model_validate_json(body) for (body,) in rows.fetchall()]


def processes(store: Store) -> dict[str, Process]:
    """Every process by id."""
    return all_of(store, "process", "id", Process)


def process(store: Store, name: str) -> Process | None:
    """The process of that id, or None."""
    row = store.conn.execute("SELECT body FROM process WHERE id = ?", (name,)).fetchone()
    return Process.model_validate_json(row[0]) if row else None


def process_written(store: Store, name: str) -> tuple[Process, Written] | None:
    """The process of that id with where it was entered, for who asks again and again; None where there is none."""
    return store.kept(("process", name), lambda: _process_written(store, name))


def _process_written(store: Store, name: str) -> tuple[Process, Written] | None:
    row = store.conn.execute(
        "SELECT p.body, j.recorded_at, p.chain, p.seq FROM process p"
        " JOIN journal j USING (chain, seq) WHERE p.id = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None
    body, recorded_at, chain, seq = row
    held = Process.model_validate_json(body)
    return held, Written(held.window.start, from_utc_text(recorded_at), chain, seq)


def processes_since(store: Store, moment: datetime) -> list[Process]:
    """Processes that are not over at a moment, by id."""
    rows = store.conn.execute(
        "SELECT id, body FROM process WHERE end_at >= ?", (utc_text(moment),)
    ).fetchall()
    return [Process.model_validate_json(body) for _name, body in sorted(rows)]


def last_processes(store: Store, newest: int) -> list[str]:
    """The last so many ids, in order."""
    rows = store.conn.execute(
        "SELECT id FROM process ORDER BY id DESC LIMIT ?", (newest,)
    ).fetchall()
    return [name for (name,) in reversed(rows)]


def notice_issued(conn: sqlite3.Connection, entry: Entry, body: PublicNotice) -> None:
    give_number(conn, "notice", entry, body.number)
    tell(conn, "public_notice", entry, (body.number, entry.body))


def instruction_issued(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """A new instruction."""
    give_number(conn, "instruction", entry, body.number)
    instruction_revised(conn, entry, body)


def instruction_revised(conn: sqlite3.Connection, entry: Entry, body: Instruction) -> None:
    """The later telling stands; those before stay, for the work that was done under them."""
    told = pace(conn, entry.chain, entry.recorded_at)
    row = (body.number, entry.chain, entry.seq, told, entry.body)
    conn.execute("INSERT INTO instruction_telling VALUES (?,?,?,?,?)", row)
    tell(
        conn,
        "instruction",
        entry,
        (
            body.number,
            utc_text(body.window.start),
            utc_text(body.window.end),
            body.process,
            entry.body,
        ),
    )


def instruction_answered(conn: sqlite3.Connection, entry: Entry, body: InstructionAnswered) -> None:
    row = (
        body.number,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        body.revision,
        entry.body,
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
        entry.body,
    )
    conn.execute("INSERT INTO instruction_answer VALUES (?,?,?,?,NULL,?)", row)


def product_signed(conn: sqlite3.Connection, entry: Entry, body: Product) -> None:
    give_number(conn, "product", entry, body.number)
    tell(
        conn,
        "product",
        entry,
        (body.number, body.process, utc_text(body.signed_at), entry.body),
    )


def guidance_attached(conn: sqlite3.Connection, entry: Entry, body: Guidance) -> None:
    give_number(conn, "guidance", entry, body.number)
    tell(conn, "guidance", entry, (body.number, body.process, entry.body))


def suspension_evaluated(conn: sqlite3.Connection, entry: Entry, body: SuspensionEvaluated) -> None:
    row = (
        body.rule,
        body.zone,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        entry.body,
    )
    conn.execute("INSERT INTO suspension VALUES (?,?,?,?,?,?)", row)


def effect_noted(conn: sqlite3.Connection, entry: Entry, body: EffectNoted) -> None:
    row = (
        body.operation,
        utc_text(body.at),
        entry.chain,
        entry.seq,
        entry.body,
    )
    conn.execute("INSERT INTO effect VALUES (?,?,?,?,?)", row)


def process_confirmed(conn: sqlite3.Connection, entry: Entry, body: Process) -> None:
    row = (
        body.id,
        utc_text(body.window.start),
        utc_text(body.window.end),
        entry.body,
    )
    give_number(conn, "process", entry, body.id)
    tell(conn, "process", entry, row)
