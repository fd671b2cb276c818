"""Lots: stopped and released, which goes first, what expires when, how they perform, how much agent they carried."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from wxmod.actions.ammunition.stores import Handover, Holding, known_lot, place, stock
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.accounts import is_misfire, is_usable_store
from wxmod.domain.ammunition.ledger import Lot
from wxmod.domain.ammunition.lots import (
    LotResumed,
    LotStopped,
    Share,
    first_to_expire,
    is_usable,
    stop_at,
)
from wxmod.domain.ammunition.reliability import DudRate, dud_rate
from wxmod.domain.errors import BadInput
from wxmod.domain.text import is_second
from wxmod.domain.times import Window
from wxmod.store import tables
from wxmod.wording import N_, Term


class Fitness(Term):
    """What can be said of a lot at a glance."""

    STOPPED = "stopped", N_("停用")
    EXPIRED = "expired", N_("过期")
    EXPIRING = "expiring", N_("临期")
    GOOD = "good", N_("正常")
    UNKNOWN = "unknown", N_("未填")
    DUD = "dud", N_("故障弹")


def stop(
    desk: Desk,
    lot: str,
    hands: Handover,
    *,
    ahead: bool = False,
) -> Outcome:
    """Quarantine a lot everywhere at once, from a moment on (质量通报).

    Args:
        ahead: The lot is in no book here yet; wherever it turns up it is stopped already.

    Raises:
        UnknownName: no such lot.
        BadInput: no reason, or the moment lies ahead.
    """
    return _stand(
        desk,
        "lot.stopped",
        LotStopped,
        lot if ahead else known_lot(desk, lot),
        hands,
    )


def resume(
    desk: Desk,
    lot: str,
    hands: Handover,
) -> Outcome:
    """Release a stopped lot from a moment on; two people, for it lets a doubted lot be fired again everywhere.

    Raises:
        UnknownName: no such lot.
        BadInput: no reason, the moment lies ahead, or one person alone.
    """
    _two(desk, hands, N_("恢复停用的批号须两人办理"))
    return _stand(
        desk,
        "lot.resumed",
        LotResumed,
        known_lot(desk, lot),
        hands,
    )


def _stand(
    desk: Desk,
    kind: str,
    model: type[LotStopped],
    lot: str,
    hands: Handover,
) -> Outcome:
    if not hands.reason.strip():
        raise BadInput(N_("停用和恢复须写明原因"), remedy=N_("用 --reason 写明"))
    at = desk.moment(hands.at, hands.uid)
    if at > desk.now():
        raise BadInput(N_("时刻还没有到：{at}"), at=at.isoformat())
    body = model(
        lot=lot,
        at=at,
        reason=hands.reason,
        document=hands.document,
    )
    receipt = desk.write(
        kind,
        body,
        at=at,
        uid=hands.uid,
        by=hands.by,
        witness=hands.witness,
    )
    return Outcome(lot, receipt)


def amend(
    desk: Desk,
    lot: str,
    told: Mapping[str, object],
    hands: Handover,
) -> Outcome:
    """Enter particulars of a lot anew: a date read later, a maker mistaken.  The reason stays with the lot.

    Args:
        told: By field of `Lot`, what it is.

    Raises:
        UnknownName: no such lot or type.
        BadInput: nothing changes, no reason, or one person alone replaces what was told before.
    """
    known = tables.registry.lots(desk.store)[known_lot(desk, lot)]
    changed = {name: value for name, value in told.items() if getattr(known, name) != value}
    if not changed:
        raise BadInput(N_("批号 {lot} 没有要改的内容"), lot=lot)
    if not hands.reason.strip():
        raise BadInput(N_("更正批号须写明原因"), remedy=N_("用 --reason 写明"))
    if any(getattr(known, name) for name in changed):
        _two(desk, hands, N_("改动已登记的内容须两人办理"))
    remarks = "; ".join(part for part in (known.remarks, hands.reason) if part)
    body = Lot.model_validate(known.model_dump() | changed | {"remarks": remarks})
    desk.program.ammunition_type(body.type)
    receipt = desk.write(
        "lot.registered",
        body,
        uid=hands.uid,
        by=hands.by,
        witness=hands.witness,
    )
    return Outcome(lot, receipt)


def _two(
    desk: Desk,
    hands: Handover,
    what: str,
) -> None:
    """What keeps a lot in the store (a date once told, a notice) is not taken away by one person."""
    by = hands.by or desk.actor
    if hands.witness is None or not is_second(hands.witness, by):
        raise BadInput(what, remedy=N_("用 --witness 指明第二人"))
    pins.refuse_unproven(
        desk,
        (by, hands.witness),
        hands.proven,
    )


def standings(desk: Desk) -> dict[str, tuple[LotStopped, ...]]:
    """Every notice by lot."""
    return tables.rounds.standings(desk.store)


def fitness(
    desk: Desk,
    here: str,
    lot: Lot,
    notices: Sequence[LotStopped],
) -> Fitness:
    """What can be said now of a lot at an account: what is held as duds is never good again."""
    today = desk.today()
    if is_misfire(here):
        return Fitness.DUD
    if stop_at(notices, desk.now()) or (lot.stopped_on and lot.stopped_on <= today):
        return Fitness.STOPPED
    if lot.expires_on is None:
        return Fitness.UNKNOWN
    left = (lot.expires_on - today).days
    if left < 0:
        return Fitness.EXPIRED
    warning = desk.program.settings.expiry_warning_days.value_on(today) or 0
    return Fitness.EXPIRING if left <= warning else Fitness.GOOD


def suggest(
    desk: Desk,
    source: str,
    kind: str,
    rounds: int,
    at: datetime | None = None,
) -> tuple[Share, ...]:
    """Which lots to take *rounds* of a type from at a store: usable ones, the first to expire first.

    Raises:
        UnknownName: no such store or type.
    """
    desk.program.ammunition_type(kind)
    moment, here = at or desk.now(), place(desk, source)
    notices, known = standings(desk), tables.registry.lots(desk.store)
    day = desk.local(moment).date()
    held = []
    for (where, no), there in tables.rounds.holdings_at(desk.store, moment).items():
        lot = known.get(no)
        if where != here or lot is None or lot.type != kind:
            continue
        if is_usable(
            lot,
            notices.get(no, ()),
            moment,
            day,
        ):
            held.append((lot, there))
    return first_to_expire(held, rounds)


def pick(
    desk: Desk,
    source: str,
    kind: str,
    rounds: int,
    at: datetime | None = None,
) -> str:
    """The one lot to take *rounds* of a type from: the first to expire.

    Raises:
        UnknownName: no such store or type.
        BadInput: one lot does not hold as many; names what to take of each.
    """
    shares = suggest(desk, source, kind, rounds, at)
    if len(shares) == 1 and shares[0].rounds == rounds:
        return shares[0].lot.no
    said = "  ".join(f"{share.lot.no} x {share.rounds}" for share in shares) or "-"
    raise BadInput(
        N_("{source} 没有一个批号够 {rounds} 发 {kind}"),
        remedy=N_("分批办理，先到期先用：{said}"),
        source=desk.program.place_name(place(desk, source)),
        rounds=rounds,
        kind=kind,
        said=said,
    )


def expiring(
    desk: Desk,
    within_days: int,
    on: date | None = None,
) -> list[Holding]:
    """Rounds in usable stores (vehicles, launchers and the road included) whose lot has expired or soon will."""
    day = on or desk.today()
    last = day + timedelta(days=within_days)
    found = [h for h in stock(desk) if is_usable_store(h.place) and _expires_by(h.lot, last)]
    found.sort(key=lambda h: (h.lot.expires_on or day, h.place, h.lot.no))
    return found


def _expires_by(lot: Lot, day: date) -> bool:
    return lot.expires_on is not None and lot.expires_on <= day


def dud_rates(desk: Desk) -> dict[str, DudRate]:
    """The county's own dud rate of every lot it has fired."""
    return {
        lot: dud_rate(fired, duds)
        for lot, (fired, duds) in tables.rounds.use_of_lots(desk.store).items()
    }


def undated(desk: Desk) -> list[Holding]:
    """Rounds in usable stores of lots whose expiry nobody has entered; no calendar can tell of them."""
    return [h for h in stock(desk) if is_usable_store(h.place) and h.lot.expires_on is None]


class Agent(NamedTuple):
    """Silver iodide released with one type of ammunition.

    Attributes:
        logged: Rounds fired as the operations tell them.
        ledger: Rounds fired as the ledger has them; fewer than logged where a release has no lot.
        agi_g: Grams per round by the programme; None while nobody has read the nameplate.
    """

    type: str
    logged: int
    ledger: int
    agi_g: float | None

    @property
    def grams(self) -> float | None:
        """None where the grams per round are unknown."""
        return None if self.agi_g is None else self.agi_g * self.logged


def agent(desk: Desk, window: Window | None = None) -> list[Agent]:
    """Silver iodide by type; rounds without a known lot stand under ``?``."""
    lots = tables.registry.lots(desk.store)
    grams = {each.code: each.agi_g for each in desk.program.ammunition}
    logged: Counter[str] = Counter()
    for row in tables.operations.operations(desk.store, window):
        for release in row.operation.releases:
            logged[_type_of(lots, release.lot)] += release.rounds
    ledger = _fired(desk, lots, window)
    kinds = sorted(logged.keys() | ledger.keys())
    return [
        Agent(
            kind,
            logged[kind],
            ledger[kind],
            grams.get(kind),
        )
        for kind in kinds
    ]


def _type_of(lots: Mapping[str, Lot], no: str | None) -> str:
    lot = lots.get(no or "")
    return lot.type if lot else "?"


def _fired(
    desk: Desk,
    lots: Mapping[str, Lot],
    window: Window | None,
) -> Counter[str]:
    """Rounds fired by type, as the ledger has them."""
    fired: Counter[str] = Counter()
    for lot, rounds in tables.ammunition.fired_of_lots(desk.store, window).items():
        fired[_type_of(lots, lot)] += rounds
    return fired
