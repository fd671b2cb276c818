"""A new record for a programme, and the throw-away one that shows the example year."""

import atexit
import shutil
import tempfile
from pathlib import Path

from wxmod.actions.desk import DEMO, Desk, SetClock, default_actor
from wxmod.actions.record.example import replay
from wxmod.actions.registry import adoption
from wxmod.files import make_folder, new_file
from wxmod.program import load_program, program_folder
from wxmod.program.example import load_example
from wxmod.store import database


def init(
    path: Path,
    *,
    program: str,
    actor: str | None = None,
    network: bool = False,
) -> Desk:
    """Make the record in *path* and enter the programme's equipment and people.

    Raises:
        StoreUnavailable: *path* exists already or cannot be written.
        BadInput: there is no such programme.
    """
    folder = program_folder(program)
    name = program if folder != Path(program) else str(folder.resolve())
    loaded = load_program(folder)
    who = actor or default_actor()
    database.refuse_network(path, allowed=network)
    make_folder(path.parent)
    # The record has its name only once everybody is in it: one without them would block the next try.
    with new_file(path) as part:
        begun = Desk(
            database.begin(part, program=name),
            loaded,
            who,
        )
        try:
            with begun.store.writing():
                enrol(begun)
                # Last, so that the numbers of what is entered with it stay what they were.
                begun.write("program.adopted", adoption.read(folder))
        finally:
            begun.store.close()
    return Desk(
        database.open_store(path, network=network),
        loaded,
        who,
    )


def enrol(desk: Desk) -> None:
    """Enter the programme's equipment and people; they are taken to have been there before."""
    with desk.store.writing():
        for unit in desk.program.equipment:
            desk.write("equipment.registered", unit)
        for person in desk.program.people:
            desk.write("person.registered", person)


def demo(*, program: str | None = None) -> Desk:
    """A desk over a throw-away record with the example year in it, on the morning after its last operation.

    The clock runs on from there: of inspections, training and rounds that were good in that year, none has run out.
    """
    folder = Path(tempfile.mkdtemp(prefix=DEMO))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source = program_folder(program or "yuxian")
    loaded, log = load_program(source), load_example(source)
    clock = SetClock(log.begins(loaded.zone))
    store = database.create(
        folder / "demo.db",
        program=program or "yuxian",
    )
    # At the clock of the example year: today every training in it would have run out.
    desk = Desk(store, loaded, default_actor(), clock)
    enrol(desk)
    replay(desk, log, clock)
    return desk
