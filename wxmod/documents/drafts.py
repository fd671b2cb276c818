"""The first words of a product, from what the record holds; a person edits and signs them.

Nothing is made up: what the record does not say stands as a blank.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from wxmod.documents import worked
from wxmod.documents.worked import Done, Names
from wxmod.domain.airspace import Clearance
from wxmod.domain.command.instructions import Instructed
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, GuidanceKind, Product, Section, Stage
from wxmod.domain.times import Window
from wxmod.planning.readiness import Verdict
from wxmod.rules.command.stages import BLANK
from wxmod.wording import N_, _, titled


class Known(NamedTuple):
    """What a draft is made from.

    Attributes:
        process: The one it is about; None where a written report is about an instruction or a single operation.
        verdicts: Whether each unit could work, as of now.
        stock: Store, lot and rounds.
        done: The operations it is about.
    """

    process: Process | None
    stage: Stage
    bureau: str
    now: datetime
    names: Names
    guidance: Sequence[Guidance]
    products: Sequence[Product]
    verdicts: Sequence[Verdict]
    stock: Sequence[tuple[str, str, int]]
    clearances: Sequence[Clearance]
    instructions: Sequence[Instructed]
    done: Sequence[Done]

    @property
    def cites(self) -> tuple[str, ...]:
        """Everything on record for the process that a product of this stage may rest on."""
        return (
            *(g.number for g in self.guidance),
            *(p.number for p in self.products),
        )


def draft(known: Known) -> str:
    """The words of a product, section by section, in the current language."""
    when = known.now.astimezone(known.names.zone)
    lines = [
        titled(known.stage.product_label),
        f"{known.bureau}  {when:%Y-%m-%d %H:%M}",
    ]
    for n, section in enumerate(known.stage.sections, 1):
        told = list(_SECTIONS[section](known)) or [_(BLANK)]
        lines += [
            "",
            f"{n}. {titled(section.label)}",
            *told,
        ]
    if known.cites:
        lines += [
            "",
            _(N_("依据：{numbers}")).format(numbers=" ".join(known.cites)),
        ]
    return "\n".join(lines) + "\n"


def _span(window: Window, zone: tzinfo) -> str:
    return f"{window.start.astimezone(zone):%Y-%m-%d %H:%M} – {window.end.astimezone(zone):%m-%d %H:%M}"


def _process(known: Known) -> Iterator[str]:
    process = known.process
    if process is None:
        yield _(N_("没有登记天气过程"))
        return
    purposes = " ".join(p.label for p in process.purposes)
    yield f"{process.id}  {_span(process.window, known.names.zone)}  {purposes}"
    if process.synoptic_type:
        yield _(N_("环流形势：{what}")).format(what=process.synoptic_type)
    if process.score is not None:
        yield _(N_("判据 {criteria} 得分 {score:.2f}")).format(
            criteria=process.criteria, score=process.score
        )
    if process.remarks:
        yield process.remarks


def _told(kinds: set[GuidanceKind]) -> Callable[[Known], Iterator[str]]:
    def lines(known: Known) -> Iterator[str]:
        for each in known.guidance:
            if each.kind in kinds:
                yield f"[{each.number}] {each.kind.label}  {each.issued_by}  {each.title}".rstrip()
                if each.text:
                    yield f"  {each.text}"

    return lines


def _evidence(known: Known) -> Iterator[str]:
    if known.process is None:
        return
    for each in known.process.evidence:
        value = "-" if each.value is None else f"{each.value:g}"
        name = each.label or each.ingredient
        yield f"{name}  {value}  {each.threshold}  {each.verdict.label} ({each.confidence.label}: {each.source})"
    for origin in known.process.origins:
        yield f"{origin.file}  SHA-256 {origin.sha256[:12]}  {origin.reader}"


def _readiness(known: Known) -> Iterator[str]:
    for each in known.verdicts:
        where = known.names.sites.get(
            each.unit.site or "",
            each.unit.site or "-",
        )
        said = " ".join(p.label for p in each.purposes) or "; ".join(f.message for f in each.blocks)
        yield f"{each.unit.id} {where}  {each.state.label}  {said}".rstrip()


def _stock(known: Known) -> Iterator[str]:
    for place, lot, rounds in known.stock:
        kind = known.names.kinds.get(lot)
        yield f"{place}  {lot}  {kind.counted(rounds) if kind else rounds}"


def _airspace(known: Known) -> Iterator[str]:
    for each in known.clearances:
        sites = " ".join(
            known.names.sites.get(
                s,
                s,
            )
            for s in each.sites
        )
        yield f"{each.number}  {sites}  {each.status.label}  {_span(each.granted or each.wanted, known.names.zone)}"


def _instructions(known: Known) -> Iterator[str]:
    for each in known.instructions:
        told = each.instruction
        orders = "; ".join(f"{o.equipment} ×{o.rounds}" for o in told.orders)
        where = known.names.sites.get(
            told.site,
            told.site,
        )
        yield f"{told.number}  {where}  {_span(told.window, known.names.zone)}  {orders}  {each.status.label}"


_ASKED = (
    N_("作业时段"),
    N_("作业区域"),
    N_("作业方式"),
    N_("作业部位（m）"),
    N_("作业目的"),
    N_("催化剂"),
    N_("备弹"),
)


def _proposal(_known: Known) -> Iterator[str]:
    """What only a person can decide; after the provincial plan forms (domain study S23b, S47)."""
    yield from (f"{titled(_(asked))}: {_(BLANK)}" for asked in _ASKED)


_SECTIONS: Mapping[Section, Callable[[Known], Iterator[str]]] = {
    Section.PROCESS: _process,
    Section.DEMAND: _told({GuidanceKind.DEMAND}),
    Section.GUIDANCE: _told(
        {
            GuidanceKind.UPPER,
            GuidanceKind.CPAS,
            GuidanceKind.OTHER,
        }
    ),
    Section.EVIDENCE: _evidence,
    Section.READINESS: _readiness,
    Section.STOCK: _stock,
    Section.AIRSPACE: _airspace,
    Section.INSTRUCTIONS: _instructions,
    Section.PROPOSAL: _proposal,
    Section.OPERATIONS: lambda known: worked.operations(
        known.done,
        known.names,
    ),
    Section.DEVIATIONS: lambda known: worked.deviations(
        known.done,
        known.names,
    ),
    Section.FINDINGS: lambda known: worked.findings(known.done),
    Section.EFFECT: lambda known: worked.effects(known.done),
}
