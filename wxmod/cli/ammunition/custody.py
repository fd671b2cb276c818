"""`wxmod stock takeover|spot-check|spot-checks|due`: keepers, unannounced counts, and what has waited too long."""

from typing import Any

import click

from wxmod.actions import Desk
from wxmod.actions.ammunition import custody
from wxmod.actions.ammunition.custody import Due, SpotCheck
from wxmod.cli import show
from wxmod.cli.ammunition.options import explaining, shelf
from wxmod.cli.face import Session
from wxmod.domain.errors import UnknownName
from wxmod.domain.text import normalise
from wxmod.domain.typed import whole
from wxmod.wording import N_, _


@click.command(help=_("交接盘点：交出人和接收人一起清点，先录数，后对账；两人都记入。"))
@click.option("--place", required=True, help=_("库点"))
@click.option("--outgoing", required=True, help=_("交出人"))
@click.option("--incoming", required=True, help=_("接收人"))
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
@click.option("--at", help=_("清点时刻（默认此刻）"))
@click.option("--remarks", default="", help=_("备注"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def takeover(
    session: Session,
    /,
    place: str,
    found: tuple[str, ...],
    **words: Any,
) -> None:
    desk = session.desk
    people = (normalise(words["outgoing"]), normalise(words["incoming"]))
    numbers, hands = shelf(desk, found, words)
    outcome, gaps = custody.hand_over(desk, place, numbers, people, hands)
    rows = [
        (
            gap.lot,
            gap.book,
            gap.counted,
            f"{gap.counted - gap.book:+d}",
        )
        for gap in gaps
    ]
    said = _("已交接：{name}  {mark}").format(
        name=desk.program.place_name(outcome.name),
        mark=outcome.receipt.mark,
    )
    head = (_("批号"), _("账面"), _("清点"), _("差"))
    answer = (
        show.paragraphs(show.table(head, rows, plain=session.plain), explaining())
        if rows
        else _("账物相符")
    )
    session.emit(
        outcome.as_dict() | {"discrepancies": [gap._asdict() for gap in gaps]},
        show.paragraphs(said, answer),
    )


@click.command(
    "spot-check", help=_("随机抽查：抽出若干库点和批号，名单先写入流水再显示；不显示账面数。")
)
@click.option(
    "--count",
    "number",
    default="3",
    show_default=True,
    help=_("抽几处"),
)
@click.option("--seed", help=_("自选种子；不写则由流水末条得出"))
@click.option("--uid", help=_("操作编号：同一编号只写一次"))
@click.pass_obj
def spot_check(
    session: Session,
    /,
    number: str,
    seed: str | None,
    uid: str | None,
) -> None:
    outcome = custody.spot_check(session.desk, whole(number), seed=seed, uid=uid)
    drawn = next((c for c in custody.spot_checks(session.desk) if c.ref == outcome.name), None)
    if drawn is None:
        raise UnknownName(N_("抽查"), outcome.name, [])
    said = _("已抽查：{name}  {mark}").format(name=outcome.name, mark=outcome.receipt.mark)
    document = outcome.as_dict() | _spot_document(drawn)
    session.emit(
        document,
        show.paragraphs(said, _spot_text(session.desk, drawn, plain=session.plain)),
    )


def _spot_text(desk: Desk, each: SpotCheck, *, plain: bool) -> str:
    rows = [
        (
            desk.program.place_name(p.place),
            p.lot,
            _("待盘点") if p in each.left else _("已盘点"),
        )
        for p in each.drawn.picks
    ]
    chosen = _("（自选）") if each.drawn.chosen else ""
    title = _("{ref}  {at}  种子 {seed}{chosen}  由 {n} 处抽出  当日第 {nth} 次").format(
        ref=each.ref,
        at=show.clock(desk, each.drawn.at),
        seed=each.drawn.seed,
        chosen=chosen,
        n=each.drawn.population,
        nth=each.nth,
    )
    again = "" if each.reproduced else _("按现在的账抽不出同一名单：此后有补记，或名单有误")
    return show.paragraphs(
        title,
        show.table(
            (_("库点"), _("批号"), _("状态")),
            rows,
            plain=plain,
        ),
        again,
    )


def _spot_document(each: SpotCheck) -> dict[str, Any]:
    return {
        "ref": each.ref,
        **each.drawn.model_dump(mode="json"),
        "nth_of_day": each.nth,
        "reproduced": each.reproduced,
        "left": [p.model_dump(mode="json") for p in each.left],
    }


@click.command("spot-checks", help=_("历次抽查：种子、名单、是否已盘点、能否重抽出同一名单。"))
@click.pass_obj
def spot_checks(session: Session, /) -> None:
    drawn = custody.spot_checks(session.desk)
    text = show.paragraphs(*(_spot_text(session.desk, each, plain=session.plain) for each in drawn))
    session.emit([_spot_document(each) for each in drawn], text or "-")


@click.command(help=_("到期未办：超时未解释的差异、该盘点的库点、该封的月份、没盘完的抽查。"))
@click.pass_obj
def due(session: Session, /) -> None:
    found = custody.due(session.desk)
    waiting = [each.findings for group in (found.cases, found.stores) for each in group]
    findings = [f for each in (*waiting, found.months.findings) for f in each]
    left = found.spot_check.left if found.spot_check else ()
    said = (
        _("抽查 {ref} 还有 {n} 处没有盘点").format(ref=found.spot_check.ref, n=len(left))
        if found.spot_check
        else ""
    )
    none = "" if found.any else _("没有到期未办的事。")
    session.emit(
        _due_document(session.desk, found),
        show.paragraphs(none, show.findings(findings), said),
    )


def _due_document(desk: Desk, found: Due) -> dict[str, Any]:
    return {
        "cases": [
            {
                "ref": c.ref,
                "subject": c.subject,
                "since": c.since,
                "findings": [f.as_dict() for f in c.findings],
            }
            for c in found.cases
        ],
        "stores": [
            {
                "place": s.place,
                "name": desk.program.place_name(s.place),
                "rounds": s.rounds,
                "custodian": s.custodian._asdict() if s.custodian else None,
                "counted_at": s.counted_at,
                "findings": [f.as_dict() for f in s.findings],
            }
            for s in found.stores
        ],
        "months": {
            "periods": found.months.periods,
            "findings": [f.as_dict() for f in found.months.findings],
        },
        "spot_check": _spot_document(found.spot_check) if found.spot_check else None,
    }


@click.command(help=_("各库点：保管人、上次盘点。"))
@click.pass_obj
def keepers(session: Session, /) -> None:
    desk = session.desk
    found = custody.stores(desk)
    rows = [
        (
            desk.program.place_name(s.place),
            s.custodian.incoming if s.custodian else "",
            s.rounds,
            show.clock(desk, s.counted_at) or _("从未"),
            "!" if s.findings else "●",
        )
        for s in found
    ]
    document = [
        s._asdict() | {"custodian": s.custodian._asdict() if s.custodian else None} for s in found
    ]
    head = (
        _("库点"),
        _("保管人"),
        _("数量"),
        _("上次盘点"),
        _("状态"),
    )
    session.emit(document, show.table(head, rows, plain=session.plain))


COMMANDS = (takeover, spot_check, spot_checks, due, keepers)
