"""D71x, D72x: the same thing twice, or impossible: told twice, in two places at once, faster or longer than can be."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from wxmod.domain.operations import doubles
from wxmod.domain.operations.doubles import Clash
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.sites import SiteKind
from wxmod.domain.times import Window
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_

_ONCE = N_("同一件事记两次，年度的次数、用弹和面积就多一次。")
_ONE_PLACE = N_("一台装备、一个人、一车弹药同一时刻只能在一处；必有一条记录不实。")
_CHECK = N_("核对两次作业；重复的用 wxmod op correct 编号 --void 作废，记错的更正。")
CODES = frozenset({"D711", "D712", "D713", "D714", "D715", "D716", "D717", "D718", "D721", "D722"})
"""What the year lists as told twice or impossible."""


@rule(
    "D711",
    "operation-recorded-twice",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment} 同一时段、同样用弹已记在作业 {no}"),
    why=_ONCE,
    remedy=_CHECK,
    basis="record-operations",
)
def operation_recorded_twice(operation: Operation, facts: Facts) -> Iterator[Found]:
    for clash in doubles.recorded_twice(operation, facts.others):
        yield found(f"releases.{clash.release}.start", equipment=clash.name, no=clash.no)


@rule(
    "D712",
    "identical-releases",
    on=Operation,
    severity=Severity.WARN,
    message=N_("第 {second} 段发射与第 {first} 段完全相同"),
    why=_ONCE,
    remedy=N_("删去重复的一段，或改正其起止时刻和用弹量。"),
    basis="record-operations",
)
def identical_releases(operation: Operation, _facts: Facts) -> Iterator[Found]:
    for second, first in doubles.identical(operation):
        yield found(f"releases.{second}.start", second=second + 1, first=first + 1)


def _clashes(
    find: Callable[..., Iterable[Clash]], operation: Operation, facts: Facts
) -> Iterator[tuple[Clash, str]]:
    """Each clash once for a release and a name, with the other operation's site in words."""
    sites = {other.no: other.operation.site for other in facts.others}
    for clash in dict.fromkeys(find(operation, facts.others)):
        site = facts.site(sites[clash.no], operation.window.start)
        yield clash, site.name if site else sites[clash.no]


@rule(
    "D713",
    "unit-in-two-places",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{equipment} 同一时段还记在作业 {no}（{site}）"),
    why=_ONE_PLACE,
    remedy=_CHECK,
    basis="record-operations",
)
def unit_in_two_places(operation: Operation, facts: Facts) -> Iterator[Found]:
    for clash, site in _clashes(doubles.units_at_once, operation, facts):
        field = f"releases.{clash.release}.equipment"
        yield found(field, equipment=clash.name, no=clash.no, site=site)


@rule(
    "D714",
    "person-in-two-places",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{person} 同一时段还在另一作业点参加作业 {no}"),
    why=_ONE_PLACE,
    remedy=_CHECK,
    basis="record-operations",
)
def person_in_two_places(operation: Operation, facts: Facts) -> Iterator[Found]:
    fields = {member.person: f"crew.{n}" for n, member in enumerate(operation.crew)}
    for name, no in doubles.people_at_once(operation, facts.others):
        person = facts.people.get(name)
        said = person.name if person else name
        yield found(fields.get(name, "commander"), person=said, no=no)


@rule(
    "D715",
    "store-in-two-places",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{place} 的弹药同一时段还用于另一作业点的作业 {no}"),
    why=_ONE_PLACE,
    remedy=_CHECK,
    basis="record-operations",
)
def store_in_two_places(operation: Operation, facts: Facts) -> Iterator[Found]:
    for clash, _site in _clashes(doubles.stores_at_once, operation, facts):
        place = facts.program.place_name(clash.name)
        yield found(f"releases.{clash.release}.place", place=place, no=clash.no)


@rule(
    "D716",
    "unit-away-from-its-site",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment} 当时登记在{stands}，却记在{site}作业"),
    why=_ONE_PLACE,
    remedy=N_(
        "核对作业点和装备；装备确已转移的，按转移时刻登记（wxmod equipment add 编号 --site --since）。"
    ),
    basis="record-operations",
)
def unit_away_from_its_site(operation: Operation, facts: Facts) -> Iterator[Found]:
    here = facts.site(operation.site, operation.window.start)
    # A mobile unit fires where it is driven; its place is told with the operation.
    if operation.position is not None or (here and here.kind is SiteKind.MOBILE):
        return
    for n, release in enumerate(operation.releases):
        stands = {unit.site for unit in facts.states(release.equipment)}
        if not stands or None in stands or operation.site in stands:
            continue
        names = [facts.program.site_name(code) for code in sorted(filter(None, stands))]
        yield found(
            f"releases.{n}.equipment",
            equipment=release.equipment,
            stands="、".join(names),
            site=here.name if here else operation.site,
        )


@rule(
    "D717",
    "faster-than-it-fires",
    on=Operation,
    severity=Severity.WARN,
    message=N_("{equipment} 在 {minutes:g} 分钟内不可能发射 {rounds} 发（最多约 {most} 发）"),
    why=N_("用弹量或时刻记错，弹药账和影响面积都会错。"),
    remedy=N_("核对用弹量和起止时刻。"),
    basis="record-operations",
)
def faster_than_it_fires(operation: Operation, facts: Facts) -> Iterator[Found]:
    day = facts.day(operation.window.start)
    for n, release in enumerate(operation.releases):
        unit = facts.equipment.get(release.equipment)
        history = facts.program.settings.rounds_per_minute.get(unit.kind) if unit else None
        rate = history.value_on(day) if history else None
        if rate is None:
            continue
        duration = release.end - release.start
        most = doubles.rounds_possible(duration, rate)
        rounds = release.rounds + release.duds
        if rounds > most:
            yield found(
                f"releases.{n}.rounds",
                equipment=release.equipment,
                minutes=duration.total_seconds() / 60,
                rounds=rounds,
                most=most,
            )


_PROCESS = N_("过程与作业关联后，才能统计抓住了几次有利过程；关联错了，两头都不对。")


@rule(
    "D721",
    "process-unknown",
    on=Operation,
    severity=Severity.WARN,
    message=N_("没有登记天气过程 {process}"),
    why=_PROCESS,
    remedy=N_("核对过程编号，或先确认过程（wxmod weather confirm、declare）。"),
    basis="record-operations",
)
def process_unknown(operation: Operation, facts: Facts) -> Iterator[Found]:
    if operation.process is not None and facts.process is None:
        yield found("process", process=operation.process)


@rule(
    "D722",
    "process-does-not-fit",
    on=Operation,
    severity=Severity.WARN,
    message=N_(
        "天气过程 {process}（{start:%m-%d %H:%M} 至 {end:%m-%d %H:%M}，{purposes}）与本次作业的时间或目的不符"
    ),
    why=_PROCESS,
    remedy=N_("核对过程编号、作业时刻和目的。"),
    basis="record-operations",
)
def process_does_not_fit(operation: Operation, facts: Facts) -> Iterator[Found]:
    process = facts.process
    if process is None:
        return
    day = facts.day(operation.window.start)
    gap = timedelta(hours=facts.program.settings.process_gap_hours.value_on(day) or 0)
    around = Window(start=process.window.start - gap, end=process.window.end + gap)
    touches = operation.window.start <= around.end and around.start <= operation.window.end
    families = {purpose.family for purpose in process.purposes}
    if touches and (not families or operation.purpose.family in families):
        return
    zone = facts.program.zone
    yield found(
        "process",
        process=process.id,
        start=process.window.start.astimezone(zone),
        end=process.window.end.astimezone(zone),
        purposes="、".join(purpose.label for purpose in process.purposes),
    )
