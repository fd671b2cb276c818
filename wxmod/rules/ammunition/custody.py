"""M35x: what a seal needs, and what has waited too long."""

from collections.abc import Iterator
from datetime import timedelta

from wxmod.domain.text import is_second
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, MonthOver, Sealing, StoreKept, Unsealed, Waiting
from wxmod.wording import N_, _

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
        yield found(
            "period", period=sealing.period, ends=sealing.ends_at.astimezone(facts.program.zone)
        )


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
    if not is_second(sealing.witness, sealing.by):
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


@rule(
    "M354",
    "difference-overdue",
    on=Waiting,
    severity=Severity.WARN,
    message=N_("{subject} 的差异已 {hours} 小时没有解释，期限 {limit} 小时"),
    why=N_("差异越久越难查清；丢失的弹药须立即上报。"),
    remedy=N_(
        "用 wxmod stock discrepancies 查看，查清后用 wxmod stock explain 写明；查不清的立即报公安。"
    ),
    basis="account-for-every-round",
)
def difference_overdue(waiting: Waiting, facts: Facts) -> Iterator[Found]:
    limit = facts.program.settings.discrepancy_hours.value_on(facts.day(facts.now))
    hours = (facts.now - waiting.since) // timedelta(hours=1)
    if limit is not None and facts.now - waiting.since > timedelta(hours=limit):
        yield found("since", subject=waiting.subject, hours=hours, limit=limit)


@rule(
    "M355",
    "store-not-counted",
    on=StoreKept,
    severity=Severity.WARN,
    message=N_("{place} 已 {days} 天没有盘点，期限 {limit} 天"),
    why=N_("账对不对，只有清点才知道。"),
    remedy=N_("两人盲盘：wxmod stock count。"),
    basis="account-for-every-round",
)
def store_not_counted(kept: StoreKept, facts: Facts) -> Iterator[Found]:
    limit = facts.program.settings.count_within_days.value_on(facts.day(facts.now))
    days = (facts.day(facts.now) - facts.day(kept.since)).days
    if limit is not None and days > limit:
        yield found(
            "since",
            place=facts.program.place_name(kept.place),
            days=days,
            limit=limit,
        )


@rule(
    "M356",
    "seal-overdue",
    on=Unsealed,
    severity=Severity.WARN,
    message=N_("{months} 没有封账，{period} 结束已 {days} 天"),
    why=_SEALED,
    remedy=N_("查清差异后两人封账：wxmod stock seal；期限在业务方案 seal_within_days 中设置。"),
    basis="account-for-every-round",
)
def seal_overdue(unsealed: Unsealed, facts: Facts) -> Iterator[Found]:
    overdue = [each for each in unsealed.months if _overdue(each, facts)]
    if overdue:
        first = overdue[0]
        said = _span(first.period, overdue[-1].period, len(overdue))
        yield found(
            "months",
            months=said,
            period=first.period,
            days=_days_since(first, facts),
        )


def _overdue(month: MonthOver, facts: Facts) -> bool:
    limit = facts.program.settings.seal_within_days.value_on(facts.day(month.ends_at))
    return limit is not None and _days_since(month, facts) > limit


def _days_since(month: MonthOver, facts: Facts) -> int:
    return (facts.day(facts.now) - facts.day(month.ends_at)).days


def _span(first: str, last: str, n: int) -> str:
    return (
        first
        if n == 1
        else _(N_("{first} 至 {last} 共 {n} 个月")).format(
            first=first,
            last=last,
            n=n,
        )
    )
