"""Looking up what planning left behind: public notices, instructions."""

from collections.abc import Sequence

from wxmod.domain.instructions import Instructed, Instruction, InstructionAnswered, InstructionStatus
from wxmod.domain.notices import PublicNotice
from wxmod.store.database import Store


def notices(store: Store) -> dict[str, PublicNotice]:
    """Every public notice by number."""
    rows = store.conn.execute("SELECT number, body FROM public_notice ORDER BY number").fetchall()
    return {number: PublicNotice.model_validate_json(body) for number, body in rows}


_INSTRUCTION = "SELECT status, answer, body FROM instruction"


def _instructed(row: Sequence[str | None]) -> Instructed:
    status, answer, body = row
    return Instructed(
        instruction=Instruction.model_validate_json(body or ""), status=InstructionStatus(status),
        answer=InstructionAnswered.model_validate_json(answer) if answer else None,
    )  # fmt: skip


def instruction(store: Store, number: str) -> Instructed | None:
    """The instruction of that number as it stands, or None."""
    row = store.conn.execute(f"{_INSTRUCTION} WHERE number = ?", (number,)).fetchone()
    return _instructed(row) if row else None


def instructions(store: Store) -> list[Instructed]:
    """Every instruction, in order of when it is to be carried out."""
    return [_instructed(r) for r in store.conn.execute(f"{_INSTRUCTION} ORDER BY start_at, number").fetchall()]
