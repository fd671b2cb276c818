"""The figures of a year.  Every one can be followed home: it carries the numbers of the operations behind it.

One rule says where what straddles belongs: an operation, with all its rounds and its area, to the moment of its first
round; a process to the moment it begins.  The ledger's months, seals and the counties' totals follow the same rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.base import Instant, Value
from wxmod.domain.geodesy import Outline, union_km2
from wxmod.domain.operations.operation import Mode, Operation, Provenance, Purpose, ServiceFocus
from wxmod.rules import Footing
from wxmod.wording import N_


class Counted(NamedTuple):
    """An operation as the summary counts it.

    Attributes:
        month: On the county's clock.
        fired: Rounds by kind of ammunition; rounds of unknown lots under None.
    """

    no: str
    month: int
    operation: Operation
    fired: Mapping[AmmunitionKind | None, int]
    duds: int


class Rate(NamedTuple):
    """So many of so many, such as units with a valid inspection."""

    done: int
    due: int

    @property
    def percent(self) -> float | None:
        """None when nothing was due."""
        return 100 * self.done / self.due if self.due else None


class Precision(Value):
    """Operations carried out as instructed (作业实施精准率), with the definition used.

    Attributes:
        precise, counted: So many of so many operations.
        imprecise: Numbers of the operations that were off.
        barred: Those of them that a block of airspace, place or height keeps from ever being precise.
        unexecuted: Numbers of instructions nobody carried out; each counts as one that was not precise.
        unjudged: Operations that count as precise although something could not be judged.
        uninstructed: Operations without an instruction on record.
        aspects: What has to agree, as codes.
        counting: Whether the rate is over the instructed operations or over all.
        target_percent: What the plan of the year asks for, if it does.
    """

    precise: int
    counted: int
    percent: float | None
    imprecise: tuple[str, ...]
    barred: tuple[str, ...] = ()
    unexecuted: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    uninstructed: int
    aspects: tuple[str, ...]
    counting: str
    target_percent: float | None
    source: str
    confidence: str


class Figure(Value):
    """One figure of a sealed or handed-in paper, and what it is now."""

    name: str
    was: float
    now: float


class Retold(Value):
    """An operation told otherwise since a paper was sealed: why its figures differ.

    Attributes:
        was, now: What it added to the year then and adds now, by figure; nothing where it is not there.
    """

    no: str
    ref: str
    at: Instant
    by: str
    reason: str
    was: Mapping[str, float]
    now: Mapping[str, float]


class Sealed(Value):
    """The sealed paper of a year beside what the record tells today.

    Attributes:
        figures: Those that differ.
        why: The operations behind the differences, even where they cancel out.
    """

    ref: str
    at: Instant
    figures: tuple[Figure, ...] = ()
    why: tuple[Retold, ...] = ()


class Source(NamedTuple):
    """What a year is summarised from.

    Attributes:
        processes: Ids of the favourable processes of the year.
        inspected: Equipment in service, and how much of it passed the year's inspection.
        crew: People who took part, and how many of them were trained, examined and filed each time.
        seized: Processes some operation names, in whatever year.
        doubtful: Operations told twice or impossible, by number.
        fired_by_book: Rounds the ledger says were fired, by kind; None where there is no ledger to ask.
        sealed: What the sealed paper of the year said.
        waived: Every block set aside in the year: rule, what for, by whom.
    """

    year: int
    operations: Sequence[Counted]
    processes: Sequence[str]
    boundary: Outline
    boundary_source: str
    inspected: Rate
    crew: Rate
    open_discrepancies: int
    precision: Precision | None = None
    seized: frozenset[str] = frozenset()
    doubtful: tuple[str, ...] = ()
    fired_by_book: Mapping[AmmunitionKind, int] | None = None
    sealed: Sealed | None = None
    waived: Sequence[str] = ()


class Line(Value):
    """One row of the summary: what it is about, its figures, and the operations they come from.

    Attributes:
        area_km2: Cumulative sum (累计), overlaps counted each time, of the operations that have an area.
        without_area: How many have none; their area is unknown, which is not nothing.
        union_km2: Ground covered at least once inside the county, from the outlines there are.
        outlined: How many of the operations have an outline to be dissolved.
    """

    key: str
    operations: int
    rockets: int
    shells: int
    flares: int
    unknown: int
    duds: int
    area_km2: float
    without_area: int
    union_km2: float
    outlined: int
    numbers: tuple[str, ...]


class YearSummary(Value):
    """A year's figures, ready to be rendered; nothing is computed after this."""

    year: int
    processes: tuple[str, ...]
    seized: tuple[str, ...]
    missed: tuple[str, ...]
    reconstructed: int
    total: Line
    by_purpose: tuple[Line, ...]
    by_site: tuple[Line, ...]
    by_month: tuple[Line, ...]
    by_focus: tuple[Line, ...]
    by_mode: tuple[Line, ...]
    by_area_method: tuple[Line, ...]
    inspected: Rate
    crew: Rate
    open_discrepancies: int
    boundary_source: str
    precision: Precision | None = None
    doubtful: tuple[str, ...] = ()
    footings: tuple[Footing, ...] = ()
    sealed: Sealed | None = None
    waived: tuple[str, ...] = ()


def summarise(source: Source) -> YearSummary:
    """The figures of *source*; snow enhancement is counted under rain (增雨(雪))."""
    ops = source.operations
    lines = _Lines(ops, source.boundary)
    total = lines.of("total", ops)
    by_purpose = lines.grouped(_purpose, [p.value for p in Purpose])
    by_site = lines.grouped(_site)
    by_month = lines.grouped(_month)
    # A process is seized by any operation that names it: one over New Year by one of the year after, too.
    worked = source.seized | {o.operation.process for o in ops}
    return YearSummary(
        year=source.year,
        processes=tuple(source.processes),
        seized=tuple(p for p in source.processes if p in worked),
        missed=tuple(p for p in source.processes if p not in worked),
        reconstructed=sum(o.operation.provenance is Provenance.RECONSTRUCTED for o in ops),
        total=total,
        by_purpose=by_purpose,
        by_site=by_site,
        by_month=by_month,
        by_focus=lines.grouped(_focus, [f.value for f in ServiceFocus]),
        by_mode=lines.grouped(_mode, [m.value for m in Mode]),
        by_area_method=lines.grouped(_area_method),
        inspected=source.inspected,
        crew=source.crew,
        open_discrepancies=source.open_discrepancies,
        boundary_source=source.boundary_source,
        precision=source.precision,
        doubtful=source.doubtful,
        footings=_footings(source, total, (by_purpose, by_site, by_month)),
        sealed=source.sealed,
        waived=tuple(source.waived),
    )


def _purpose(counted: Counted) -> str:
    return counted.operation.purpose.family.value


def _site(counted: Counted) -> str:
    return counted.operation.site


def _month(counted: Counted) -> str:
    return f"{counted.month:02}"


def _focus(counted: Counted) -> str:
    return counted.operation.focus.value


def _mode(counted: Counted) -> str:
    return counted.operation.mode.value


def _area_method(counted: Counted) -> str:
    area = counted.operation.area
    return area.method.value if area else "none"


class _Lines(NamedTuple):
    """Makes the rows of a summary from the operations and the county's outline."""

    ops: Sequence[Counted]
    boundary: Outline

    def grouped(self, key: Callable[[Counted], str], order: Iterable[str] = ()) -> tuple[Line, ...]:
        """A row for every key there is, in a given order or by name."""
        groups: dict[str, list[Counted]] = {}
        for each in self.ops:
            groups.setdefault(key(each), []).append(each)
        keys = [k for k in order if k in groups] or sorted(groups)
        return tuple(self.of(k, groups[k]) for k in keys)

    def of(self, key: str, ops: Sequence[Counted]) -> Line:
        """One row."""
        areas = [o.operation.area for o in ops if o.operation.area]
        outlines = [area.outline for area in areas if area.outline]
        return Line(
            key=key,
            operations=len(ops),
            rockets=fired(ops, AmmunitionKind.ROCKET),
            shells=fired(ops, AmmunitionKind.SHELL),
            flares=fired(ops, AmmunitionKind.FLARE),
            unknown=fired(ops, None),
            duds=sum(o.duds for o in ops),
            area_km2=round(sum(area.km2 for area in areas), 2),
            without_area=len(ops) - len(areas),
            union_km2=round(union_km2(outlines, self.boundary), 2),
            outlined=len(outlines),
            numbers=tuple(o.no for o in ops),
        )


def fired(ops: Iterable[Counted], kind: AmmunitionKind | None) -> int:
    """Rounds of one kind."""
    return sum(o.fired.get(kind, 0) for o in ops)


KINDS = (
    ("rockets", AmmunitionKind.ROCKET),
    ("shells", AmmunitionKind.SHELL),
    ("flares", AmmunitionKind.FLARE),
)
"""A line's column for each kind of ammunition."""

FIGURE_NAMES = {
    "operations": N_("作业次数"),
    "rockets": N_("火箭弹"),
    "shells": N_("炮弹"),
    "flares": N_("焰条"),
    "unknown": N_("批号不明"),
    "duds": N_("故障弹"),
    "area_km2": N_("累计面积 km²"),
    "without_area": N_("没有面积的作业"),
    "processes": N_("有利过程"),
    "seized": N_("有作业的过程"),
}
"""What a figure of a paper is called."""

_SUMMED = ("operations", "rockets", "shells", "flares", "unknown", "duds", "area_km2")


def by_book(
    figures: Mapping[str, float], fired: Mapping[AmmunitionKind, int]
) -> tuple[Footing, ...]:
    """Rounds by the operations beside rounds by the ledger."""
    return tuple(
        Footing(name=column, ours=figures[column], other=fired.get(kind, 0))
        for column, kind in KINDS
    )


def _footings(source: Source, total: Line, parts: Iterable[Sequence[Line]]) -> tuple[Footing, ...]:
    """Every figure that is reached in two ways: rounds by the ledger, totals by their parts."""
    found: list[Footing] = []
    if source.fired_by_book is not None:
        counted = {column: float(getattr(total, column)) for column, _kind in KINDS}
        found += by_book(counted, source.fired_by_book)
    for lines in parts:
        for column in _SUMMED:
            summed = round(sum(getattr(line, column) for line in lines), 2)
            found.append(Footing(name=column, ours=getattr(total, column), other=summed))
    return tuple(found)


class Found(NamedTuple):
    """A figure of a summary that has the value somebody asks about.

    Attributes:
        group: The table it stands in.
        name: The key of the figure in `FIGURE_NAMES`.
    """

    group: str
    line: Line
    name: str


GROUPS = (
    ("by_purpose", N_("按目的")),
    ("by_site", N_("按作业点")),
    ("by_month", N_("按月")),
    ("by_focus", N_("按服务重点")),
    ("by_mode", N_("按方式")),
    ("by_area_method", N_("按面积方法")),
)
"""The tables of a summary: field, and what it is called."""
_TO_THE_CENT = 0.005


def having(summary: YearSummary, value: float) -> tuple[Found, ...]:
    """Every figure of *summary* that is a sum over operations and comes to *value*, the total first."""
    found = list(_having(N_("合计"), summary.total, value))
    for field, group in GROUPS:
        for line in getattr(summary, field):
            found += _having(group, line, value)
    return tuple(found)


def _having(group: str, line: Line, value: float) -> Iterator[Found]:
    for name in _SUMMED:
        difference = abs(getattr(line, name) - value)
        if difference < _TO_THE_CENT:
            yield Found(group, line, name)


def figures_of(
    ops: Sequence[Counted], processes: Sequence[str] = (), seized: Iterable[str] = ()
) -> dict[str, float]:
    """The figures a sealed paper keeps."""
    areas = [o.operation.area for o in ops if o.operation.area]
    with_operation = set(processes) & set(seized)
    held = {
        "operations": len(ops),
        "unknown": fired(ops, None),
        "duds": sum(o.duds for o in ops),
        "area_km2": round(sum(area.km2 for area in areas), 2),
        "without_area": len(ops) - len(areas),
        "processes": len(processes),
        "seized": len(with_operation),
    }
    held |= {column: fired(ops, kind) for column, kind in KINDS}
    return {name: float(value) for name, value in held.items()}
