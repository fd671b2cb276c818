"""When work must stop or not begin although the cloud is right: rules by purpose and zone, and every look at them.

A rule is looked at as often as wished; each look is kept, also when it does not bite.  Rain and hail are apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import Code, Filled, Name, OneOrMore, Real, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term, either

COUNTY = "county"
Place = tuple[str, str]
"""A rule and a zone, by their codes."""


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
    purposes: OneOrMore[Purpose]
    limit: Real | None = None
    unit: Name = ""
    since: date
    source: Remark
    confidence: Confidence

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return either(self.name, self.name_en)


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


def latest(seen: Iterable[SuspensionEvaluated], at: datetime) -> dict[Place, SuspensionEvaluated]:
    """The last look at each rule and zone up to a moment."""
    looks = [look for look in seen if look.at <= at]
    looks.sort(key=_moment)
    by_place = {}
    for look in looks:
        place = (look.rule, look.zone)
        by_place[place] = look
    return by_place


def _moment(look: SuspensionEvaluated) -> datetime:
    return look.at


def stops(
    rules: Sequence[SuspensionRule],
    seen: Iterable[SuspensionEvaluated],
    at: datetime,
    zones: Iterable[str],
) -> Iterator[Stop]:
    """What stops work in any of *zones* at a moment, whatever the purpose."""
    by_code = {rule.code: rule for rule in rules}
    here = set(zones)
    for (code, zone), look in latest(seen, at).items():
        # A rule may have left the programme since it was looked at.
        if zone not in here or code not in by_code:
            continue
        if _holds(look, at):
            yield Stop(by_code[code], look)


def _holds(look: SuspensionEvaluated, at: datetime) -> bool:
    """Whether what was seen stops work still."""
    if not look.tripped:
        return False
    return look.until is None or at <= look.until


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
    # Nothing begins to hold but by a look.
    turns = {look.at for look in seen if window.start < look.at <= window.end}
    first: dict[Place, Stop] = {}
    for moment in (window.start, *sorted(turns)):
        for stop in stops(rules, seen, moment, here):
            place = (stop.rule.code, stop.evaluation.zone)
            first.setdefault(place, stop)
    return list(first.values())


def zones_of(site: str, zones: Mapping[str, Sequence[str]]) -> set[str]:
    """The county, and the zones a site lies in."""
    around = {COUNTY}
    for zone, sites in zones.items():
        if site in sites:
            around.add(zone)
    return around


def concerns(stop: Stop, purpose: Purpose) -> bool:
    """Whether a stop is about work of that purpose; snow is stopped with rain."""
    stopped = stop.rule.purposes
    return purpose in stopped or purpose.family in stopped
