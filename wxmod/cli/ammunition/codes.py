"""`wxmod stock scan|trace|history`: codes on rounds and boxes, and the life of a round, a box, a lot."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.ammunition import codes as serials
from wxmod.actions.ammunition import doubts, lives, lots
from wxmod.actions.ammunition.codes import BoxCheck, Known
from wxmod.actions.ammunition.doubts import State
from wxmod.actions.ammunition.lives import Posting
from wxmod.cli import show
from wxmod.cli.ammunition.options import codes, dud_words
from wxmod.cli.face import Session
from wxmod.domain.ammunition.lots import LotResumed
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.ref import Ref
from wxmod.domain.text import normalise
from wxmod.domain.typed import whole
from wxmod.domain.visible import visible
from wxmod.wording import N_, _


@click.command(
    help=_(
        "按编码查询、核对一箱、登记发射或故障：读扫描枪、CSV、JSON文件。"
        "入库、出库等时扫码用各命令的 --codes。"
    )
)
@click.argument("source", default="-", metavar="[FILE]")
@click.option("--box", help=_("核对这一箱：应有和扫到的"))
@click.option(
    "--fired",
    metavar="NO",
    help=_("这些编码在这次作业中发射"),
)
@click.option(
    "--duds",
    metavar="NO",
    help=_("这些编码在这次作业中故障"),
)
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
        done = serials.use(
            desk,
            fired or duds,
            read,
            duds=bool(duds),
            uid=asked["uid"],
        )
        text = "\n".join(
            _("已登记编码：批号 {lot}  {mark}").format(lot=o.name, mark=o.receipt.mark)
            for o in done
        )
        session.emit([o.as_dict() for o in done], text)
    else:
        _known(
            session,
            serials.look_up(desk, read),
            doubts.states(desk, read),
        )


def _box(session: Session, found: BoxCheck) -> None:
    marked = (
        ("●", found.present),
        (_("✗ 缺"), found.missing),
        (_("✗ 多"), found.extra),
    )
    rows = [(mark, code) for mark, listed in marked for code in listed]
    said = _("相符：{n} 发") if found.agrees else _("不相符：应有 {n} 发，缺 {missing}，多 {extra}")
    n, missing, extra = (
        len(found.present) + len(found.missing),
        len(found.missing),
        len(found.extra),
    )
    text = show.paragraphs(
        said.format(n=n, missing=missing, extra=extra),
        show.table(
            ("", _("编码")),
            rows,
            plain=session.plain,
        ),
    )
    session.emit(found._asdict() | {"agrees": found.agrees}, text)


def _known(
    session: Session,
    found: list[Known],
    states: list[State],
) -> None:
    desk, rows, document = session.desk, [], []
    for each, state in zip(found, states, strict=True):
        marked, serial = each.marked, each.serial
        unit = marked.pattern.unit.label if marked.pattern else _("不合格式")
        parts = " ".join(f"{name}={part}" for name, part in marked.parts.items())
        lot = serial.lot if serial else " ".join(sorted({s.lot for s in each.inside}))
        rows.append(
            (
                marked.code,
                state.label,
                unit,
                lot,
                _where(desk, each),
                (serial and serial.box) or "",
                parts,
            )
        )
        document.append(
            {
                "code": marked.code,
                "state": state.value,
                "unit": marked.pattern.unit.value if marked.pattern else None,
                "parts": dict(marked.parts),
                "serial": serial._asdict() if serial else None,
                "inside": [s._asdict() for s in each.inside],
            }
        )
    head = (
        _("编码"),
        _("扫到"),
        _("单位"),
        _("批号"),
        _("在何处"),
        _("箱"),
        _("解读"),
    )
    session.emit(document, show.table(head, rows, plain=session.plain))


def _where(desk: Desk, each: Known) -> str:
    if each.serial:
        return desk.program.place_name(each.serial.place)
    there = Counter(desk.program.place_name(s.place) for s in each.inside)
    return "  ".join(f"{name} {n}" for name, n in there.items()) or _("没有登记")


@click.command(help=_("一个编码的全部去向；写箱码则列出箱内各发现在何处。"))
@click.argument("code")
@click.pass_obj
def trace(session: Session, /, code: str) -> None:
    _follow(session, normalise(code))


def _follow(session: Session, code: str) -> None:
    if inside := serials.in_box(session.desk, code):
        rows = [(s.code, s.lot, session.desk.program.place_name(s.place)) for s in inside]
        document = {"box": code, "rounds": [s._asdict() for s in inside]}
        session.emit(
            document,
            show.table(
                (_("编码"), _("批号"), _("在何处")),
                rows,
                plain=session.plain,
            ),
        )
    else:
        _life(session, code)


def _life(session: Session, code: str) -> None:
    desk = session.desk
    found, scans = serials.life(desk, code)
    name, beyond, void = desk.program.place_name, serials.beyond(desk, found), serials.void(desk)
    rows = [
        (
            show.clock(desk, s.at),
            name(s.source) if s.source else "",
            name(s.target),
            f"{s.operation} {_('作废')}" if s.operation in void else s.operation or "",
            s.lot,
            s.ref,
        )
        for s in scans
    ]
    document = {
        "code": found.code,
        "lot": found.lot,
        "place": found.place,
        "box": found.box,
        "faults": [f._asdict() for f in found.faults],
        "scans": [s._asdict() | {"void": s.operation in void} for s in scans],
        "beyond_book": beyond._asdict() if beyond else None,
    }
    head = (
        _("时刻"),
        _("自"),
        _("至"),
        _("作业"),
        _("批号"),
        _("条目"),
    )
    now = _("现在：{place}").format(place=name(found.place))
    doubt = (
        _("? 此处此批有编码的 {codes} 发，账面只有 {book} 发：有的未扫码就移走了").format(
            **beyond._asdict()
        )
        if beyond
        else ""
    )
    faults = [f"✗ {f.kind.label}  {show.clock(desk, f.at)}  {f.ref}" for f in found.faults]
    session.emit(
        document,
        show.paragraphs(
            show.table(head, rows, plain=session.plain),
            now,
            doubt,
            "\n".join(faults),
        ),
    )


@click.command(help=_("从入库到发射的全部去向：写批号，或一发的编码，或箱码。"))
@click.argument("what", metavar="LOT|CODE")
@click.option(
    "--newest",
    default="200",
    show_default=True,
    help=_("一个批号最近的多少条；0 为全部"),
)
@click.pass_obj
def history(
    session: Session,
    /,
    what: str,
    newest: str,
) -> None:
    asked = normalise(what)
    try:
        _of_lot(
            session,
            asked,
            whole(newest) or None,
        )
    except UnknownName:
        if not (serials.in_box(session.desk, asked) or serials.is_known(session.desk, asked)):
            raise
        _follow(session, asked)


def _of_lot(
    session: Session,
    lot: str,
    newest: int | None,
) -> None:
    desk, named = session.desk, session.desk.program.place_name
    found = lives.history(desk, lot, newest)
    earlier = lives.moved(desk, lot) - len(found)
    there, rate = lives.whereabouts(desk, lot), lots.dud_rates(desk).get(lot)
    document = {
        "movements": [
            {
                "ref": p.ref,
                "cause": p.cause,
                "operation": p.operation,
                "movement": p.movement.model_dump(mode="json"),
            }
            for p in found
        ],
        "earlier": earlier,
        "now": there,
        "notices": [n.model_dump(mode="json") for n in lots.standings(desk).get(lot, ())],
        "duds": rate._asdict() | {"rate": rate.rate} if rate else None,
    }
    now = "  ".join(f"{named(where)} {n}" for where, n in there.items())
    said = _("现在：{place}").format(place=now or "-")
    more = _("更早的还有 {n} 条：--newest 0 为全部").format(n=earlier) if earlier else ""
    session.emit(
        document,
        show.paragraphs(
            _movements(session, found),
            more,
            said,
            *_notices(desk, lot),
            dud_words(rate) if rate else "",
        ),
    )


def _movements(session: Session, found: Sequence[Posting]) -> str:
    """The life of a lot as a table."""
    desk, named = session.desk, session.desk.program.place_name
    rows = [
        (
            show.clock(desk, p.movement.at),
            named(p.movement.source),
            named(p.movement.target),
            p.movement.rounds,
            p.operation or "",
            Ref.parse(p.ref).seq,
        )
        for p in found
    ]
    head = (
        _("时刻"),
        _("自"),
        _("至"),
        _("数量"),
        _("作业"),
        _("流水号"),
    )
    return show.table(head, rows, plain=session.plain)


def _notices(desk: Desk, lot: str) -> Iterator[str]:
    for notice in lots.standings(desk).get(lot, ()):
        said = _("{at} 恢复：{why}") if isinstance(notice, LotResumed) else _("{at} 停用：{why}")
        why = " ".join(part for part in (notice.document, notice.reason) if part)
        yield said.format(at=show.clock(desk, notice.at), why=visible(why))


COMMANDS = (scan, trace, history)
