"""`wxmod stock balance|match`: missions that balance, and the three-way match with the shot counter."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from wxmod.actions.ammunition import match as matching
from wxmod.actions.ammunition import missions
from wxmod.cli import show
from wxmod.cli.ammunition.options import counts, explaining, moment
from wxmod.cli.face import Session
from wxmod.domain.ammunition.counters import UnitMatch
from wxmod.domain.text import normalise
from wxmod.domain.times import Window
from wxmod.wording import _


@click.command(help=_("一次任务的弹药收支：领出 = 发射 + 退回 + 故障 + 仍装填 + 在手；缺什么。"))
@click.argument("mission")
@click.option(
    "--held",
    multiple=True,
    metavar="LOT=ROUNDS",
    help=_("清点在手的批号和数量，可重复"),
)
@click.pass_obj
def balance(session: Session, /, mission: str, held: tuple[str, ...]) -> None:
    found = missions.mission_balance(session.desk, normalise(mission), counts(held) or None)
    rows = [
        (
            b.lot,
            b.issued,
            b.fired,
            b.returned,
            b.duds,
            b.loaded,
            b.underway,
            b.held,
            b.missing,
        )
        for b in found.lots
    ]
    document = {
        "mission": found.mission,
        "operations": found.operations,
        "missing": found.missing,
        "lots": [b._asdict() | {"missing": b.missing} for b in found.lots],
    }
    head = (
        _("批号"),
        _("领出"),
        _("发射"),
        _("退回"),
        _("故障"),
        _("仍装填"),
        _("在途"),
        _("在手"),
        _("没有下落"),
    )
    title = f"{found.mission}  {' '.join(found.operations)}"
    none = "" if rows else _("没有为它领出弹药（用的是常备弹），不必平衡。")
    hint = (
        _("没有下落的：补记作业、故障弹或退库；清点在手的用 --held 批号=数 写明。")
        if found.missing
        else ""
    )
    session.emit(
        document,
        show.paragraphs(
            title.rstrip(),
            none or show.table(head, rows, plain=session.plain),
            hint,
        ),
    )


@click.command(
    help=_(
        "三方核对：作业记录、台账、发射计数器文件（equipment,start,end,rounds）；一发不差才算相符。"
    )
)
@click.option(
    "--counter",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("计数器文件"),
)
@click.option("--from", "since", help=_("文件自何时起（默认首个读数）"))
@click.option("--to", "until", help=_("文件到何时止（默认末个读数）"))
@click.option("--dry-run", is_flag=True, help=_("只核对，不写入"))
@click.pass_obj
def match(
    session: Session,
    /,
    counter: Path,
    since: str | None,
    until: str | None,
    *,
    dry_run: bool,
) -> None:
    desk = session.desk
    reading = matching.read_counter(
        desk,
        counter,
        _window(moment(desk, since), moment(desk, until)),
    )
    outcome = None if dry_run else matching.record(desk, reading)
    found = matching.matched(desk, reading)
    document = {
        "written": outcome.as_dict() if outcome else None,
        "units": [m._asdict() | {"agrees": m.agrees, "subject": m.subject} for m in found],
    }
    if outcome is None:
        session.emit(document, _matches(session, found))
        return
    written = _("已记下读数：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    hint = "" if all(m.agrees for m in found) else explaining()
    session.emit(document, show.paragraphs(written, _matches(session, found), hint))


def _matches(session: Session, found: Sequence[UnitMatch]) -> str:
    """Log, ledger and counter side by side, as a table."""
    rows = [
        (
            m.no or _("没有作业"),
            m.equipment,
            show.clock(session.desk, m.at),
            m.logged,
            m.ledger,
            m.counter,
            "●" if m.agrees else "✗",
        )
        for m in found
    ]
    head = (
        _("作业"),
        _("装备"),
        _("时刻"),
        _("作业记录"),
        _("台账"),
        _("计数器"),
        _("相符"),
    )
    return show.table(head, rows, plain=session.plain)


def _window(since: datetime | None, until: datetime | None) -> Window | None:
    """The stretch asked for; an open end is left to the file's own readings."""
    given = [at for at in (since, until) if at]
    return Window(start=given[0], end=given[-1]) if given else None


COMMANDS = (balance, match)
