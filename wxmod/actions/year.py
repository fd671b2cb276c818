"""Gathering a year for its summary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from wxmod.actions import hindsight, judging
from wxmod.actions.ammunition import stocktakes
from wxmod.actions.ammunition.differences import open_differences
from wxmod.actions.command import instructions
from wxmod.actions.desk import Desk
from wxmod.actions.judging import Asked, Bench
from wxmod.documents.year import (
    FIGURE_NAMES,
    Counted,
    Figure,
    Precision,
    Rate,
    Retold,
    Sealed,
    Source,
    YearSummary,
    by_book,
    figures_of,
    summarise,
)
from wxmod.domain.ammunition.accounts import FIRED
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.ammunition.periods import PeriodSealed, period_window
from wxmod.domain.base import Confidence
from wxmod.domain.command.instructions import Aspect, Deviation, precise
from wxmod.domain.command.processes import Process
from wxmod.domain.operations.affected_area import AreaMethod
from wxmod.domain.operations.doubles import crew_of
from wxmod.domain.operations.operation import Mode, Operation, Purpose, ServiceFocus
from wxmod.domain.registry.equipment import Equipment, EquipmentStatus, inspected
from wxmod.domain.registry.people import Person, is_current
from wxmod.domain.registry.versions import Row
from wxmod.domain.times import Window, year_window
from wxmod.program import Counting
from wxmod.rules import Finding, Severity, check, doubles
from wxmod.store import tables
from wxmod.store.tables.operations import OperationRow, Version
from wxmod.wording import Term, _


def summary(desk: Desk, year: int) -> YearSummary:
    """The figures of *year*.

    Raises:
        BadInput: not a year.
    """
    window = year_window(year, desk.program.zone)
    rows = tables.operations.operations(desk.store, window)
    bench = Bench(desk)
    return summarise(
        Source(
            year=year,
            operations=counted(desk, rows),
            processes=processes_of(desk, window),
            boundary=desk.program.boundary,
            boundary_source=desk.program.boundary_source,
            inspected=_inspected(bench, year, window),
            crew=_crew(bench, rows),
            open_discrepancies=open_until(desk, window.end),
            precision=_precision(bench, rows, window),
            seized=tables.operations.named_processes(desk.store),
            doubtful=_doubtful(bench, rows),
            fired_by_book=_fired_by_book(desk, window),
            sealed=sealed_paper(desk, f"{year}"),
            waived=_waived(desk, window),
        )
    )


def open_until(desk: Desk, end: datetime) -> int:
    """Differences about the year or the time before; what is open of a later one does not spoil it."""
    moments = [each.at for each in stocktakes.open_discrepancies(desk)]
    moments += [each.about or each.at for each in open_differences(desk)]
    moments += [each.at for each in stocktakes.unbacked(desk).values()]
    return sum(moment <= end for moment in moments)


def _waived(desk: Desk, window: Window) -> list[str]:
    """Every block set aside in the year, with what for and who stands for it."""
    return [
        f"{each.waiver.rule} {each.waiver.subject} {' '.join(each.people)}"
        for each in tables.waivers.waivers(desk.store)
        if window.start <= each.at <= window.end
    ]


def counted(desk: Desk, rows: Iterable[OperationRow]) -> list[Counted]:
    """Operations as a summary counts them: each with the month of its first round."""
    kinds = _kinds_of_lots(desk)
    return [count(desk, row.no, row.operation, kinds) for row in rows]


def count(
    desk: Desk,
    no: str,
    operation: Operation,
    kinds: Mapping[str, AmmunitionKind],
) -> Counted:
    """One operation as a summary counts it."""
    rounds: Counter[AmmunitionKind | None] = Counter()
    for release in operation.releases:
        rounds[kinds.get(release.lot or "")] += release.rounds
    month = desk.local(operation.window.start).month
    duds = sum(release.duds for release in operation.releases)
    return Counted(
        no=no,
        month=month,
        operation=operation,
        fired=rounds,
        duds=duds,
    )


def _kinds_of_lots(desk: Desk) -> dict[str, AmmunitionKind]:
    types = {each.code: each.kind for each in desk.program.ammunition}
    kinds = {}
    for no, lot in tables.registry.lots(desk.store).items():
        if lot.type in types:
            kinds[no] = types[lot.type]
    return kinds


def _fired_by_book(desk: Desk, window: Window) -> dict[AmmunitionKind, int]:
    """Rounds the ledger says were fired; each belongs to its operation's first round there, too."""
    kinds = _kinds_of_lots(desk)
    total: Counter[AmmunitionKind] = Counter()
    for posting in tables.periods.postings_within(desk.store, window):
        kind = kinds.get(posting.movement.lot)
        if kind and posting.movement.target == FIRED:
            total[kind] += posting.movement.rounds
    return dict(total)


def _doubtful(bench: Bench, rows: Sequence[OperationRow]) -> tuple[str, ...]:
    """Operations told twice or impossible, by number."""
    found = []
    for row in rows:
        asked = Asked(no=row.no, now=row.recorded_at)
        facts = bench.double_facts(row.operation, asked)
        if check(row.operation, facts, doubles.CODES):
            found.append(row.no)
    return tuple(found)


def period_figures(desk: Desk, window: Window) -> dict[str, float]:
    """What the operations of a stretch of time come to, as a seal keeps it."""
    rows = tables.operations.operations(desk.store, window)
    seized = tables.operations.named_processes(desk.store)
    return figures_of(counted(desk, rows), processes_of(desk, window), seized)


def disagreements(desk: Desk, window: Window) -> tuple[Finding, ...]:
    """Rounds of a stretch of time that operations and ledger count differently (D708)."""
    figures = period_figures(desk, window)
    ledger = _fired_by_book(desk, window)
    facts = judging.for_rounds(desk)
    found: list[Finding] = []
    for footing in by_book(figures, ledger):
        name = _(FIGURE_NAMES[footing.name])
        found += check(footing.model_copy(update={"name": name}), facts)
    return tuple(found)


def sealed_paper(desk: Desk, period: str) -> Sealed | None:
    """The sealed figures of a month or year beside those of today, with why they differ; None if there are none."""
    row = next((r for r in tables.periods.seals(desk.store) if r.seal.period == period), None)
    if row is None or not row.seal.figures:
        return None
    window = period_window(period, desk.program.zone)
    now = period_figures(desk, window)
    changed = [
        Figure(name=figure.name, was=figure.value, now=now.get(figure.name, 0))
        for figure in row.seal.figures
        if figure.value != now.get(figure.name, 0)
    ]
    at = tables.periods.sealed_at(desk.store, row)
    why = tuple(_retold(desk, row.seal, window))
    return Sealed(ref=row.ref, at=at, figures=tuple(changed), why=why)


def _retold(
    desk: Desk,
    seal: PeriodSealed,
    window: Window,
) -> Iterator[Retold]:
    """Operations entered or told otherwise since a seal that add something else to the period now."""
    heads = {head.chain: head.seq for head in seal.heads}
    kinds = _kinds_of_lots(desk)
    for no in tables.entered.told_since(desk.store, heads):
        versions = tables.operations.versions(desk.store, no)
        before = [v for v in versions if _is_within(v.ref, heads)]
        was = _adds(desk, before[-1] if before else None, window, kinds)
        now = _adds(desk, versions[-1], window, kinds)
        last = versions[-1]
        if was != now:
            yield Retold(
                no=no,
                ref=last.ref,
                at=last.recorded_at,
                by=last.recorded_by,
                reason=last.reason,
                was=was,
                now=now,
            )


def _is_within(ref: str, heads: Mapping[str, int]) -> bool:
    chain, _colon, seq = ref.rpartition(":")
    return int(seq) <= heads.get(chain, 0)


def _adds(
    desk: Desk,
    version: Version | None,
    window: Window,
    kinds: Mapping[str, AmmunitionKind],
) -> dict[str, float]:
    """What one telling of an operation adds to the figures of a period; nothing where it is void or elsewhere."""
    operation = version.operation if version else None
    if operation is None or not window.start <= operation.window.start <= window.end:
        return {}
    figures = figures_of([count(desk, "", operation, kinds)])
    return {name: value for name, value in figures.items() if value}


class _Definition(NamedTuple):
    """What 作业实施精准率 is taken over, as the programme defines it on a day."""

    aspects: tuple[Aspect, ...]
    counting: Counting
    barring: frozenset[str]
    target_percent: float | None
    source: str
    confidence: Confidence


def _defined(desk: Desk, day: date) -> _Definition | None:
    settings = desk.program.planning
    aspects = settings.precision_aspects.on(day)
    counting = settings.precision_counting.value_on(day)
    if aspects is None or aspects.value is None or counting is None:
        return None
    return _Definition(
        aspects=aspects.value,
        counting=counting,
        barring=frozenset(settings.precision_barred_by.value_on(day) or ()),
        target_percent=settings.precision_target_percent.value_on(day),
        source=aspects.source,
        confidence=aspects.confidence,
    )


class _Compared(NamedTuple):
    """Operations held against their instructions, by number.

    Attributes:
        precise: As ordered, and with no block that bars it.
        unjudged: Precise ones whose instruction left out something that would have been held against them.
    """

    instructed: tuple[str, ...]
    barred: tuple[str, ...]
    precise: tuple[str, ...]
    unjudged: tuple[str, ...]


def _compared(
    bench: Bench,
    rows: Sequence[OperationRow],
    defined: _Definition,
) -> _Compared:
    instructed, barred, good, unjudged = list[str](), list[str](), list[str](), list[str]()
    for row in rows:
        deviations = instructions.compared(bench.desk, row.operation, row.no)
        if not deviations:
            continue
        instructed.append(row.no)
        if _is_barred(bench, row, defined.barring):
            barred.append(row.no)
        elif precise(deviations, defined.aspects):
            good.append(row.no)
            if _is_unjudged(deviations, defined.aspects):
                unjudged.append(row.no)
    return _Compared(
        instructed=tuple(instructed),
        barred=tuple(barred),
        precise=tuple(good),
        unjudged=tuple(unjudged),
    )


def _precision(
    bench: Bench,
    rows: Sequence[OperationRow],
    window: Window,
) -> Precision | None:
    """作业实施精准率 as defined at the end of the year; None where the programme does not define it."""
    desk = bench.desk
    defined = _defined(desk, desk.local(window.end).date())
    if defined is None:
        return None
    held = _compared(bench, rows, defined)
    unexecuted = instructions.unexecuted(desk, window)
    # An instruction nobody carried out counts, and is not precise.
    over = len(held.instructed)
    if defined.counting is Counting.ALL:
        over = len(rows)
    counted = over + len(unexecuted)
    good = held.precise
    return Precision(
        precise=len(good),
        counted=counted,
        percent=Rate(len(good), counted).percent,
        imprecise=tuple(no for no in held.instructed if no not in good),
        barred=held.barred,
        unexecuted=tuple(unexecuted),
        unjudged=held.unjudged,
        uninstructed=len(rows) - len(held.instructed),
        aspects=tuple(aspect.value for aspect in defined.aspects),
        counting=defined.counting.value,
        target_percent=defined.target_percent,
        source=defined.source,
        confidence=defined.confidence.value,
    )


def _is_barred(
    bench: Bench,
    row: OperationRow,
    barring: frozenset[str],
) -> bool:
    """Whether a block stands against an operation that no agreement with its instruction makes up for."""
    findings = hindsight.recorded(bench, row)
    return any(f.code in barring and f.severity is Severity.BLOCK for f in findings)


def _is_unjudged(found: Sequence[Deviation], aspects: Sequence[Aspect]) -> bool:
    """Whether something that counts could not be judged: the instruction does not say it, or no limit is set."""
    return any(each.within is None for each in found if each.aspect in aspects)


def processes_of(desk: Desk, window: Window) -> list[str]:
    """Favourable processes that began within *window*, in order."""
    held = sorted(tables.command.processes(desk.store).values(), key=_begins)
    return [p.id for p in held if window.start <= p.window.start <= window.end]


def _begins(process: Process) -> tuple[datetime, str]:
    return process.window.start, process.id


def _inspected(bench: Bench, year: int, window: Window) -> Rate:
    """Units that were there and not scrapped in the year, and how many passed its inspection; the latest decides."""
    known = bench.inspections()
    last = min(window.end, bench.desk.now())
    units = bench.registers.equipment
    due = done = 0
    for name in units.names:
        row = units.row(name)
        if row is None or not _was_there(bench, row, window):
            continue
        states = row.between(window.start, max(window.start, last))
        if all(unit.status is EquipmentStatus.SCRAPPED for unit in states):
            continue
        due += 1
        of_year = [i for i in known.get(name, ()) if i.year == year]
        decided = inspected(of_year, max(i.inspected_on for i in of_year)) if of_year else None
        done += bool(decided and decided.is_fit)
    return Rate(done, due)


def _was_there(bench: Bench, row: Row[Equipment], window: Window) -> bool:
    """Whether a unit belonged to the county by the end of the year: what came with the programme always did."""
    first = row.tellings[0].written
    return first.since <= window.end or first.recorded_at <= bench.born


def _crew(bench: Bench, rows: Sequence[OperationRow]) -> Rate:
    """People who took part, and those of them who were trained, examined and filed each time they did."""
    ready: dict[str, bool] = {}
    for row in rows:
        window = row.operation.window
        for name in crew_of(row.operation):
            # Once not ready is not ready, whatever was filed afterwards.
            so_far = ready.get(name, True)
            ready[name] = so_far and _is_ready(bench, name, window)
    return Rate(sum(ready.values()), len(ready))


def _is_ready(bench: Bench, name: str, window: Window) -> bool:
    """Whether somebody's papers held for work; over midnight they must hold on both days."""
    row = bench.registers.people.row(name)
    if row is None:
        return False
    person = row.at(window.start)
    first = bench.desk.local(window.start).date()
    last = bench.desk.local(window.end).date()
    return all(_ready(bench.desk, person, day) for day in (first, last))


def _ready(desk: Desk, person: Person, day: date) -> bool:
    """Whether training, examination and filing all held on a day, as rules R406 to R408 ask it."""
    settings = desk.program.settings
    papers = (
        (person.trained_on, settings.training_valid_days),
        (person.examined_on, settings.examination_valid_days),
        (person.filed_on, settings.filing_valid_days),
    )
    return all(is_current(done, valid.value_on(day), day) for done, valid in papers)


def names(desk: Desk) -> dict[str, str]:
    """The words for every key of a summary's lines, in the current language."""
    terms: list[Term] = [*Purpose, *ServiceFocus, *Mode, *AreaMethod]
    return (
        {term.value: term.label for term in terms}
        | {site.code: site.name for site in desk.program.sites}
        | {
            "rain": _("增雨（雪）"),
            "total": _("合计"),
            "none": _("未填"),
        }
    )


def latest(desk: Desk) -> int:
    """The last year with an operation; this year, if there is none."""
    rows = tables.operations.operations(desk.store, newest=1)
    return desk.local(rows[-1].operation.window.start).year if rows else desk.today().year
