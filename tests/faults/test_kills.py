"""Killed at any thing asked of the disk, a command leaves the old state or the new one, and can be given again."""

import json
from pathlib import Path

import pytest

from tests.faults.acts import ACTS
from tests.faults.children import LONG, child
from tests.faults.traced import library

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(library() is None, reason="SQLite's functions are not to be found"),
]

# How many calls each makes at least: were they no longer seen, the kills would be none.
ASKED = {
    "init": 80,
    "backup": 50,
    "restore": 90,
    "key-make": 25,
    "key-rotate": 45,
    "give": 7,
    "take": 50,
    "fork": 25,
    "export": 150,
    "issue": 25,
    "migrate": 100,
}
_DEATHS = 12


def test_every_act_is_killed() -> None:
    assert ASKED.keys() == ACTS.keys()


@pytest.mark.parametrize("act", ACTS)
def test_killed_anywhere_it_is_done_or_not_and_done_when_asked_again(
    tmp_path: Path, act: str
) -> None:
    every = 1 if LONG else 1 + ASKED[act] // _DEATHS
    with child("deaths", act, tmp_path, every) as parent:
        heard, _nothing = parent.communicate()
        assert parent.returncode == 0, heard
    lines = [json.loads(line) for line in heard.splitlines()]
    assert lines[-1]["n"] > ASKED[act]
    assert lines[-1]["where"] == "", "the last one came to the end"
    assert {line["then"] for line in lines} == {"old", "new"}
    assert {line["after"] for line in lines} == {"new"}
    assert [line for line in lines if line["left"]] == []
