"""`CHAIN:SEQ`, joined and taken apart in one place."""

import pytest

from wxmod.domain.errors import BadInput
from wxmod.domain.ref import Ref


@pytest.mark.parametrize(
    ("text", "chain", "seq"),
    [
        ("yuxian-3f2a:7", "yuxian-3f2a", 7),
        ("a:b:12", "a:b", 12),
        ("x:0", "x", 0),
        ("x:999999999999999999", "x", 999_999_999_999_999_999),
    ],
)
def test_a_name_is_read_and_written(text: str, chain: str, seq: int) -> None:
    assert Ref.parse(text) == Ref(chain, seq)
    assert str(Ref(chain, seq)) == text


@pytest.mark.parametrize(
    "text", ["", "7", ":7", "x:", "x:-1", "x:7a", "x:٣", "x:1000000000000000000", "over-issue:9f"]
)
def test_what_names_no_entry_is_none_and_refused(text: str) -> None:
    assert Ref.find(text) is None
    with pytest.raises(BadInput):
        Ref.parse(text)


def test_entries_sort_by_number_not_by_text() -> None:
    assert sorted([Ref("x", 10), Ref("x", 9)]) == [Ref("x", 9), Ref("x", 10)]


def test_a_bare_number_is_an_entry_of_the_own_chain() -> None:
    assert Ref.within("7", "site") == "site:7"
    assert Ref.within("bureau:7", "site") == "bureau:7"
