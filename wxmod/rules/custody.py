"""M35x: what a seal needs, and what has waited too long."""

from collections.abc import Iterator

from wxmod.rules.facts import Facts, Sealing
from wxmod.rules.registry import Found, Severity, found, rule
from wxmod.wording import N_

_SEALED = N_("封账之后，此前的账不再悄悄变动；封得不实，日后无从对账。")


@rule(
    "M351",
    "sealed-before-its-end",
    on=Sealing,
    severity=Severity.BLOCK,
    message=N_("{period} 到 {ends:%Y-%m-%d %H:%M} 才结束，还不能封账"),
    why=_SEALED,
    remedy=N_("期间结束后再封；先封已经结束的月份。"),
    basis="account-for-every-round",
)
def sealed_before_its_end(sealing: Sealing, facts: Facts) -> Iterator[Found]:
    if facts.now <= sealing.ends_at:
        yield found("period", period=sealing.period, ends=sealing.ends_at.astimezone(facts.program.zone))


@rule(
    "M352",
    "sealed-by-one",
    on=Sealing,
    severity=Severity.BLOCK,
    message=N_("封账须两人办理"),
    why=N_("双人双锁：一个人不能单独认定全县的结存。"),
    remedy=N_("请第二人到场核对，用 --witness 写明；两人不得相同。"),
    basis="two-people-at-the-store",
)
def sealed_by_one(sealing: Sealing, _facts: Facts) -> Iterator[Found]:
    if sealing.witness in {None, sealing.by}:
        yield found("witness")


@rule(
    "M353",
    "sealed-with-open-differences",
    on=Sealing,
    severity=Severity.WARN,
    message=N_("截至 {period} 末还有 {open} 条差异没有解释"),
    why=_SEALED,
    remedy=N_("先用 wxmod stock discrepancies 逐条查清；封账会把条数一并记下。"),
    basis="account-for-every-round",
)
def sealed_with_open_differences(sealing: Sealing, _facts: Facts) -> Iterator[Found]:
    if sealing.open:
        yield found("open", period=sealing.period, open=sealing.open)
