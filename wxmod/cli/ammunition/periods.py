"""`wxmod stock daily|monthly|seal|seals`: the magazine's book by day and month, and its seals."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.ammunition import periods, stores
from wxmod.actions.ammunition import seals as sealing
from wxmod.actions.ammunition.periods import LateEntry, Magazine, Standing
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.record.kinds import kind_label
from wxmod.cli import show
from wxmod.cli.face import Session
from wxmod.cli.registry.pins import proven
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.times import parse_day
from wxmod.domain.visible import visible
from wxmod.wording import _, language


@click.command(help=_("弹药日报：按库点和批号的期初、收、退、发、发射、故障、销毁、结存，附链首。"))
@click.option("--date", "day", help=_("哪一天（默认今天）"))
@click.option("--place", help=_("只看一个库点"))
@click.pass_obj
def daily(session: Session, /, day: str | None, place: str | None) -> None:
    desk = session.desk
    on = parse_day(day, desk.today()) if day else desk.today()
    _tell(session, periods.daily(desk, on, stores.place(desk, place) if place else None))


@click.command(help=_("弹药使用情况月报（或年报，写年份）：收发存、用弹、逐次作业，可追到流水。"))
@click.argument("period", required=False, metavar="[YYYY-MM|YYYY]")
@click.option("--month", metavar="YYYY-MM|YYYY", help=_("哪个月或哪一年（默认本月）"))
@click.option("--place", help=_("只看一个库点"))
@click.pass_obj
def monthly(
    session: Session,
    /,
    period: str | None,
    month: str | None,
    place: str | None,
) -> None:
    desk = session.desk
    asked = period or month or f"{desk.today():%Y-%m}"
    book = periods.of_period(desk, asked, stores.place(desk, place) if place else None)
    _tell(session, book, uses=True)


def _tell(session: Session, book: Magazine, *, uses: bool = False) -> None:
    desk, plain = session.desk, session.plain
    parts = [_title(desk, book), _lines(desk, book, plain=plain)]
    if uses:
        parts += [_totals(desk, book, plain=plain), _uses(desk, book, plain=plain)]
    if book.unbacked:
        parts.append(_("截至期末账外发射 {n} 发，尚无来源").format(n=book.unbacked))
    chain, seq, seal = book.head
    parts.append(
        _("链首 {chain} {seq}·{seal}").format(
            chain=chain,
            seq=seq,
            seal=seal[:8],
        )
    )
    session.emit(_document(desk, book), show.paragraphs(*parts))


def _title(desk: Desk, book: Magazine) -> str:
    over = (
        ""
        if book.until == book.window.end
        else _("（未完，截至 {at}）").format(at=show.clock(desk, book.until))
    )
    name = desk.program.name if language() == "zh" else desk.program.name_en
    return f"{name}  {book.title}{over}  {_standing(book.standing)}"


def _standing(stands: Standing) -> str:
    """Sealed or open, in words."""
    if stands.seal is None:
        return _("未封账")
    said = _("已封账（{period}，{ref}）").format(
        period=stands.seal.seal.period, ref=stands.seal.ref
    )
    changed = _("，封账后变动 {n} 处").format(n=len(stands.changed)) if stands.changed else ""
    return said + changed


def _lines(desk: Desk, book: Magazine, *, plain: bool) -> str:
    named = desk.program.place_name
    rows = [
        (
            named(x.place),
            x.lot,
            x.opening,
            x.received,
            x.returned,
            x.issued,
            x.fired,
            x.duds,
            x.destroyed,
            x.adjusted,
            x.closing,
        )
        for x in book.lines
    ]
    head = (
        _("库点"),
        _("批号"),
        _("期初"),
        _("收入"),
        _("退回"),
        _("发出"),
        _("发射"),
        _("故障"),
        _("销毁"),
        _("调整"),
        _("结存"),
    )
    return show.table(head, rows, plain=plain)


def _totals(desk: Desk, book: Magazine, *, plain: bool) -> str:
    rows = [
        (
            t["type"],
            t["opening"],
            t["net_received"],
            t["fired"],
            t["duds"],
            t["destroyed"],
            t["adjusted"],
            t["closing"],
            "" if t["agi_g"] is None else f"{t['agi_g']:g}",
        )
        for t in _by_type(desk, book)
    ]
    head = (
        _("型号"),
        _("期初"),
        _("净收入"),
        _("发射"),
        _("故障"),
        _("销毁"),
        _("调整"),
        _("结存"),
        _("碘化银 g"),
    )
    return show.paragraphs(_("按型号："), show.table(head, rows, plain=plain)) if rows else ""


_TYPE_COLUMNS = (
    "opening",
    "net_received",
    "fired",
    "duds",
    "destroyed",
    "adjusted",
    "closing",
)


def _by_type(desk: Desk, book: Magazine) -> list[dict[str, Any]]:
    """The book by type of ammunition; what passes between stores cancels out, misfires held count as held."""
    types, grams = periods.types_of_lots(desk), {a.code: a.agi_g for a in desk.program.ammunition}
    sums: dict[str, Counter[str]] = {}
    for line in book.lines:
        figures = sums.setdefault(types.get(line.lot, "?"), Counter())
        for name in ("opening", "fired", "duds", "destroyed", "adjusted", "closing"):
            figures[name] += getattr(line, name)
        figures["net_received"] += line.received + line.returned - line.issued - line.duds
    rows = []
    for kind, figures in sorted(sums.items()):
        each = grams.get(kind)
        row: dict[str, Any] = {"type": kind}
        row |= {name: figures[name] for name in _TYPE_COLUMNS}
        row["agi_g"] = None if each is None else figures["fired"] * each
        rows.append(row)
    return rows


def _uses(desk: Desk, book: Magazine, *, plain: bool) -> str:
    rows = [
        (
            u.operation,
            desk.program.place_name(u.place),
            u.lot,
            u.fired,
            u.duds,
        )
        for u in book.uses
    ]
    head = (
        _("作业"),
        _("取自"),
        _("批号"),
        _("发射"),
        _("故障"),
    )
    return show.paragraphs(_("逐次作业："), show.table(head, rows, plain=plain)) if rows else ""


def _document(desk: Desk, book: Magazine) -> dict[str, Any]:
    chain, seq, seal = book.head
    sealed = book.standing.seal
    return {
        "title": book.title,
        "from": book.window.start,
        "to": book.window.end,
        "until": book.until,
        "program": {"code": desk.program.code, "name": desk.program.name},
        "lines": [line.model_dump(mode="json") for line in book.lines],
        "types": _by_type(desk, book),
        "uses": [use.model_dump(mode="json") for use in book.uses],
        "unbacked": book.unbacked,
        "sealed": {"period": sealed.seal.period, "ref": sealed.ref} if sealed else None,
        "changed_since": [each._asdict() for each in book.standing.changed],
        "head": {"chain": chain, "seq": seq, "hash": seal},
        "generated_at": desk.now(),
    }


@click.command(
    help=_(
        "封账（两人）：月（2023-07）或年（2023）结束后，把各库结存和链首写入流水；重复封账不再写入。"
    )
)
@click.argument("period")
@click.option("--by", help=_("办理人（默认当前用户）"))
@click.option("--witness", help=_("第二人"))
@click.option("--reason", default="", help=_("事由"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.option(
    "--pin-file",
    help=_("口令文件，每行 编号=口令（脚本用；或环境变量 WXMOD_PINS）；不写则在终端上询问"),
)
@click.pass_obj
def seal(session: Session, /, period: str, **words: Any) -> None:
    hands = Handover(
        words["by"],
        words["witness"],
        words["reason"],
        uid=words["uid"],
        proven=proven(session.desk, words),
    )
    outcome = sealing.seal(session.desk, period, hands)
    said = (
        _("早已封账：{name}  {mark}") if outcome.receipt.repeated else _("已封账：{name}  {mark}")
    )
    text = said.format(name=outcome.name, mark=outcome.receipt.mark)
    session.emit(outcome.as_dict(), show.paragraphs(text, show.findings(outcome.findings)))


@click.command(help=_("各次封账，封账后补记的条目，以及与封账不同的结存。"))
@click.pass_obj
def seals(session: Session, /) -> None:
    desk = session.desk
    rows, document, later = [], [], list[str]()
    for row in periods.seals(desk):
        late, changed = periods.late_entries(desk, row), periods.adjusted_since(desk, row)
        rows.append(
            (
                row.seal.period,
                row.ref,
                show.clock(desk, row.seal.until),
                _in_stores(row.seal),
                row.seal.open,
                len(late),
                len(changed),
            )
        )
        document.append(
            row.seal.model_dump(mode="json")
            | {
                "ref": row.ref,
                "late": [e._asdict() for e in late],
                "changed": [c._asdict() | {"subject": c.subject} for c in changed],
            }
        )
        later += [_late_line(desk, row.seal.period, each) for each in late]
    head = (
        _("期间"),
        _("条目"),
        _("截止"),
        _("库存"),
        _("差异"),
        _("补记"),
        _("变动"),
    )
    text = show.table(head, rows, plain=session.plain)
    session.emit(
        document,
        show.paragraphs(text, _("封账后补记：") if later else "", _joined(later)),
    )


def _in_stores(seal: PeriodSealed) -> int:
    """Rounds a seal found in depots, at sites and on vehicles."""
    kinds = {"depot", "site", "vehicle"}
    return sum(b.rounds for b in seal.balances if Account(b.place).kind in kinds)


def _late_line(desk: Desk, period: str, late: LateEntry) -> str:
    parts = (
        period,
        late.ref,
        kind_label(late.kind),
        show.clock(desk, late.occurred_at),
        late.actor,
    )
    return "  ".join(parts)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(visible(line) for line in lines)


COMMANDS = (daily, monthly, seal, seals)
