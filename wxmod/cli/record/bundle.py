"""`wxmod bundle`: give to and take from other instances, without a network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from wxmod.actions.record import exchange
from wxmod.actions.record.exchange import Anchor
from wxmod.actions.record.kinds import kind_label
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.files import FilePath
from wxmod.domain.errors import BadInput
from wxmod.domain.exchange import KeyRole
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import from_utc_text
from wxmod.domain.typed import choice
from wxmod.wording import N_, _
from wxmod.words.conflicts import conflict_label

_FILE = FilePath()
_OUTCOMES = {
    "applied": N_("已并入"),
    "already": N_("已有"),
    "gap": N_("中间缺少"),
    "fork": N_("分叉"),
}
_WOULD = _OUTCOMES | {"applied": N_("可并入")}


@click.group(help=_("离线交换：导出、接收、核对签名交换包。"))
def bundle() -> None:
    pass


@bundle.command(
    help=_("显示本库的公钥指纹；--make 新建，--rotate 更换（旧钥签发最后一包告知对方）。")
)
@click.option("--make", is_flag=True, help=_("新建密钥"))
@click.option(
    "--role",
    default="site",
    help=_("本库是：site（作业点）、relay（转交单位）或 bureau（主管单位）"),
)
@click.option("--rotate", is_flag=True, help=_("更换密钥"))
@click.option("--to", type=_FILE, help=_("更换时，告知对方的交换包写到这里"))
@click.pass_obj
def key(
    session: Session,
    /,
    *,
    make: bool,
    role: str,
    rotate: bool,
    to: Path | None,
) -> None:
    desk = session.desk
    # Without it nobody would ever hear of the new key, and all that follows is refused elsewhere.
    if rotate and to is None:
        raise BadInput(N_("更换密钥要用 --to 给出告知对方的交换包"))
    if rotate and to:
        public = exchange.change_key(desk, to)
    else:
        public = (
            exchange.make_key(desk, role=choice(KeyRole, role)) if make else exchange.own_key(desk)
        )
    told = {
        "key": public,
        "fingerprint": exchange.aloud(public),
        "chain": desk.store.chain,
    }
    head = (_("公钥"), _("指纹"), _("链"))
    session.emit(told, show.pairs(zip(head, told.values(), strict=True)))


@bundle.command("keys", help=_("认可的密钥及其来历。"))
@click.pass_obj
def keys_(session: Session, /) -> None:
    held = exchange.known_keys(session.desk)
    rows = [
        (
            k.fingerprint,
            k.grant.role.label,
            k.grant.chain,
            k.grant.name,
            k.grant.told,
            "✗" if k.grant.revoked else "",
        )
        for k in held
    ]
    head = (
        _("指纹"),
        _("身份"),
        _("链"),
        _("名称"),
        _("由何条认可"),
        _("吊销"),
    )
    document = [
        k.grant._asdict() | {"role": k.grant.role.value, "fingerprint": k.fingerprint} for k in held
    ]
    session.emit(document, show.table(head, rows, plain=session.plain))


@bundle.command(help=_("认可一把公钥。先当面或电话核对指纹。"))
@click.argument("key")
@click.option("--chain", required=True, help=_("对方的链"))
@click.option(
    "--role",
    default="site",
    help=_("对方是：site（只交自己的链）、relay（可转交）或 bureau（可下发名册）"),
)
@click.option("--name", default="", help=_("名称"))
@click.option(
    "--site",
    "sites",
    multiple=True,
    help=_("作业点的密钥只能动这些站点或弹药库的账，可重复；别处的留待处理，不入账"),
)
@click.pass_obj
def trust(session: Session, /, key: str, *, role: str, **words: Any) -> None:
    asked = choice(KeyRole, role)
    outcome = exchange.trust(session.desk, key, role=asked, **words)
    lines = [_("已认可，指纹：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)]
    # Said each time: most keys are a site's own, and bound ones cost a thief his trouble.
    if asked is KeyRole.SITE and not words["sites"]:
        lines.append(_("※ 没有用 --site 限定站点：这把密钥可以动任何库点的账"))
    session.emit(outcome.as_dict(), "\n".join(lines))


@bundle.command(help=_("吊销一把公钥（写开头几位即可）。"))
@click.argument("key")
@click.option("--reason", required=True, help=_("原因"))
@click.pass_obj
def revoke(session: Session, /, key: str, *, reason: str) -> None:
    outcome = exchange.revoke(session.desk, key, reason)
    said = _("已吊销，指纹：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), said)


@bundle.command(help=_("导出本库的链（或指定的链）为签名交换包。"))
@click.option("--to", type=_FILE, help=_("文件（默认按链和条号取名）"))
@click.option("--chain", "chains", multiple=True, help=_("链，可重复；默认本库自己的"))
@click.option("--all", "everything", is_flag=True, help=_("所有的链（主管单位转交或下发）"))
@click.option("--since", default="0", help=_("从本链第几条之后；receipt 表示对方已回执之后"))
@click.pass_obj
def give(session: Session, /, **words: Any) -> None:
    given = exchange.give(session.desk, **words)
    rows = [f"{r.chain}  {r.after + 1}–{r.to}  {r.hash[:8]}" for r in given.header.ranges]
    said = _("已写入 {path}，请交给对方：").format(path=given.path)
    document = {"path": str(given.path), "header": given.header.model_dump(mode="json")}
    session.emit(document, "\n".join([said, *rows]))


@bundle.command(help=_("接收交换包：签名相符、来源认可、前后相接才整包并入，否则一条不写。"))
@click.argument("file", type=_FILE)
@click.option(
    "--to",
    metavar="URL",
    help=_("改为并入服务器上的流水：postgresql://HOST/DATABASE（多台同时写；不含账表）"),
)
@click.pass_obj
def take(session: Session, /, file: Path, *, to: str | None) -> None:
    done = exchange.take(session.desk, file, to=to)
    # A server keeps no tables, so it knows of no conflicts.
    held = exchange.conflicts(session.desk) if to is None else []
    document = done.as_dict() | {"conflicts": [c._asdict() for c in held]}
    lines = [_placed(exchange.placed_dict(each)) for each in done.placed]
    if done.receipt:
        mark = _("回执 {mark}：下次导出时一并带回")
        lines.append(mark.format(mark=done.receipt.mark))
    if held:
        warned = _("有 {n} 处冲突待处理：wxmod bundle conflicts")
        lines.append(warned.format(n=len(held)))
    session.emit(document, "\n".join(lines) or "-")


def _placed(placed: dict[str, Any], words: Mapping[str, str] = _OUTCOMES) -> str:
    said = _("{chain}  第 {first}–{last} 条  {outcome}，新 {fresh} 条")
    return said.format(
        chain=placed["chain"],
        first=placed["after"] + 1,
        last=placed["to"],
        outcome=_(words[placed["outcome"]]),
        fresh=placed["fresh"],
    )


@bundle.command(help=_("用文字说明交换包里有什么、接收会怎样；不写入。"))
@click.argument("file", type=_FILE)
@click.pass_obj
def inspect(session: Session, /, file: Path) -> None:
    found = exchange.inspect(session.desk, file)
    said = show.pairs(
        [
            (_("签名"), _("相符")),
            (_("指纹"), found.fingerprint),
            (_("来自"), found.header.giver),
            (_("方案"), found.header.program),
            (_("制作于"), _local(session, found.header.made_at)),
        ]
    )
    lines = []
    for chain, told in found.chains.items():
        lines.append(f"{chain}  {_local(session, told['first'])} – {_local(session, told['last'])}")
        lines += [f"  {kind_label(kind)}  {n}" for kind, n in told["kinds"].items()]
    # Nothing was taken: the words say what would come of it.
    would = [_placed(each, _WOULD) for each in found.placed]
    session.emit(
        found,
        show.paragraphs(
            said,
            found.refusal,
            "\n".join(lines),
            "\n".join(would),
        ),
    )


def _local(session: Session, at: str) -> str:
    return show.clock(session.desk, from_utc_text(at))


@bundle.command(help=_("各链的链头，和别处的回执；可抄写、可电话核对。"))
@click.pass_obj
def heads(session: Session, /) -> None:
    held, anchored = exchange.heads(session.desk), exchange.anchors(session.desk)
    rows = [
        (
            h.chain,
            h.seq,
            h.hash[:8],
            _confirmed(h.chain, anchored),
        )
        for h in held
    ]
    head = (_("链"), _("条"), _("封印"), _("别处已回执到"))
    document = {"heads": [h.model_dump() for h in held], "anchors": [a._asdict() for a in anchored]}
    session.emit(document, show.table(head, rows, plain=session.plain))


def _confirmed(chain: str, anchored: list[Anchor]) -> str:
    # Only others' word counts: that one holds one's own chain proves nothing.
    last = max(
        (a for a in anchored if chain == a.chain != a.holder),
        key=lambda a: a.seq,
        default=None,
    )
    return f"{last.seq}  {last.holder}" if last else ""


@bundle.command(help=_("各库之间不一致、待处理的事。"))
@click.option("--all", "settled", is_flag=True, help=_("连已处理的"))
@click.pass_obj
def conflicts(session: Session, /, *, settled: bool) -> None:
    held = exchange.conflicts(session.desk, settled=settled)
    rows = [
        (
            c.name,
            conflict_label(c.kind),
            c.subject,
            c.ref,
        )
        for c in held
    ]
    head = (_("冲突"), _("什么事"), _("关于"), _("见"))
    session.emit([c._asdict() for c in held], show.table(head, rows, plain=session.plain))


@bundle.command(help=_("写明原因，关闭一处冲突；改正用更正、作废、登记等各自的命令。"))
@click.argument("conflict")
@click.option("--reason", required=True, help=_("原因"))
@click.option(
    "--apply", "applies", is_flag=True, help=_("没有入账的流水属实：从现在起入账（否则不入账）")
)
@click.pass_obj
def resolve(session: Session, /, conflict: str, *, reason: str, applies: bool) -> None:
    outcome = exchange.resolve(session.desk, conflict, reason, applies=applies)
    said = _("已关闭 {name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), said)


@bundle.command(help=_("各县（站点编码前六位）的年度作业次数、用弹、哑弹，由全部的链汇总。"))
@click.argument("year", type=click.IntRange(1950, 2199))
@click.pass_obj
def totals(session: Session, /, year: int) -> None:
    held = exchange.totals(session.desk, year)
    rows: list[tuple[Any, ...]] = [
        (t.county, choice(Purpose, t.purpose).label, *t[2:]) for t in held
    ]
    # Rockets, shells and flares are counted in different units; only like is added to like.
    head = (
        _("县"),
        _("目的"),
        _("作业"),
        _("火箭弹"),
        _("炮弹"),
        _("焰条"),
        _("批号不明"),
        _("故障弹"),
    )
    # A year in which nobody worked has its zeros too.
    sums = [sum(row[column] for row in rows) for column in range(2, len(head))]
    table = show.table(
        head,
        [*rows, (_("合计"), "", *sums)],
        plain=session.plain,
    )
    session.emit([t._asdict() for t in held], table)
