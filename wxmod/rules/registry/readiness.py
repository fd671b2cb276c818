"""R4xx: equipment inspected and in service; people trained, examined, filed and enough of them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import EquipmentStatus, Inspection, inspected, unfit_days
from wxmod.domain.registry.people import Person, Role, is_current
from wxmod.domain.times import Window
from wxmod.program import History
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_, _

_LEFT = N_("已离岗")
_PAPERS_ENDED = N_("的证件有效期到 {until}，作业时已过期")
_NOBODY_NAMED = N_("没有填指挥员")
_NO_COMMANDER = N_("{person} 不担任指挥员")
_PEOPLE = N_("未经训练、考核和备案的人员不得操作发射装置。")


@rule(
    "R401",
    "equipment-not-inspected",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{equipment} 在 {day} 没有有效年检：{why}（最近：{latest}）"),
    why=N_("超期未检或不合格的装备不得使用。"),
    remedy=N_("停止使用；年检合格后用 wxmod equipment inspect 登记。"),
    basis="inspect-yearly",
)
def equipment_not_inspected(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in enumerate(operation.releases):
        if release.equipment not in facts.equipment:
            continue
        held = facts.inspections.get(release.equipment, ())
        # A burn that runs past the last day, or past a failed inspection, is not covered by its beginning.
        days = facts.days(Window(start=release.start, end=release.end))
        for day, standing in unfit_days(held, days)[:1]:
            yield found(
                f"releases.{n}.equipment",
                equipment=release.equipment,
                day=day,
                why=standing.fitness,
                latest=_in_short(standing.latest),
            )


def _in_short(latest: Inspection | None) -> str:
    """An inspection in short; until when it holds is said of a good one only."""
    if latest is None:
        return "-"
    until = f" {latest.valid_until}" if latest.result.good else ""
    return f"{latest.inspected_on} {latest.result.label}{until}"


@rule(
    "R402",
    "equipment-not-in-service",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{equipment} 当时为“{status}”"),
    why=N_("检修、停用或报废的装备不得使用。"),
    remedy=N_("换用在用装备，或更新装备状态。"),
    basis="equipment-in-service",
)
def equipment_not_in_service(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in enumerate(operation.releases):
        states = facts.states(release.equipment)
        unfit = [unit for unit in states if unit.status is not EquipmentStatus.IN_SERVICE]
        for unit in unfit[:1]:
            yield found(f"releases.{n}.equipment", equipment=unit.id, status=unit.status)


@rule(
    "R403",
    "equipment-unknown",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("没有登记装备 {equipment}"),
    why=N_("没有登记的装备查不到年检和口径。"),
    remedy=N_("核对编号，或先登记装备。"),
    basis="equipment-in-service",
)
def equipment_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in enumerate(operation.releases):
        if release.equipment not in facts.equipment:
            yield found(f"releases.{n}.equipment", equipment=release.equipment)


@rule(
    "R404",
    "inspection-about-to-lapse",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("{equipment} 的年检还有 {days} 天到期"),
    why=N_("年检要预约，临期才办会停用。"),
    remedy=N_("尽快安排年检。"),
    basis="remind-inspection",
)
def inspection_about_to_lapse(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.start)
    warning = facts.program.settings.inspection_warning_days.value_on(day)
    if warning is None:
        return
    for n, release in enumerate(operation.releases):
        left = inspected(facts.inspections.get(release.equipment, ()), day).days_left
        if left is not None and left <= warning:
            yield found(f"releases.{n}.equipment", equipment=release.equipment, days=left)


def _crew(operation: Operation) -> list[tuple[str, str]]:
    """Everyone who took part with the field that names them; the commander too, once each."""
    named = {member.person: f"crew.{n}" for n, member in reversed(list(enumerate(operation.crew)))}
    fields = [(named[person], person) for person in reversed(named)]
    if operation.commander and operation.commander not in named:
        fields.append(("commander", operation.commander))
    return fields


def _known(operation: Operation, facts: Facts) -> Iterator[tuple[str, Person]]:
    for field, name in _crew(operation):
        if name in facts.people:
            yield field, facts.people[name]


def _stale_days(done: date | None, valid_days: History[int], days: list[date]) -> list[date]:
    """The first of *days* something that has to be done every so often no longer held on, or none.

    Work that runs over midnight is not covered by the evening it began on.
    """
    return [day for day in days if not is_current(done, valid_days.value_on(day), day)][:1]


@rule(
    "R405",
    "person-unknown",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("花名册没有 {person}"),
    why=_PEOPLE,
    remedy=N_("核对姓名或编号，或先登记人员。"),
    basis="train-and-file-crew",
)
def person_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    for field, name in _crew(operation):
        if name not in facts.people:
            yield found(field, person=name)


@rule(
    "R406",
    "person-not-trained",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{person} 在 {day} 没有有效的岗位训练"),
    why=_PEOPLE,
    remedy=N_("换人；训练后更新花名册。"),
    basis="train-and-file-crew",
)
def person_not_trained(operation: Operation, facts: Facts) -> Iterator[Found]:
    valid = facts.program.settings.training_valid_days
    for field, person in _known(operation, facts):
        for day in _stale_days(person.trained_on, valid, facts.days(operation.window)):
            yield found(field, person=person.name, day=day)


@rule(
    "R407",
    "person-not-examined",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{person} 在 {day} 没有有效的岗前考核"),
    why=_PEOPLE,
    remedy=N_("换人；考核合格后更新花名册。"),
    basis="train-and-file-crew",
)
def person_not_examined(operation: Operation, facts: Facts) -> Iterator[Found]:
    valid = facts.program.settings.examination_valid_days
    for field, person in _known(operation, facts):
        for day in _stale_days(person.examined_on, valid, facts.days(operation.window)):
            yield found(field, person=person.name, day=day)


@rule(
    "R408",
    "person-not-filed",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{person} 在 {day} 没有有效的公安备案"),
    why=_PEOPLE,
    remedy=N_("换人；备案后更新花名册。"),
    basis="train-and-file-crew",
)
def person_not_filed(operation: Operation, facts: Facts) -> Iterator[Found]:
    valid = facts.program.settings.filing_valid_days
    for field, person in _known(operation, facts):
        for day in _stale_days(person.filed_on, valid, facts.days(operation.window)):
            yield found(field, person=person.name, day=day)


@rule(
    "R409",
    "crew-too-small",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{kind}作业只有 {people} 人，应有 {needed} 人"),
    why=N_("人手不足时装填、警戒和通信会顾此失彼。"),
    remedy=N_("补足人员，或把在场人员记全。"),
    basis="enough-crew",
)
def crew_too_small(operation: Operation, facts: Facts) -> Iterator[Found]:
    day, people = facts.day(operation.window.start), len({m.person for m in operation.crew})
    units = {r.equipment for r in operation.releases}
    kinds = Counter(facts.equipment[u].kind for u in units if u in facts.equipment)
    for kind, count in kinds.items():
        history = facts.program.settings.crew_minimum.get(kind)
        each = history.value_on(day) if history else None
        if each and people < each * count:
            yield found("crew", kind=kind, people=people, needed=each * count)


@rule(
    "R410",
    "no-commander",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{person}，本次作业没有指挥员负责"),
    why=N_("每次作业须有一名指挥员负责下令和停火。"),
    remedy=N_("填写指挥员，或在花名册中授予该职责。"),
    basis="enough-crew",
)
def no_commander(operation: Operation, facts: Facts) -> Iterator[Found]:
    person = facts.people.get(operation.commander or "")
    if operation.commander is None:
        yield found("commander", person=_(_NOBODY_NAMED))
    elif person and Role.COMMANDER not in person.roles:
        yield found("commander", person=_(_NO_COMMANDER).format(person=person.name))


@rule(
    "R411",
    "person-not-active",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{person} {status}"),
    why=_PEOPLE,
    remedy=N_("换人，或更新花名册。"),
    basis="train-and-file-crew",
)
def person_not_active(operation: Operation, facts: Facts) -> Iterator[Found]:
    last = facts.day(operation.window.end)
    for field, person in _known(operation, facts):
        if not person.active:
            yield found(field, person=person.name, status=_(_LEFT))
        elif person.valid_until and last > person.valid_until:
            status = _(_PAPERS_ENDED).format(until=person.valid_until)
            yield found(field, person=person.name, status=status)


@rule(
    "R412",
    "person-not-insured",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{person} 的人身意外保险有效期到 {until}，作业时已过期"),
    why=N_("作业人员须有人身意外伤害保险。"),
    remedy=N_("续保后更新花名册（wxmod people add 编号 --insured-until）。"),
    basis="train-and-file-crew",
)
def person_not_insured(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.end)
    for field, person in _known(operation, facts):
        if person.insured_until and day > person.insured_until:
            yield found(field, person=person.name, until=person.insured_until)
