"""`wxmod stock dispatch|arrive|transit`: rounds on the road."""

from typing import Any

import click

from wxmod.actions.ammunition import consignments
from wxmod.actions.ammunition.consignments import Route
from wxmod.cli import show
from wxmod.cli.ammunition.options import counts, done, handover, hands, moment
from wxmod.cli.face import Session
from wxmod.domain.text import normalise
from wxmod.wording import _


@click.command(help=_("发运（两人）：弹药记为在途，直到登记到达。"))
@click.option("--from", "source", required=True, help=_("出自哪个库"))
@click.option("--to", required=True, help=_("运往哪个库"))
@click.option(
    "--item",
    "items",
    multiple=True,
    required=True,
    metavar="LOT=ROUNDS",
    help=_("批号和数量，可重复"),
)
@click.option("--vehicle", help=_("车辆编码"))
@click.option("--due", help=_("应到时刻（默认按业务方案的在途时限）"))
@hands
@click.pass_obj
def dispatch(
    session: Session,
    /,
    source: str,
    to: str,
    items: tuple[str, ...],
    **words: Any,
) -> None:
    desk = session.desk
    vehicle = normalise(words["vehicle"]) if words["vehicle"] else None
    route = Route(source, to, vehicle, moment(desk, words["due"]))
    outcome = consignments.dispatch(desk, route, counts(items), handover(desk, words))
    done(session, outcome, _("已发运：{name}  {mark}"))


@click.command(help=_("登记到达；没有到的仍在途。"))
@click.argument("no")
@click.option(
    "--item",
    "items",
    multiple=True,
    metavar="LOT=ROUNDS",
    help=_("到了多少（默认全部），可重复"),
)
@hands
@click.pass_obj
def arrive(
    session: Session,
    /,
    no: str,
    items: tuple[str, ...],
    **words: Any,
) -> None:
    desk = session.desk
    outcome = consignments.arrive(
        desk,
        normalise(no),
        counts(items) or None,
        handover(desk, words),
    )
    done(session, outcome, _("已到达：{name}  {mark}"))


@click.command(help=_("在途弹药，逾期的标出。"))
@click.pass_obj
def transit(session: Session, /) -> None:
    desk, rows, document = session.desk, [], []
    for each in consignments.on_the_road(desk):
        said = " ".join(f"{lot}={n}" for lot, n in each.rounds.items())
        late = "; ".join(f"✗ {f.code} {f.message}" for f in each.findings)
        target = desk.program.place_name(each.sent.target)
        rows.append(
            (
                each.sent.no,
                target,
                said,
                show.clock(desk, each.sent.due_at),
                late,
            )
        )
        document.append(
            {
                "ref": each.ref,
                "sent": each.sent.model_dump(mode="json"),
                "rounds": dict(each.rounds),
                "findings": [f.as_dict() for f in each.findings],
            }
        )
    head = (
        _("发运"),
        _("运往"),
        _("在途"),
        _("应到"),
        _("状态"),
    )
    session.emit(document, show.table(head, rows, plain=session.plain))


COMMANDS = (dispatch, arrive, transit)
