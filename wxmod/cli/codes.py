"""`wxmod stock scan|trace`: codes on rounds and boxes."""

from typing import Any

import click

from wxmod.actions import serials
from wxmod.actions.serials import BoxCheck, Known
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.stock import codes
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.wording import N_, _


@click.command(help=_(
    "读编码（扫描枪逐行输入，或 CSV、JSON 文件）：查询、核对一箱、登记一次作业发射或故障的编码。"
    "入库、出库等时扫码用各命令的 --codes。"
))  # fmt: skip
@click.argument("source", default="-", metavar="[FILE]")
@click.option("--box", help=_("核对这一箱：应有和扫到的"))
@click.option("--fired", metavar="NO", help=_("这些编码在这次作业中发射"))
@click.option("--duds", metavar="NO", help=_("这些编码在这次作业中故障"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def scan(session: Session, /, source: str, **asked: Any) -> None:
    box, fired, duds = (normalise(asked[name] or "") for name in ("box", "fired", "duds"))
    if sum(map(bool, (box, fired, duds))) > 1:
        raise BadInput(N_("--box、--fired、--duds 至多给出一种"))
    desk, read = session.desk, codes(source)
    if box:
        _box(session, serials.check(desk, box, read))
    elif fired or duds:
        done = serials.use(desk, fired or duds, read, duds=bool(duds), uid=asked["uid"])
        text = "\n".join(_("已登记编码：批号 {lot}  {mark}").format(lot=o.name, mark=o.receipt.mark) for o in done)
        session.emit([o.as_dict() for o in done], text)
    else:
        _known(session, serials.look_up(desk, read))


def _box(session: Session, found: BoxCheck) -> None:
    marked = (("●", found.present), (_("✗ 缺"), found.missing), (_("✗ 多"), found.extra))
    rows = [(mark, code) for mark, listed in marked for code in listed]
    session.emit(found._asdict() | {"agrees": found.agrees}, show.table(("", _("编码")), rows, plain=session.plain))


def _known(session: Session, found: list[Known]) -> None:
    desk, rows, document = session.desk, [], []
    for marked, serial in found:
        unit = marked.pattern.unit.label if marked.pattern else _("不合格式")
        where = desk.program.place_name(serial.place) if serial else _("没有登记")
        parts = " ".join(f"{name}={part}" for name, part in marked.parts.items())
        rows.append((marked.code, unit, serial.lot if serial else "", where, (serial and serial.box) or "", parts))
        document.append({"code": marked.code, "unit": marked.pattern.unit.value if marked.pattern else None,
                         "parts": dict(marked.parts), "serial": serial._asdict() if serial else None})  # fmt: skip
    head = (_("编码"), _("单位"), _("批号"), _("在何处"), _("箱"), _("解读"))
    session.emit(document, show.table(head, rows, plain=session.plain))


@click.command(help=_("一个编码的全部去向。"))
@click.argument("code")
@click.pass_obj
def trace(session: Session, /, code: str) -> None:
    desk = session.desk
    found, scans = serials.life(desk, normalise(code))
    name = desk.program.place_name
    rows = [
        (show.clock(desk, s.at), name(s.source) if s.source else "", name(s.target), s.operation or "", s.lot, s.ref)
        for s in scans
    ]  # fmt: skip
    document = {
        "code": found.code, "lot": found.lot, "place": found.place, "box": found.box,
        "faults": [f._asdict() for f in found.faults], "scans": [s._asdict() for s in scans],
    }  # fmt: skip
    head = (_("时刻"), _("自"), _("至"), _("作业"), _("批号"), _("条目"))
    now = _("现在：{place}").format(place=name(found.place))
    faults = [f"✗ {f.kind.label}  {show.clock(desk, f.at)}  {f.ref}" for f in found.faults]
    session.emit(document, show.paragraphs(show.table(head, rows, plain=session.plain), now, "\n".join(faults)))


COMMANDS = (scan, trace)
