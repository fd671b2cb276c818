"""`wxmod plan report`: written reports of work done, and who owes one by when."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.command import owing, stages, written
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.domain.text import normalise
from wxmod.domain.visible import visible
from wxmod.planning.owed import Owed, clock_words
from wxmod.wording import _
from wxmod.words.reading import instant

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help=_("书面上报：作业后限时写成的报告，由已有记录草拟，编辑后签发。"))
def report() -> None:
    pass


@report.command(help=_("还没有书面上报的作业，每份报告什么时候到期。"))
@click.pass_obj
def due(session: Session, /) -> None:
    desk = session.desk
    held, limit = owing.reports_owed(desk), owing.limit(desk)
    document = {
        "owed": [each.as_dict(desk.now()) for each in held],
        "limit_hours": limit.value if limit else None,
        "source": limit.source if limit else None,
        "confidence": limit.confidence.value if limit else None,
    }
    said = _("时限：作业结束后 {hours} 小时（{source}；{sure}）")
    rule = (
        said.format(
            hours=limit.value,
            source=limit.source,
            sure=limit.confidence.label,
        )
        if limit
        else ""
    )
    session.emit(document, show.paragraphs(owed(desk, held) or _("没有欠报的作业。"), rule))


def owed(desk: Desk, held: Sequence[Owed], *, most: int | None = None) -> str:
    """One line a report owed, the first *most* of them; "" where nothing is owed."""
    lines = []
    for each in held[:most]:
        mark = "✗" if (each.minutes_left(desk.now()) or 0) < 0 else "▶"
        clock = clock_words(each, desk.now(), desk.program.zone)
        said = _("{mark} 书面报告 {subject}（{n} 次作业）：{clock}")
        lines.append(
            said.format(
                mark=mark,
                subject=each.subject,
                n=len(each.operations),
                clock=clock,
            )
        )
    if most is not None and len(held) > most:
        lines.append(_("… 另 {n} 份，见 wxmod plan report due").format(n=len(held) - most))
    return "\n".join(lines)


@report.command(help=_("草拟报告，不写入；SUBJECT 是过程、指令或作业的编号。"))
@click.argument("subject")
@click.option("--out", type=_FILE, help=_("写到文件"))
@click.pass_obj
def draft(session: Session, /, subject: str, out: Path | None) -> None:
    made = written.draft_of(session.desk, normalise(subject))
    if out:
        stages.save(made.text, out)
    file = str(out) if out else None
    document = {
        "subject": made.process,
        "text": made.text,
        "cites": list(made.cites),
        "file": file,
    }
    session.emit(
        document,
        _("已写到 {file}").format(file=out) if out else visible(made.text, keep="\n"),
    )


@report.command(help=_("签发编辑好的报告，并在所报的作业里记下上报时刻。"))
@click.argument("subject")
@click.option(
    "--file",
    required=True,
    type=_FILE,
    help=_("报告文字（UTF-8）"),
)
@click.option("--by", help=_("签发人（默认当前用户）"))
@click.option("--sent", help=_("上报时刻（默认此刻）"))
@click.option("--cites", multiple=True, help=_("依据的产品或指导编号，可重复（默认全部已有的）"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def sign(
    session: Session,
    /,
    subject: str,
    file: Path,
    **words: Any,
) -> None:
    desk = session.desk
    made = written.draft_of(desk, normalise(subject))
    edited = made._replace(
        text=stages.read(file),
        cites=tuple(map(normalise, words["cites"])) or made.cites,
    )
    sent = instant(desk, words["sent"])
    by = normalise(words["by"]) if words["by"] else None
    outcome = written.sign(
        desk,
        edited,
        by=by,
        sent=sent,
        uid=words["uid"],
    )
    said = _("已签发：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(said, show.findings(outcome.findings)))
