"""`wxmod stock count|discrepancies|explain`: counts, what does not agree, and who answers for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.ammunition import differences, stocktakes
from wxmod.actions.ammunition.differences import Difference, DifferenceKind
from wxmod.actions.ammunition.stocktakes import OpenDiscrepancy
from wxmod.actions.ammunition.stores import Handover
from wxmod.cli import show
from wxmod.cli.ammunition.options import done, explaining, shelf
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import proven
from wxmod.domain.ammunition.codes import SerialFaultKind
from wxmod.domain.ammunition.ledger import Shortfall
from wxmod.domain.text import normalise
from wxmod.wording import _


@click.command(help=_("盲盘：两人清点，先录数，后对账；不改库存。"))
@click.option("--place", required=True, help=_("库点"))
@click.option(
    "--count",
    "found",
    multiple=True,
    metavar="LOT=ROUNDS",
    help=_("清点到的批号和数量，可重复"),
)
@click.option(
    "--unlisted",
    multiple=True,
    metavar="LOT=ROUNDS",
    help=_("清点到、从未登记的批号和数量，可重复"),
)
@click.option(
    "--counters",
    required=True,
    nargs=2,
    help=_("两名清点人"),
)
@click.option("--at", help=_("清点时刻（默认此刻）"))
@click.option("--remarks", default="", help=_("备注"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def count(
    session: Session,
    /,
    place: str,
    found: tuple[str, ...],
    counters: tuple[str, str],
    **words: Any,
) -> None:
    desk = session.desk
    numbers, hands = shelf(desk, found, words)
    outcome, gaps = stocktakes.count(desk, place, numbers, counters, hands)
    rows = [
        (
            gap.lot,
            gap.book,
            gap.counted,
            f"{gap.counted - gap.book:+d}",
        )
        for gap in gaps
    ]
    head = (_("批号"), _("账面"), _("清点"), _("差"))
    said = _("已盘点：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    answer = (
        show.paragraphs(show.table(head, rows, plain=session.plain), explaining())
        if rows
        else _("账物相符")
    )
    session.emit(
        outcome.as_dict() | {"discrepancies": [gap._asdict() for gap in gaps]},
        show.paragraphs(said, answer),
    )


@click.command(help=_("未解释的差异：盘点、超账发射、编码、计数器、任务收支、逾期在途。"))
@click.pass_obj
def discrepancies(session: Session, /) -> None:
    desk = session.desk
    found, short = stocktakes.open_discrepancies(desk), stocktakes.unbacked(desk)
    others = differences.open_differences(desk)
    document = {
        "discrepancies": [
            {"stocktake": d.stocktake, "at": d.at, **d.found._asdict()} for d in found
        ],
        "unbacked": [{"name": name, **s._asdict()} for name, s in short.items()],
        "differences": [d._asdict() for d in others],
    }
    if not (found or short or others):
        session.emit(document, _("没有未解释的差异。"))
        return
    backed = _("漏记的入库或出库按实际时刻补记，超账即自行消除。") if short else ""
    text = show.paragraphs(
        _counted(session, found),
        *_unbacked(session, short),
        *_others(session, others),
        backed,
        explaining(),
    )
    session.emit(document, text)


def _counted(session: Session, found: Sequence[OpenDiscrepancy]) -> str:
    """Counts that differ from the book, as a table; nothing where none does."""
    desk = session.desk
    rows = [
        (
            d.stocktake,
            show.clock(desk, d.at),
            _named(desk, d.found.place),
            d.found.lot,
            d.found.book,
            d.found.counted,
        )
        for d in found
    ]
    head = (
        _("盘点"),
        _("时刻"),
        _("库点"),
        _("批号"),
        _("账面"),
        _("清点"),
    )
    return show.table(head, rows, plain=session.plain) if rows else ""


def _unbacked(session: Session, short: Mapping[str, Shortfall]) -> Iterator[str]:
    """Rounds taken beyond the book, under their own title."""
    if not short:
        return
    desk = session.desk
    rows = [
        (
            name,
            show.clock(desk, s.at),
            _named(desk, s.place),
            s.lot,
            s.rounds,
        )
        for name, s in short.items()
    ]
    head = (
        _("条目"),
        _("时刻"),
        _("库点"),
        _("批号"),
        _("账上缺"),
    )
    yield _("发射超过账面：")
    yield show.table(head, rows, plain=session.plain)


def _others(session: Session, others: Sequence[Difference]) -> Iterator[str]:
    """Everything else that does not agree, under its own title, and what is wrong with each code."""
    if not others:
        return
    desk = session.desk
    rows = [
        (
            d.ref,
            show.clock(desk, d.at),
            d.kind.label,
            d.subject,
            _named(desk, d.expected),
            d.what
            if d.kind in {DifferenceKind.ALONE, DifferenceKind.WAIVED}
            else _named(desk, d.found),
        )
        for d in others
    ]
    head = (
        _("条目"),
        _("时刻"),
        _("种类"),
        _("事项"),
        _("应为"),
        _("实为"),
    )
    yield _("其他不符：")
    yield show.table(head, rows, plain=session.plain)
    yield _faults(others)


def _faults(found: Sequence[Difference]) -> str:
    """What is wrong with each code, which two places alone do not tell."""
    labels = {kind.value: kind.label for kind in SerialFaultKind}
    lines = [f"{d.subject}  {labels[d.what]}" for d in found if d.what in labels]
    return "\n".join(dict.fromkeys(lines))


def _named(desk: Desk, value: str) -> str:
    """A place by its name, a number as it is."""
    return desk.program.place_name(value) if "/" in value and not value[0].isdecimal() else value


@click.command(
    help=_(
        "解释一条差异：条目号和事项（盘点的事项是批号）；--adjust 同时按清点数调整库存（两人）。"
    )
)
@click.argument("stocktake")
@click.argument("lot")
@click.option("--reason", required=True, help=_("原因"))
@click.option("--adjust", is_flag=True, help=_("按清点数调整：少的记为丢失，多的记为找回"))
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def explain(
    session: Session,
    /,
    stocktake: str,
    lot: str,
    *,
    adjust: bool,
    **words: Any,
) -> None:
    sure = proven(session.desk, words, alone=True)
    hands = Handover(
        words["by"],
        words["witness"],
        words["reason"],
        uid=words["uid"],
        proven=sure,
    )
    outcome = differences.answer(session.desk, stocktake, normalise(lot), hands, adjust=adjust)
    done(session, outcome, _("已解释：{name}  {mark}"))


COMMANDS = (count, discrepancies, explain)
