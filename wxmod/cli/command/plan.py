"""`wxmod plan`: what could be done, and what stands in the way."""

from collections.abc import Mapping, Sequence

import click

from wxmod.actions import Desk
from wxmod.cli import show
from wxmod.cli.command.instructions import instruction
from wxmod.cli.command.notices import notice
from wxmod.cli.command.stages import COMMANDS
from wxmod.cli.command.written import owed, report
from wxmod.cli.face import Session
from wxmod.cli.firing.aiming import fire, table
from wxmod.cli.firing.burner import burner
from wxmod.cli.operations.area import area
from wxmod.cli.operations.effects import effect
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.times import Side
from wxmod.planning.readiness import Verdict
from wxmod.rules import Severity
from wxmod.wording import _
from wxmod.words.reading import instant


@click.group(help=_("计划：战备、任务板、各阶段产品、作业指令、暂停、作业公告。"))
def plan() -> None:
    pass


for command in (
    notice,
    instruction,
    *COMMANDS,
    report,
    effect,
    table,
    fire,
    area,
    burner,
):
    plan.add_command(command)


@plan.command(help=_("每件装备此刻和今晚能否依法作业；不能的，写明原因和由谁解决。"))
@click.option("--at", help=_("以哪个时刻为准（默认此刻）"))
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=_("逐人逐项列出阻碍（默认同一条规则合为一行）"),
)
@click.pass_obj
def readiness(session: Session, /, at: str | None, every: bool) -> None:
    from wxmod.actions.command import owing, readiness  # noqa: PLC0415  help loads words alone

    desk = session.desk
    told = readiness.readiness(desk, instant(desk, at, Side.AHEAD))
    parts = [_("此刻 {at}").format(at=show.clock(desk, told.at)), _verdicts(session, told.now)]
    if told.night:
        night = f"{show.clock(desk, told.night.start)} – {desk.local(told.night.end):%H:%M}"
        parts += [_("今晚 {night}").format(night=night), _verdicts(session, told.tonight)]
    held = owing.reports_owed(desk)
    said = _obstacles((*told.now, *told.tonight), every=every)
    document = told.as_dict() | {"reports_owed": [each.as_dict(desk.now()) for each in held]}
    session.emit(
        document,
        show.paragraphs(
            *parts,
            said,
            owed(desk, held, most=5),
        ),
    )


def _verdicts(session: Session, verdicts: Sequence[Verdict]) -> str:
    head = (
        _("装备"),
        _("作业点"),
        _("状态"),
        _("可用于"),
        _("弹药"),
        _("可上岗"),
        _("空域"),
        _("阻碍"),
    )
    rows = [_row(session.desk, verdict) for verdict in verdicts]
    return show.table(head, rows, plain=session.plain)


def _row(desk: Desk, verdict: Verdict) -> tuple[object, ...]:
    blocks = [o.finding.code for o in verdict.obstacles if o.finding.severity is Severity.BLOCK]
    site = desk.places.get(Account.site(verdict.unit.site or ""), verdict.unit.site or "-")
    return (
        f"{verdict.unit.id} {verdict.unit.kind.label}",
        site,
        verdict.state.label,
        show.short(verdict.purposes),
        sum(verdict.rounds.values()),
        len(verdict.crew),
        verdict.clearance or _coming(desk, verdict),
        " ".join(dict.fromkeys(blocks)) or "-",
    )


def _coming(desk: Desk, verdict: Verdict) -> str:
    """From when on there is airspace, where it is granted but not open yet."""
    return _("{at:%H:%M} 起").format(at=desk.local(verdict.coming)) if verdict.coming else "-"


def _obstacles(verdicts: Sequence[Verdict], *, every: bool) -> str:
    """What blocks or warns, with the units and who can clear it and how; of one rule the first alone unless *every*."""
    held: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for verdict in verdicts:
        for each in verdict.obstacles:
            if each.finding.severity is not Severity.NOTE:
                said = f"{each.finding.code} {each.finding.message}"
                whole = _("{said}（{purposes}）").format(
                    said=said,
                    purposes=" ".join(p.label for p in each.purposes),
                )
                remedy = _("→ {who}：{remedy}").format(
                    who=each.who.label,
                    remedy=_(each.finding.rule.remedy),
                )
                alike = (
                    show.MARKS[each.finding.severity],
                    whole if every else each.finding.code,
                    remedy,
                )
                held.setdefault(alike, {}).setdefault(whole, []).append(verdict.unit.id)
    return "\n".join(_alike(mark, remedy, said) for (mark, _alike_in, remedy), said in held.items())


def _alike(mark: str, remedy: str, said: Mapping[str, Sequence[str]]) -> str:
    """Lines of one rule: the units, the first thing *said* of them, how many more there are, and the remedy."""
    units = " ".join(dict.fromkeys(unit for each in said.values() for unit in each))
    more = _("，等 {count} 项").format(count=len(said)) if len(said) > 1 else ""
    return f"{mark} {units}  {next(iter(said))}{more}\n    {remedy}"
