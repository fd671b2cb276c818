"""M3xx: rounds that are there, fit, and of the right kind."""

from collections.abc import Iterator

from wxmod.domain.ammunition.ledger import AmmunitionKind, AmmunitionType
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.equipment import Equipment, EquipmentKind
from wxmod.domain.text import is_second
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, Transfer, TransferKind
from wxmod.wording import N_

_FITS = {
    EquipmentKind.GUN: AmmunitionKind.SHELL,
    EquipmentKind.LAUNCHER: AmmunitionKind.ROCKET,
    EquipmentKind.BURNER: AmmunitionKind.FLARE,
}
TWO_PEOPLE = {
    TransferKind.ISSUE,
    TransferKind.DISPOSE,
    TransferKind.ADJUST,
    TransferKind.DISPATCH,
    TransferKind.HAND,
}
_TOWARDS_USE = {TransferKind.ISSUE, TransferKind.DISPATCH, TransferKind.LOAD}
_BOOK = N_("每一发弹药都必须账物相符。")


def fits(unit: Equipment, kind: AmmunitionType) -> bool:
    """Whether a unit can fire this ammunition at all, and takes this make where it names those it takes."""
    return kind.kind is _FITS[unit.kind] and (not unit.accepts or kind.code in unit.accepts)


def _lots(operation: Operation) -> Iterator[tuple[int, Release, str]]:
    for n, release in enumerate(operation.releases):
        if release.lot is not None:
            yield n, release, release.lot


@rule(
    "M301",
    "rounds-not-in-stock",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{place} 的批号 {lot} 账上少 {rounds} 发"),
    why=_BOOK,
    remedy=N_("核对批号、数量和时刻；漏记的入库或出库按实际时刻补记，差额会自行消除。"),
    basis="account-for-every-round",
)
def rounds_not_in_stock(operation: Operation, facts: Facts) -> Iterator[Found]:
    first = {lot: n for n, _release, lot in reversed(list(_lots(operation)))}
    for (place, lot), rounds in sorted(facts.short.items()):
        where = f"releases.{first.get(lot, 0)}.rounds"
        yield found(
            where,
            place=facts.program.place_name(place),
            lot=lot,
            rounds=rounds,
        )


@rule(
    "M302",
    "lot-unknown",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("批号 {lot} 没有登记"),
    why=_BOOK,
    remedy=N_("核对批号；新批号先入库登记（wxmod stock receive）。"),
    basis="account-for-every-round",
)
def lot_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, _release, lot in _lots(operation):
        if lot not in facts.lots:
            yield found(f"releases.{n}.lot", lot=lot)


@rule(
    "M303",
    "lot-expired",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("批号 {lot} 有效期到 {expires}，用时已过期"),
    why=N_("过期弹药的自毁和点火都不可靠。"),
    remedy=N_("换用有效期内的批号；过期弹药封存待销毁。"),
    basis="fit-ammunition",
)
def lot_expired(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release, lot in _lots(operation):
        known = facts.lots.get(lot)
        if known and known.expires_on and facts.day(release.end) > known.expires_on:
            yield found(f"releases.{n}.lot", lot=lot, expires=known.expires_on)


@rule(
    "M304",
    "lot-stopped",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("批号 {lot} 已于 {stopped} 停用"),
    why=N_("质量通报停用的批号存在已知危险。"),
    remedy=N_("换用其他批号；停用批号就地封存。"),
    basis="fit-ammunition",
)
def lot_stopped(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release, lot in _lots(operation):
        if stopped := facts.stopped(lot, release.end):
            yield found(f"releases.{n}.lot", lot=lot, stopped=stopped)


@rule(
    "M305",
    "ammunition-does-not-fit",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{equipment} 不能用{type}"),
    why=N_("口径或型号不配，会膛炸、滑脱或不点火。"),
    remedy=N_("核对批号和装备编号。"),
    basis="fits-the-weapon",
)
def ammunition_does_not_fit(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release, lot in _lots(operation):
        unit, kind = facts.equipment.get(release.equipment), facts.ammunition_of(lot)
        if unit and kind and not fits(unit, kind):
            yield found(
                f"releases.{n}.lot",
                equipment=f"{unit.id} {unit.model}",
                type=kind.model,
            )


@rule(
    "M306",
    "lot-about-to-expire",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("批号 {lot} 还有 {days} 天过期"),
    why=N_("临期弹药应当优先使用或及时退回。"),
    remedy=N_("先用完这一批；用不完的退库。"),
    basis="remind-expiry",
)
def lot_about_to_expire(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.start)
    warning = facts.program.settings.expiry_warning_days.value_on(day)
    for n, _release, lot in _lots(operation):
        known = facts.lots.get(lot)
        if (
            warning is not None
            and known
            and known.expires_on
            and 0 <= (known.expires_on - day).days <= warning
        ):
            yield found(f"releases.{n}.lot", lot=lot, days=(known.expires_on - day).days)


@rule(
    "M307",
    "lot-not-recorded",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{equipment} 用弹没有批号"),
    why=_BOOK,
    remedy=N_("查弹箱标签补上批号；没有批号的发射不能从库存扣减。"),
    basis="account-for-every-round",
)
def lot_not_recorded(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in enumerate(operation.releases):
        if release.lot is None and release.rounds + release.duds:
            yield found(f"releases.{n}.lot", equipment=release.equipment)


@rule(
    "M308",
    "duds-on-site",
    on=Operation,
    severity=Severity.NOTE,
    message=N_("有 {duds} 发故障弹留在作业点，须按规程处置"),
    why=N_("故障弹不得再次装填，也不得留置。"),
    remedy=N_(
        "就地封存并报告；销毁后用 wxmod stock dispose、移交后用 wxmod stock hand-over 登记。"
    ),
    basis="dispose-of-duds",
)
def duds_on_site(operation: Operation, facts: Facts) -> Iterator[Found]:
    if duds := sum(r.duds for r in operation.releases):
        yield found("releases", duds=duds)


@rule(
    "M321",
    "transfer-exceeds-stock",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{place} 的批号 {lot} 届时少 {rounds} 发"),
    why=_BOOK,
    remedy=N_("核对数量和时刻；漏记的入库先按实际时刻补记。"),
    basis="account-for-every-round",
)
def transfer_exceeds_stock(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    for (place, lot), rounds in sorted(facts.short.items()):
        yield found(
            "rounds",
            place=facts.program.place_name(place),
            lot=lot,
            rounds=rounds,
        )


@rule(
    "M322",
    "one-person-transfer",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("{kind}须两人办理"),
    why=N_("双人双锁：一个人不能单独出库、销毁或调账。"),
    remedy=N_("请第二人到场，用 --witness 写明；两人不得相同。"),
    basis="two-people-at-the-store",
)
def one_person_transfer(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    if transfer.kind in TWO_PEOPLE and not is_second(transfer.witness, transfer.by):
        yield found("witness", kind=transfer.kind)


@rule(
    "M323",
    "unfit-lot-issued",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("批号 {lot} 已过期或停用，不能出库、发运或装填"),
    why=N_("过期或停用的弹药不得再发往作业点。"),
    remedy=N_("换一批；这一批封存待销毁。"),
    basis="fit-ammunition",
)
def unfit_lot_issued(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    lot, day = facts.lots.get(transfer.movement.lot), facts.day(transfer.movement.at)
    if transfer.kind not in _TOWARDS_USE or lot is None:
        return
    if (lot.expires_on and day > lot.expires_on) or facts.stopped(lot.no, transfer.movement.at):
        yield found("lot", lot=lot.no)


@rule(
    "M324",
    "expired-lot-received",
    on=Transfer,
    severity=Severity.WARN,
    message=N_("批号 {lot} 有效期到 {expires}，入库时已过期"),
    why=N_("过期弹药不应验收入库。"),
    remedy=N_("核对有效期；确已过期的退回厂家。"),
    basis="fit-ammunition",
)
def expired_lot_received(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    lot = facts.lots.get(transfer.movement.lot)
    expires = lot.expires_on if lot and transfer.kind is TransferKind.RECEIVE else None
    if lot and expires and facts.day(transfer.movement.at) > expires:
        yield found("lot", lot=lot.no, expires=expires)


@rule(
    "M325",
    "sound-rounds-destroyed",
    on=Transfer,
    severity=Severity.WARN,
    message=N_("{place} 的批号 {lot} 未过期也未停用，却要销毁"),
    why=N_("销毁好弹是账物不符的常见掩盖手段。"),
    remedy=N_("写明原因；故障弹先登记为故障弹再销毁。"),
    basis="dispose-of-duds",
)
def sound_rounds_destroyed(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    move, lot = transfer.movement, facts.lots.get(transfer.movement.lot)
    if transfer.kind is not TransferKind.DISPOSE or lot is None or move.source.startswith("dud/"):
        return
    if facts.usable(lot, move.at):
        yield found("source", place=facts.program.place_name(move.source), lot=lot.no)


@rule(
    "M326",
    "transfer-in-the-future",
    on=Transfer,
    severity=Severity.BLOCK,
    message=N_("办理时刻 {at:%Y-%m-%d %H:%M} 还没有到"),
    why=_BOOK,
    remedy=N_("核对日期和时刻。"),
    basis="account-for-every-round",
)
def transfer_in_the_future(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    if transfer.movement.at > facts.now:
        yield found("at", at=transfer.movement.at.astimezone(facts.program.zone))


@rule(
    "M327",
    "expiry-not-told",
    on=Transfer,
    severity=Severity.NOTE,
    message=N_("批号 {lot} 没有失效日期，到期无从提醒，也不能先到期先用"),
    why=N_("过期弹药的自毁和点火都不可靠。"),
    remedy=N_("查弹箱标签，用 wxmod stock amend 补上。"),
    basis="fit-ammunition",
)
def expiry_not_told(transfer: Transfer, facts: Facts) -> Iterator[Found]:
    lot = facts.lots.get(transfer.movement.lot)
    if transfer.kind is TransferKind.RECEIVE and lot and lot.expires_on is None:
        yield found("lot", lot=lot.no)
