"""P84x: what was set aside for the work stays with it."""

from collections.abc import Iterator

from wxmod.domain.operations.operation import Operation
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_


@rule(
    "P841",
    "worked-under-waiver",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("{subject} 豁免了 {rule}：{reason}（{people}，{at:%Y-%m-%d %H:%M}）"),
    why=N_("豁免的事由人负责；谁、为什么，随作业留存，局里逐条销案。"),
    remedy=N_("补登所缺的文件；局管理员查清后销案（wxmod stock discrepancies）。"),
    basis="record-operations",
)
def worked_under_waiver(_operation: Operation, facts: Facts) -> Iterator[Found]:
    for each in facts.set_aside:
        yield found(
            "instruction_no",
            subject=each.subject,
            rule=each.rule,
            reason=each.reason,
            people=" ".join(each.people),
            at=each.at.astimezone(facts.program.zone),
        )
