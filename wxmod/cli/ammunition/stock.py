"""`wxmod stock`: where every round is."""

from collections.abc import Callable
from typing import Any

import click

from wxmod.actions import Outcome
from wxmod.actions.ammunition import lots, stores
from wxmod.cli import show
from wxmod.cli.ammunition.options import MARKS, done, handover, hands
from wxmod.cli.face import Session
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import whole
from wxmod.wording import N_, _


@click.group(help=_("弹药：入库、出库、退库、销毁、盘点、查账。"))
def stock() -> None:
    pass


@stock.command("show", help=_("现存弹药：按地点、型号、批号、有效期。"))
@click.option("--place", help=_("只看一个库点"))
@click.pass_obj
def show_(session: Session, /, place: str | None) -> None:
    desk = session.desk
    held = stores.stock(desk, stores.place(desk, place) if place else None)
    kinds = {a.code: a for a in desk.program.ammunition}
    notices = lots.standings(desk)
    states = [
        lots.fitness(
            desk,
            h.place,
            h.lot,
            notices.get(h.lot.no, ()),
        )
        for h in held
    ]
    rows = [
        (
            desk.program.place_name(h.place),
            kinds[h.lot.type].model if h.lot.type in kinds else "?",
            h.lot.no,
            h.rounds,
            h.lot.expires_on or "",
            f"{MARKS[state]} {state.label}",
        )
        for h, state in zip(held, states, strict=True)
    ]
    document = [
        {
            "place": h.place,
            "rounds": h.rounds,
            "lot": h.lot,
            "state": state.value,
            "notices": [n.model_dump(mode="json") for n in notices.get(h.lot.no, ())],
        }
        for h, state in zip(held, states, strict=True)
    ]
    head = (
        _("库点"),
        _("型号"),
        _("批号"),
        _("数量"),
        _("有效期"),
        _("状态"),
    )
    session.emit(document, show.table(head, rows, plain=session.plain))


@stock.command(help=_("从厂家入库；新批号随首次入库登记。"))
@click.option("--lot", required=True, help=_("批号"))
@click.option("--type", "kind", required=True, help=_("弹药型号编码"))
@click.option("--maker", required=True, help=_("厂家"))
@click.option("--rounds", required=True, help=_("数量"))
@click.option("--to", help=_("入哪个库（只有一个弹药库时可不写）"))
@click.option("--made", help=_("生产日期"))
@click.option("--expires", help=_("失效日期"))
@hands
@click.pass_obj
def receive(session: Session, /, **words: Any) -> None:
    desk = session.desk
    days = {
        name: parse_day(words[flag], desk.today()) if words[flag] else None
        for name, flag in (("made_on", "made"), ("expires_on", "expires"))
    }
    lot = Lot.model_validate(
        {
            "no": words["lot"],
            "type": words["kind"],
            "maker": words["maker"],
            **days,
        }
    )
    to = words["to"] or stores.depot(desk)
    outcome = stores.receive(
        desk,
        lot,
        to,
        whole(words["rounds"]),
        handover(desk, words),
    )
    done(session, outcome, _("已入库：{name}  {mark}"))


def _between(
    name: str,
    said: str,
    act: Callable[..., Outcome],
    acknowledged: str,
) -> None:
    """A command that moves rounds from one store to another."""

    @click.option("--lot", required=True, help=_("批号"))
    @click.option("--from", "source", required=True, help=_("出自哪个库"))
    @click.option("--to", required=True, help=_("去哪个库"))
    @click.option("--rounds", required=True, help=_("数量"))
    @hands
    @click.pass_obj
    def move(
        session: Session,
        /,
        lot: str,
        source: str,
        to: str,
        rounds: str,
        **words: Any,
    ) -> None:
        desk = session.desk
        outcome = act(
            desk,
            Held(source, normalise(lot)),
            to,
            whole(rounds),
            handover(desk, words),
        )
        done(session, outcome, _(acknowledged))

    stock.command(name, help=said)(move)


def _out(
    name: str,
    said: str,
    act: Callable[..., Outcome],
    acknowledged: str,
) -> None:
    """A command that takes rounds out of use."""

    @click.option("--lot", required=True, help=_("批号"))
    @click.option(
        "--from", "source", required=True, help=_("出自哪个库；作业点的故障弹写 dud/编码")
    )
    @click.option("--rounds", required=True, help=_("数量"))
    @hands
    @click.pass_obj
    def move(
        session: Session,
        /,
        lot: str,
        source: str,
        rounds: str,
        **words: Any,
    ) -> None:
        desk = session.desk
        outcome = act(
            desk,
            Held(source, normalise(lot)),
            whole(rounds),
            handover(desk, words),
        )
        done(session, outcome, _(acknowledged))

    stock.command(name, help=said)(move)


@stock.command("issue", help=_("出库（两人）；不写批号就按型号取先到期的一批。"))
@click.option("--lot", help=_("批号"))
@click.option("--type", "kind", help=_("弹药型号编码；代替批号"))
@click.option("--from", "source", help=_("出自哪个库（只有一个弹药库时可不写）"))
@click.option("--to", required=True, help=_("去哪个库"))
@click.option("--rounds", required=True, help=_("数量"))
@hands
@click.pass_obj
def issue(
    session: Session,
    /,
    lot: str | None,
    kind: str | None,
    source: str | None,
    **words: Any,
) -> None:
    desk, rounds, told = session.desk, whole(words["rounds"]), handover(session.desk, words)
    source = source or stores.depot(desk)
    if bool(lot) == bool(kind):
        raise BadInput(N_("--lot 和 --type 须且只须给出一种"))
    taken = (
        normalise(lot) if lot else lots.pick(desk, source, normalise(kind or ""), rounds, told.at)
    )
    outcome = stores.issue(desk, Held(source, taken), words["to"], rounds, told)
    done(session, outcome, _("已出库：{name}  {mark}"))


_between("return", _("退库。"), stores.give_back, N_("已退库：{name}  {mark}"))
_between(
    "unload",
    _("卸下没有发射的弹药；--from 写装备编号。"),
    stores.unload,
    N_("已卸下：{name}  {mark}"),
)
_between("load", _("装填：--to 写装备编号。"), stores.load, N_("已装填：{name}  {mark}"))
_between(
    "hand-over",
    _("移交厂家或排弹单位（两人）；故障弹只能这样离开或销毁。"),
    stores.hand_over,
    N_("已移交：{name}  {mark}"),
)
_out(
    "dispose",
    _("销毁故障、过期或停用的弹药（两人）。"),
    stores.dispose,
    N_("已销毁：{name}  {mark}"),
)
_out(
    "dud",
    _("把不合格的弹药登记为故障弹，隔离存放。"),
    stores.register_duds,
    N_("已登记故障弹：{name}  {mark}"),
)
