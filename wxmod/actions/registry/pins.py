"""Who is really at the desk: PINs set, tried and proven; what one person may do alone, and who closes that."""

from collections.abc import Collection, Mapping
from datetime import datetime

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.waiver import Waiver
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.registry.people import Role
from wxmod.domain.registry.pins import PinTried, is_right, locked_until, make_pin
from wxmod.store import tables
from wxmod.wording import N_

ALONE = frozenset({"M322", "M361"})


def required(desk: Desk) -> bool:
    """Whether whoever moves rounds must prove who they are today."""
    return bool(desk.program.settings.pins_required.value_on(desk.today()))


def enrolled(desk: Desk) -> set[str]:
    """Everyone who has a PIN."""
    return tables.pins.enrolled(desk.store)


def set_pin(
    desk: Desk,
    person: str,
    pin: str,
    *,
    old: str = "",
    reset_by: tuple[str, str] | None = None,
) -> Outcome:
    """Give a person a PIN: the first one freely, another with the old one or by a bureau administrator.

    Args:
        reset_by: Id and PIN of the administrator who sets it in the person's stead.

    Raises:
        UnknownName: no such person.
        BadInput: the PIN is too weak, the old one wrong, or who resets it is no administrator.
    """
    known = tables.registry.people(desk.store)
    if person not in known:
        raise UnknownName(N_("人员"), person, list(known))
    kept = make_pin(
        person, pin, pepper=tables.pins.make_pepper(desk.store), reset=reset_by is not None
    )
    by = person
    if reset_by:
        by = reset_by[0]
        if not is_bureau(desk, by):
            raise BadInput(N_("{who} 不是局管理员，不能重设口令"), who=by)
        _prove(desk, by, reset_by[1])
    elif tables.pins.pin(desk.store, person):
        _prove(desk, person, old)
    return Outcome(person, desk.write("person.pin_set", kept, by=by))


def is_bureau(desk: Desk, person: str) -> bool:
    """Whether a person on the roster is a bureau administrator."""
    known = tables.registry.people(desk.store).get(person)
    return bool(known and known.active and Role.BUREAU in known.roles)


def prove(desk: Desk, pins: Mapping[str, str]) -> frozenset[str]:
    """The people whose PINs are right.

    Raises:
        BadInput: one is wrong or not set, or it is too soon to try again; each wrong try is on record.
    """
    for person, pin in pins.items():
        _prove(desk, person, pin)
    return frozenset(pins)


def _prove(desk: Desk, person: str, pin: str) -> None:
    kept = tables.pins.pin(desk.store, person)
    if kept is None:
        raise BadInput(
            N_("{who} 还没有设口令"), remedy=N_("先运行 wxmod people pin {who}"), who=person
        )
    # The pen is held over the try, so that two who guess at once are counted as two.
    with desk.store.writing():
        wrong = tables.pins.wrong_tries(desk.store, person)
        _refuse_too_soon(desk, person, wrong)
        right = is_right(kept, pin, tables.pins.pepper(desk.store))
        if wrong or not right:
            desk.write("person.pin_tried", PinTried(person=person, right=right))
    if not right:
        raise BadInput(N_("{who} 的口令不对；已记下"), who=person)


def _refuse_too_soon(desk: Desk, person: str, wrong: tuple[int, datetime] | None) -> None:
    settings, today = desk.program.settings, desk.today()
    tries, wait = settings.pin_tries.value_on(today), settings.pin_wait_seconds.value_on(today)
    if wrong is None or tries is None or wait is None:
        return
    until = locked_until(wrong[0], wrong[1], tries, wait)
    if desk.now() < until:
        what = N_("{who} 的口令连错 {n} 次，{at} 之后再试")
        raise BadInput(
            what,
            who=person,
            n=wrong[0],
            at=f"{desk.local(until):%H:%M:%S}",
        )


def refuse_unproven(desk: Desk, people: Collection[str], proven: Collection[str]) -> None:
    """Where PINs are required, names alone do nothing.

    Raises:
        BadInput: one of *people* has not proved who they are.
    """
    if required(desk) and (missing := [who for who in people if who not in proven]):
        remedy = N_("两人各输自己的口令；脚本用 --pin-file。还没有口令的先运行 wxmod people pin。")
        raise BadInput(N_("{who} 没有用口令确认"), remedy=remedy, who=" ".join(missing))


def waivable(desk: Desk, waiver: Waiver) -> Waiver:
    """What may be set aside: not the two people, where the programme forbids acting alone (break_glass)."""
    if desk.program.settings.break_glass.value_on(desk.today()) is not False:
        return waiver
    kept = {code: why for code, why in waiver.reasons.items() if code not in ALONE}
    return waiver._replace(reasons=kept)
