"""A new record for a programme, and the throw-away one that shows the example year."""

import atexit
import shutil
import tempfile
from pathlib import Path

from wxmod.actions.desk import DEMO, Desk, default_actor
from wxmod.actions.example import replay
from wxmod.program import load_program, program_folder
from wxmod.store import database


def init(path: Path, *, program: str, actor: str | None = None, network: bool = False) -> Desk:
    """Make the record in *path* and enter the programme's equipment and people.

    Raises:
        StoreUnavailable: *path* exists already or cannot be written.
        BadInput: there is no such programme.
    """
    folder = program_folder(program)
    loaded = load_program(folder)
    name = program if folder != Path(program) else str(folder.resolve())
    desk = Desk(database.create(path, program=name, network=network), loaded, actor or default_actor())
    with desk.store.writing():
        for unit in loaded.equipment:
            desk.write("equipment.registered", unit)
        for person in loaded.people:
            desk.write("person.registered", person)
    return desk


def demo(*, program: str | None = None) -> Desk:
    """A desk over a throw-away record with the example year in it; gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix=DEMO))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    name = program or "yuxian"
    desk = init(folder / "demo.db", program=name)
    replay(desk, program_folder(name))
    return desk
