"""Receiving, issuing, returning, disposing of and counting rounds.

Firings are not here: they follow from operations.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from wxmod.actions import judging
from wxmod.actions.ammunition import codes as serials
from wxmod.actions.ammunition.codes import Reading
from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.ledger import (
    DESTROYED,
    DUD_LOST,
    LOST,
    Count,
    Discrepancy,
    Held,
    Lot,
    Movement,
    Shortfall,
    Stocktake,
    discrepancies,
    fold,
    is_misfire,
    is_store,
)
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.explain import explain as explain_error
from wxmod.domain.text import bare, is_second, normalise
from wxmod.rules import Transfer, TransferKind, check
from wxmod.rules.ammunition.rounds import TWO_PEOPLE
from wxmod.store import tables
from wxmod.store.entries import DiscrepancyExplained, Transferred
from wxmod.store.exchange.conflicts import short_name, unsettled
from wxmod.store.tables.ammunition import Posting
from wxmod.wording import N_


class Holding(NamedTuple):
    """Rounds of one lot at one place, with what is known of the lot."""

    place: str
    lot: Lot
    rounds: int


class OpenDiscrepancy(NamedTuple):
    """A difference between count and book that nobody has explained."""

    stocktake: str
    at: datetime
    found: Discrepancy


class Handover(NamedTuple):
    """Who stands for it, when it happened, why, and under which paper.

    Attributes:
        uid: Idempotency key, made when the form opened.
        waive: Blocks set aside, by rule code, each with the reason.
        mission: What rounds are issued for or come back from: instruction number or joint name.
        codes: Codes of the rounds, scanned or imported.
        unlisted: Lots found on the shelf that nobody ever entered; only a count tells of such.
        proven: Who has proved who they are (`wxmod.actions.registry.pins.prove`).
    """

    by: str | None = None
    witness: str | None = None
    reason: str = ""
    document: str = ""
    at: datetime | None = None
    uid: str | None = None
    waive: Mapping[str, str] = MappingProxyType({})
    mission: str | None = None
    codes: Sequence[Reading] = ()
    proven: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()


NOTHING_SAID = Handover()


def place(desk: Desk, name: str) -> str:
    """The account of a store: its account, code or name as people say it, or the name the stock list shows it under.

    The id of a launcher or gun is what is loaded in it; ``dud/`` goes before a store's code or name.

    Raises:
        UnknownName: no such store.
    """
    asked = normalise(name)
    if (found := _store(desk, asked)) or (found := _apart(desk, asked)):
        return found
    held = [
        h.place
        for h in tables.ammunition.holdings(desk.store)
        if is_store(h.place) and h.place not in desk.places
    ]
    known = [f"{a} {n}" for a, n in desk.places.items()]
    raise UnknownName(
        N_("库点"),
        name,
        [*known, *dict.fromkeys(held)],
    )


def depot(desk: Desk) -> str:
    """The county's depot, where there is just one.

    Raises:
        BadInput: none, or several; names them.
    """
    held = [account for account in desk.places if account.startswith("depot/")]
    if len(held) != 1:
        known = " ".join(desk.places[account] for account in held) or "-"
        raise BadInput(
            N_("有 {n} 个弹药库，须写明是哪个"),
            remedy=N_("可用：{known}"),
            n=len(held),
            known=known,
        )
    return held[0]


def _store(desk: Desk, name: str) -> str:
    names = desk.places.items()
    return next(
        (a for a, said in names if name in {a, a.partition("/")[2]} or bare(name) == bare(said)),
        "",
    )


def _apart(desk: Desk, name: str) -> str:
    """Where rounds are besides the stores: loaded, set apart as duds, on the road."""
    kind, slash, code = name.partition("/") if "/" in name else ("loaded", "/", name)
    units = tables.registry.equipment(desk.store)
    if kind == "dud" and (code in units or _store(desk, code)):
        return f"dud/{code if code in units else _store(desk, code).partition('/')[2]}"
    if (kind == "loaded" and code in units) or (
        kind == "transit" and tables.rounds.consignment(desk.store, code)
    ):
        return f"{kind}{slash}{code}"
    shown = (h.place for h in tables.ammunition.holdings(desk.store) if is_store(h.place))
    return next(
        (where for where in shown if desk.program.place_name(where) == name),
        "",
    )


def stock(desk: Desk, at_place: str | None = None) -> list[Holding]:
    """Rounds in stores now, held duds among them; by place, then lot."""
    lots = tables.registry.lots(desk.store)
    held = tables.ammunition.holdings(desk.store, at_place).items()
    return [
        Holding(
            h.place,
            lots.get(h.lot) or _unknown(h.lot),
            n,
        )
        for h, n in held
        if is_store(h.place)
    ]


def _unknown(no: str) -> Lot:
    """A lot that was fired but never received."""
    return Lot.model_construct(no=no, type="?", maker="?")  # no code: nobody may enter such a lot


def receive(
    desk: Desk,
    lot: Lot,
    to: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Take rounds in from their maker; the lot is entered along with its first delivery.

    Raises:
        Refused: a rule blocks it.
        BadInput: the lot is known with other particulars; one not told yet is filled in.
    """
    desk.program.ammunition_type(lot.type)
    with desk.store.writing():
        known = tables.registry.lots(desk.store).get(lot.no)
        if known is None:
            _refuse_twin(desk, lot.no)
            desk.write("lot.registered", lot)
        elif (whole := _completed(known, lot)) != known:
            desk.write("lot.registered", whole)
        return _transfer(
            desk,
            TransferKind.RECEIVE,
            Held(f"maker/{lot.maker}", lot.no),
            place(desk, to),
            rounds,
            hands,
        )


def _refuse_twin(desk: Desk, no: str) -> None:
    """A lot that differs from a known one by the size of a letter is that lot, with its notices and its dates."""
    if twin := next(
        (each for each in tables.registry.lots(desk.store) if each.casefold() == no.casefold()),
        None,
    ):
        raise BadInput(
            N_("批号 {lot} 与已登记的 {known} 只差字母大小写"),
            remedy=N_("按已登记的写法再录"),
            lot=no,
            known=twin,
        )


def _completed(known: Lot, told: Lot) -> Lot:
    """*known* with the dates a later delivery tells."""
    for name in ("type", "maker", "made_on", "expires_on"):
        was, now = getattr(known, name), getattr(told, name)
        if was and now and was != now:
            raise BadInput(
                N_("批号 {lot} 已登记为 {was}，不是 {now}"),
                remedy=N_("核对批号；登记有误的用 wxmod stock amend 更正"),
                lot=known.no,
                was=was,
                now=now,
            )
    dates = {
        "made_on": known.made_on or told.made_on,
        "expires_on": known.expires_on or told.expires_on,
    }
    return known.model_copy(update=dates)


def issue(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Hand rounds out, store to store; two people.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such store or lot.
    """
    return _between(desk, TransferKind.ISSUE, held, place(desk, target), rounds, hands)


def give_back(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Bring unused rounds back, store to store."""
    return _between(desk, TransferKind.RETURN, held, place(desk, target), rounds, hands)


def dispose(
    desk: Desk,
    held: Held,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Destroy rounds (duds, expired or stopped lots); two people and a reason."""
    return _between(desk, TransferKind.DISPOSE, held, DESTROYED, rounds, hands)


def register_duds(
    desk: Desk,
    held: Held,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Set rounds found unfit apart as duds, at the place they are at; they never come back into stock."""
    kind, _slash, code = place(desk, held.place).partition("/")
    unit = tables.registry.equipment(desk.store).get(code) if kind == "loaded" else None
    return _between(
        desk,
        TransferKind.DUD,
        held,
        f"dud/{(unit and unit.site) or code}",
        rounds,
        hands,
    )


def load(
    desk: Desk,
    held: Held,
    equipment: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Load rounds into a launcher or gun.

    Raises:
        Refused: a rule blocks it.
        UnknownName: no such store, lot or equipment.
    """
    return _between(
        desk,
        TransferKind.LOAD,
        held,
        place(desk, f"loaded/{equipment}"),
        rounds,
        hands,
    )


def unload(
    desk: Desk,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Take unfired rounds out of a launcher or gun; *held* names it as ``loaded/EQUIPMENT`` or by its id."""
    source = held.place if held.place.startswith("loaded/") else f"loaded/{held.place}"
    return _between(
        desk,
        TransferKind.UNLOAD,
        Held(source, held.lot),
        place(desk, target),
        rounds,
        hands,
    )


def hand_over(
    desk: Desk,
    held: Held,
    to: str,
    rounds: int,
    hands: Handover = NOTHING_SAID,
) -> Outcome:
    """Give misfires or unfit rounds to their maker or a disposal unit (移交); two people, and they never come back."""
    return _between(desk, TransferKind.HAND, held, f"handed/{to}", rounds, hands)


def _between(
    desk: Desk,
    kind: TransferKind,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover,
) -> Outcome:
    here = Held(place(desk, held.place), known_lot(desk, held.lot))
    with desk.store.writing():
        return _transfer(desk, kind, here, target, rounds, hands)


_HANDED_OUT = frozenset({TransferKind.ISSUE, TransferKind.HAND})


def _transfer(
    desk: Desk,
    kind: TransferKind,
    held: Held,
    target: str,
    rounds: int,
    hands: Handover,
) -> Outcome:
    at = desk.moment(hands.at, hands.uid)
    try:
        move = Movement(
            lot=held.lot,
            source=held.place,
            target=target,
            rounds=rounds,
            at=at,
        )
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain_error(error)) from error
    asked = Transfer(
        kind=kind,
        movement=move,
        by=hands.by or desk.actor,
        witness=hands.witness,
        reason=hands.reason,
        proven=hands.proven,
        boxes=serials.boxed(desk, hands.codes),
    )
    repeated = desk.earlier(hands.uid) is not None
    findings = () if repeated else check(asked, judging.for_transfer(desk, (move,)))
    waive = pins.waivable(desk, hands.waive, asked.by, hands.witness, hands.proven)
    desk.guard(
        f"{kind.value}/{move.lot}",
        findings,
        waive,
        hands.by,
    )
    body = Transferred(
        kind=kind,
        movements=(move,),
        reason=hands.reason,
        document=hands.document,
        mission=hands.mission,
        alone=kind in TWO_PEOPLE and hands.witness is None,
    )
    receipt = desk.write(
        "ammunition.transferred",
        body,
        at=move.at,
        uid=hands.uid,
        witness=hands.witness,
        by=hands.by,
    )
    if hands.codes and not repeated:
        read = serials.told(desk, hands.codes, move)
        if kind in _HANDED_OUT:
            serials.refuse_elsewhere(desk, read)
        serials.write(desk, read, by=hands.by)
    return Outcome(move.lot, receipt, findings)


def count(
    desk: Desk,
    at_place: str,
    counts: Mapping[str, int],
    counters: tuple[str, str],
    hands: Handover = NOTHING_SAID,
) -> tuple[Outcome, tuple[Discrepancy, ...]]:
    """Write a blind count and only then say where it differs from the book; stock is not changed.

    Raises:
        BadInput: the two counters are one person, or a number is not whole.
        UnknownName: no such store or lot.
    """
    taken = stocktake(desk, at_place, counts, counters, hands)
    receipt = desk.write(
        "ammunition.counted",
        taken,
        at=taken.at,
        uid=hands.uid,
        by=counters[0],
        witness=counters[1],
    )
    return Outcome(receipt.ref, receipt), differences(desk, taken)


def stocktake(
    desk: Desk,
    at_place: str,
    counts: Mapping[str, int],
    people: tuple[str, str],
    hands: Handover,
) -> Stocktake:
    """A count as it may be written: by two people, of lots there are, and not of an hour still to come.

    Raises:
        BadInput, UnknownName: as `count`.
    """
    at, where = desk.moment(hands.at, hands.uid), place(desk, at_place)
    if at > desk.now():  # it would keep every later reminder to count silent
        raise BadInput(N_("时刻还没有到：{at}"), at=desk.local(at).isoformat())
    if not is_second(people[1], people[0]):
        raise BadInput(N_("须由两个不同的人清点"))
    for lot in counts.keys() - hands.unlisted:
        known_lot(desk, lot)
    try:
        listed = tuple(Count(lot=lot, rounds=n) for lot, n in counts.items())
        return Stocktake(place=where, at=at, counts=listed, counted_by=people, remarks=hands.reason)
    except ValidationError as error:
        raise BadInput(N_("{why}"), why=explain_error(error)) from error


def differences(desk: Desk, taken: Stocktake) -> tuple[Discrepancy, ...]:
    """Where a count differs from the book of its hour, as the book is known now."""
    return discrepancies(fold(tables.ammunition.movements(desk.store, until=taken.at)).held, taken)


def open_discrepancies(desk: Desk) -> list[OpenDiscrepancy]:
    """Every difference nobody has explained and no late entry has closed."""
    explained = tables.ammunition.explanations(desk.store)
    return [
        OpenDiscrepancy(row.ref, row.stocktake.at, found)
        for row in tables.ammunition.stocktakes(desk.store)
        for found in differences(desk, row.stocktake)
        if not explained.cover(row.ref, found.lot, found.told)
    ]


def explain(
    desk: Desk,
    stocktake: str,
    lot: str,
    hands: Handover,
    *,
    adjust: bool = False,
) -> Outcome:
    """Answer for a difference; with *adjust*, write the rounds off as lost, or back from lost, at the count's hour.

    Raises:
        UnknownName: the count has no open difference in that lot.
        BadInput: no reason, or an adjustment without a second person.
        Refused: who adjusts it has not proved who they are, or may not.
    """
    known = {(d.stocktake, d.found.lot): d for d in open_discrepancies(desk)}
    ref = stocktake if ":" in stocktake else f"{desk.store.chain}:{stocktake}"
    here = known.get((ref, lot))
    if here is None:
        raise UnknownName(
            N_("账实差异"),
            f"{stocktake} {lot}",
            [f"{s} {found}" for s, found in known],
        )
    if not hands.reason.strip():
        raise BadInput(N_("账实差异须写明原因"), remedy=N_("用 --reason 写明"))
    if adjust and not is_second(hands.witness, hands.by or desk.actor):
        raise BadInput(N_("调整库存须两人办理"), remedy=N_("用 --witness 指明第二人"))
    move = _adjustment(here) if adjust else None
    if move:
        _judge_adjustment(desk, move, hands)
    body = DiscrepancyExplained(
        stocktake=ref,
        lot=lot,
        reason=hands.reason,
        movement=move,
        difference=here.found.told,
    )
    receipt = desk.write(
        "ammunition.explained",
        body,
        uid=hands.uid,
        by=hands.by,
        witness=hands.witness,
    )
    return Outcome(ref, receipt)


def _judge_adjustment(desk: Desk, move: Movement, hands: Handover) -> None:
    """The count has said what is there, so only who adjusts it is judged."""
    asked = Transfer(
        kind=TransferKind.ADJUST,
        movement=move,
        by=hands.by or desk.actor,
        witness=hands.witness,
        reason=hands.reason,
        proven=hands.proven,
    )
    people = {"M322", "M361", "M362", "M363"}
    desk.guard(
        f"adjust/{move.lot}",
        [f for f in check(asked, judging.for_rounds(desk)) if f.code in people],
        {},
    )


def _adjustment(here: OpenDiscrepancy) -> Movement:
    gap = here.found.counted - here.found.book
    lost = DUD_LOST if is_misfire(here.found.place) else LOST
    source, target = (lost, here.found.place) if gap > 0 else (here.found.place, lost)
    return Movement(
        lot=here.found.lot,
        source=source,
        target=target,
        rounds=abs(gap),
        at=here.at,
    )


def history(desk: Desk, lot: str) -> list[Posting]:
    """The life of a lot from receipt to the shot.

    Raises:
        UnknownName: no such lot.
    """
    if not (found := tables.ammunition.postings(desk.store, lot)):
        known_lot(desk, lot)
    return found


def whereabouts(life: Sequence[Posting]) -> dict[str, int]:
    """Where the rounds of a lot are after all of *life*, its maker left out; none is nowhere."""
    held = fold(p.movement for p in life).held
    return {here.place: n for here, n in held.items() if not here.place.startswith("maker/")}


def known_lot(desk: Desk, no: str) -> str:
    """A lot's number, if the lot is known.

    Raises:
        UnknownName: no such lot.
    """
    known = tables.registry.lots(desk.store)
    if no not in known:
        raise UnknownName(N_("批号"), no, list(known))
    return no


def unbacked(desk: Desk) -> dict[str, Shortfall]:
    """Where more was fired or handed out than was on the book and nobody answered for it, by name, oldest first."""
    return {short_name(short): short for short in unsettled(desk.store)}
