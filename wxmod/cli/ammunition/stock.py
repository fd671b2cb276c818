"""`wxmod stock`: where every round is."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from wxmod.actions import Desk, Outcome
from wxmod.actions.ammunition import differences, lots, stores
from wxmod.actions.ammunition.codes import Reading, read_file, readings
from wxmod.actions.ammunition.differences import Difference, DifferenceKind
from wxmod.actions.ammunition.lots import Fitness
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.registry import pins
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import proven
from wxmod.domain.ammunition.codes import SerialFaultKind
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.ammunition.reliability import DudRate
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day
from wxmod.domain.typed import whole
from wxmod.rules import Severity
from wxmod.wording import N_, _
from wxmod.words.reading import instant


@click.group(help=_("弹药：入库、出库、退库、销毁、盘点、查账。"))
def stock() -> None:
    pass


def hands(command: Any) -> Any:
    """The options every transfer takes."""
    for flag, said in reversed(
        (
            ("--by", _("办理人（默认当前用户）")),
            ("--witness", _("第二人")),
            ("--at", _("办理时刻（默认此刻）")),
            ("--reason", _("事由")),
            ("--document", _("单据号")),
            ("--uid", _("操作编号：同一编号只写一次")),
            (
                "--pin-file",
                _("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
            ),
            ("--codes", _("编码清单：每行一个编码、CSV 或 JSON 文件；- 读标准输入（扫描枪）")),
        )
    ):
        command = click.option(flag, help=said)(command)
    mission = _("为哪次任务：作业指令号或联合作业名称")
    command = click.option("--for", "mission", metavar="MISSION", help=mission)(command)
    waive = _("豁免一条禁止规则并写明理由，如 M322=夜间仅一人在岗")
    return click.option("--waive", "waived", multiple=True, metavar="CODE=WHY", help=waive)(command)


def handover(desk: Desk, words: dict[str, Any]) -> Handover:
    """Who, when, why, under which paper, with which codes, as the options say."""
    waive = dict(text.partition("=")[::2] for text in words.get("waived") or ())
    if any(not why.strip() for why in waive.values()):
        raise BadInput(N_("豁免须写明理由"), remedy=N_("写作 --waive M322=理由"))
    return Handover(
        words.get("by"),
        words.get("witness"),
        words.get("reason") or "",
        words.get("document") or "",
        moment(desk, words.get("at")),
        words.get("uid"),
        waive,
        normalise(words.get("mission") or "") or None,
        codes(words.get("codes")),
        proven(desk, words),
    )


def codes(source: str | None) -> tuple[Reading, ...]:
    """Codes from a file, or from a scanner typing on standard input."""
    if source is None:
        return ()
    return readings(sys.stdin.read()) if source == "-" else read_file(Path(source))


def counts(told: tuple[str, ...]) -> dict[str, int]:
    """Lots and numbers written ``LOT=ROUNDS``.

    Raises:
        BadInput: a lot is told twice; one of the two numbers would be lost.
    """
    found: dict[str, int] = {}
    for name, _equals, rounds in (text.partition("=") for text in told):
        if (lot := normalise(name)) in found:
            raise BadInput(
                N_("批号 {lot} 写了两次"), remedy=N_("同一批号的数量加在一起，写一次"), lot=lot
            )
        found[lot] = whole(rounds)
    return found


def shelf(
    desk: Desk, found: tuple[str, ...], words: dict[str, Any]
) -> tuple[dict[str, int], Handover]:
    """What was counted, lots nobody entered among it, with the count's hour, remarks and key."""
    unlisted = frozenset(counts(words["unlisted"]))
    hands = Handover(
        at=moment(desk, words["at"]),
        reason=words["remarks"],
        uid=words["uid"],
        unlisted=unlisted,
    )
    return counts((*found, *words["unlisted"])), hands


def moment(desk: Desk, text: str | None) -> datetime | None:
    return instant(desk, text) if text else None


def done(session: Session, outcome: Outcome, said: str) -> None:
    """Acknowledge what was written, with what the rules found."""
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    alone = any(f.code in pins.ALONE and f.severity is Severity.BLOCK for f in outcome.findings)
    told = (
        _("单人办理已记为差异（wxmod stock discrepancies），只有局管理员可以销案。")
        if alone
        else ""
    )
    session.emit(
        outcome.as_dict(),
        show.paragraphs(text, show.findings(outcome.findings), told),
    )


EXPLAIN = N_("查清后写明：wxmod stock explain 条目 事项 --reason 原因")
SUBJECTS = N_("盘点的事项是批号；超时的见 wxmod stock due。")


def explaining() -> str:
    """How a difference is answered for, in lines no wider than a terminal."""
    return f"{_(EXPLAIN)}\n{_(SUBJECTS)}"


MARKS = {
    Fitness.STOPPED: "✗",
    Fitness.EXPIRED: "✗",
    Fitness.EXPIRING: "▲",
    Fitness.GOOD: "●",
    Fitness.UNKNOWN: "?",
    Fitness.DUD: "✗",
}


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


@stock.command(help=_("盲盘：两人清点，先录数，后对账；不改库存。"))
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
    outcome, gaps = stores.count(desk, place, numbers, counters, hands)
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


@stock.command(help=_("未解释的差异：盘点、超账发射、编码、计数器、任务收支、逾期在途。"))
@click.pass_obj
def discrepancies(session: Session, /) -> None:
    desk = session.desk
    found, short = stores.open_discrepancies(desk), stores.unbacked(desk)
    rows = [
        (
            d.stocktake,
            show.clock(desk, d.at),
            _said(desk, d.found.place),
            d.found.lot,
            d.found.book,
            d.found.counted,
        )
        for d in found
    ]
    gaps = [
        (
            name,
            show.clock(desk, s.at),
            _said(desk, s.place),
            s.lot,
            s.rounds,
        )
        for name, s in short.items()
    ]
    others = differences.open_differences(desk)
    document = {
        "discrepancies": [
            {"stocktake": d.stocktake, "at": d.at, **d.found._asdict()} for d in found
        ],
        "unbacked": [{"name": name, **s._asdict()} for name, s in short.items()],
        "differences": [d._asdict() for d in others],
    }
    head = (
        _("盘点"),
        _("时刻"),
        _("库点"),
        _("批号"),
        _("账面"),
        _("清点"),
    )
    text = show.table(head, rows, plain=session.plain) if rows else ""
    if gaps:
        unbacked = show.table(
            (
                _("条目"),
                _("时刻"),
                _("库点"),
                _("批号"),
                _("账上缺"),
            ),
            gaps,
            plain=session.plain,
        )
        text = show.paragraphs(text, _("发射超过账面："), unbacked)
    if others:
        lines = [
            (
                d.ref,
                show.clock(desk, d.at),
                d.kind.label,
                d.subject,
                _said(desk, d.expected),
                d.what if d.kind is DifferenceKind.ALONE else _said(desk, d.found),
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
        table = show.table(head, lines, plain=session.plain)
        text = show.paragraphs(text, _("其他不符："), table, _faults(others))
    backed = _("漏记的入库或出库按实际时刻补记，超账即自行消除。") if short else ""
    told = (
        show.paragraphs(text, backed, explaining())
        if found or short or others
        else _("没有未解释的差异。")
    )
    session.emit(document, told)


def _faults(found: Sequence[Difference]) -> str:
    """What is wrong with each code, which two places alone do not tell."""
    said = (
        f"{d.subject}  {kind.label}"
        for d in found
        for kind in SerialFaultKind
        if kind.value == d.what
    )
    return "\n".join(dict.fromkeys(said))


def _said(desk: Desk, value: str) -> str:
    """A place by its name, a number as it is."""
    return desk.program.place_name(value) if "/" in value and not value[0].isdecimal() else value


@stock.command(
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


def dud_words(rate: DudRate) -> str:
    """A dud rate in words, with how sure it is."""
    said = _("故障 {duds}/{tried}，故障率 {rate:.1%}（95% 区间 {low:.1%}–{high:.1%}）")
    return said.format(
        duds=rate.duds,
        tried=rate.tried,
        rate=rate.rate or 0,
        low=rate.low,
        high=rate.high,
    )
