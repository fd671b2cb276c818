"""A2xx: airspace and time limit granted by flight control.  A burner fires nothing and needs none."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from wxmod.domain.airspace import ClearanceStatus, Stretch
from wxmod.domain.geodesy import ends_of_runs, within_span
from wxmod.domain.operations.operation import Operation, Release
from wxmod.domain.registry.equipment import Equipment, EquipmentStatus, unfit_days
from wxmod.domain.times import Window
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import ClearanceRequest, Facts
from wxmod.wording import N_

_WHY = N_("在批准的空域和时限之外发射，可能与航空器相遇，也违反管理条例。")


def firings(operation: Operation, facts: Facts) -> Iterator[tuple[int, Release]]:
    """Releases that put something into the airspace; unknown equipment is taken to."""
    for n, release in enumerate(operation.releases):
        unit = facts.equipment.get(release.equipment)
        if unit is None or unit.kind.fires:
            yield n, release


@rule(
    "A201",
    "firing-without-clearance",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("没有空域批复号"),
    why=_WHY,
    remedy=N_("先申请空域（wxmod airspace request），把批复号填入本次作业。"),
    basis="clear-airspace",
)
def firing_without_clearance(operation: Operation, facts: Facts) -> Iterator[Found]:
    if operation.clearance is None and any(firings(operation, facts)):
        yield found("clearance")


@rule(
    "A202",
    "clearance-not-granted",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("空域申请 {number} {status}"),
    why=_WHY,
    remedy=N_("核对批复号；得到批复后用 wxmod airspace grant 登记批准时段。"),
    basis="clear-airspace",
)
def clearance_not_granted(operation: Operation, facts: Facts) -> Iterator[Found]:
    fired = [release for _n, release in firings(operation, facts)]
    if operation.clearance is None or not fired:
        return
    if facts.clearance is None:
        yield found("clearance", number=operation.clearance, status=N_("查无记录"))
        return
    # What counts is the answer there was when the first round left, not one that came afterwards.
    first = min(release.start for release in fired)
    held = facts.cleared(first)
    if held is None or held.granted is None:
        status = held.status if held else N_("当时还没有申请")
        yield found("clearance", number=operation.clearance, status=status)


@rule(
    "A203",
    "firing-outside-clearance-window",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_(
        "{start:%H:%M}–{end:%H:%M} 不在空域批准时段 {granted_start:%m-%d %H:%M}–{granted_end:%H:%M} 内"
    ),
    why=_WHY,
    remedy=N_("核对起止时刻；需要延时的，先得到新的批复。"),
    basis="fire-within-clearance",
)
def firing_outside_clearance_window(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in firings(operation, facts):
        window = Window(start=release.start, end=release.end)
        # An extension answered while firing counts from then on, and takes nothing from what was fired before.
        for stretch in _stretches(window, facts):
            granted = stretch.clearance.granted if stretch.clearance else None
            if granted and not granted.covers(stretch.window):
                yield _outside(f"releases.{n}.start", window, granted, facts)
                break


def _stretches(window: Window, facts: Facts) -> list[Stretch]:
    if facts.answers.tellings:
        return facts.answers.stretches(window)
    return [Stretch(window, facts.clearance)]


def _outside(field: str, window: Window, granted: Window, facts: Facts) -> Found:
    zone = facts.program.zone
    return found(
        field,
        start=window.start.astimezone(zone),
        end=window.end.astimezone(zone),
        granted_start=granted.start.astimezone(zone),
        granted_end=granted.end.astimezone(zone),
    )


@rule(
    "A204",
    "site-not-cleared",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("空域批复 {number} 不含作业点 {site}"),
    why=_WHY,
    remedy=N_("核对作业点和批复号。"),
    basis="fire-within-clearance",
)
def site_not_cleared(operation: Operation, facts: Facts) -> Iterator[Found]:
    if (
        facts.clearance
        and operation.site not in facts.clearance.sites
        and any(firings(operation, facts))
    ):
        site = facts.site(operation.site, operation.window.start)
        yield found(
            "clearance", number=facts.clearance.number, site=site.name if site else operation.site
        )


@rule(
    "A205",
    "equipment-not-cleared",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("空域批复 {number} 不含{kind}"),
    why=_WHY,
    remedy=N_("核对装备和批复内容。"),
    basis="fire-within-clearance",
)
def equipment_not_cleared(operation: Operation, facts: Facts) -> Iterator[Found]:
    cleared = facts.clearance.equipment if facts.clearance else ()
    for n, release in firings(operation, facts):
        unit = facts.equipment.get(release.equipment)
        if cleared and unit and unit.kind not in cleared and facts.clearance:
            yield found(f"releases.{n}.equipment", number=facts.clearance.number, kind=unit.kind)


@rule(
    "A206",
    "clearance-about-to-lapse",
    on=Operation,
    severity=Severity.WARN,
    message=N_("空域批复 {number} 在末次发射后只剩 {left:.0f} 分钟"),
    why=N_("批复临近失效时容易超时发射。"),
    remedy=N_("尽快结束，或先申请延时。"),
    basis="mind-the-lapse",
)
def clearance_about_to_lapse(operation: Operation, facts: Facts) -> Iterator[Found]:
    held = facts.cleared(operation.window.end)
    granted = held.granted if held else None
    day = facts.day(operation.window.start)
    margin = facts.program.settings.airspace_lapse_minutes.value_on(day)
    if granted is None or margin is None or not any(firings(operation, facts)):
        return
    if facts.now > granted.end:
        return
    left = granted.end - operation.window.end
    if timedelta() <= left < timedelta(minutes=margin):
        yield found("clearance", number=operation.clearance, left=left.total_seconds() / 60)


@rule(
    "A207",
    "azimuth-not-cleared",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("方位 {azimuth:g}° 不在空域批复的 {from_deg:g}°–{to_deg:g}° 内"),
    why=_WHY,
    remedy=N_("核对方位角；改变方向先得到新的批复。"),
    basis="fire-within-clearance",
)
def azimuth_not_cleared(operation: Operation, facts: Facts) -> Iterator[Found]:
    for n, release in firings(operation, facts):
        held = facts.cleared(release.start)
        if held is None or held.azimuth_from_deg is None or held.azimuth_to_deg is None:
            continue
        first, last = held.azimuth_from_deg, held.azimuth_to_deg
        outside = [a for a in release.azimuths_deg if not within_span(a, first, last)]
        for azimuth in ends_of_runs(outside):
            where = f"releases.{n}.azimuths_deg"
            yield found(where, azimuth=azimuth, from_deg=first, to_deg=last)


@rule(
    "A208",
    "clearance-not-closed",
    on=Operation,
    severity=Severity.WARN,
    message=N_("空域批复 {number} 时段已过，还没有作业结束报"),
    why=N_("不报结束，空域就不能及时还给民航。"),
    remedy=N_("立即报作业结束，并用 wxmod airspace close 登记。"),
    basis="report-airspace-use",
)
def clearance_not_closed(operation: Operation, facts: Facts) -> Iterator[Found]:
    held = facts.clearance
    if (
        held
        and held.status is ClearanceStatus.GRANTED
        and held.granted
        and held.granted.end < facts.now
    ):
        yield found("clearance", number=held.number)


@rule(
    "A209",
    "firing-after-closure",
    on=Operation,
    severity=Severity.BLOCK,
    message=N_("{end:%H:%M} 还在发射，而空域已于 {closed:%H:%M} 关闭"),
    why=_WHY,
    remedy=N_("核对末次发射和结束报的时刻。"),
    basis="fire-within-clearance",
)
def firing_after_closure(operation: Operation, facts: Facts) -> Iterator[Found]:
    closed = facts.clearance.closed_at if facts.clearance else None
    for n, release in firings(operation, facts):
        if closed and release.end > closed:
            zone = facts.program.zone
            yield found(
                f"releases.{n}.end",
                end=release.end.astimezone(zone),
                closed=closed.astimezone(zone),
            )


@rule(
    "A221",
    "request-for-unknown-site",
    on=ClearanceRequest,
    severity=Severity.BLOCK,
    message=N_("业务方案没有作业点 {site}"),
    why=N_("空域只能为已批准的固定或流动作业点申请。"),
    remedy=N_("核对作业点编码。"),
    basis="approved-sites",
)
def request_for_unknown_site(request: ClearanceRequest, facts: Facts) -> Iterator[Found]:
    for site in request.clearance.sites:
        if facts.site(site, request.clearance.wanted.start) is None:
            yield found("sites", site=site)


@rule(
    "A222",
    "request-for-the-past",
    on=ClearanceRequest,
    severity=Severity.BLOCK,
    message=N_("申请时段 {end:%m-%d %H:%M} 已经过去"),
    why=N_("空域不能事后补批。"),
    remedy=N_("核对日期和时刻；已发生的作业照实记录，不要补申请。"),
    basis="clear-airspace",
)
def request_for_the_past(request: ClearanceRequest, facts: Facts) -> Iterator[Found]:
    if request.clearance.wanted.end < min(facts.now, request.clearance.requested_at):
        yield found("wanted", end=request.clearance.wanted.end.astimezone(facts.program.zone))


@rule(
    "A223",
    "request-without-fit-equipment",
    on=ClearanceRequest,
    severity=Severity.WARN,
    message=N_("作业点 {site} 当日没有年检有效、在用的高炮或火箭"),
    why=N_("批下来的空域用不上，占用空中交通资源。"),
    remedy=N_("先完成年检或调来合格装备。"),
    basis="inspect-yearly",
)
def request_without_fit_equipment(request: ClearanceRequest, facts: Facts) -> Iterator[Found]:
    days = facts.days(request.clearance.wanted)
    for site in request.clearance.sites:
        units = [u for u in facts.equipment.values() if u.site == site and u.kind.fires]
        if not any(_is_fit(unit, days, facts) for unit in units):
            yield found("sites", site=site)


def _is_fit(unit: Equipment, days: Sequence[date], facts: Facts) -> bool:
    """Whether a unit is in service and inspected on every day asked for."""
    in_service = unit.status is EquipmentStatus.IN_SERVICE
    return in_service and not unfit_days(facts.inspections.get(unit.id, ()), days)


@rule(
    "A213",
    "clearance-noted-late",
    on=Operation,
    severity=Severity.NOTE,
    message=N_(
        "空域批复 {number} {answered:%m-%d %H:%M} 答复，{recorded:%m-%d %H:%M} 才登记（补记），晚于发射"
    ),
    why=N_("事后登记的批复要能与管制的记录核对，不能当成当时就有的凭据。"),
    remedy=N_("与空管的通话记录核对答复时刻；今后答复时即登记。"),
    basis="clear-airspace",
)
def clearance_noted_late(operation: Operation, facts: Facts) -> Iterator[Found]:
    fired = [release for _n, release in firings(operation, facts)]
    if not fired:
        return
    first = min(release.start for release in fired)
    written = facts.answers.granted_by(first)
    if written and written.recorded_at > operation.window.end:
        zone = facts.program.zone
        yield found(
            "clearance",
            number=operation.clearance,
            answered=written.since.astimezone(zone),
            recorded=written.recorded_at.astimezone(zone),
        )
