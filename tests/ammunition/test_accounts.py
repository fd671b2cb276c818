"""Accounts: put together and taken apart in one place."""

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from wxmod.domain.ammunition.accounts import (
    Account,
    AccountName,
    is_final,
    is_misfire,
    is_store,
    is_usable_store,
)

ROOT = Path(__file__).resolve().parents[2]
NAME: TypeAdapter[str] = TypeAdapter(AccountName)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (Account.maker("JX"), "maker/JX"),
        (Account.depot("1"), "depot/1"),
        (Account.site("140322001"), "site/140322001"),
        (Account.vehicle("V1"), "vehicle/V1"),
        (Account.loaded("G1"), "loaded/G1"),
        (Account.transit("1-20240601-1"), "transit/1-20240601-1"),
        (Account.dud("140322001"), "dud/140322001"),
        (Account.handed("EOD"), "handed/EOD"),
        (Account.end("dud-lost"), "end/dud-lost"),
    ],
)
def test_an_account_is_its_text(made: Account, text: str) -> None:
    assert made == text
    assert f"{made.kind}/{made.name}" == text
    assert NAME.validate_python(made) == text


def test_only_the_first_slash_parts_kind_and_name() -> None:
    assert (Account("maker/a/b").kind, Account("maker/a/b").name) == ("maker", "a/b")


@pytest.mark.parametrize(
    "text", ["", "depot", "depot/", "end/gone", "shelf/1", "site/ 1", "Site/1"]
)
def test_no_other_text_is_an_account(text: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    ("account", "store", "usable", "misfire", "final"),
    [
        ("depot/1", True, True, False, False),
        ("loaded/G1", True, True, False, False),
        ("transit/1", True, True, False, False),
        ("dud/1", True, False, True, False),
        ("handed/EOD", False, False, True, True),
        ("end/destroyed", False, False, True, True),
        ("end/dud-lost", False, False, True, False),
        ("end/lost", False, False, False, False),
        ("end/fired", False, False, False, False),
        ("maker/JX", False, False, False, False),
    ],
)
def test_what_may_leave_an_account(
    account: str,
    store: bool,
    usable: bool,
    misfire: bool,
    final: bool,
) -> None:
    assert is_store(account) is store
    assert is_usable_store(account) is usable
    assert is_misfire(account) is misfire
    assert is_final(account) is final


def test_nothing_else_joins_the_text_of_an_account() -> None:
    joined = re.compile(r"f[\"'](maker|depot|site|vehicle|loaded|transit|dud|handed|end)/\{")
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("wxmod", "tui")
        for path in (ROOT / room).rglob("*.py")
        if joined.search(path.read_text("utf-8"))
    ]
    assert found == []
