"""Who is really at the desk: PINs set, tried and proven; what one person may do alone, and who closes that."""

from collections.abc import Collection, Mapping
from datetime import datetime

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.registry.people import Role
from wxmod.domain.registry.pins import PinSet, PinTried, is_right, locked_until, make_pin
from wxmod.domain.text import is_second
from wxmod.store import tables
from wxmod.store.bodies import RuleWaived
from wxmod.store.journal import Receipt
from wxmod.wording import N_

ALONE_RULE = "M322"
ALONE = frozenset({ALONE_RULE, "M361"})


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
    reset: bool = False,
    vouched: Waiver = NOTHING_WAIVED,
) -> Outcome:
    """Give a person a PIN: another one with the old one; a first one, or one *reset*, where others vouch for it.

    Raises:
        UnknownName: no such person.
        BadInput: the PIN is too weak, the old one wrong, or those who vouch may not or have not proved who they are.
    """
    known = tables.registry.people(desk.store)
    if person not in known:
        raise UnknownName(
            N_("人员"),
            person,
            list(known),
        )
    pepper = tables.pins.make_pepper(desk.store)
    kept = make_pin(person, pin, pepper=pepper, reset=reset)
    if not reset and tables.pins.pin(desk.store, person):
        # In a transaction of its own: a wrong try stays on record whatever becomes of this command.
        _prove(desk, person, old)
        return Outcome(person, desk.write("person.pin_set", kept, by=person))
    with desk.store.writing():
        if reset:
            _refuse_reset(desk, person, vouched)
        else:
            refuse_unvouched(desk, vouched, founding=True)
        return Outcome(person, _write_pin(desk, kept, vouched))


def _write_pin(
    desk: Desk,
    kept: PinSet,
    vouched: Waiver,
) -> Receipt:
    """Who vouches signs: the person of a first or forgotten PIN has nothing yet to prove it by."""
    by = vouched.by or kept.person
    return desk.write(
        "person.pin_set",
        kept,
        by=by,
        witness=vouched.witness,
    )


def _refuse_reset(
    desk: Desk,
    person: str,
    vouched: Waiver,
) -> None:
    """A forgotten PIN is set anew by a bureau administrator and somebody else, neither of them its owner.

    Where two people have PINs in all, nobody else is left to vouch: then the administrator does it alone if the
    programme lets one act alone, and it stands open like everything done so.
    """
    by = vouched.by or desk.actor
    if not is_bureau(desk, by):
        raise BadInput(N_("{who} 不是局管理员，不能重设口令"), who=by)
    if person in {by, vouched.witness}:
        raise BadInput(N_("不能为自己重设口令：{who}"), who=person)
    alone = waivable(desk, vouched).reasons.get(ALONE_RULE)
    if vouched.witness is None and alone:
        _refuse_names(desk, (by,), vouched)
        waived = RuleWaived(
            subject=f"pin/{person}",
            rule=ALONE_RULE,
            reason=alone,
        )
        desk.write("rule.waived", waived, by=by)
        return
    refuse_unvouched(desk, vouched)


def refuse_unvouched(
    desk: Desk,
    vouched: Waiver,
    *,
    founding: bool = False,
) -> None:
    """Whom PINs are kept of vouch for everyone after them: from the second person on nobody is let in by one alone.

    Until somebody has a PIN there is nobody to ask.  The first who has one vouches for the second's PIN; the roster
    itself is changed by two.

    Args:
        founding: The second PIN of all may be set with the first one's word alone.

    Raises:
        BadInput: too few people vouch, or they have not proved who they are.
    """
    known = able(desk)
    if not known:
        return
    if len(known) == 1 and (founding or not required(desk)):
        _refuse_names(desk, tuple(known), vouched)
        return
    by, witness = vouched.by or desk.actor, vouched.witness
    if witness is None or not is_second(witness, by):
        raise BadInput(
            N_("登记人员、职责、首次口令和重设口令须两人以口令办理"),
            remedy=N_(
                "用 --by 和 --witness 指明两个已有口令的人；不足两人的，先让花名册上第二个人设口令"
            ),
        )
    _refuse_names(desk, (by, witness), vouched)


def able(desk: Desk) -> frozenset[str]:
    """Everyone on duty who has a PIN: those who can vouch."""
    people = tables.registry.people(desk.store)
    return frozenset(who for who in enrolled(desk) if who in people and people[who].active)


def _refuse_names(
    desk: Desk,
    people: Collection[str],
    vouched: Waiver,
) -> None:
    """Names alone vouch for nothing, whether the programme requires PINs or not.

    Raises:
        BadInput: one of *people* has not proved who they are, or is not on duty.
    """
    sure = vouched.proven & able(desk)
    missing = [who for who in people if who not in sure]
    if missing:
        raise BadInput(
            N_("{who} 没有用口令确认"),
            remedy=N_("有口令的在岗人员各输自己的口令；脚本用 --pin-file"),
            who=" ".join(missing),
        )


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


def _prove(
    desk: Desk,
    person: str,
    pin: str,
) -> None:
    kept = tables.pins.pin(desk.store, person)
    if kept is None:
        raise BadInput(
            N_("{who} 还没有设口令"), remedy=N_("先运行 wxmod people pin {who}"), who=person
        )
    # The pen is held over the try, so that two who guess at once are counted as two.
    with desk.store.writing():
        wrong = tables.pins.wrong_tries(desk.store, person)
        too_soon = _too_soon(desk, person, wrong)
        right = not too_soon and is_right(
            kept,
            pin,
            tables.pins.pepper(desk.store),
        )
        if too_soon is None and (wrong or not right):
            desk.write("person.pin_tried", PinTried(person=person, right=right))
    if too_soon:
        raise too_soon
    if not right:
        raise BadInput(N_("{who} 的口令不对；已记下"), who=person)


def _too_soon(
    desk: Desk,
    person: str,
    wrong: tuple[int, datetime] | None,
) -> BadInput | None:
    """The error that a try comes too soon after wrong ones, or too often; None if it may be made.

    A wait is measured from the last wrong try, unless the clock has gone back behind it: then from now, which is noted
    once, so that an hour ahead locks nobody out for longer than the wait itself.  Whoever puts the clock forward past
    every wait still has no more than `pin_most_wrong` guesses, for those are counted, not timed.
    """
    settings, today, now = desk.program.settings, desk.today(), desk.now()
    tries, wait = settings.pin_tries.value_on(today), settings.pin_wait_seconds.value_on(today)
    most = settings.pin_most_wrong.value_on(today)
    if wrong is None:
        return None
    count, last = wrong
    if most is not None and count >= most:
        return BadInput(
            N_("{who} 的口令连错 {n} 次，已锁定"),
            remedy=N_(
                "由局管理员和另一人重设：wxmod people pin {who} --reset-by 编号 --witness 编号"
            ),
            who=person,
            n=count,
        )
    if tries is None or wait is None or count < tries:
        return None
    if last > now:
        desk.write("person.pin_tried", PinTried(person=person, right=False, counted=False))
        last = now
    until = locked_until(count, last, tries, wait)
    if now >= until:
        return None
    return BadInput(
        N_("{who} 的口令连错 {n} 次，{at} 之后再试"),
        who=person,
        n=count,
        at=f"{desk.local(until):%Y-%m-%d %H:%M:%S}",
    )


def refuse_unproven(
    desk: Desk,
    people: Collection[str],
    proven: Collection[str],
) -> None:
    """Where PINs are required, names alone do nothing.

    Raises:
        BadInput: one of *people* has not proved who they are.
    """
    if required(desk) and (missing := [who for who in people if who not in proven]):
        remedy = N_("两人各输自己的口令；脚本用 --pin-file。还没有口令的先运行 wxmod people pin。")
        raise BadInput(
            N_("{who} 没有用口令确认"),
            remedy=remedy,
            who=" ".join(missing),
        )


def waivable(desk: Desk, waiver: Waiver) -> Waiver:
    """What may be set aside: not the two people, where the programme forbids acting alone (break_glass)."""
    if desk.program.settings.break_glass.value_on(desk.today()) is not False:
        return waiver
    kept = {code: why for code, why in waiver.reasons.items() if code not in ALONE}
    return waiver._replace(reasons=kept)
