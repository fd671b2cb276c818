"""What two records may disagree on, in words."""

from wxmod.wording import N_, _

_KINDS = {
    "number-twice": N_("同一编号记了两次作业"),
    "told-twice": N_("两处各自更正了同一条"),
    "dangling": N_("所指的记录还没有到"),
    "consignment-twice": N_("同一发运编号用了两次"),
    "clearance-twice": N_("同一空域申请号用了两次"),
    "notice-twice": N_("同一公告编号用了两次"),
    "instruction-twice": N_("同一作业指令号用了两次"),
    "product-twice": N_("同一产品编号用了两次"),
    "guidance-twice": N_("同一指导编号用了两次"),
    "process-twice": N_("两处各自确认了同一过程"),
    "closure-twice": N_("两处各自结办了同一作业"),
    "lot-twice": N_("同一批号两处登记不同"),
    "inspected-twice": N_("同一天的年检两处结论相反"),
    "lot-alike": N_("两个批号只差字母大小写"),
    "delivery-alike": N_("同一次交货似在两处入库"),
    "fork": N_("链分叉"),
    "anchor": N_("与别处所持回执不符"),
    "over-issue": N_("发出多于账存"),
    "held": N_("说了不归它管的事，没有入账"),
}
_OTHER = N_("同一编号用了两次")


def conflict_label(kind: str) -> str:
    """What does not agree."""
    return _(_KINDS.get(kind, _OTHER))
