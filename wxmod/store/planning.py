"""Looking up what planning left behind: public notices, instructions."""

from wxmod.domain.instructions import Instructed, Instruction, InstructionAnswered, InstructionStatus
from wxmod.domain.notices import PublicNotice
from wxmod.store.database import Store


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
        "SELECT revision, body FROM instruction_answer WHERE number = ? ORDER BY at, chain, seq", (told.number,)
    ).fetchall()
    answers = [InstructionAnswered.model_validate_json(each) for revision, each in rows if revision == told.revision]
    answer = answers[-1] if answers else None
    if any(revision is None for revision, _body in rows):
        return Instructed(instruction=told, status=InstructionStatus.CANCELLED, answer=answer)
    if answer is None:
        return Instructed(instruction=told, status=InstructionStatus.ISSUED)
    status = InstructionStatus.ACKNOWLEDGED if answer.accepted else InstructionStatus.DECLINED
    return Instructed(instruction=told, status=status, answer=answer)
