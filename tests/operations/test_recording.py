"""Facts are recorded whatever the rules say; corrections keep what was written."""

from pathlib import Path
from typing import Any

import pytest

from tests.duty_log import LOT, at, hail, ready
from tests.firing.test_aiming_commands import told
from wxmod.actions import Desk, Refused
from wxmod.actions.ammunition import stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput, UnknownName, UnreadableFileError
from wxmod.domain.typed import FormFaults
from wxmod.rules import Severity
from wxmod.words import missions
from wxmod.words.forms import operation_from_words, read_records


def blocks(findings: Any) -> set[str]:
    return {f.code for f in findings if f.severity is Severity.BLOCK}


def test_an_ordinary_operation_is_recorded_without_a_block(desk: Desk) -> None:
    ready(desk)
    done = recording.record(desk, hail(desk))
    assert done.name == "20230720-001-1"
    assert blocks(done.findings) == set()
    assert stores.stock(desk, "site/140322001")[0].rounds == 11
    assert keeping.verify(desk).breaks == ()


def test_an_unlawful_firing_is_recorded_with_its_findings(desk: Desk) -> None:
    done = recording.record(desk, hail(desk, clearance=None, lot="B-1"))
    assert {"A201", "M301", "M302", "R401"} <= blocks(done.findings)
    assert recording.get(desk, done.name).operation.releases[0].rounds == 9


def test_the_same_operation_is_refused_as_an_intent(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        recording.propose(desk, hail(desk, clearance=None))
    assert "A201" in blocks(refused.value.findings)
    assert recording.find(desk) == []


def test_rounds_that_are_not_there_never_make_a_store_negative(desk: Desk) -> None:
    ready(desk, rounds=4)
    done = recording.record(desk, hail(desk))
    assert "M301" in blocks(done.findings)
    assert [(s.place, s.rounds) for s in stocktakes.unbacked(desk).values()] == [
        ("site/140322001", 5)
    ]
    assert all(h.rounds >= 0 for h in stores.stock(desk))
    late = Handover("K1", "K2", at=at(desk, "2023-06-01 09:00"))
    stores.issue(desk, Held("county", "A-7"), "东邢", 10, late)
    assert stocktakes.unbacked(desk) == {}
    assert "M301" not in blocks(recording.findings_of(desk, recording.get(desk, done.name)))


def test_a_correction_keeps_the_first_telling_and_moves_the_ledger(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    recording.correct(desk, no, hail(desk, rounds=7), reason="数错")
    assert [
        v.operation.releases[0].rounds for v in recording.versions(desk, no) if v.operation
    ] == [9, 7]
    assert stores.stock(desk, "site/140322001")[0].rounds == 13
    recording.correct(desk, no, None, reason="记重")
    assert recording.find(desk) == []
    assert stores.stock(desk, "site/140322001")[0].rounds == 20
    assert keeping.verify(desk).breaks == ()


def test_two_corrections_of_one_telling_do_not_pass_unnoticed(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    base = int(recording.get(desk, no).ref.rpartition(":")[2])
    recording.correct(desk, no, hail(desk, rounds=7), reason="数错", base=base)
    with pytest.raises(BadInput):
        recording.correct(desk, no, hail(desk, rounds=8), reason="数错", base=base)


def test_a_correction_that_changes_nothing_or_has_no_reason_is_refused(desk: Desk) -> None:
    ready(desk)
    no = recording.record(desk, hail(desk)).name
    with pytest.raises(BadInput):
        recording.correct(desk, no, hail(desk), reason="数错")
    with pytest.raises(BadInput):
        recording.correct(desk, no, hail(desk, rounds=8), reason=" ")


def test_the_same_command_given_twice_is_written_once(desk: Desk) -> None:
    ready(desk)
    first = recording.record(desk, hail(desk), uid="form-1")
    again = recording.record(desk, hail(desk), uid="form-1")
    assert (again.name, again.receipt.seq, again.receipt.repeated) == (
        first.name,
        first.receipt.seq,
        True,
    )
    with pytest.raises(BadInput):
        recording.record(desk, hail(desk, rounds=8), uid="form-1")
    assert len(recording.find(desk)) == 1


def test_several_operations_are_written_together_or_not_at_all(desk: Desk) -> None:
    ready(desk)
    stranger = hail(desk).model_copy(update={"site": "140321001"})
    with pytest.raises(UnknownName):
        recording.record_all(desk, [(hail(desk), None), (stranger, None)])
    assert recording.find(desk) == []


def test_duds_stay_at_the_site_until_they_are_destroyed(desk: Desk) -> None:
    ready(desk)
    recording.record(desk, hail(desk, duds=2))
    held = {h.place: h.rounds for h in stores.stock(desk)}
    assert held == {"depot/county": 80, "dud/140322001": 2, "site/140322001": 9}
    with pytest.raises(UnknownName):
        stores.give_back(desk, Held("dud/140322001", "A-7"), "dud/140322001x", 1)
    stores.dispose(
        desk,
        Held("dud/140322001", "A-7"),
        2,
        Handover("K1", "K2", "规程"),
    )
    assert "dud/140322001" not in {h.place for h in stores.stock(desk)}


def test_the_claimed_area_follows_the_programme_unless_told(desk: Desk) -> None:
    told = recording.with_area(desk, hail(desk))
    assert told.area is not None
    assert (told.area.method, told.area.km2) == ("nominal", 40)
    by_hand = recording.with_area(desk, hail(desk, area_km2="39.5")).area
    assert by_hand is not None
    assert (by_hand.method, by_hand.km2) == ("manual", 39.5)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"site": "天津"}, "site"),
        ({"rounds": "-1"}, "releases.0.rounds"),
        ({"rounds": "2.5"}, "releases.0.rounds"),
        ({"start": "25:99"}, "releases.0.start"),
        ({"day": "2023-02-30"}, "day"),
        ({"end": "2023-07-20 14:00"}, "releases.0.end"),
        ({"remarks": "a\x1b[2Jb"}, "remarks"),
        ({"purpose": "灭火"}, "purpose"),
        ({"area_km2": "-4"}, "area_km2"),
    ],
)
def test_what_does_not_fit_is_told_with_its_field(
    desk: Desk, words: dict[str, str], field: str
) -> None:
    good = {
        "site": "东邢",
        "purpose": "防雹",
        "equipment": "G1",
        "lot": "A-7",
        "rounds": "9",
        "start": "15:00",
        "end": "15:06",
    }
    with pytest.raises(FormFaults) as told:
        operation_from_words(desk, good | words)
    assert field in told.value.by_field


def test_full_width_digits_and_markup_are_taken_as_written(desk: Desk) -> None:
    told = operation_from_words(
        desk,
        {
            "site": "东邢",
            "purpose": "防雹",
            "equipment": "G1",
            "lot": LOT.no,
            "rounds": "１２",
            "start": "１５：００",
            "remarks": "[/b] =1+1",
            "azimuths_deg": "２３０，250",
        },
    )
    assert (told.releases[0].rounds, told.remarks, told.azimuths_deg) == (
        12,
        "[/b] =1+1",
        (230, 250),
    )


@pytest.mark.parametrize(
    ("last", "found"),
    [("2023-07-18", 0), ("2023-07-19", 1), ("2023-07-20", 1)],
)
def test_the_last_day_asked_for_is_included(desk: Desk, last: str, found: int) -> None:
    ready(desk)
    recording.record(desk, hail(desk, start="2023-07-19 23:50", end="2023-07-19 23:58"))
    listed = told(desk, "op", "list", "--from", "2023-07-18", "--to", last)
    assert len(listed) == found


def test_a_form_without_a_start_lacks_its_start_and_not_its_end(desk: Desk) -> None:
    with pytest.raises(FormFaults) as wrong:
        operation_from_words(desk, {"site": "东邢", "purpose": "防雹", "equipment": "G1"})
    assert wrong.value.by_field.keys() == {"releases.0.start", "releases.0.rounds"}


def test_a_row_at_a_site_nobody_knows_is_told_at_that_row(desk: Desk) -> None:
    form = {
        "site": "东邢",
        "purpose": "hail",
        "day": "2023-07-20",
        "equipment": "G1",
        "start": "15:00",
        "end": "15:05",
        "rounds": "9",
        "site-2": "无此处",
        "rounds-2": "3",
    }
    with pytest.raises(FormFaults) as refused:
        missions.read(desk, form)
    assert list(refused.value.by_field) == ["site-2"]


@pytest.mark.parametrize("text", ["5", "[5]", '"op"', "null", '{"operation": 5}'])
def test_a_file_that_holds_no_operation_is_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ops.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableFileError):
        read_records(path)
