"""Proving a programme complete, the laws its rules rest on included."""

from wxmod.actions.desk import machine_day
from wxmod.domain.errors import WxmodError
from wxmod.program import load_program, program_folder
from wxmod.program.check import Gravity, Problem, check_program
from wxmod.rules import rules
from wxmod.rules.law import laws
from wxmod.wording import N_, _


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
    said = _(N_("规则依据不在法规库中，按内部规范执行"))
    return (
        *found,
        *(Problem(Gravity.WARNING, f"{law}.toml", key, said) for key in missing),
    )
