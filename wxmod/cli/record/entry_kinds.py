"""Kinds of entries in words."""

from wxmod.wording import N_, _

KINDS = {
    "operation.recorded": N_("作业登记"),
    "operation.corrected": N_("作业更正、作废"),
    "operation.closed": N_("作业结束"),
    "ammunition.transferred": N_("弹药收发"),
    "ammunition.dispatched": N_("弹药发运"),
    "ammunition.scanned": N_("编码"),
    "ammunition.counted": N_("盘点"),
    "ammunition.explained": N_("差异的解释"),
    "lot.registered": N_("批号登记"),
    "lot.stopped": N_("批号停用"),
    "lot.resumed": N_("批号恢复"),
    "counter.read": N_("计数器读数"),
    "equipment.registered": N_("装备登记"),
    "equipment.inspected": N_("装备年检"),
    "person.registered": N_("人员登记"),
    "person.pin_set": N_("口令设置"),
    "person.pin_tried": N_("口令试输"),
    "airspace.requested": N_("空域申请"),
    "airspace.answered": N_("空域答复"),
    "airspace.started": N_("空域开始报"),
    "airspace.cancelled": N_("空域撤销"),
    "airspace.closed": N_("空域关闭"),
    "notice.issued": N_("作业公告"),
    "product.signed": N_("五段产品签发"),
    "guidance.attached": N_("上级指导"),
    "suspension.evaluated": N_("暂停判断"),
    "instruction.issued": N_("作业指令"),
    "instruction.revised": N_("指令修改"),
    "instruction.answered": N_("指令回复"),
    "instruction.cancelled": N_("指令取消"),
    "process.confirmed": N_("过程确认"),
    "rule.waived": N_("规则豁免"),
    "key.trusted": N_("密钥认可"),
    "key.revoked": N_("密钥吊销"),
    "bundle.taken": N_("交换包接收"),
    "bundle.forked": N_("链分叉"),
    "record.restored": N_("记录恢复"),
    "conflict.resolved": N_("冲突处理"),
    "effect.noted": N_("效果记述"),
    "period.sealed": N_("封账"),
    "store.handed_over": N_("库点交接"),
    "spot_check.drawn": N_("抽查名单"),
}


def kind_label(kind: str) -> str:
    """A kind of entry in words; one that a newer wxmod writes as its code."""
    return _(KINDS[kind]) if kind in KINDS else kind
