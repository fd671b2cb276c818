"""Sealing a month or year."""

from wxmod.actions import judging, year
from wxmod.actions.ammunition import differences, stocktakes
from wxmod.actions.ammunition.periods import balances_at
from wxmod.actions.ammunition.stores import NOTHING_SAID, Handover
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.ammunition.periods import PeriodSealed, SealedFigure, balances, period_window
from wxmod.domain.text import normalise
from wxmod.domain.times import Window
from wxmod.rules import Sealing, check
from wxmod.store import chains, tables
from wxmod.store.journal import Receipt


def seal(
    desk: Desk,
    period: str,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Seal a period with what every account held at its end; once sealed, the same seal is given back.

    Raises:
        BadInput: no such period.
        Refused: it is not over, or one person would seal it.
    """
    name, window = normalise(period), period_window(period, desk.program.zone)
    by = hands.by or desk.actor
    with desk.store.writing():
        if earlier := _sealed(desk, name):
            return Outcome(name, earlier)
        asked = Sealing(
            period=name,
            ends_at=window.end,
            by=by,
            witness=hands.witness,
            open=_open_within(desk, window),
            proven=hands.proven,
        )
        findings = check(asked, judging.for_rounds(desk)) + year.disagreements(desk, window)
        desk.guard(f"seal/{name}", findings)
        body = PeriodSealed(
            period=name,
            until=window.end,
            balances=balances(balances_at(desk, window.end)),
            heads=tables.periods.heads(desk.store),
            open=asked.open,
            reason=hands.reason,
            figures=_figures(desk, window),
        )
        receipt = desk.write(
            "period.sealed",
            body,
            uid=hands.uid,
            by=by,
            witness=hands.witness,
        )
    return Outcome(name, receipt, findings)


def _figures(desk: Desk, window: Window) -> tuple[SealedFigure, ...]:
    """What the operations of the period come to, so that a later correction can be held against it."""
    figures = year.period_figures(desk, window)
    return tuple(SealedFigure(name=name, value=value) for name, value in sorted(figures.items()))


def _sealed(desk: Desk, period: str) -> Receipt | None:
    found = next(
        (row.ref for row in tables.periods.seals(desk.store) if row.seal.period == period),
        None,
    )
    entry = chains.entry(desk.store, found) if found else None
    return (
        Receipt(
            entry.chain,
            entry.seq,
            entry.hash,
            repeated=True,
        )
        if entry
        else None
    )


def _open_within(desk: Desk, window: Window) -> int:
    """Differences up to the period's end nobody has explained, those against a seal included."""
    counts = [each.at for each in stocktakes.open_discrepancies(desk)]
    others = [each.about or each.at for each in differences.open_differences(desk)]
    short = [each.at for each in stocktakes.unbacked(desk).values()]
    within = [at for at in (*counts, *others, *short) if at <= window.end]
    return len(within)
