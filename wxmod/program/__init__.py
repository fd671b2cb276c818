"""A county's programme (业务方案): who, where, with what, under which dated and sourced settings.

history (a setting through the years) · settings, planning (the model) · load (TOML and CSV into it) ·
check (is it complete?)
"""

from wxmod.program.history import Dated, History
from wxmod.program.load import load_program, program_folder
from wxmod.program.planning import Counting, Neighbour, Planning
from wxmod.program.settings import Program

__all__ = [
    "Counting",
    "Dated",
    "History",
    "Neighbour",
    "Planning",
    "Program",
    "load_program",
    "program_folder",
]
