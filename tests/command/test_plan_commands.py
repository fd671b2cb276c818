"""`wxmod plan` on the command line."""

import json

import pytest
from click.testing import CliRunner

from wxmod import wording
from wxmod.cli.face import Session, build


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_readiness_is_told_in_words_and_as_one_document(lang: str) -> None:
    wording.use(lang)
    words = ["--demo", "plan", "readiness", "--at", "2023-07-20 15:00"]
    ran = CliRunner().invoke(build(), words, obj=Session())
    assert ran.exit_code == 0, ran.output
    assert "A201" in ran.output
    assert ("指挥员" in ran.output) == (lang == "zh")
    told = json.loads(CliRunner().invoke(build(), [*words, "--json"], obj=Session()).stdout)
    assert {v["equipment"] for v in told["now"]} == {"G1", "G2", "L1", "L2", "B1"}
    assert {v["state"] for v in told["now"]} == {"airspace", "ready"}
    assert {o["who"] for v in told["now"] for o in v["obstacles"] if o["code"] == "A201"} == {
        "commander"
    }


def test_readiness_says_a_rule_once_unless_every_obstacle_is_asked_for() -> None:
    wording.use("zh")
    words = ["--demo", "plan", "readiness", "--at", "2026-07-20 15:00"]
    short = CliRunner().invoke(build(), words, obj=Session()).stdout.splitlines()
    whole = CliRunner().invoke(build(), [*words, "--all"], obj=Session()).stdout.splitlines()
    untrained = [line for line in whole if "R406" in line and line.startswith("✗")]
    (said,) = [line for line in short if "R406" in line and line.startswith("✗")]
    assert len(untrained) > 5
    assert said.endswith(f"，等 {len(untrained)} 项")
