"""Looking up what planning left behind: notices, instructions, products, guidance, suspensions, effect checks."""

from wxmod.domain.effects import EffectNoted
from wxmod.domain.instructions import (
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
    InstructionStatus,
    answered,
)
from wxmod.domain.notices import PublicNotice
from wxmod.domain.stages import Guidance, Product
from wxmod.domain.suspension import SuspensionEvaluated
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
