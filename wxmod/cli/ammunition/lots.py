"""`wxmod stock stop|resume|amend|suggest|expiring|reliability|agi`: lots and what is known of them."""

import re
from typing import Any

import click

from wxmod.actions.ammunition import lots
from wxmod.actions.ammunition.stores import Handover
from wxmod.cli import show
from wxmod.cli.ammunition.options import MARKS, done, dud_words, handover, hands
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import proven
from wxmod.domain.errors import BadInput
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day, year_window
from wxmod.domain.typed import whole
from wxmod.wording import N_, _

_SPAN = re.compile(r"(\d{1,5})d?")


@click.command(help=_("停用一个批号（质量通报）：自此刻起处处封存。"))
@click.argument("lot")
@click.option("--ahead", is_flag=True, help=_("此批还没有登记也停用：一经入库即封存"))
@hands
@click.pass_obj
def stop(
    session: Session,
    /,
    lot: str,
    *,
    ahead: bool,
    **words: Any,
) -> None:
    desk = session.desk
    done(
        session,
        lots.stop(desk, normalise(lot), handover(desk, words), ahead=ahead),
        _("已停用：{name}  {mark}"),
    )


@click.command(help=_("恢复一个停用的批号（两人）。"))
@click.argument("lot")
@hands
@click.pass_obj
def resume(session: Session, /, lot: str, **words: Any) -> None:
    desk = session.desk
    done(
        session,
        lots.resume(desk, normalise(lot), handover(desk, words)),
        _("已恢复：{name}  {mark}"),
    )


@click.command(help=_("补全或更正一个批号的日期、型号、厂家；改动已登记的内容须两人。"))
@click.argument("lot")
@click.option("--expires", help=_("失效日期"))
@click.option("--made", help=_("生产日期"))
@click.option("--type", "kind", help=_("弹药型号编码"))
@click.option("--maker", help=_("厂家"))
@click.option("--reason", required=True, help=_("原因"))
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def amend(session: Session, /, lot: str, **words: Any) -> None:
    desk = session.desk
    days = (("expires_on", "expires"), ("made_on", "made"))
    told: dict[str, object] = {
        name: parse_day(words[said], desk.today()) for name, said in days if words[said]
    }
    told |= {
        name: normalise(words[said])
        for name, said in (("type", "kind"), ("maker", "maker"))
        if words[said]
    }
    sure = proven(desk, words) if words["witness"] else frozenset[str]()
    hands = Handover(
        words["by"],
        words["witness"],
        words["reason"],
        uid=words["uid"],
        proven=sure,
    )
    done(
        session,
        lots.amend(desk, normalise(lot), told, hands),
        _("已更正批号：{name}  {mark}"),
    )


@click.command(help=_("先到期先用：从一个库取一种弹药，该取哪几批。"))
@click.option("--from", "source", required=True, help=_("出自哪个库"))
@click.option("--type", "kind", required=True, help=_("弹药型号编码"))
@click.option("--rounds", required=True, help=_("数量"))
@click.pass_obj
def suggest(
    session: Session,
    /,
    source: str,
    kind: str,
    rounds: str,
) -> None:
    wanted = whole(rounds)
    shares = lots.suggest(session.desk, source, normalise(kind), wanted)
    rows = [(s.lot.no, s.lot.expires_on or "", s.rounds) for s in shares]
    short = wanted - sum(s.rounds for s in shares)
    document = {
        "shares": [
            {"lot": s.lot.no, "expires_on": s.lot.expires_on, "rounds": s.rounds} for s in shares
        ],
        "short": short,
    }
    text = show.table(
        (_("批号"), _("有效期"), _("取")),
        rows,
        plain=session.plain,
    )
    session.emit(document, show.paragraphs(text, _("还差 {n} 发").format(n=short) if short else ""))


@click.command(help=_("到期日历：已过期、将到期和没有失效日期的弹药，车上、装填和在途的也在内。"))
@click.option(
    "--within",
    default="90d",
    show_default=True,
    help=_("多少天之内，如 90d"),
)
@click.pass_obj
def expiring(session: Session, /, within: str) -> None:
    desk, span = session.desk, _SPAN.fullmatch(normalise(within))
    if span is None:
        raise BadInput(N_("天数写法不符：{text}"), remedy=N_("写作 90d"), text=within)
    found = [*lots.expiring(desk, int(span[1])), *lots.undated(desk)]
    notices = lots.standings(desk)
    rows, document = list[tuple[object, ...]](), []
    for held in found:
        expires = held.lot.expires_on
        days = (expires - desk.today()).days if expires else None
        state = lots.fitness(
            desk,
            held.place,
            held.lot,
            notices.get(held.lot.no, ()),
        )
        rows.append(
            (
                expires or "-",
                "" if days is None else days,
                desk.program.place_name(held.place),
                held.lot.no,
                held.rounds,
                f"{MARKS[state]} {state.label}",
            )
        )
        document.append(
            {
                "place": held.place,
                "lot": held.lot.no,
                "expires_on": expires,
                "days": days,
                "rounds": held.rounds,
                "state": state.value,
            }
        )
    head = (
        _("有效期"),
        _("剩余天数"),
        _("库点"),
        _("批号"),
        _("数量"),
        _("状态"),
    )
    session.emit(document, show.table(head, rows, plain=session.plain))


@click.command(help=_("本县各批号自己的故障率，附样本数和 95% 区间。"))
@click.pass_obj
def reliability(session: Session, /) -> None:
    rates = lots.dud_rates(session.desk)
    document = [{"lot": lot, "rate": rate.rate, **rate._asdict()} for lot, rate in rates.items()]
    rows = [(lot, dud_words(rate)) for lot, rate in rates.items()]
    session.emit(document, show.table((_("批号"), _("故障率")), rows, plain=session.plain))


@click.command(help=_("碘化银用量：按型号，作业记录与台账对照；铭牌没有读到的写不明。"))
@click.option("--year", type=int, help=_("年份（默认全部）"))
@click.pass_obj
def agi(session: Session, /, year: int | None) -> None:
    desk = session.desk
    found = lots.agent(desk, year_window(year, desk.program.zone) if year else None)
    unknown = _("不明")
    rows = [
        (
            a.type,
            a.logged,
            a.ledger,
            "●" if a.logged == a.ledger else "✗",
            unknown if a.agi_g is None else f"{a.agi_g:g}",
            unknown if a.grams is None else f"{a.grams:g}",
        )
        for a in found
    ]
    known = sum(a.grams or 0 for a in found)
    rounds = sum(a.logged for a in found if a.grams is None)
    document = {
        "types": [a._asdict() | {"grams": a.grams} for a in found],
        "known_g": known,
        "unknown_rounds": rounds,
    }
    head = (
        _("型号"),
        _("作业记录"),
        _("台账"),
        _("相符"),
        _("每发 g"),
        _("合计 g"),
    )
    said = _("已知合计 {g:g} g；另有 {n} 发不知每发含量。").format(g=known, n=rounds)
    session.emit(document, show.paragraphs(show.table(head, rows, plain=session.plain), said))


COMMANDS = (stop, resume, amend, suggest, expiring, reliability, agi)
