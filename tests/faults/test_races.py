"""Several programs at one record at once: nothing is lost, nothing is given out twice, nothing is fired twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.duty_log import LOT, at, hail, ready
from tests.faults.children import child, whole_lines
from tests.record.samples import new_store
from wxmod.actions import Desk
from wxmod.actions.ammunition import codes, differences, stocktakes, stores
from wxmod.actions.ammunition.codes import readings
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.domain.ammunition.codes import SerialFaultKind
from wxmod.domain.ammunition.ledger import Held
from wxmod.store import chains, journal, tables
from wxmod.store.database import open_store
from wxmod.store.keeping.verify import verify

pytestmark = pytest.mark.slow

PROGRAMS = 8
EACH = 1_250


def at_once(children: list[subprocess.Popen[bytes]]) -> list[list[str]]:
    """Let them go together once all are ready; the last line of each."""
    for each in children:
        assert each.stdout is not None
        each.stdout.readline()
    for each in children:
        assert each.stdin is not None
        each.stdin.write(b"!")
        each.stdin.flush()
    said = [whole_lines(each.communicate()[0]) for each in children]
    assert [each.returncode for each in children] == [0] * len(children)
    return [lines[-1] for lines in said]


def test_eight_programs_write_ten_thousand_entries_and_none_is_refused(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    path = tmp_path / "record.db"
    children = [
        child(
            "writer",
            path,
            f"w{n}",
            EACH,
        )
        for n in range(PROGRAMS)
    ]
    heard = [line for each in children for line in whole_lines(each.communicate()[0])]
    assert [each.returncode for each in children] == [0] * PROGRAMS
    store = open_store(path)
    assert sorted(int(seq) for _uid, seq, _seal in heard) == list(
        range(
            1,
            PROGRAMS * EACH + 1,
        )
    )
    kept = {e.uid: e.hash.hex() for e in chains.entries(store)}
    assert kept == {uid: seal for uid, _seq, seal in heard}
    assert verify(store).breaks == ()
    store.close()


def test_of_the_last_rounds_none_is_issued_twice(desk: Desk) -> None:
    stores.receive(
        desk,
        LOT.model_copy(update={"expires_on": None}),
        "county",
        40,
        Handover("K1", "K2"),
    )
    said = at_once([child("issuer", desk.store.path) for _ in range(PROGRAMS)])
    sys.stdout.write(f"\nissued by each: {[line[0] for line in said]}\n")
    assert sum(int(line[0]) for line in said) == 40
    assert all(len(line) > 1 for line in said), "each was told by which rule no more is given out"
    held = tables.ammunition.holdings(desk.store)
    assert Held("depot/county", "A-7") not in held
    assert held[Held("site/140322001", "A-7")] == 40
    assert min(n for here, n in held.items() if not here.place.startswith(("maker/", "end/"))) >= 0
    assert sum(held.values()) == 0
    assert stocktakes.unbacked(desk) == {}
    assert verify(desk.store).breaks == ()


def test_one_operation_sent_by_eight_programs_is_fired_once(desk: Desk) -> None:
    ready(desk)
    before = journal.tail(desk.store)[0]
    said = at_once(
        [
            child(
                "firer",
                desk.store.path,
                "form-1",
            )
            for _ in range(PROGRAMS)
        ]
    )
    assert len({(name, seq) for name, seq, _repeated in said}) == 1
    assert sorted(repeated for *_, repeated in said) == [
        "0",
        *["1"] * (PROGRAMS - 1),
    ]
    assert len(tables.operations.operations(desk.store)) == 1
    assert journal.tail(desk.store)[0] - before <= 2
    assert tables.ammunition.holdings(desk.store)[Held("end/fired", "A-7")] == 9
    assert verify(desk.store).breaks == ()


SITES = ("东邢", "西村", "土塔", "西梁")


def coded(desk: Desk, to: str) -> None:
    """Four rounds with codes of their own in a store, where nothing else is."""
    lot = LOT.model_copy(update={"no": "A-8"})
    read = readings("\n".join(f"02000{n}" for n in range(1, 5)))
    stores.receive(
        desk,
        lot,
        to,
        4,
        Handover(
            "K1",
            "K2",
            at=at(desk, "2023-05-21 09:00"),
            codes=read,
        ),
    )


def test_a_round_with_a_code_is_handed_to_one_of_those_who_ask_at_once(desk: Desk) -> None:
    coded(desk, "county")
    said = at_once(
        [
            child(
                "coder",
                desk.store.path,
                "issue",
                SITES[n % 4],
            )
            for n in range(PROGRAMS)
        ]
    )
    assert sorted(how for how, _what in said) == [
        "done",
        *["refused"] * (PROGRAMS - 1),
    ]
    held = tables.ammunition.holdings(desk.store)
    assert held[Held("depot/county", "A-8")] == 3
    assert (
        sum(n for here, n in held.items() if here.lot == "A-8" and here.place.startswith("site/"))
        == 1
    )
    traced, scans = codes.life(desk, "020001")
    assert traced.place.startswith("site/")
    assert (len(scans), traced.faults) == (2, ())
    assert verify(desk.store).breaks == ()


def test_a_round_with_a_code_fired_by_two_at_once_is_fired_once_and_the_other_stands_open(
    desk: Desk,
) -> None:
    ready(desk)
    coded(desk, "东邢")
    nos = [
        recording.record(
            desk,
            hail(
                desk,
                lot="A-8",
                rounds=1,
                start=f"15:{n}0",
                end=f"15:{n}5",
            ),
        ).name
        for n in range(4)
    ]
    said = at_once(
        [
            child(
                "coder",
                desk.store.path,
                "fire",
                nos[n % 4],
            )
            for n in range(PROGRAMS)
        ]
    )
    assert [how for how, _what in said] == ["done"] * PROGRAMS, "what happened can always be told"
    traced, _scans = codes.life(desk, "020001")
    assert traced.place == "end/fired"
    assert {fault.kind for fault in traced.faults} == {SerialFaultKind.FIRED_TWICE}
    fired = tables.rounds.scans(
        desk.store,
        "020001",
    )
    assert len({s.operation for s in fired if s.operation}) == 4
    assert {d.subject for d in differences.open_differences(desk) if d.kind.value == "code"} == {
        "020001"
    }
    assert verify(desk.store).breaks == ()
