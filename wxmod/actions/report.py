"""Papers, made from the record alone."""

from typing import NamedTuple

from wxmod.actions import year as years
from wxmod.actions.desk import Desk
from wxmod.documents import summary
from wxmod.documents.model import Document
from wxmod.documents.year import Found, figures_of, having
from wxmod.domain.base import Instant
from wxmod.domain.errors import BadInput
from wxmod.domain.times import year_window
from wxmod.store import tables
from wxmod.wording import N_, language


def year_paper(desk: Desk, year: int) -> Document:
    """The summary of *year* as it is handed in today.

    Raises:
        BadInput: not a year.
    """
    figures = years.summary(desk, year)
    program = desk.program
    bureau = program.bureau if language() == "zh" else program.name_en
    head = summary.Letterhead(bureau=bureau, on=desk.today())
    return summary.paper(figures, years.names(desk), head)


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
