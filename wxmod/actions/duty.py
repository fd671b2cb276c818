"""The page of the day: may we work, with what, what is open, what was done last, what the sky promises."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from wxmod.actions.ammunition import custody, lots, stocktakes
from wxmod.actions.ammunition.custody import Due
from wxmod.actions.ammunition.stocktakes import OpenDiscrepancy
from wxmod.actions.ammunition.stores import Holding
from wxmod.actions.command import suspension
from wxmod.actions.command.suspension import Halt
from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import Judged
from wxmod.actions.record import watch
from wxmod.actions.record.watch import Notice
from wxmod.actions.registry import registers
from wxmod.actions.registry.registers import Inspected
from wxmod.domain.airspace import Clearance
from wxmod.domain.command.processes import Process
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Season
from wxmod.program import Dated
from wxmod.store import tables

RECENT = 8


class SeasonToday(NamedTuple):
    """Whether a purpose is in season today.

    Attributes:
        setting: The season in force with its source; None where the programme has none.
    """

    purpose: Purpose
    setting: Dated[Season] | None
    is_open: bool


class DutyPage(NamedTuple):
    """Everything the desk shows first.

    Attributes:
        notices: What the record itself has to say: read-only, no room, no copy, not verified for long.
        halts: Purposes that are stopped, and where.
        recent: Latest operations, newest first, with what the rules say of them.
        processes: Favourable processes that touch today or are still to come.
        clearances: Airspace asked for or granted and not closed.
        due: Differences, counts and seals that have waited too long.
    """

    now: datetime
    today: date
    notices: tuple[Notice, ...]
    halts: tuple[Halt, ...]
    seasons: tuple[SeasonToday, ...]
    equipment: tuple[Inspected, ...]
    expiring: tuple[Holding, ...]
    discrepancies: tuple[OpenDiscrepancy, ...]
    recent: tuple[Judged, ...]
    processes: tuple[Process, ...]
    clearances: tuple[Clearance, ...]
    due: Due


def page(desk: Desk) -> DutyPage:
    """The duty page as of now."""
    today, settings = desk.today(), desk.program.settings
    rows = list(reversed(tables.operations.operations(desk.store, newest=RECENT)))
    since = desk.now() - timedelta(hours=settings.process_gap_hours.value_on(today) or 0)
    return DutyPage(
        now=desk.local(desk.now()),
        today=today,
        notices=watch.notices(desk),
        halts=tuple(suspension.halts(desk)),
        seasons=tuple(_season(desk, purpose, today) for purpose in (Purpose.RAIN, Purpose.HAIL)),
        equipment=tuple(registers.equipment(desk)),
        expiring=tuple(lots.expiring(desk, settings.expiry_warning_days.value_on(today) or 0)),
        discrepancies=tuple(stocktakes.open_discrepancies(desk)),
        recent=tuple(recording.judged(desk, rows)),
        processes=tuple(tables.command.processes_since(desk.store, since)),
        clearances=tuple(tables.airspace.waiting(desk.store)),
        due=custody.due(desk),
    )


def _season(desk: Desk, purpose: Purpose, today: date) -> SeasonToday:
    setting = desk.program.season(purpose, today)
    return SeasonToday(
        purpose,
        setting,
        bool(setting and setting.value and setting.value.includes(today)),
    )
