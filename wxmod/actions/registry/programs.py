"""Proving a programme complete, the laws its rules rest on included."""

from typing import NamedTuple

from wxmod.actions.desk import Desk, Outcome, machine_day
from wxmod.actions.registry import adoption, pins
from wxmod.actions.waiver import Waiver
from wxmod.domain.errors import BadInput, WxmodError
from wxmod.domain.registry.programs import SHOWN, ProgramAdopted
from wxmod.domain.text import is_second
from wxmod.program import load_program, program_folder
from wxmod.program.check import Gravity, Problem, check_program
from wxmod.rules import rules
from wxmod.rules.law import laws
from wxmod.store import tables
from wxmod.store.tables.programs import Span
from wxmod.wording import N_, _

__all__ = ["Adopting", "Span", "adopt", "check", "compare", "spans"]


class Adopting(NamedTuple):
    """What adopting a folder would change.

    Attributes:
        files: Files that differ from those in force, or are new, or gone.
    """

    adopted: ProgramAdopted
    files: tuple[str, ...]


def compare(desk: Desk, name: str = "") -> Adopting:
    """A programme's folder beside the one in force; the record's own folder, if not named.

    Raises:
        BadInput, UnreadableFileError: it cannot be loaded.
    """
    told = adoption.read(program_folder(name or desk.store.program))
    now = tables.programs.in_force(desk.store)
    before = {file.name: file.text for file in now.files} if now else {}
    after = {file.name: file.text for file in told.files}
    changed = {each for each in {*before, *after} if before.get(each) != after.get(each)}
    return Adopting(told, tuple(sorted(changed)))


def adopt(
    desk: Desk,
    name: str,
    reason: str,
    vouched: Waiver,
) -> Outcome:
    """Put a programme in force here; two people, with PINs where those in force ask for them or anybody has one.

    Raises:
        BadInput: nothing differs, no reason, one person alone, or a name nobody proved.
    """
    found = compare(desk, name)
    if not found.files:
        raise BadInput(N_("业务方案与已采用的相同，没有要采用的"))
    if not reason.strip():
        raise BadInput(N_("采用业务方案须写明原因"), remedy=N_("用 --reason 写明"))
    by, witness = vouched.by or desk.actor, vouched.witness
    if witness is None or not is_second(witness, by):
        raise BadInput(N_("采用业务方案须两人办理"), remedy=N_("用 --witness 指明第二人"))
    with desk.store.writing():
        if pins.required(desk):
            pins.refuse_unproven(
                desk,
                (by, witness),
                vouched.proven,
            )
        pins.refuse_unvouched(desk, vouched)
        body = found.adopted.model_copy(update={"reason": reason.strip()})
        receipt = desk.write("program.adopted", body, by=by, witness=witness)
    return Outcome(body.digest[:SHOWN], receipt)


def spans(desk: Desk) -> list[Span]:
    """Which programme the entries of each chain were judged by."""
    return tables.programs.spans(desk.store)


def check(name: str) -> tuple[Problem, ...]:
    """Everything wrong with the programme of that name or folder, the gravest first.

    Raises:
        BadInput: there is no such programme.
    """
    folder = program_folder(name)
    found = check_program(folder, machine_day())
    try:
        law = load_program(folder).law
        held = laws(law)
    except WxmodError:
        return found
    missing = sorted({rule.basis for rule in rules()} - held.keys())
    said = _("规则依据不在法规库中，按内部规范执行")
    return (
        *found,
        *(
            Problem(
                Gravity.WARNING,
                f"{law}.toml",
                key,
                said,
            )
            for key in missing
        ),
    )
