"""A24x: public notices (作业公告)."""

from collections.abc import Iterator

from wxmod.domain.command.notices import WANTED, PublicNotice
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.times import Window
from wxmod.rules.airspace.granted import firings
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_, _

_TELL = N_("公众和公安机关须事先知道何时何地会发射，才能避让和处置。")


@rule(
    "A241",
    "no-public-notice",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{site} 用{kind}{purpose}没有有效的作业公告"),
    why=_TELL,
    remedy=N_("先发布公告并通知公安机关，再登记（wxmod plan notice issue）。"),
    basis="public-notice",
)
def no_public_notice(operation: Operation, facts: Facts) -> Iterator[Found]:
    if not facts.program.planning.public_notice.value_on(facts.day(operation.window.start)):
        return
    site = facts.site(operation.site, operation.window.start)
    for n, release in firings(operation, facts):
        unit = facts.equipment.get(release.equipment)
        if unit is None or _was_announced(operation, release, unit.kind, facts):
            continue
        yield found(
            f"releases.{n}.equipment",
            site=site.name if site else operation.site,
            kind=unit.kind,
            purpose=operation.purpose,
        )


def _was_announced(
    operation: Operation, release: Release, kind: EquipmentKind, facts: Facts
) -> bool:
    """Whether a notice that was out by the day of a release covers it: one published since told nobody of it."""
    time = Window(start=release.start, end=release.end)
    day = facts.day(release.start)
    return any(
        notice.issued_on <= day and notice.covers(operation.site, kind, operation.purpose, time)
        for notice in facts.notices
    )


@rule(
    "A242",
    "notice-incomplete",
    on=PublicNotice,
    severity=Severity.WARN,
    message=N_("公告缺：{fields}"),
    why=_TELL,
    remedy=N_("补齐后重新发布。"),
    basis="notice-contents",
)
def notice_incomplete(notice: PublicNotice, _facts: Facts) -> Iterator[Found]:
    if missing := notice.missing:
        yield found(
            missing[0],
            fields="、".join(_(WANTED[field]) for field in missing),
        )


@rule(
    "A243",
    "notice-not-in-advance",
    on=PublicNotice,
    severity=Severity.WARN,
    message=N_("公告于 {issued} 发布，不早于作业期开始的 {first}"),
    why=_TELL,
    remedy=N_("此前的作业没有公告；作业期应从公告之后算起。"),
    basis="public-notice",
)
def notice_not_in_advance(notice: PublicNotice, facts: Facts) -> Iterator[Found]:
    first = facts.day(notice.window.start)
    if notice.issued_on >= first:
        yield found("issued_on", issued=notice.issued_on, first=first)


@rule(
    "A244",
    "police-not-told",
    on=PublicNotice,
    severity=Severity.WARN,
    message=N_("没有登记何时通知公安机关"),
    why=_TELL,
    remedy=N_("通知公安机关后，用 --police 登记日期。"),
    basis="public-notice",
)
def police_not_told(notice: PublicNotice, _facts: Facts) -> Iterator[Found]:
    if notice.police_told_on is None:
        yield found("police_told_on")


@rule(
    "A245",
    "notice-for-unknown-site",
    on=PublicNotice,
    severity=Severity.BLOCK,
    message=N_("业务方案没有作业点 {site}"),
    why=N_("公告只能写已批准的作业点。"),
    remedy=N_("核对作业点编码。"),
    basis="approved-sites",
)
def notice_for_unknown_site(notice: PublicNotice, facts: Facts) -> Iterator[Found]:
    for site in notice.sites:
        if facts.site(site, notice.window.start) is None:
            yield found("sites", site=site)
