"""`wxmod plan notice`: public notices (作业公告)."""

from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.command import notices
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.text import normalise
from wxmod.domain.visible import visible
from wxmod.wording import _
from wxmod.words import intents


@click.group(help=_("作业公告：草拟、登记、检查是否有效。"))
def notice() -> None:
    pass


def _fields(command: Any) -> Any:
    for flag, said in reversed(
        (
            ("--number", _("公告号（默认自动编号）")),
            ("--first", _("作业期首日（默认明天）")),
            ("--last", _("作业期末日（默认当年末）")),
            ("--issued", _("发布日期（默认今天）")),
            ("--basis", _("作业依据和目的")),
            ("--area", _("受影响的安全区域")),
            ("--effects", _("可能的影响和注意事项")),
            ("--contact", _("联系人")),
            ("--phone", _("联系电话")),
            ("--published", _("张贴或刊登在何处")),
            ("--police", _("通知公安机关的日期")),
        )
    ):
        command = click.option(flag, help=said)(command)
    command = click.option(
        "--equipment", "kinds", multiple=True, help=_("装备类别，可重复（默认在册的）")
    )(command)
    command = click.option(
        "--purpose", "purposes", multiple=True, help=_("目的，可重复（默认增雨、防雹）")
    )(command)
    return click.option(
        "--site", "sites", multiple=True, help=_("作业点，可重复（默认有高炮火箭的各点）")
    )(command)


def _told(desk: Desk, words: dict[str, Any]) -> PublicNotice:
    """The notice the options describe, the rest made up from the record."""
    return intents.notice(desk, words | {"equipment": words["kinds"]})


def _emit(session: Session, told: PublicNotice, said: str = "") -> None:
    desk = session.desk
    text, found = notices.words(desk, told), notices.findings_of(desk, told)
    document = told.model_dump(mode="json") | {
        "missing": list(told.missing),
        "findings": [f.as_dict() for f in found],
        "text": text,
    }
    session.emit(document, show.paragraphs(said, visible(text, keep="\n"), show.findings(found)))


@notice.command(help=_("草拟公告，不写入；缺的项留空待填。"))
@_fields
@click.pass_obj
def draft(session: Session, /, **words: Any) -> None:
    _emit(session, _told(session.desk, words))


@notice.command(help=_("登记已发布的公告。"))
@_fields
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def issue(session: Session, /, uid: str | None, **words: Any) -> None:
    outcome = notices.issue(session.desk, _told(session.desk, words), uid=uid)
    said = _("已登记公告：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(said, show.findings(outcome.findings)))


@notice.command("list", help=_("公告及其作业期。"))
@click.pass_obj
def list_(session: Session, /) -> None:
    desk = session.desk
    held = notices.listed(desk)
    rows = [
        (
            n.number,
            n.issued_on,
            show.clock(desk, n.window.start),
            show.clock(desk, n.window.end),
            len(n.sites),
            n.police_told_on or "-",
            len(notices.findings_of(desk, n)),
        )
        for n in held
    ]
    head = (
        _("公告号"),
        _("发布"),
        _("自"),
        _("至"),
        _("作业点"),
        _("通知公安"),
        _("问题"),
    )
    session.emit(held, show.table(head, rows, plain=session.plain))


@notice.command("show", help=_("公告全文，是否有效。"))
@click.argument("number")
@click.pass_obj
def show_(session: Session, /, number: str) -> None:
    _emit(session, notices.get(session.desk, normalise(number)))
