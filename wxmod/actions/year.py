"""Gathering a year for its summary."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from wxmod.actions.ammunition import stocktakes
from wxmod.actions.ammunition.differences import open_differences
from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.documents.year import Counted, Precision, Rate, Source, YearSummary, summarise
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.command.instructions import Aspect, Deviation, precise
from wxmod.domain.operations.affected_area import AreaMethod
from wxmod.domain.operations.operation import Mode, Operation, Purpose, ServiceFocus
from wxmod.domain.registry.equipment import EquipmentStatus
from wxmod.domain.times import Window, year_window
from wxmod.program import Counting
from wxmod.rules import Severity
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow
from wxmod.wording import N_, Term, _


def summary(desk: Desk, year: int) -> YearSummary:
    """The figures of *year*.

    Raises:
        BadInput: not a year.
    """
    window = year_window(year, desk.program.zone)
    rows = tables.operations.operations(desk.store, window)
    return summarise(
        Source(
            year=year,
            operations=_counted(desk, rows),
            processes=_processes(desk, window),
            boundary=desk.program.boundary,
            boundary_source=desk.program.boundary_source,
            inspected=_inspected(desk, year),
            crew=_crew(desk, rows),
            open_discrepancies=(
                len(stocktakes.open_discrepancies(desk))
                + len(open_differences(desk))
                + len(stocktakes.unbacked(desk))
            ),
            precision=_precision(desk, rows, window),
            waived=_waived(desk, window),
        )
    )


def _waived(desk: Desk, window: Window) -> list[str]:
    """Every block set aside in the year, with what for and who stands for it."""
    return [
        f"{each.waiver.rule} {each.waiver.subject} {' '.join(each.people)}"
        for each in tables.waivers.waivers(desk.store)
        if window.start <= each.at <= window.end
    ]


def _counted(desk: Desk, rows: Sequence[OperationRow]) -> list[Counted]:
    lots, types = (
        tables.registry.lots(desk.store),
        {a.code: a.kind for a in desk.program.ammunition},
    )

    def fired(operation: Operation) -> Counter[AmmunitionKind | None]:
        rounds: Counter[AmmunitionKind | None] = Counter()
        for release in operation.releases:
            lot = lots.get(release.lot or "")
            rounds[types.get(lot.type) if lot else None] += release.rounds
        return rounds

    return [
        Counted(
            row.no,
            desk.local(row.operation.window.start).month,
            row.operation,
            fired(row.operation),
            sum(r.duds for r in row.operation.releases),
        )
        for row in rows
    ]


def _precision(desk: Desk, rows: Sequence[OperationRow], window: Window) -> Precision | None:
    """作业实施精准率 as defined at the end of the year; None where the programme does not define it."""
    day, held = desk.local(window.end).date(), desk.program.planning
    aspects, counting = held.precision_aspects.on(day), held.precision_counting.value_on(day)
    if aspects is None or aspects.value is None or counting is None:
        return None
    barring = frozenset(held.precision_barred_by.value_on(day) or ())
    found = {row.no: instructions.compared(desk, row.operation, row.no) for row in rows}
    instructed = [row for row in rows if found[row.no]]
    barred = [row.no for row in instructed if _is_barred(desk, row, barring)]
    as_ordered = [row.no for row in instructed if precise(found[row.no], aspects.value)]
    good = [no for no in as_ordered if no not in barred]
    unexecuted = instructions.unexecuted(desk, window)
    over = len(instructed) if counting is Counting.INSTRUCTED else len(found)
    counted = over + len(unexecuted)
    return Precision(
        precise=len(good),
        counted=counted,
        percent=Rate(len(good), counted).percent,
        imprecise=tuple(row.no for row in instructed if row.no not in good),
        barred=tuple(barred),
        unexecuted=tuple(unexecuted),
        unjudged=tuple(no for no in good if _is_unjudged(found[no], aspects.value)),
        uninstructed=len(found) - len(instructed),
        aspects=tuple(a.value for a in aspects.value),
        counting=counting.value,
        target_percent=held.precision_target_percent.value_on(day),
        source=aspects.source,
        confidence=aspects.confidence.value,
    )


def _is_barred(desk: Desk, row: OperationRow, barring: frozenset[str]) -> bool:
    """Whether a block stands against an operation that no agreement with its instruction makes up for."""
    findings = recording.findings_of(desk, row)
    return any(f.code in barring and f.severity is Severity.BLOCK for f in findings)


def _is_unjudged(found: Sequence[Deviation], aspects: Sequence[Aspect]) -> bool:
    """Whether something that counts could not be judged: the instruction does not say it, or no limit is set."""
    return any(each.within is None for each in found if each.aspect in aspects)


def _processes(desk: Desk, window: Window) -> list[str]:
    held = sorted(
        tables.command.processes(desk.store).values(),
        key=lambda p: (p.window.start, p.id),
    )
    return [p.id for p in held if window.start <= p.window.start <= window.end]


def _inspected(desk: Desk, year: int) -> Rate:
    known = tables.registry.inspections(desk.store)
    in_use = [
        u
        for u in tables.registry.equipment(desk.store).values()
        if u.status is not EquipmentStatus.SCRAPPED
    ]
    passed = [
        u for u in in_use if any(i.year == year and i.result.good for i in known.get(u.id, ()))
    ]
    return Rate(len(passed), len(in_use))


def _crew(desk: Desk, rows: Sequence[OperationRow]) -> Rate:
    """People who took part, and those of them who were trained, examined and filed before their first operation."""
    first: dict[str, date] = {}
    for row in rows:
        day = desk.local(row.operation.window.start).date()
        for person in {m.person for m in row.operation.crew} | {row.operation.commander or ""} - {
            ""
        }:
            first.setdefault(person, day)
    people = tables.registry.people(desk.store)
    ready = [
        p
        for p, day in first.items()
        if (who := people.get(p))
        and _ready(who.trained_on, day)
        and _ready(who.examined_on, day)
        and _ready(who.filed_on, day)
    ]
    return Rate(len(ready), len(first))


def _ready(since: date | None, day: date) -> bool:
    return since is not None and since <= day


def names(desk: Desk) -> dict[str, str]:
    """The words for every key of a summary's lines, in the current language."""
    terms: list[Term] = [*Purpose, *ServiceFocus, *Mode, *AreaMethod]
    return (
        {term.value: term.label for term in terms}
        | {site.code: site.name for site in desk.program.sites}
        | {
            "rain": _(N_("增雨（雪）")),
            "total": _(N_("合计")),
            "none": _(N_("未填")),
        }
    )


def latest(desk: Desk) -> int:
    """The last year with an operation; this year, if there is none."""
    rows = tables.operations.operations(desk.store, newest=1)
    return desk.local(rows[-1].operation.window.start).year if rows else desk.today().year
