"""A county's programme (业务方案): who, where, with what, under which dated and sourced settings.

settings (the model) · load (TOML and CSV into it) · check (is it complete?)
"""

from wxmod.program.load import load_program, program_folder
from wxmod.program.settings import Dated, History, Program

__all__ = ["Dated", "History", "Program", "load_program", "program_folder"]
