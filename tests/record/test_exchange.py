"""What comes down from the bureau and goes up to it is worked with like what was written here."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.duty_log import LOT, at, hail, ready
from wxmod.actions import Desk, Refused
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import codes, consignments, differences, match, stocktakes, stores
from wxmod.actions.ammunition.consignments import Route
from wxmod.actions.ammunition.lots import stop
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import instructions
from wxmod.actions.operations import recording
from wxmod.actions.record import exchange, keeping, setup
from wxmod.actions.registry import pins, registers
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.ledger import Held, Movement
from wxmod.domain.ammunition.scanning import Reading
from wxmod.domain.command.instructions import Instruction, InstructionStatus
from wxmod.domain.errors import BadInput
from wxmod.domain.exchange import KeyRole
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.times import Window
from wxmod.store import journal, tables
from wxmod.store.bodies import OperationRecorded
from wxmod.store.database import open_store
from wxmod.store.entries import Draft
from wxmod.store.keeping.copies import restore_as_new_chain


@pytest.fixture
def bureau(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A bureau that trusts the site *desk* and is trusted there."""
    made = replace(
        setup.init(tmp_path / "bureau.db", program="yuxian", actor="B1"), clock=lambda: NOW
    )
    keys = exchange.make_key(desk), exchange.make_key(made, role=KeyRole.BUREAU)
    exchange.trust(
        made,
        keys[0],
        role=KeyRole.SITE,
        chain=desk.store.chain,
        name="东邢",
    )
    exchange.trust(
        desk,
        keys[1],
        role=KeyRole.BUREAU,
        chain=made.store.chain,
        name="县局",
    )
    yield made
    made.store.close()


def send(giver: Desk, taker: Desk, *, everything: bool = False) -> None:
    folder = giver.store.path.parent
    file = folder / f"{len(list(folder.glob('*.wxb')))}.wxb"
    exchange.take(
        taker,
        exchange.give(giver, to=file, everything=everything).path,
    )


def request(desk: Desk, number: str = "KY9") -> None:
    window = {
        "start": at(desk, "2023-07-20 18:00"),
        "end": at(desk, "2023-07-20 19:00"),
    }
    asked = {
        "number": number,
        "sites": ["140322001"],
        "requested_at": NOW,
        "requested_by": "C1",
        "wanted": window,
    }
    clearances.request(desk, Clearance.model_validate(asked))


def test_what_the_bureau_says_of_people_lots_and_airspace_holds_at_the_site(
    desk: Desk, bureau: Desk
) -> None:
    ready(desk)
    request(desk)
    send(desk, bureau)
    later = replace(bureau, clock=lambda: NOW + timedelta(minutes=5))
    granted = Window(start=at(desk, "2023-07-20 18:10"), end=at(desk, "2023-07-20 18:40"))
    clearances.grant(later, "KY9", granted, approval="批 12")
    registers.add_person(
        later,
        Person(id="N1", name="新来", roles=(Role.CHIEF,)),
    )
    stop(later, LOT.no, Handover("B1", reason="早炸通报"))
    send(later, desk)
    told = clearances.get(desk, "KY9")
    assert (told.status, told.granted, told.approval) == (ClearanceStatus.GRANTED, granted, "批 12")
    assert tables.registry.people(desk.store)["N1"].roles == (Role.CHIEF,)
    after = replace(desk, clock=lambda: NOW + timedelta(minutes=10))
    with pytest.raises(Refused) as refused:
        stores.issue(
            after,
            Held("county", LOT.no),
            "西村",
            1,
            Handover("K1", "K2"),
        )
    assert "停" in str(refused.value)
    assert exchange.conflicts(desk) == []
    assert keeping.verify(desk).breaks == ()


def test_only_a_bureau_makes_administrators_once_there_is_one(desk: Desk, bureau: Desk) -> None:
    for each in (desk, bureau):
        registers.add_person(
            each,
            Person(
                id=f"A-{each.actor}",
                name="某",
                roles=(Role.BUREAU, Role.CREW),
            ),
        )
    assert not pins.is_bureau(desk, "A-C1")
    assert pins.is_bureau(bureau, "A-B1")
    send(desk, bureau)
    send(bureau, desk)
    assert [pins.is_bureau(d, "A-C1") for d in (desk, bureau)] == [False, False]
    assert [pins.is_bureau(d, "A-B1") for d in (desk, bureau)] == [True, True]
    assert tables.registry.people(bureau.store)["A-C1"].roles == (Role.CREW,)


def test_a_site_cannot_retell_whom_the_bureau_has_told(desk: Desk, bureau: Desk) -> None:
    registers.add_person(
        bureau,
        Person(id="A1", name="局", roles=(Role.BUREAU,)),
    )
    later = replace(desk, clock=lambda: NOW + timedelta(hours=1))
    registers.add_person(later, Person(id="A1", name="冒名", roles=(Role.STOREKEEPER,)))
    send(later, bureau)
    assert tables.registry.people(bureau.store)["A1"].name == "局"


def test_airspace_two_asked_for_under_one_number_is_a_conflict(desk: Desk, bureau: Desk) -> None:
    request(desk)
    request(bureau)
    request(bureau, "KY10")
    send(desk, bureau)
    (found,) = exchange.conflicts(bureau)
    assert (found.kind, found.subject) == ("clearance-twice", "KY9")
    (open_,) = differences.open_differences(bureau)
    assert (open_.kind.value, open_.subject, open_.what) == ("chains", "KY9", "clearance-twice")
    with pytest.raises(BadInput, match="原因"):
        differences.answer(bureau, open_.ref, "KY9", Handover("B1"))
    differences.answer(bureau, open_.ref, "KY9", Handover("B1", reason="另编 KY10"))
    assert exchange.conflicts(bureau) == differences.open_differences(bureau) == []
    assert exchange.conflicts(bureau, settled=True) == [found]


def test_an_instruction_goes_down_and_its_answer_comes_up(desk: Desk, bureau: Desk) -> None:
    ready(desk)
    send(desk, bureau)
    early = replace(bureau, clock=lambda: at(desk, "2023-07-20 14:50"))
    told = Instruction.model_validate(
        {
            "number": "ZL1",
            "site": "140322001",
            "purpose": "hail",
            "issued_by": "C1",
            "issued_at": early.now(),
            "window": {"start": at(desk, "2023-07-20 15:00"), "end": at(desk, "2023-07-20 15:10")},
            "orders": [{"equipment": "G1", "rounds": 9}],
        }
    )
    instructions.issue(early, told)
    send(early, desk)
    instructions.answer(desk, "ZL1", "P11", at=at(desk, "2023-07-20 14:55"))
    send(desk, bureau)
    held = instructions.get(bureau, "ZL1")
    assert (held.status, held.answer and held.answer.by) == (InstructionStatus.ACKNOWLEDGED, "P11")
    assert exchange.conflicts(bureau) == []
    desk.write("instruction.issued", told.model_copy(update={"remarks": "另一条"}))
    send(desk, bureau)
    assert [(c.kind, c.subject) for c in exchange.conflicts(bureau)] == [
        ("instruction-twice", "ZL1")
    ]


def test_what_differs_at_a_site_is_seen_at_the_bureau(desk: Desk, bureau: Desk) -> None:
    ready(desk)
    stores.issue(
        desk,
        Held("county", LOT.no),
        "西村",
        1,
        Handover("K1", waive={"M322": "第二人联系不上"}),
    )
    recording.record(desk, hail(desk))
    send(desk, bureau)
    assert [d.kind.value for d in differences.open_differences(bureau)] == ["alone"]
    assert tables.ammunition.holdings(bureau.store) == tables.ammunition.holdings(desk.store)


def test_trust_goes_on_in_a_restored_record_but_not_in_what_its_double_writes(
    desk: Desk, bureau: Desk, tmp_path: Path
) -> None:
    keeping.backup(desk, tmp_path / "copy.db")
    restore_as_new_chain(tmp_path / "copy.db", tmp_path / "again.db", actor="C1", now=NOW)
    again = replace(desk, store=open_store(tmp_path / "again.db"))
    send(bureau, again)  # the bureau is still trusted
    strange = exchange.trust(
        desk, "ab" * 32, role=KeyRole.BUREAU, chain="evil-00000000"
    )  # on the old computer
    send(desk, bureau)
    send(bureau, again, everything=True)
    assert strange.receipt.ref not in {k.grant.told for k in exchange.known_keys(again)}
    assert "evil-00000000" not in {k.grant.chain for k in exchange.known_keys(bureau)}
    again.store.close()


def test_who_knew_of_it_speaks_last_whatever_the_clocks_say(desk: Desk, bureau: Desk) -> None:
    fast = replace(desk, clock=lambda: NOW + timedelta(days=4000))
    request(fast)
    send(fast, bureau)
    clearances.refuse(bureau, "KY9", reason="有航班")
    send(bureau, desk)
    assert {clearances.get(d, "KY9").status for d in (desk, bureau)} == {ClearanceStatus.REFUSED}


def test_two_records_given_one_key_still_exchange_and_each_writes_it_once(
    desk: Desk, bureau: Desk
) -> None:
    file = desk.store.path.parent / "counter.csv"
    file.write_text("equipment,at\nG1,2023-07-20 15:00\n", "utf-8")
    for each, rounds in ((desk, 20), (bureau, 30)):
        match.record(each, match.read_counter(each, file))
        stores.receive(
            each,
            LOT,
            "county",
            rounds,
            Handover("K1", "K2", uid="1"),
        )
    send(desk, bureau)
    send(bureau, desk)
    for each, rounds in ((desk, 20), (bureau, 30)):
        assert stores.receive(
            each, LOT, "county", rounds, Handover("K1", "K2", uid="1")
        ).receipt.repeated
        assert [h.rounds for h in stores.stock(each)] == [50]


def test_a_restored_record_knows_the_keys_it_was_given_before(desk: Desk, tmp_path: Path) -> None:
    stores.receive(
        desk,
        LOT,
        "county",
        20,
        Handover("K1", "K2", uid="1"),
    )
    journal.append(
        desk.store, Draft("lot.registered", LOT, NOW, "K1", "2"), now=NOW
    )  # as it was written until 2026
    desk.store.close()
    restored = tmp_path / "again.db"
    restore_as_new_chain(desk.store.path, restored, actor="B1", now=NOW)
    again = replace(desk, store=open_store(restored))
    assert stores.receive(
        again,
        LOT,
        "county",
        20,
        Handover("K1", "K2", uid="1"),
    ).receipt.repeated
    assert again.write("lot.registered", LOT, at=NOW, uid="2", by="K1").repeated
    again.store.close()


def test_a_count_adjusted_at_two_records_stands_open_again_where_they_meet(
    desk: Desk, bureau: Desk
) -> None:
    ready(desk)
    counted, _gaps = stocktakes.count(desk, "东邢", {LOT.no: 18}, ("P11", "P12"))
    send(desk, bureau)
    for each in (desk, bureau):
        stocktakes.explain(
            each,
            counted.name,
            LOT.no,
            Handover("K1", "K2", "丢失"),
            adjust=True,
        )
        assert stocktakes.open_discrepancies(each) == []
    send(desk, bureau)
    (still,) = stocktakes.open_discrepancies(bureau)
    assert (still.found.book, still.found.counted) == (16, 18)
    stocktakes.explain(
        bureau,
        counted.name,
        LOT.no,
        Handover("K1", "K2", "两处各调了一次"),
        adjust=True,
    )
    assert stocktakes.open_discrepancies(bureau) == []
    send(bureau, desk)
    assert {h.place: h.rounds for h in stores.stock(desk)}["site/140322001"] == 18


def test_codes_of_a_number_given_twice_stay_fired_while_one_of_the_two_operations_stands(
    desk: Desk, bureau: Desk
) -> None:
    ready(desk)
    send(desk, bureau)
    for each in (desk, bureau):
        no = recording.record(each, hail(each, rounds=1)).name
    codes.use(desk, no, (Reading("020001"),))
    send(desk, bureau)
    recording.correct(bureau, no, None, reason="东邢记过了")
    assert codes.life(bureau, "020001")[0].place == "end/fired"
    recording.correct(
        bureau,
        tables.operations.operations(bureau.store)[0].no,
        None,
        reason="没有打",
    )
    assert codes.life(bureau, "020001")[0].place == "site/140322001"


def test_a_number_that_is_none_does_not_keep_the_taker_from_giving_the_next(
    desk: Desk, bureau: Desk
) -> None:
    ready(desk)
    told = OperationRecorded(no="20230720-001-x", operation=hail(desk))
    desk.write("operation.recorded", told)
    send(desk, bureau)
    assert recording.record(bureau, hail(bureau)).name == "20230720-001-1"
    moved = Movement(
        lot=LOT.no, source="depot/county", target="transit/county-20230720-x", rounds=1, at=NOW
    )
    desk.write(
        "ammunition.dispatched",
        Dispatched(no="county-20230720-x", movements=(moved,), target="site/140322001"),
        witness="K2",
        by="K1",
    )
    send(desk, bureau)
    sent = consignments.dispatch(
        bureau,
        Route("county", "西村"),
        {LOT.no: 1},
        Handover("K1", "K2"),
    )
    assert sent.name == "county-20230720-1"


def test_entries_a_receipt_speaks_of_that_are_gone_have_a_clock_that_runs(
    desk: Desk, bureau: Desk, tmp_path: Path
) -> None:
    keeping.backup(desk, tmp_path / "cut.db")
    ready(desk)
    send(desk, bureau)
    cut = replace(
        desk, store=open_store(tmp_path / "cut.db")
    )  # put in its place: what came after is gone
    send(bureau, cut)
    found = [
        [
            d.at
            for d in differences.open_differences(
                replace(cut, clock=lambda h=hours: NOW + timedelta(hours=h))
            )
            if d.what == "anchor"
        ]
        for hours in (1, 30)
    ]
    assert found[0] == found[1] != []
    assert found[0][0] <= NOW
    cut.store.close()


def test_one_key_written_at_two_records_of_before_is_said_in_words(
    desk: Desk, bureau: Desk
) -> None:
    for each in (desk, bureau):
        journal.append(
            each.store,
            Draft("lot.registered", LOT, NOW, "K1", "counter-1"),
            now=NOW,
        )
    with pytest.raises(BadInput, match=r"counter-1.*\n→ .*restore"):
        send(desk, bureau)


def test_an_export_shows_the_codes_of_a_void_operation_where_they_are(
    desk: Desk, tmp_path: Path
) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk, rounds=1)).name
    codes.use(desk, no, (Reading("020001"),))
    keeping.export(desk, tmp_path / "before")
    recording.correct(desk, no, None, reason="没有打")
    keeping.export(desk, tmp_path / "after")
    places = []
    for folder in ("before", "after"):
        text = (tmp_path / folder / "serial.csv").read_text("utf-8-sig")
        head, row = csv.reader(text.splitlines())
        assert head == ["code", "lot", "place", "box"]
        assert row[0].lstrip("'") == "020001"
        places.append(row[2])
    assert places == ["end/fired", "site/140322001"]
