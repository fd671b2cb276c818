"""P82x: products of the stages; P83x: work suspended."""

from collections.abc import Iterator

from wxmod.domain.command.suspension import concerns
from wxmod.domain.operations.operation import Operation
from wxmod.domain.times import Window
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import ClearanceOpen, Facts, Signing
from wxmod.stops import items
from wxmod.wording import N_, _

_CHAIN = N_("各阶段环环相扣，后一步才有依据，事后才查得清是怎么决定的。")
BLANK = N_("（待填）")


@rule(
    "P821",
    "product-late",
    on=Signing,
    severity=Severity.WARN,
    message=N_("{product}签发晚了 {hours:.1f} 小时（应于 {due:%m-%d %H:%M} 前）"),
    why=N_("过了时段的产品来不及指导下一步。"),
    remedy=N_("如实签发；下次提前起草（wxmod plan board 看时段）。"),
    basis="staged-workflow",
)
def product_late(signing: Signing, facts: Facts) -> Iterator[Found]:
    if signing.due and signing.product.signed_at > signing.due:
        late = (signing.product.signed_at - signing.due).total_seconds() / 3600
        due = signing.due.astimezone(facts.program.zone)
        yield found("signed_at", product=signing.product.title, hours=late, due=due)


@rule(
    "P822",
    "earlier-product-not-cited",
    on=Signing,
    severity=Severity.WARN,
    message=N_("没有引用前面阶段的产品：{numbers}"),
    why=_CHAIN,
    remedy=N_("用 --cites 引用，或去掉 --cites 引用全部。"),
    basis="staged-workflow",
)
def earlier_product_not_cited(signing: Signing, _facts: Facts) -> Iterator[Found]:
    left = [number for number in signing.earlier if number not in signing.product.cites]
    if left:
        yield found("cites", numbers=" ".join(left))


@rule(
    "P823",
    "cited-and-not-on-record",
    on=Signing,
    severity=Severity.BLOCK,
    message=N_("引用的 {number} 不在这次过程的产品和指导之中"),
    why=_CHAIN,
    remedy=N_("核对编号；上级指导先用 wxmod plan guidance attach 登记。"),
    basis="staged-workflow",
)
def cited_and_not_on_record(signing: Signing, _facts: Facts) -> Iterator[Found]:
    for number in signing.product.cites:
        if number not in signing.known:
            yield found("cites", number=number)


@rule(
    "P824",
    "signed-by-no-signer",
    on=Signing,
    severity=Severity.BLOCK,
    message=N_("{person} 不是{role}，不能签发"),
    why=N_("签发的人对内容负责。"),
    remedy=N_("由有此职责的人签发，或在业务方案中改签发职责。"),
    basis="staged-workflow",
)
def signed_by_no_signer(signing: Signing, facts: Facts) -> Iterator[Found]:
    who = facts.people.get(signing.product.signed_by)
    if who is None or signing.signer not in who.roles:
        yield found("signed_by", person=signing.product.signed_by, role=signing.signer)


@rule(
    "P825",
    "blanks-left",
    on=Signing,
    severity=Severity.WARN,
    message=N_("还有 {n} 处待填"),
    why=_CHAIN,
    remedy=N_("补齐后签发；确实没有的，写明“无”。"),
    basis="staged-workflow",
)
def blanks_left(signing: Signing, _facts: Facts) -> Iterator[Found]:
    blanks = sum(signing.product.text.count(mark) for mark in {BLANK, _(BLANK)})
    if blanks:
        yield found("text", n=blanks)


@rule(
    "P826",
    "product-made-above",
    on=Signing,
    severity=Severity.BLOCK,
    message=N_("{product}由上级制作，本县不签发"),
    why=N_("署谁的名，就由谁负责；上级的结论不能以本县名义发出。"),
    remedy=N_(
        "收到后用 wxmod plan guidance attach --stage 附上；本县自己做的，在 planning.toml 写明。"
    ),
    basis="staged-workflow",
)
def product_made_above(signing: Signing, _facts: Facts) -> Iterator[Found]:
    if not signing.ours:
        yield found("stage", product=signing.product.title)


@rule(
    "P831",
    "work-suspended",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{purpose}已暂停：{name}（{since:%m-%d %H:%M} 起，{source}）"),
    why=N_("汛情、强天气预警、上级命令之下增雨会加重灾害；防雹和增雨分别判断。"),
    remedy=N_("等暂停解除（wxmod plan suspension evaluate 登记新的判断）。"),
    basis="weigh-need-and-effect",
)
def work_suspended(operation: Operation, facts: Facts) -> Iterator[Found]:
    for stop in facts.stops(operation.site, operation.window):
        if concerns(stop, operation.purpose):
            since = stop.evaluation.at.astimezone(facts.program.zone)
            yield found(
                "purpose",
                purpose=operation.purpose,
                name=stop.rule.label,
                since=since,
                source=stop.evaluation.source,
            )


@rule(
    "P832",
    "stopped-under-clearance",
    on=ClearanceOpen,
    severity=Severity.WARN,
    message=N_(
        "空域 {number} 的 {site} 已暂停{purposes}：{name}（{since:%m-%d %H:%M} 起，{source}）"
    ),
    why=N_("暂停以后不得再发射；占着空域不用，妨碍别人飞行。"),
    remedy=N_(
        "停止发射并报告管制：没有发射过的撤销（wxmod airspace cancel），发射过的报作业结束。"
    ),
    basis="weigh-need-and-effect",
)
def stopped_under_clearance(asked: ClearanceOpen, facts: Facts) -> Iterator[Found]:
    held = asked.clearance
    here = Window(start=facts.now, end=facts.now)
    for code in held.sites:
        site = facts.site(code, facts.now)
        for stop in facts.stops(code, here):
            since = stop.evaluation.at.astimezone(facts.program.zone)
            yield found(
                "sites",
                number=held.number,
                site=site.name if site else code,
                purposes=items(purpose.label for purpose in stop.rule.purposes),
                name=stop.rule.label,
                since=since,
                source=stop.evaluation.source,
            )
