"""M36x: who is really there, and who may do what."""

from collections.abc import Iterator

from wxmod.domain.text import bare
from wxmod.rules.ammunition.rounds import TWO_PEOPLE
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Act, Facts, Sealing, Transfer
from wxmod.wording import N_, _

_THERE = N_("双人双锁：写上名字不等于人在场。")
_SEAL = N_("封账")


def _required(facts: Facts) -> bool:
    return bool(facts.program.settings.pins_required.value_on(facts.day(facts.now)))


def _takes_two(act: Act) -> bool:
    return isinstance(act, Sealing) or (isinstance(act, Transfer) and act.kind in TWO_PEOPLE)


@rule(
    "M361",
    "not-proven-by-pin",
    on=Act,
    severity=Severity.BLOCK,
    message=N_("{who} 没有用口令确认"),
    why=_THERE,
    remedy=N_("两人各输自己的口令；脚本用 --pin-file。还没有口令的先运行 wxmod people pin。"),
    basis="two-people-at-the-store",
)
def not_proven_by_pin(act: Act, facts: Facts) -> Iterator[Found]:
    if _takes_two(act) and _required(facts):
        for who in dict.fromkeys(w for w in (act.by, act.witness) if w and w not in act.proven):
            yield found("proven", who=who)


@rule(
    "M362",
    "names-taken-at-their-word",
    on=Act,
    severity=Severity.NOTE,
    message=N_("没有启用口令，{by} 和 {witness} 只凭姓名"),
    why=_THERE,
    remedy=N_("人人用 wxmod people pin 设好口令后，在业务方案中启用 pins_required。"),
    basis="two-people-at-the-store",
)
def names_taken_at_their_word(act: Act, facts: Facts) -> Iterator[Found]:
    # A programme that says nothing of PINs has none to bring in; one that says "not yet" is reminded every time.
    said = facts.program.settings.pins_required.on(facts.day(facts.now))
    if _takes_two(act) and act.witness and said and not said.value:
        yield found("proven", by=act.by, witness=act.witness)


@rule(
    "M363",
    "not-ones-duty",
    on=Act,
    severity=Severity.BLOCK,
    message=N_("{who} 没有办理{duty}的职责（须为{roles}）"),
    why=N_("谁办的谁负责；职责不分，账就没有人管。"),
    remedy=N_("由有此职责的人办理；职责在业务方案 duties 中设置，花名册用 wxmod people add 更新。"),
    basis="two-people-at-the-store",
)
def not_ones_duty(act: Act, facts: Facts) -> Iterator[Found]:
    kind = act.kind if isinstance(act, Transfer) else None
    history = facts.program.settings.duties.get(kind.value if kind else "seal")
    allowed = history.value_on(facts.day(facts.now)) if history else None
    if allowed is None:
        return
    person = facts.people.get(act.by)
    if person is None or not person.active or not set(person.roles) & set(allowed):
        duty, roles = kind.label if kind else _(_SEAL), "/".join(role.label for role in allowed)
        yield found("by", who=act.by, duty=duty, roles=roles)


@rule(
    "M364",
    "two-ids-of-one-name",
    on=Act,
    severity=Severity.WARN,
    message=N_("{by} 和 {witness} 在花名册上同名（{name}），疑为一人两号"),
    why=_THERE,
    remedy=N_("确是两人的在花名册姓名后注明；一人两号的停用其一（wxmod people add）。"),
    basis="two-people-at-the-store",
)
def two_ids_of_one_name(act: Act, facts: Facts) -> Iterator[Found]:
    one, other = facts.people.get(act.by), facts.people.get(act.witness or "")
    if (
        _takes_two(act)
        and one
        and other
        and act.by != act.witness
        and bare(one.name) == bare(other.name)
    ):
        yield found(
            "witness",
            by=act.by,
            witness=act.witness,
            name=one.name,
        )


@rule(
    "M365",
    "witness-not-on-the-roster",
    on=Act,
    severity=Severity.WARN,
    message=N_("{who} 不在花名册上，或已不在岗"),
    why=_THERE,
    remedy=N_("核对编号，或先登记人员（wxmod people add）。"),
    basis="two-people-at-the-store",
)
def witness_not_on_the_roster(act: Act, facts: Facts) -> Iterator[Found]:
    if not (_takes_two(act) and facts.people):
        return
    for field, who in (("by", act.by), ("witness", act.witness)):
        if who and not ((person := facts.people.get(who)) and person.active):
            yield found(field, who=who)
