"""Written reports somebody owes, each with its clock."""

from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import normalise
from wxmod.planning.owed import Owed, owed
from wxmod.program import Dated
from wxmod.store import tables


def reports_owed(desk: Desk) -> tuple[Owed, ...]:
    """Every report nobody has sent, what is late first in front."""
    rows = [recording.get(desk, no) for no in tables.command.unreported(desk.store)]
    if not rows:
        return ()

    def subject(no: str, operation: Operation) -> str:
        for name in (operation.process, normalise(operation.instruction_no)):
            if name and tables.command.is_subject(desk.store, name):
                return name
        return no

    hours = desk.program.settings.report_hours.value_on
    return owed(
        [(row.no, row.operation) for row in rows],
        subject,
        hours,
        desk.program.zone,
    )


def limit(desk: Desk) -> Dated[int] | None:
    """The time limit in force today, with its source."""
    return desk.program.settings.report_hours.on(desk.today())
