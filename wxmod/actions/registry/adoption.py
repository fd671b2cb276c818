"""Which programme a record is worked under: the one it adopted, whatever its folder says today."""

from pathlib import Path
from typing import NamedTuple

from wxmod.domain.errors import BadInput
from wxmod.domain.registry.programs import SHOWN, ProgramAdopted, digest_of
from wxmod.program import Program, load_program, program_folder
from wxmod.program.files import lay_out, program_files
from wxmod.store import tables
from wxmod.store.pen import Store
from wxmod.wording import N_, _

OTHER = N_(
    "{path}：业务方案与此记录库采用的不同，只能查看；要换方案，由两人运行 wxmod program adopt DIR"
)
_CHANGED = N_(
    "业务方案目录 {folder} 改动过，尚未采用，仍按已采用的 {digest} 办理：两人运行 wxmod program adopt"
)


class InForce(NamedTuple):
    """The programme to work under.

    Attributes:
        notice: What whoever opens the record must be told of it; "" for nothing.
        read_only: Why nothing may be written under it; "" where it may.
    """

    program: Program
    notice: str = ""
    read_only: str = ""


def in_force(store: Store, asked: str | None) -> InForce:
    """The programme of a record, or the one *asked* for, under which another one's record is only read.

    Raises:
        BadInput, UnreadableFileError: there is no such programme, or it cannot be read.
    """
    adopted = tables.programs.in_force(store)
    if asked:
        return _asked(store, adopted, program_folder(asked))
    if adopted is None:
        # A record of before programmes were adopted goes by its folder until one is.
        return InForce(load_program(program_folder(store.program)))
    return _adopted(store, adopted)


def _asked(
    store: Store,
    adopted: ProgramAdopted | None,
    folder: Path,
) -> InForce:
    digest = adopted.digest if adopted else _digest_of_own(store)
    same = digest_of(program_files(folder)) == digest
    return InForce(load_program(folder), read_only="" if same else OTHER)


def _digest_of_own(store: Store) -> str:
    """Of the folder a record was made with; "" where that is gone, and then nothing else passes for it."""
    try:
        folder = program_folder(store.program)
    except BadInput:
        return ""
    return digest_of(program_files(folder))


def _adopted(store: Store, adopted: ProgramAdopted) -> InForce:
    try:
        folder = program_folder(store.program)
    except BadInput:
        # The record knows its programme whole; the folder may lie on another machine.
        return InForce(load_program(lay_out(adopted.files)))
    if digest_of(program_files(folder)) == adopted.digest:
        return InForce(load_program(folder))
    notice = _(_CHANGED).format(folder=folder, digest=adopted.digest[:SHOWN])
    return InForce(load_program(lay_out(adopted.files)), notice=notice)


def read(folder: Path, reason: str = "") -> ProgramAdopted:
    """The programme in *folder* as it may be adopted.

    Raises:
        BadInput, UnreadableFileError: it cannot be loaded; nothing of the kind is ever adopted.
    """
    program = load_program(folder)
    files = program_files(folder)
    return ProgramAdopted(
        code=program.code,
        title=program.name,
        digest=digest_of(files),
        files=files,
        reason=reason,
    )
