"""Codes as they come from a scanner: framed, separated, run together, spelled otherwise, read twice."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.duty_log import ready
from wxmod.actions import Desk
from wxmod.actions.ammunition import code_lists, codes, doubts, lives, stores
from wxmod.actions.ammunition.doubts import State
from wxmod.actions.ammunition.stores import Handover
from wxmod.domain.ammunition import gs1
from wxmod.domain.ammunition.codes import CodePattern, CodeUnit, halves, read_code
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.ammunition.scanning import Reading, readings
from wxmod.domain.base import Confidence
from wxmod.domain.errors import BadInput
from wxmod.store.keeping.export import harmless

GTIN = "06901234567892"
ROUND = CodePattern(
    name="单发",
    unit=CodeUnit.ROUND,
    pattern="02[0-9A-Za-z]{4,60}",
    source="试",
    confidence=Confidence.UNVERIFIED,
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("020001", "020001"),
        ("\x02020001\x03", "020001"),
        ("]C1020001", "020001"),
        ("]d2\x1d10A-7\x1d21001\x1d", "10A-7()21001"),
        (f"(01){GTIN}(10)A-7(21)001", f"01{GTIN}10A-7()21001"),
        ("０２０００１", "020001"),
    ],
)
def test_a_line_is_one_code(typed: str, code: str) -> None:
    assert [each.code for each in readings(typed)] == [code]


@pytest.mark.parametrize(
    "typed",
    [
        "10A\x1d\x1d21B",
        "10A()21B",
        "(01)123",
        "(10)A-7(21",
        "A\x1eB",
        "A\u200bB",
        "A B",
        "[)>\x1e06",
    ],
)
def test_what_could_be_read_as_another_code_is_none(typed: str) -> None:
    with pytest.raises(BadInput):
        readings(typed)


@given(st.text("AB0123\x1d", min_size=1, max_size=8), st.text("AB0123\x1d", min_size=1, max_size=8))
def test_two_codes_are_never_made_one(one: str, other: str) -> None:
    bare, also = one.strip("\x1d"), other.strip("\x1d")
    if bare != also and "\x1d\x1d" not in bare + "." + also:
        assert gs1.spelled(bare) != gs1.spelled(also)


def test_what_is_printed_and_what_is_scanned_are_one_code() -> None:
    printed = readings(f"(01){GTIN}(17)290930(10)A-7(21)001")
    scanned = readings(f"]C101{GTIN}1729093010A-7\x1d21001")
    assert printed == scanned
    assert gs1.parts(printed[0].code) == {
        "gtin": GTIN,
        "expires": "290930",
        "lot": "A-7",
        "serial": "001",
    }


@pytest.mark.parametrize(
    "code",
    [
        "020000000000001",
        "0106901234567893",
        f"01{GTIN}99X",
        f"01{GTIN}10",
        f"01{GTIN}17ABCDEF",
        "10A-7()21001",
        f"01{GTIN}10{21 * 'A'}",
    ],
)
def test_digits_alone_make_no_element_string(code: str) -> None:
    assert gs1.parts(code) == {}


def test_a_lot_in_the_code_is_the_lot() -> None:
    assert read_code(f"01{GTIN}10A-7()21001", ()).parts["lot"] == "A-7"


@pytest.mark.parametrize(
    ("text", "known", "lengths", "found"),
    [
        ("020001020002", (), {6}, ("020001", "020002")),
        ("020001020002", (), {12}, None),
        ("020001020002", ("020001",), {12}, ("020001", "020002")),
        ("020001020002", ("020002",), {12}, ("020001", "020002")),
        ("020001020002", ("020001", "020001020002"), {6}, None),
        ("02000102AB", ("020001",), {10}, None),
        ("020001", ("0200",), {3}, None),
    ],
)
def test_a_lost_line_end_is_told_from_one_code(
    text: str, known: tuple[str, ...], lengths: set[int], found: tuple[str, str] | None
) -> None:
    assert halves(text, [ROUND], known, lengths) == found


def test_readings_count_how_often() -> None:
    assert readings("020001\n020002\n020001") == (Reading("020001", times=2), Reading("020002"))


@pytest.mark.parametrize("text", ["[20001]", '[{"code": 20001}]'])
def test_a_number_is_no_code_for_its_zeros_are_gone(text: str) -> None:
    with pytest.raises(BadInput, match="0"):
        readings(text)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("0201", "'0201"),
        ("12345678901234567", "'12345678901234567"),
        ("123456789012345", "123456789012345"),
        ("0", "0"),
        ("10", "10"),
        ("2024-06-01", "2024-06-01"),
        (201, 201),
        ("02A1", "02A1"),
    ],
)
def test_codes_keep_their_zeros_in_a_spreadsheet(cell: object, written: object) -> None:
    assert harmless(cell) == written


def test_a_list_a_spreadsheet_wrote_is_read_again() -> None:
    assert code_lists.read_text("code,lot\n'0201,A-7\n") == (
        Reading("0201", None, "A-7", listed=True),
    )


def test_a_separator_survives_a_list() -> None:
    listed = json.dumps(["10A-7\x1d21001"])
    assert [r.code for r in readings(listed)] == ["10A-7()21001"]
    assert [r.code for r in code_lists.read_text("code\n10A-7\x1d21001\n")] == ["10A-7()21001"]


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Lot A-7 in the depot, and two more rounds of it received with codes."""
    ready(desk)
    receive(desk, "020001", "020002")
    return desk


def receive(desk: Desk, *names: str) -> Any:
    lot = Lot(no="A-7", type="shell-37", maker="M")
    hands = Handover("K1", codes=tuple(Reading(name) for name in names))
    return stores.receive(desk, _as_known(desk, lot), "county", len(names), hands)


def _as_known(desk: Desk, lot: Lot) -> Lot:
    held = {h.lot.no: h.lot for h in stores.stock(desk)}
    return held.get(lot.no, lot)


def test_a_code_received_twice_is_a_finding_at_once(stocked: Desk) -> None:
    found = receive(stocked, "020002", "020003").findings
    assert [(f.code, f.severity.value) for f in found if f.code == "M338"] == [("M338", "warn")]


def test_every_scan_says_what_is_new_known_and_read_twice(stocked: Desk) -> None:
    read = readings("020001\n020009\n020008\n020008")
    assert doubts.states(stocked, read) == [State.KNOWN, State.NEW, State.REPEATED]


def test_a_code_is_not_taken_in_another_letter_case(stocked: Desk) -> None:
    receive(stocked, "02ABCD")
    for spelled in ("02abcd", "02AbCD"):
        with pytest.raises(BadInput, match="02ABCD"):
            receive(stocked, spelled)
    with pytest.raises(BadInput, match="字母大小写"):
        receive(stocked, "02WXYZ", "02wxyz")


def test_two_codes_run_together_are_not_handed_out_as_one(stocked: Desk) -> None:
    joined = Handover("K1", "K2", codes=readings("020001020002"))
    with pytest.raises(BadInput, match="连在一起"):
        stores.issue(stocked, Held("county", "A-7"), "西村", 1, joined)
    parted = Handover("K1", "K2", codes=readings("020001\n020002"))
    stores.issue(stocked, Held("county", "A-7"), "西村", 2, parted)
    assert codes.life(stocked, "020001")[0].place == "site/140322002"


@pytest.mark.parametrize(("newest", "shown"), [(1, 1), (2, 2), (None, 0), (999, 0)])
def test_a_long_history_is_told_from_its_end(stocked: Desk, newest: int | None, shown: int) -> None:
    receive(stocked, "020005")
    whole = lives.history(stocked, "A-7")
    found = lives.history(stocked, "A-7", newest)
    assert len(found) == (shown or len(whole))
    assert found == whole[len(whole) - len(found) :]
    assert lives.moved(stocked, "A-7") == len(whole)
    assert lives.whereabouts(stocked, "A-7")["depot/county"] > 0
