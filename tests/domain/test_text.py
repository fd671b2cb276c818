"""Text from outside: normalised once, refused when it could deceive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.text import Code, Name, Real, Remark, Whole, next_free, normalise
from wxmod.domain.visible import visible

UNSEEN = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x9b",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ufeff",
    "\ud800",
    "\ue000",
]
BLANKS = ["\ufe0f", "\u034f", "\u3164", "\u115f", "\U000e0101"]


def refused(kind: object, value: object) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "char",
    UNSEEN,
    ids=lambda c: f"U+{ord(c):04X}",
)
def test_no_text_holds_a_character_that_acts_on_a_screen(char: str) -> None:
    assert all(refused(kind, f"甲{char}乙") for kind in (Code, Name, Remark))


@pytest.mark.parametrize(
    "char",
    BLANKS,
    ids=lambda c: f"U+{ord(c):04X}",
)
def test_two_codes_never_look_alike_through_a_blank_letter(char: str) -> None:
    assert refused(Code, f"24-07{char}")


def test_a_remark_runs_over_lines_and_a_name_does_not() -> None:
    assert TypeAdapter(Remark).validate_python("一\n二") == "一\n二"
    assert refused(Name, "一\n二")


@pytest.mark.parametrize(
    "bad",
    ["", " ", "a b", "a;b", "[/]", "=1+1", "'; DROP TABLE journal", "-rf", "a" * 65],
)
def test_a_code_is_letters_digits_and_han(bad: str) -> None:
    assert refused(Code, bad)


def test_a_code_is_compared_in_one_spelling() -> None:
    told = [TypeAdapter(Code).validate_python(c) for c in ("２４－０７", " 24-07\n", "24-07")]
    assert told == ["24-07"] * 3


def test_free_words_are_kept_as_written() -> None:
    assert TypeAdapter(Remark).validate_python("－5℃ １２。５ ❄\ufe0f") == "－5℃ １２。５ ❄\ufe0f"


@pytest.mark.parametrize("told", ["１２", " 12 ", "12", 12, "１２．0"])
def test_a_whole_number_may_be_full_width(told: object) -> None:
    assert TypeAdapter(Whole).validate_python(told) == 12


@pytest.mark.parametrize(
    "bad",
    [
        True,
        False,
        2.5,
        "2.5",
        "二",
        "",
        "1 2",
        None,
        "9" * 5000,
        "0x10",
        "1\u200b2",
        [1],
    ],
)
def test_what_is_no_whole_number_is_refused(bad: object) -> None:
    assert refused(Whole, bad)


def test_a_number_takes_a_chinese_full_stop_and_no_truth() -> None:
    assert TypeAdapter(Real).validate_python("１２。５") == 12.5
    assert refused(Real, True)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.characters()))
def test_what_is_shown_never_acts_on_the_terminal(text: str) -> None:
    shown = visible(f"{text}\x1b]52;c;\x9b\u202e")
    assert not any(c in shown for c in "\x1b\x9b\u202e\n\r\x00\x08")
    assert refused(Name, shown) is (len(shown) > 120)


def test_an_error_quotes_hostile_text_harmlessly_and_keeps_its_lines() -> None:
    said = str(BadInput("没有：{text}", remedy="见 {text}", text="一\n\x1b[2J\u202e"))
    assert said == "没有：一\n\\u{1b}[2J\\u{202e}\n→ 见 一\n\\u{1b}[2J\\u{202e}"
    assert "\x1b" not in str(UnknownName("作业点", "\x1b]0;x\x07", ["甲"]))


def test_braces_in_what_was_typed_are_only_text() -> None:
    assert (
        str(BadInput("没有：{text}", text="{text.__class__} {0}")) == "没有：{text.__class__} {0}"
    )


def test_the_next_number_is_none_that_somebody_typed_ahead() -> None:
    assert next_free("KY-", ()) == "KY-1"
    assert next_free("KY-", {"KY-1", "ZL-2"}) == "KY-2"
    assert next_free("KY-", {"KY-1", "KY-3"}) == "KY-4"
    assert next_free("KY-", {"KY-2", "KY-X"}) == "KY-3"
