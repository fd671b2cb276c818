"""M33x, M34x: what a store may hold, which lot goes first, what is on the road, and missions that balance."""

from collections.abc import Iterator

from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.codes import read_code
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.ammunition.lots import passed_over
from wxmod.domain.ammunition.missions import LotBalance
from wxmod.domain.operations.operation import Operation
from wxmod.rules.ammunition.rounds import fits
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Arrival, Closing, Facts, Transfer, TransferKind
from wxmod.wording import N_, _

# Rounds that have arrived are there whatever a rule says; only what can still be decided otherwise is stopped.
_INTO_STORE = {TransferKind.RECEIVE, TransferKind.ISSUE, TransferKind.RETURN, TransferKind.DISPATCH}
_OUT_OF_STORE = {TransferKind.ISSUE, TransferKind.DISPATCH, TransferKind.LOAD}
_SAFE = N_("超量或混存会使一处事故波及全库。")
_BALANCE = N_("领出的每一发都要有下落：发射、退回、故障、仍装填或清点在手。")


def _destination(transfer: Transfer) -> str:
    return transfer.bound_for or transfer.movement.target


def _kinds_held(place: str, facts: Facts) -> set[AmmunitionKind]:
    held = {lot for (where, lot), rounds in facts.held.items() if where == place and rounds > 0}
    return {kind.kind for lot in held if (kind := facts.ammunition_of(lot))}


@rule(
    "M331",
    "store-over-capacity",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{place} 限存 {capacity} 发，届时将有 {rounds} 发"),
    why=_SAFE,
    remedy=N_("改存别处，或先移出一部分；库容在业务方案 store_capacity_rounds 中设置。"),
    basis="store-safely",
)
def store_over_capacity(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    place, move = _destination(transfer), transfer.movement
    history = facts.program.settings.store_capacity_rounds.get(place)
    capacity = history.value_on(facts.day(move.at)) if history else None
    there = sum(rounds for (where, _lot), rounds in facts.held.items() if where == place)
    if transfer.kind in _INTO_STORE and capacity is not None and there + move.rounds > capacity:
        yield found(
            "target",
            place=facts.program.place_name(place),
            capacity=capacity,
            rounds=there + move.rounds,
        )


@rule(
    "M332",
    "kind-not-for-this-store",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{place} 不能存放{kind}"),
    why=_SAFE,
    remedy=N_("改存别处；可存种类在业务方案 store_kinds 中设置。"),
    basis="store-safely",
)
def kind_not_for_this_store(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    place, kind = _destination(transfer), facts.ammunition_of(transfer.movement.lot)
    history = facts.program.settings.store_kinds.get(place)
    allowed = history.value_on(facts.day(transfer.movement.at)) if history else None
    if transfer.kind in _INTO_STORE and kind and allowed is not None and kind.kind not in allowed:
        yield found("target", place=facts.program.place_name(place), kind=kind.kind)


@rule(
    "M333",
    "kinds-kept-apart",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{place} 已存{other}，不能与{kind}同库"),
    why=_SAFE,
    remedy=N_("分库存放；不得同库的种类在业务方案 kinds_apart 中设置。"),
    basis="store-safely",
)
def kinds_kept_apart(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    place, kind = _destination(transfer), facts.ammunition_of(transfer.movement.lot)
    apart = facts.program.settings.kinds_apart.value_on(facts.day(transfer.movement.at)) or ()
    if transfer.kind not in _INTO_STORE or kind is None:
        return
    for other in sorted(_kinds_held(place, facts)):
        if (kind.kind, other) in apart or (other, kind.kind) in apart:
            yield found(
                "target",
                place=facts.program.place_name(place),
                kind=kind.kind,
                other=other,
            )


@rule(
    "M334",
    "earlier-lot-passed-over",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{place} 的批号 {other} 先到期（{expires}），没有先用"),
    why=N_("先到期先用，免得好弹放到过期。"),
    remedy=N_("先用这一批；确要跳过的用 --reason 写明原因。"),
    basis="first-to-expire",
)
def earlier_lot_passed_over(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    move, lot = transfer.movement, facts.lots.get(transfer.movement.lot)
    if transfer.kind not in _OUT_OF_STORE or lot is None or transfer.reason.strip():
        return
    usable = [each for each in facts.lots.values() if facts.usable(each, move.at)]
    if other := passed_over(lot, move.source, facts.held, usable):
        yield found(
            "lot",
            place=facts.program.place_name(move.source),
            other=other.no,
            expires=other.expires_on,
        )


@rule(
    "M335",
    "loaded-where-it-does-not-fit",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{equipment} 不能装填{type}"),
    why=N_("口径或型号不配，会膛炸、滑脱或不点火。"),
    remedy=N_("核对批号和装备编号。"),
    basis="fits-the-weapon",
)
def loaded_where_it_does_not_fit(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    unit = facts.equipment.get(Account(transfer.movement.target).name)
    kind = facts.ammunition_of(transfer.movement.lot)
    if transfer.kind is TransferKind.LOAD and unit and kind and not fits(unit, kind):
        yield found("target", equipment=f"{unit.id} {unit.model}", type=kind.model)


@rule(
    "M336",
    "consignment-overdue",
    on=Arrival,
    severity=Severity.WARN,
    message=N_("发运 {no} 应于 {due:%Y-%m-%d %H:%M} 到达{place}，仍有 {rounds} 发在途"),
    why=N_("在途弹药无人看库，逾期即须查找。"),
    remedy=N_("联系押运人；已到的用 wxmod stock arrive 登记，确实丢失的立即报公安。"),
    basis="account-for-every-round",
)
def consignment_overdue(arrival: Arrival, facts: Facts) -> Iterator[Found]:
    sent = arrival.sent
    if sent.due_at and facts.now > sent.due_at and arrival.rounds:
        due = sent.due_at.astimezone(facts.program.zone)
        yield found(
            "no",
            no=sent.no,
            due=due,
            place=facts.program.place_name(sent.target),
            rounds=arrival.rounds,
        )


@rule(
    "M337",
    "box-not-full",
    on=Transfer,
    severity=Severity.WARN,
    message=N_("箱 {box} 扫到 {rounds} 发，应有 {holds} 发"),
    why=N_("整箱入库时少一发，以后就说不清是在哪里少的。"),
    remedy=N_("重扫这一箱；确实不足的当场与交货人签认，按实数入库。"),
    basis="account-for-every-round",
)
def box_not_full(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    if transfer.kind is not TransferKind.RECEIVE:
        return
    for box, rounds in sorted(transfer.boxes.items()):
        pattern = read_code(box, facts.program.codes).pattern
        if pattern and pattern.holds is not None and pattern.holds != rounds:
            yield found("boxes", box=box, rounds=rounds, holds=pattern.holds)


@rule(
    "M338",
    "code-received-twice",
    on=Transfer,
    severity=Severity.WARN,
    message=N_("编码 {code} 早已入过库"),
    why=N_("厂家一发只交一次：同一编码再入库，账上就多一发。"),
    remedy=N_("核对是否重复录入同一批交货（wxmod stock trace 看去向）；录重的按盘点调整。"),
    basis="account-for-every-round",
)
def code_received_twice(transfer: Transfer, _facts: Facts) -> Iterator[Found]:
    if transfer.kind is TransferKind.RECEIVE:
        for code in transfer.again:
            yield found("codes", code=code)


@rule(
    "M341",
    "mission-not-balanced",
    on=Closing,
    severity=Severity.BLOCK,
    message=N_("任务 {mission} 的批号 {lot}：领出 {issued}，{said}"),
    why=_BALANCE,
    remedy=N_(
        "补记退库、故障弹或漏记的作业；账上仍装填、其实已打出的，先用 wxmod stock unload 卸回；"
        "清点在手的用 --held 批号=数 写明（wxmod stock balance 可查）。"
    ),
    basis="account-for-every-round",
)
def mission_not_balanced(closing: Closing, facts: Facts) -> Iterator[Found]:
    for balance in closing.balances:
        if balance.missing or balance.underway:
            yield found(
                "held",
                mission=closing.mission,
                lot=balance.lot,
                issued=balance.issued,
                said=_gap(balance),
            )


def _gap(balance: LotBalance) -> str:
    if balance.underway:
        return _(N_("还有 {n} 发在途")).format(n=balance.underway)
    said = N_("有 {n} 发没有下落") if balance.missing > 0 else N_("去向比领出多 {n} 发")
    return _(said).format(n=abs(balance.missing))


@rule(
    "M342",
    "fired-beyond-issue",
    on=Operation,
    severity=Severity.WARN,
    message=N_("批号 {lot} 发射和故障合计比为本次任务领出的多 {rounds} 发"),
    why=_BALANCE,
    remedy=N_("核对用弹量、批号和指令号；漏记的领用按实际时刻补记。"),
    basis="account-for-every-round",
)
def fired_beyond_issue(operation: Operation, facts: Facts) -> Iterator[Found]:
    for lot, rounds in sorted(facts.fired_beyond.items()):
        yield found("releases", lot=lot, rounds=rounds)
