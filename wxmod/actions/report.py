"""Papers, made from the record alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from wxmod.actions import year as years
from wxmod.actions.ammunition import lots, periods
from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.actions.registry import registers
from wxmod.documents import ammunition_paper, operation_sheet, summary
from wxmod.documents.lot_book import by_lot
from wxmod.documents.magazine import Posted, uses
from wxmod.documents.model import Document
from wxmod.documents.year import Found, figures_of, having
from wxmod.domain.ammunition.ledger import AmmunitionType
from wxmod.domain.ammunition.lots import is_usable
from wxmod.domain.ammunition.periods import period_window
from wxmod.domain.base import Instant
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, year_window
from wxmod.store import tables
from wxmod.wording import N_, _, language


def year_paper(desk: Desk, year: int) -> Document:
    """The summary of *year* as it is handed in today.

    Raises:
        BadInput: not a year.
    """
    figures = years.summary(desk, year)
    return summary.paper(figures, years.names(desk), letterhead(desk))


def letterhead(desk: Desk) -> summary.Letterhead:
    """Who hands papers in, and today."""
    program = desk.program
    bureau = program.bureau if language() == "zh" else program.name_en
    return summary.Letterhead(bureau=bureau, on=desk.today())


def ammunition_paper_of(desk: Desk, period: str) -> Document:
    """The ammunition paper of a month (``2023-07``) or year.

    Raises:
        BadInput: no such period, or it has not begun.
    """
    window = period_window(period, desk.program.zone)
    if window.start > desk.now():
        raise BadInput(N_("{title} 还没有到"), title=period)
    store = desk.store
    with store.reading():
        opening = tables.rounds.balances_at(store, window.start - timedelta(seconds=1))
        posted = [Posted(*each) for each in tables.periods.postings_within(store, window)]
        closing = tables.rounds.balances_at(store, window.end)
        barred = _barred(desk, window)
    book = ammunition_paper.Ammunition(
        period=period,
        lines=by_lot(opening, posted, closing, barred),
        uses=uses(posted),
        types=_types(desk),
        places=_place_names(desk, posted),
        notes=_ammunition_notes(desk, window),
    )
    return ammunition_paper.paper(book, letterhead(desk))


def _barred(desk: Desk, window: Window) -> frozenset[str]:
    """Lots that may not be used at the end of a stretch, or now where it is not over."""
    until = min(window.end, desk.now())
    day = until.astimezone(desk.program.zone).date()
    notices = lots.standings(desk)
    found = []
    for no, lot in tables.registry.lots(desk.store).items():
        if not is_usable(lot, notices.get(no, ()), until, day):
            found.append(no)
    return frozenset(found)


def _types(desk: Desk) -> dict[str, AmmunitionType]:
    known = {kind.code: kind for kind in desk.program.ammunition}
    found = {}
    for lot, code in periods.types_of_lots(desk).items():
        if code in known:
            found[lot] = known[code]
    return found


def _place_names(desk: Desk, posted: Sequence[Posted]) -> dict[str, str]:
    sources = {each.movement.source for each in posted}
    return {source: desk.program.place_name(source) for source in sources}


def _ammunition_notes(desk: Desk, window: Window) -> list[str]:
    notes = []
    if window.end > desk.now():
        notes.append(_("期间未完，数字截至制表时。"))
    standing = periods.standing(desk, window)
    if standing.seal is None:
        notes.append(_("本期未封账。"))
    elif standing.changed:
        changed = _("封账后变动 {n} 处。").format(n=len(standing.changed))
        notes.append(changed)
    unresolved = years.open_until(desk, window.end)
    if unresolved:
        notes.append(_("期末以前有 {n} 项账实差异尚未说明。").format(n=unresolved))
    return notes


def operation_paper(desk: Desk, no: str) -> Document:
    """The record sheet of one operation as it is told now.

    Raises:
        BadInput: there is no such operation, or it was declared void.
    """
    number = recording.number(desk, normalise(no))
    row = recording.get(desk, number)
    if row.voided:
        raise BadInput(N_("作业 {no} 已作废，不出记录表"), no=number)
    program = desk.program
    day = row.operation.window.start.astimezone(program.zone).date()
    findings = recording.findings_of(desk, row)
    people = {person.id: person.name for person in registers.people(desk)}
    units = {}
    for each in registers.equipment(desk, day):
        units[each.unit.id] = f"{each.unit.model} {each.unit.id}"
    told = operation_sheet.Told(
        no=row.no,
        operation=row.operation,
        ref=row.ref,
        versions=row.versions,
        site=program.site_on(row.operation.site, day),
        people=people,
        units=units,
        types=_types(desk),
        findings=tuple(f"{each.rule.code} {each.message}" for each in findings),
        zone=program.zone,
    )
    return operation_sheet.paper(told, letterhead(desk))


class Share(NamedTuple):
    """What one operation adds to a figure.

    Attributes:
        ref: Its newest entry, ``CHAIN:SEQ``.
    """

    no: str
    ref: str
    start: Instant
    site: str
    value: float


class Explained(NamedTuple):
    """A figure with all that it is the sum of."""

    found: Found
    shares: tuple[Share, ...]


def explained(desk: Desk, year: int, value: float) -> tuple[Explained, ...]:
    """Every figure of the year's summary that comes to *value*, with the operations behind it.

    Raises:
        BadInput: not a year, or no figure has that value.
    """
    found = having(years.summary(desk, year), value)
    if not found:
        raise BadInput(
            N_("{year} 年的汇总里没有数字 {value}"),
            remedy=N_("用 wxmod year {year} 看有哪些数字；去重面积不是逐次相加的，不能这样追溯"),
            year=year,
            value=f"{value:.10g}",
        )
    window = year_window(year, desk.program.zone)
    rows = tables.operations.operations(desk.store, window)
    refs = {row.no: row.ref for row in rows}
    counted = {each.no: each for each in years.counted(desk, rows)}
    answers = []
    for each in found:
        shares = []
        for no in each.line.numbers:
            operation = counted[no].operation
            share = Share(
                no=no,
                ref=refs[no],
                start=operation.window.start,
                site=operation.site,
                value=figures_of([counted[no]])[each.name],
            )
            if share.value:
                shares.append(share)
        answers.append(Explained(each, tuple(shares)))
    return tuple(answers)
