"""When work must stop or not begin although the cloud is right: rules by purpose and zone, and every look at them.

A rule is looked at as often as wished; each look is kept, also when it does not bite.  Rain and hail are apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, NamedTuple

from pydantic import Field

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import Code, Filled, Name, Real, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term, language

COUNTY = "county"


class Trigger(Term):
    """How a rule is decided."""

    THRESHOLD = "threshold", N_("阈值")
    ALERT = "alert", N_("预警")
    ORDER = "order", N_("上级命令")
    MANUAL = "manual", N_("当场判断")


class SuspensionRule(Value):
    """One reason to stop.

    Attributes:
        purposes: What it stops; the others go on.
        limit: For a threshold: the work stops when what is observed reaches it; None while nobody has set it.
        unit: Of the limit.
    """

    code: Code
    name: Name
    name_en: Name
    trigger: Trigger
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    limit: Real | None = None
    unit: Name = ""
    since: date
    source: Remark
    confidence: Confidence

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return self.name if language() == "zh" else self.name_en


class SuspensionEvaluated(Value):
    """One look at a rule.

    Attributes:
        zone: ``county``, or a zone of the programme.
        observed: What was measured, for a threshold.
        tripped: Whether work stops.
        until: When it ends by itself; None until the next look.
        source: Where the observation, warning or order came from.
    """

    rule: Code
    zone: Code = COUNTY
    at: Instant
    observed: Real | None = None
    tripped: bool
    until: Instant | None = None
    source: Filled


class Stop(NamedTuple):
    """A rule that stops work now."""

    rule: SuspensionRule
    evaluation: SuspensionEvaluated


def latest(
    seen: Iterable[SuspensionEvaluated], at: datetime
) -> dict[tuple[str, str], SuspensionEvaluated]:
    """The last look at each rule and zone up to a moment."""
    before = sorted((e for e in seen if e.at <= at), key=lambda e: e.at)
    return {(e.rule, e.zone): e for e in before}


def stops(
    rules: Sequence[SuspensionRule],
    seen: Iterable[SuspensionEvaluated],
    at: datetime,
    zones: Iterable[str],
) -> Iterator[Stop]:
    """What stops work in any of *zones* at a moment, whatever the purpose."""
    named, here = {rule.code: rule for rule in rules}, set(zones)
    for (code, zone), each in latest(seen, at).items():
        holds = each.tripped and (each.until is None or at <= each.until)
        if holds and zone in here and code in named:
            yield Stop(named[code], each)


def stops_within(
    rules: Sequence[SuspensionRule],
    seen: Sequence[SuspensionEvaluated],
    window: Window,
    zones: Iterable[str],
) -> list[Stop]:
    """What stops work in any of *zones* at any moment of a window: at its start, or since.

    A stop that is looked at again and stays one is one stop.
    """
    here = set(zones)
    turns = sorted({each.at for each in seen if window.start < each.at <= window.end})
    found: dict[tuple[str, str], Stop] = {}
    for moment in (window.start, *turns):
        for stop in stops(rules, seen, moment, here):
            found.setdefault((stop.rule.code, stop.evaluation.zone), stop)
    return list(found.values())


def zones_of(site: str, zones: Mapping[str, Sequence[str]]) -> set[str]:
    """The county, and the zones a site lies in."""
    return {COUNTY, *(zone for zone, sites in zones.items() if site in sites)}


def concerns(stop: Stop, purpose: Purpose) -> bool:
    """Whether a stop is about work of that purpose; snow is stopped with rain."""
    return not {purpose, purpose.family}.isdisjoint(stop.rule.purposes)
