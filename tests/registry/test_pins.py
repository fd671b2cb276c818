"""Two people are two people: PINs, waits after wrong ones, roles, and what one did alone."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.duty_log import ready
from wxmod.actions import Desk, Refused
from wxmod.actions.ammunition import (
    consignments,
    differences,
    lives,
    lots,
    seals,
    stocktakes,
    stores,
)
from wxmod.actions.ammunition.consignments import Route
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.record import keeping
from wxmod.actions.registry import pins, registers
from wxmod.actions.waiver import Waiver
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput, IntegrityFailure, UnknownName
from wxmod.domain.registry import pins as kept
from wxmod.domain.registry.people import Person, Role
from wxmod.program.settings import Settings
from wxmod.rules import TransferKind
from wxmod.store import chains, journal, tables
from wxmod.store.bodies import Transferred
from wxmod.store.database import in_memory, open_store
from wxmod.store.entries import Draft, decode, new_uid
from wxmod.store.keeping.copies import restore_as_new_chain
from wxmod.store.tables.by_kind import project

K1, K2 = "271828", "314159"
TWO = Handover("K1", "K2")
DAY = datetime(2023, 1, 1, tzinfo=UTC)


def later(desk: Desk, **more: float) -> Desk:
    now = desk.now() + timedelta(**more)
    return replace(desk, clock=lambda: now)


def setting(value: object) -> list[dict[str, object]]:
    return [{"since": "2023-01-01", "value": value, "source": "试", "confidence": "unverified"}]


def under(desk: Desk, **settings: object) -> Desk:
    """The same desk under a programme with other settings."""
    told = desk.program.settings.model_dump() | settings
    return replace(
        desk, program=desk.program.model_copy(update={"settings": Settings.model_validate(told)})
    )


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs that cost little: what is tested is who may, not how slow guessing is."""
    monkeypatch.setattr(kept, "LOG2_COST", 4)


@pytest.fixture
def enrolled(desk: Desk) -> Desk:
    """Rounds in the depot, both storekeepers with PINs, PINs in force."""
    ready(desk)
    pins.set_pin(desk, "K1", K1)
    pins.set_pin(desk, "K2", K2, vouched=vouched(desk, K1=K1))
    return under(desk, pins_required=setting(True))


def vouched(desk: Desk, **typed: str) -> Waiver:
    """Those who vouch, in order, each by their PIN."""
    by, *others = typed
    return Waiver(by=by, witness=others[0] if others else None, proven=pins.prove(desk, typed))


def issue(desk: Desk, hands: Handover) -> Any:
    return stores.issue(desk, Held("county", "A-7"), "西村", 1, hands)


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [f.code for f in refused.value.findings]


def test_where_pins_are_required_two_names_are_not_two_people(enrolled: Desk) -> None:
    assert codes(lambda: issue(enrolled, TWO)) == ["M361", "M361"]
    assert codes(
        lambda: issue(enrolled, TWO._replace(proven=pins.prove(enrolled, {"K1": K1})))
    ) == ["M361"]
    both = TWO._replace(proven=pins.prove(enrolled, {"K1": K1, "K2": K2}))
    assert issue(enrolled, both).findings == ()
    assert codes(
        lambda: consignments.dispatch(enrolled, Route("county", "西村"), {"A-7": 1}, TWO)
    ) == [
        "M361",
        "M361",
    ]
    consignments.dispatch(enrolled, Route("county", "西村"), {"A-7": 1}, both)
    assert codes(lambda: seals.seal(enrolled, "2023-06", TWO)) == ["M361", "M361"]
    seals.seal(enrolled, "2023-06", both)
    outcome, _gaps = stocktakes.count(enrolled, "county", {"A-7": 77}, ("K1", "I1"))
    why = Handover("K1", "K2", "缺一发")
    assert codes(lambda: stocktakes.explain(enrolled, outcome.name, "A-7", why, adjust=True)) == [
        "M361",
        "M361",
    ]
    stocktakes.explain(enrolled, outcome.name, "A-7", why._replace(proven=both.proven), adjust=True)


def test_a_programme_that_says_not_yet_is_reminded(desk: Desk) -> None:
    ready(desk)
    assert issue(desk, TWO).findings == ()
    assert [f.code for f in issue(under(desk, pins_required=setting(False)), TWO).findings] == [
        "M362"
    ]


def test_wrong_pins_are_on_record_and_cost_a_wait_that_doubles(enrolled: Desk) -> None:
    for _n in range(5):
        with pytest.raises(BadInput, match="不对"):
            pins.prove(enrolled, {"K1": "000001"})
    with pytest.raises(BadInput, match="连错 5 次"):
        pins.prove(enrolled, {"K1": K1})
    assert pins.prove(enrolled, {"K2": K2}) == {"K2"}
    minute = later(enrolled, seconds=60)
    with pytest.raises(BadInput, match="不对"):
        pins.prove(minute, {"K1": "000001"})
    with pytest.raises(BadInput, match="连错 6 次"):
        pins.prove(later(enrolled, seconds=179), {"K1": K1})
    assert pins.prove(later(enrolled, seconds=180), {"K1": K1}) == {"K1"}
    assert pins.prove(later(enrolled, seconds=181), {"K1": K1}) == {"K1"}
    tried = [e for e in chains.entries(enrolled.store) if e.kind == "person.pin_tried"]
    assert [decode(e) for e in tried] == [
        *[kept.PinTried(person="K1", right=False)] * 6,
        kept.PinTried(person="K1", right=True),
    ]
    assert not [e for e in chains.entries(enrolled.store) if K1 in e.body or "000001" in e.body]
    assert keeping.verify(enrolled).breaks == ()


def test_a_pin_is_changed_with_the_old_one_or_reset_by_the_bureau(enrolled: Desk) -> None:
    with pytest.raises(BadInput, match="不对"):
        pins.set_pin(enrolled, "K1", "112233")
    pins.set_pin(enrolled, "K1", "112233", old=K1)
    assert pins.prove(enrolled, {"K1": "112233"}) == {"K1"}
    both = vouched(enrolled, K1="112233", K2=K2)
    with pytest.raises(BadInput, match="不是局管理员"):
        pins.set_pin(enrolled, "K2", "445566", reset=True, vouched=both)
    registers.add_person(enrolled, Person(id="B1", name="局", roles=(Role.BUREAU,)), vouched=both)
    pins.set_pin(enrolled, "B1", "998877", vouched=both)
    with pytest.raises(BadInput, match="不对"):
        vouched(enrolled, B1="998878", K1="112233")
    pins.set_pin(
        enrolled, "K2", "445566", reset=True, vouched=vouched(enrolled, B1="998877", K1="112233")
    )
    assert pins.prove(enrolled, {"K2": "445566"}) == {"K2"}
    for weak in ("12345", "", "111111"):
        with pytest.raises(BadInput, match="至少"):
            pins.set_pin(enrolled, "I1", weak)
    with pytest.raises(BadInput, match="还没有设口令"):
        pins.prove(enrolled, {"I1": "123456"})
    with pytest.raises(UnknownName):
        pins.set_pin(enrolled, "X9", "123456")


def test_what_one_did_alone_stands_open_until_the_bureau_closes_it(desk: Desk) -> None:
    ready(desk)
    issue(desk, Handover("K1", waive={"M322": "第二人联系不上"}))
    (alone,) = [d for d in differences.open_differences(desk) if d.kind.value == "alone"]
    assert (alone.subject, alone.expected, alone.found) == ("M322/issue/A-7", "2", "1")
    for who in ("K1", "I1"):
        with pytest.raises(BadInput, match="局管理员"):
            differences.answer(desk, alone.ref, alone.subject, Handover(who, reason="已核"))
    registers.add_person(desk, Person(id="B1", name="局", roles=(Role.BUREAU,)))
    asking = under(desk, pins_required=setting(True))
    with pytest.raises(BadInput, match="口令"):
        differences.answer(asking, alone.ref, alone.subject, Handover("B1", reason="已核"))
    differences.answer(desk, alone.ref, alone.subject, Handover("B1", reason="已核"))
    assert differences.open_differences(desk) == []


def test_who_did_it_alone_does_not_close_it_even_as_administrator(desk: Desk) -> None:
    ready(desk)
    registers.add_person(desk, Person(id="B1", name="局", roles=(Role.BUREAU,)))
    mine = replace(desk, actor="B1")
    issue(desk, Handover("B1", waive={"M322": "急"}))
    (alone,) = differences.open_differences(desk)
    with pytest.raises(BadInput, match="不得是本人"):
        differences.answer(mine, alone.ref, alone.subject, Handover(reason="已核"))


def test_a_programme_can_forbid_acting_alone(desk: Desk) -> None:
    ready(desk)
    strict = under(desk, break_glass=setting(False))
    assert codes(lambda: issue(strict, Handover("K1", waive={"M322": "急"}))) == ["M322"]
    alone = Handover("K1", waive={"M322": "急"})
    assert codes(
        lambda: consignments.dispatch(strict, Route("county", "西村"), {"A-7": 1}, alone)
    ) == ["M322"]


def test_duties_say_who_may(desk: Desk) -> None:
    ready(desk)
    county = under(
        desk,
        duties={"issue": setting(["storekeeper"]), "seal": setting(["inspector", "bureau"])},
    )
    assert issue(county, TWO).findings == ()
    assert codes(lambda: issue(county, Handover("C1", "K2"))) == ["M363"]
    assert codes(lambda: seals.seal(county, "2023-06", TWO)) == ["M363"]
    seals.seal(county, "2023-06", Handover("I1", "K1"))


def test_the_record_itself_refuses_one_person_unless_the_entry_says_so(desk: Desk) -> None:
    ready(desk)
    told = lives.history(desk, "A-7")[1].movement

    def write(kind: TransferKind, **more: Any) -> None:
        body = Transferred(kind=kind, movements=(told,), **more)
        draft = Draft("ammunition.transferred", body, told.at, "K1", new_uid())
        journal.append(desk.store, draft, now=desk.now())

    for kind in (TransferKind.ISSUE, TransferKind.DISPOSE, TransferKind.ADJUST, TransferKind.HAND):
        with pytest.raises(sqlite3.IntegrityError, match="takes two people"):
            write(kind)
        with pytest.raises(sqlite3.IntegrityError, match="takes two people"):
            write(kind, reason='"alone":true')
    write(TransferKind.RETURN)
    write(TransferKind.ISSUE, alone=True)


def test_nobody_can_guess_at_a_pin_that_left_in_a_bundle(enrolled: Desk) -> None:
    told = tables.pins.pin(enrolled.store, "K1")
    assert told is not None
    assert told.peppered
    secret = tables.pins.pepper(enrolled.store)
    assert kept.is_right(told, K1, secret)
    assert not kept.is_right(told, K1)
    assert not [e for e in chains.entries(enrolled.store) if secret.hex() in e.body]


def test_a_changed_pepper_is_found_and_said(enrolled: Desk) -> None:
    enrolled.store.conn.execute("UPDATE secret SET value = zeroblob(32)")
    assert [b.check for b in keeping.verify(enrolled).breaks] == ["secret"]
    with pytest.raises(IntegrityFailure, match="口令密钥"):
        pins.prove(enrolled, {"K1": K1})


def test_a_pepper_that_is_gone_is_found(enrolled: Desk) -> None:
    enrolled.store.conn.execute("DELETE FROM secret")
    assert [b.check for b in keeping.verify(enrolled).breaks] == ["secret"]


def test_a_pin_told_by_another_chain_opens_nothing_here(enrolled: Desk) -> None:
    other = in_memory(program="other")
    strange = kept.make_pin("K1", "999998", pepper=tables.pins.pepper(enrolled.store))
    journal.append(
        other,
        Draft("person.pin_set", strange, DAY, "K1", new_uid()),
        now=enrolled.now(),
    )
    (entry,) = chains.entries(other)
    with enrolled.store.writing():
        enrolled.store.conn.execute("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", entry)
        project(enrolled.store.conn, entry, strange)
    with pytest.raises(BadInput, match="不对"):
        pins.prove(enrolled, {"K1": "999998"})
    assert pins.prove(enrolled, {"K1": K1}) == {"K1"}
    other.close()


def test_pins_go_on_in_a_record_that_was_restored(enrolled: Desk, tmp_path: Path) -> None:
    keeping.backup(enrolled, tmp_path / "copy.db")
    restore_as_new_chain(
        tmp_path / "copy.db", tmp_path / "again.db", actor="K1", now=enrolled.now()
    )
    again = replace(enrolled, store=open_store(tmp_path / "again.db"))
    assert pins.enrolled(again) == {"K1", "K2"}
    assert pins.prove(again, {"K1": K1}) == {"K1"}
    pins.set_pin(again, "K1", "112233", old=K1)
    assert pins.prove(again, {"K1": "112233"}) == {"K1"}
    with pytest.raises(BadInput, match="不对"):
        pins.prove(again, {"K1": K1})
    again.store.close()


@given(st.integers(5, 60), st.integers(1, 600))
def test_a_wait_never_shrinks_and_ends(wrong: int, seconds: int) -> None:
    until = kept.locked_until(wrong, DAY, 5, seconds)
    assert (
        until
        <= kept.locked_until(wrong + 1, DAY, 5, seconds)
        <= DAY + timedelta(seconds=seconds * 1024)
    )
    assert until > DAY
    assert kept.locked_until(4, DAY, 5, seconds) == DAY


def test_a_difference_is_not_explained_in_a_name_nobody_proved(enrolled: Desk) -> None:
    outcome, _gaps = stocktakes.count(enrolled, "county", {"A-7": 77}, ("K2", "I1"))
    why = Handover("K1", reason="数错")
    with pytest.raises(BadInput, match="K1"):
        differences.answer(enrolled, outcome.name, "A-7", why)
    differences.answer(
        enrolled,
        outcome.name,
        "A-7",
        why._replace(proven=pins.prove(enrolled, {"K1": K1})),
    )
    assert stocktakes.open_discrepancies(enrolled) == []


def test_one_alone_does_not_let_a_stopped_lot_go(desk: Desk) -> None:
    ready(desk)
    lots.stop(desk, "A-7", Handover("K1", reason="通报"))
    here, urgent = Held("东邢", "A-7"), {"M323": "急用"}
    for witness in (None, "p11", "P12"):
        with pytest.raises(BadInput, match="两人凭口令"):
            stores.load(desk, here, "G1", 1, Handover("P11", witness, waive=urgent))
    pins.set_pin(desk, "P11", "271828")
    pins.set_pin(desk, "P12", "314159", vouched=vouched(desk, P11="271828"))
    both = pins.prove(desk, {"P11": "271828", "P12": "314159"})
    stores.load(desk, here, "G1", 1, Handover("P11", "P12", waive=urgent, proven=both))
    assert {h.place: h.rounds for h in stores.stock(desk)}["loaded/G1"] == 1
