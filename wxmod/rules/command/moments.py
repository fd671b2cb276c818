"""D718: moments that cannot be: work longer than its kind can last."""

from collections.abc import Iterator

from wxmod.domain.operations.operation import Operation
from wxmod.domain.times import Window
from wxmod.rules.catalogue import Found, Severity, found, rule
from wxmod.rules.facts import Facts
from wxmod.wording import N_


@rule(
    "D718",
    "longer-than-possible",
    on=Operation,
    severity=Severity.WARN,
    message=N_(
        "{equipment}从 {start:%Y-%m-%d %H:%M} 到 {end:%Y-%m-%d %H:%M}，共 {minutes:.0f} 分钟，最长 {most} 分钟"
    ),
    why=N_("写错日期，或把几次作业记成一次，年度统计、空域和弹药都跟着错。"),
    remedy=N_("核对首发和末发的日期；几次作业分开记录。"),
    basis="possible-duration",
)
def longer_than_possible(operation: Operation, facts: Facts) -> Iterator[Found]:
    limits = []
    for n, release in enumerate(operation.releases):
        most = _longest(release.equipment, operation, facts)
        if most is None:
            continue
        limits.append(most)
        stretch = Window(start=release.start, end=release.end)
        if stretch.minutes > most:
            unit = f"{release.equipment} "
            yield _too_long(f"releases.{n}.end", unit, stretch, most, facts)
    whole = operation.window
    each_is_short = all(
        Window(start=r.start, end=r.end).minutes <= max(limits, default=0)
        for r in operation.releases
    )
    # Short releases days apart are not one operation either.
    if limits and each_is_short and whole.minutes > max(limits):
        yield _too_long("releases", "", whole, max(limits), facts)


def _longest(equipment: str, operation: Operation, facts: Facts) -> int | None:
    unit = facts.equipment.get(equipment)
    history = facts.program.planning.longest_minutes.get(unit.kind) if unit else None
    return history.value_on(facts.day(operation.window.start)) if history else None


def _too_long(at: str, equipment: str, stretch: Window, most: int, facts: Facts) -> Found:
    zone = facts.program.zone
    return found(
        at,
        equipment=equipment,
        start=stretch.start.astimezone(zone),
        end=stretch.end.astimezone(zone),
        minutes=stretch.minutes,
        most=most,
    )
