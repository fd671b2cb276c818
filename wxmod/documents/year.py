"""The figures of a year.  Every one can be followed home: it carries the numbers of the operations behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.base import Value
from wxmod.domain.geodesy import Outline, union_km2
from wxmod.domain.operations.operation import Mode, Operation, Provenance, Purpose, ServiceFocus


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


class Source(NamedTuple):
    """What a year is summarised from.

    Attributes:
        processes: Ids of the favourable processes of the year.
        inspected: Equipment in service, and how much of it passed the year's inspection.
        crew: People who took part, and how many of them were trained, examined and filed.
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
    waived: Sequence[str] = ()


class Line(Value):
    """One row of the summary: what it is about, its figures, and the operations they come from.

    Attributes:
        area_km2: Cumulative sum (累计), overlaps counted each time.
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
    waived: tuple[str, ...] = ()


def summarise(source: Source) -> YearSummary:
    """The figures of *source*; snow enhancement is counted under rain (增雨(雪))."""
    ops = source.operations

    def lines(key: Callable[[Counted], str], order: Iterable[str] = ()) -> tuple[Line, ...]:
        present = {key(o) for o in ops}
        keys = [k for k in order if k in present] or sorted(present)
        return tuple(
            _line(
                k,
                [o for o in ops if key(o) == k],
                source.boundary,
            )
            for k in keys
        )

    worked = {o.operation.process for o in ops}
    return YearSummary(
        year=source.year,
        processes=tuple(source.processes),
        seized=tuple(p for p in source.processes if p in worked),
        missed=tuple(p for p in source.processes if p not in worked),
        reconstructed=sum(o.operation.provenance is Provenance.RECONSTRUCTED for o in ops),
        total=_line("total", ops, source.boundary),
        by_purpose=lines(lambda o: o.operation.purpose.family.value, [p.value for p in Purpose]),
        by_site=lines(lambda o: o.operation.site),
        by_month=lines(lambda o: f"{o.month:02}"),
        by_focus=lines(lambda o: o.operation.focus.value, [f.value for f in ServiceFocus]),
        by_mode=lines(lambda o: o.operation.mode.value, [m.value for m in Mode]),
        by_area_method=lines(
            lambda o: o.operation.area.method.value if o.operation.area else "none"
        ),
        inspected=source.inspected,
        crew=source.crew,
        open_discrepancies=source.open_discrepancies,
        boundary_source=source.boundary_source,
        precision=source.precision,
        waived=tuple(source.waived),
    )


def _line(key: str, ops: Sequence[Counted], boundary: Outline) -> Line:
    outlines = [
        o.operation.area.outline for o in ops if o.operation.area and o.operation.area.outline
    ]

    def fired(kind: AmmunitionKind | None) -> int:
        return sum(o.fired.get(kind, 0) for o in ops)

    return Line(
        key=key,
        operations=len(ops),
        rockets=fired(AmmunitionKind.ROCKET),
        shells=fired(AmmunitionKind.SHELL),
        flares=fired(AmmunitionKind.FLARE),
        unknown=fired(None),
        duds=sum(o.duds for o in ops),
        area_km2=round(
            sum(o.operation.area.km2 for o in ops if o.operation.area),
            2,
        ),
        union_km2=round(union_km2(outlines, boundary), 2),
        outlined=len(outlines),
        numbers=tuple(o.no for o in ops),
    )
