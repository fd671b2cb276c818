"""The suspension board: every reason to stop with the last look at it, and new looks."""

from datetime import datetime
from typing import NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.command.suspension import (
    COUNTY,
    SuspensionEvaluated,
    SuspensionRule,
    Trigger,
    latest,
)
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Purpose
from wxmod.stops import items
from wxmod.store import tables
from wxmod.wording import N_, Term, _


class Light(Term):
    """What a line of the board says."""

    STOP = "stop", N_("暂停")
    GO = "go", N_("可作业")
    LAPSED = "lapsed", N_("已到期，待再看")
    UNSEEN = "unseen", N_("没有看过")
    NO_LIMIT = "no-limit", N_("没有阈值")


class Line(NamedTuple):
    """One reason in one zone."""

    rule: SuspensionRule
    zone: str
    light: Light
    last: SuspensionEvaluated | None

    def as_dict(self) -> dict[str, object]:
        """The line as `--json` prints it."""
        return {
            "rule": self.rule.code,
            "name": self.rule.label,
            "trigger": self.rule.trigger.value,
            "purposes": [p.value for p in self.rule.purposes],
            "zone": self.zone,
            "light": self.light.value,
            "limit": self.rule.limit,
            "unit": self.rule.unit,
            "source": self.rule.source,
            "confidence": self.rule.confidence.value,
            "last": self.last.model_dump(mode="json") if self.last else None,
        }


def board(desk: Desk, at: datetime | None = None) -> list[Line]:
    """Every reason in force, for the county and for each zone somebody looked at it in."""
    moment = at or desk.now()
    seen = latest(
        tables.command.suspensions(desk.store),
        moment,
    )
    lines = []
    for rule in _rules(desk, moment):
        zones = [
            COUNTY,
            *sorted(zone for code, zone in seen if code == rule.code and zone != COUNTY),
        ]
        lines += [
            Line(
                rule,
                zone,
                _light(
                    rule,
                    seen.get((rule.code, zone)),
                    moment,
                ),
                seen.get((rule.code, zone)),
            )
            for zone in zones
        ]
    return lines


def standing(desk: Desk) -> list[Line]:
    """What stops work now, in the county or a zone of it."""
    return [line for line in board(desk) if line.light is Light.STOP]


class Halt(NamedTuple):
    """A purpose that is stopped, where, and why.

    Attributes:
        zones: The county, or the zones of it.
        reasons: Names of what stops it.
    """

    purpose: Purpose
    zones: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def where(self) -> str:
        """The zones in words; the county holds them all."""
        return _(WHOLE) if COUNTY in self.zones else items(self.zones)


WHOLE = N_("全县")


def halts(desk: Desk) -> list[Halt]:
    """Which purposes are stopped now, and in which zones; rain and hail apart."""
    found = []
    for purpose, lines in stopped(standing(desk)).items():
        if lines:
            zones = tuple(dict.fromkeys(line.zone for line in lines))
            reasons = tuple(dict.fromkeys(line.rule.label for line in lines))
            found.append(Halt(purpose, zones, reasons))
    return found


def stopped(lines: list[Line]) -> dict[Purpose, list[Line]]:
    """What stops each purpose; rain and hail apart.  Where it does is each line's zone."""
    stops = [line for line in lines if line.light is Light.STOP]
    return {
        purpose: [line for line in stops if purpose in line.rule.purposes] for purpose in Purpose
    }


def _rules(desk: Desk, at: datetime) -> list[SuspensionRule]:
    day = desk.local(at).date()
    return [rule for rule in desk.program.planning.suspension if rule.since <= day]


def _light(
    rule: SuspensionRule,
    last: SuspensionEvaluated | None,
    at: datetime,
) -> Light:
    if last is None:
        return (
            Light.NO_LIMIT
            if rule.trigger is Trigger.THRESHOLD and rule.limit is None
            else Light.UNSEEN
        )
    if last.until is not None and at > last.until:
        return Light.LAPSED
    return Light.STOP if last.tripped else Light.GO


class Look(NamedTuple):
    """What somebody saw.

    Attributes:
        observed: For a threshold; then it decides.
        tripped: For the others.
    """

    source: str
    zone: str = COUNTY
    observed: float | None = None
    tripped: bool | None = None
    until: datetime | None = None
    at: datetime | None = None


def steps(rule: SuspensionRule) -> tuple[str, ...]:
    """How a reason is looked at: measured, or decided by whoever looks."""
    return ("measure",) if rule.trigger is Trigger.THRESHOLD else ("stop", "clear")


def evaluate(
    desk: Desk,
    code: str,
    look: Look,
    *,
    uid: str | None = None,
) -> Outcome:
    """Write one look at a reason, whether or not it stops anything.

    Raises:
        UnknownName: no such reason or zone.
        BadInput: a threshold without a value or a limit, or the others without a decision.
    """
    moment = look.at or desk.now()
    rules = {rule.code: rule for rule in _rules(desk, moment)}
    if code not in rules:
        raise UnknownName(
            N_("暂停理由"),
            code,
            list(rules),
        )
    if look.zone != COUNTY and look.zone not in desk.program.planning.zones:
        raise UnknownName(
            N_("分区"),
            look.zone,
            [COUNTY, *desk.program.planning.zones],
        )
    told = SuspensionEvaluated(
        rule=code,
        zone=look.zone,
        at=moment,
        observed=look.observed,
        tripped=_decided(rules[code], look),
        until=look.until,
        source=look.source,
    )
    with desk.store.writing():
        if earlier := desk.earlier(uid):
            return Outcome(code, earlier)
        receipt = desk.write(
            "suspension.evaluated",
            told,
            at=moment,
            uid=uid,
        )
    return Outcome(code, receipt)


def _decided(rule: SuspensionRule, look: Look) -> bool:
    if rule.trigger is not Trigger.THRESHOLD:
        if look.tripped is None:
            raise BadInput(
                N_("“{name}”须写明是否暂停"), remedy=N_("用 --stop 或 --go"), name=rule.label
            )
        return look.tripped
    if look.observed is None:
        raise BadInput(
            N_("“{name}”按阈值判断，须写明观测值"), remedy=N_("用 --observed"), name=rule.label
        )
    if rule.limit is None:
        raise BadInput(
            N_("“{name}”还没有阈值，不能判断"),
            remedy=N_("在业务方案 planning.toml 填写 limit 及出处"),
            name=rule.label,
        )
    return look.observed >= rule.limit


def history(desk: Desk, rule: str | None = None) -> list[SuspensionEvaluated]:
    """Every look, or every look at one reason, oldest first."""
    return [each for each in tables.command.suspensions(desk.store) if rule in {None, each.rule}]
