"""`wxmod plan instruction` and `wxmod op record --instruction` on the command line."""

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from tests.duty_log import at, ready
from wxmod import wording
from wxmod.actions import Desk, Refused
from wxmod.cli.face import Session, build


def run(desk: Desk, *words: str, as_json: bool = True) -> Any:
    session = Session()
    session._desk = desk
    given = [*words, *(["--json"] if as_json else [])]
    ran = CliRunner().invoke(build(), given, obj=session, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout) if as_json else ran.output


def clock(desk: Desk, text: str) -> Desk:
    moment = at(desk, text)
    return replace(desk, clock=lambda: moment)


ISSUE = (
    "plan",
    "instruction",
    "issue",
    "--site",
    "东邢",
    "--purpose",
    "hail",
    "--start",
    "15:00",
    "--end",
    "15:10",
)
ORDER = ("--order", "equipment=G1 rounds=9 azimuth=230,250 elevation=60")


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_from_instruction_to_comparison(desk: Desk, lang: str) -> None:
    wording.use(lang)
    ready(desk)
    duty = clock(desk, "2023-07-20 14:50")
    number = run(duty, *ISSUE, *ORDER)["name"]
    assert number == "ZL20230720-1"
    run(duty, "plan", "instruction", "revise", number, "--reason", "回波东移", "--end", "15:12")
    run(duty, "plan", "instruction", "ack", number, "--by", "P11")
    (held,) = run(duty, "plan", "instruction", "list")
    assert (held["status"], held["instruction"]["revision"]) == ("acknowledged", 2)
    later = clock(desk, "2023-07-20 18:00")
    fired = (
        "op",
        "record",
        "--instruction",
        number,
        "--start",
        "15:01",
        "--end",
        "15:07",
        "--lot",
        "A-7",
    )
    no = run(later, *fired, "--elevation", "65")["name"]
    compared = {d["aspect"]: d["within"] for d in run(later, "plan", "instruction", "compare", no)}
    assert compared == {
        "site": True,
        "rounds": True,
        "time": True,
        "azimuth": True,
        "elevation": False,
    }
    shown = run(later, "plan", "instruction", "show", number, as_json=False)
    assert "07-20 15:01–15:07" in shown
    assert no in shown
    assert run(later, "year", "2023")["precision"]["imprecise"] == [no]
    run(later, "plan", "instruction", "cancel", number, "--reason", "完成")


def test_an_instruction_the_rules_forbid_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="R401"):
        run(clock(desk, "2023-07-20 14:50"), *ISSUE, *ORDER)
