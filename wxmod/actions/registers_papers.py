"""Papers that are lists of what the registers and the airspace book hold."""

from datetime import date
from operator import attrgetter

from wxmod.actions.airspace import clearances
from wxmod.actions.desk import Desk
from wxmod.actions.registry import registers
from wxmod.actions.report import letterhead
from wxmod.documents import lists
from wxmod.documents.model import Document
from wxmod.domain.ammunition.periods import period_window
from wxmod.domain.errors import BadInput
from wxmod.wording import N_


def _names(desk: Desk) -> lists.Names:
    sites = {site.code: site.name for site in desk.program.sites}
    return lists.Names(sites, desk.program.zone)


def inspection_paper(desk: Desk, year: int) -> Document:
    """The inspections as they stood at the end of a year, or today where it is not over.

    Raises:
        BadInput: the year has not begun.
    """
    today = desk.today()
    if date(year, 1, 1) > today:
        raise BadInput(N_("{title} 还没有到"), title=year)
    on = min(date(year, 12, 31), today)
    units = []
    for each in registers.equipment(desk, on):
        unit = lists.Unit(each.unit, each.latest, each.fitness)
        units.append(unit)
    return lists.inspections(units, on, _names(desk), letterhead(desk))


def roster_paper(desk: Desk) -> Document:
    """The people of the programme as they are filed today."""
    return lists.roster(registers.people(desk), _names(desk), letterhead(desk))


def airspace_paper(desk: Desk, period: str) -> Document:
    """Every application whose window begins in a month or year.

    Raises:
        BadInput: no such period.
    """
    window = period_window(period, desk.program.zone)
    everything = clearances.listed(desk)
    held = [each for each in everything if window.start <= each.wanted.start <= window.end]
    held.sort(key=attrgetter("wanted.start", "number"))
    return lists.airspace(period, held, _names(desk), letterhead(desk))
