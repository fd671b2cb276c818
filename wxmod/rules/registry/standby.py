"""R42x: what a unit needs before anything is fired at all."""

from collections.abc import Iterator

from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts, Standby
from wxmod.wording import N_


@rule(
    "R421",
    "unit-without-site",
    on=Standby,
    severity=Severity.BLOCK,
    message=N_("{equipment} 没有所在的作业点"),
    why=N_("只能在批准的作业点作业。"),
    remedy=N_("在业务方案 equipment.csv 写明所在作业点，或更新装备登记。"),
    basis="approved-sites",
)
def unit_without_site(standby: Standby, facts: Facts) -> Iterator[Found]:
    if standby.site is None or facts.site(standby.site, facts.now) is None:
        yield found("site", equipment=standby.equipment)


@rule(
    "R422",
    "no-fit-rounds",
    on=Standby,
    severity=Severity.BLOCK,
    message=N_("{equipment} 所在作业点没有可用的配套弹药"),
    why=N_("没有弹药的待命是空的；临时调运赶不上作业时机。"),
    remedy=N_("从县库出库到该点（wxmod stock issue），过期和停用的批号不算。"),
    basis="fit-ammunition",
)
def no_fit_rounds(standby: Standby, _facts: Facts) -> Iterator[Found]:
    if standby.rounds <= 0:
        yield found("rounds", equipment=standby.equipment)


@rule(
    "R423",
    "no-fit-crew",
    on=Standby,
    severity=Severity.BLOCK,
    message=N_("{equipment} 所在作业点没有可上岗的作业人员"),
    why=N_("未经训练、考核和备案的人员不得操作发射装置。"),
    remedy=N_("补办训练、考核和备案，或从别的点调人，再更新花名册。"),
    basis="train-and-file-crew",
)
def no_fit_crew(standby: Standby, _facts: Facts) -> Iterator[Found]:
    if standby.crew <= 0:
        yield found("crew", equipment=standby.equipment)
