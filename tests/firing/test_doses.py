"""The dose of a day is the latest line of its class and kind that had come into force by then."""

from datetime import date
from typing import Any

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.planning.firing import doses
from wxmod.program import load_program, program_folder
from wxmod.program.firing import Dose


def dose(since: str, least: int, **changes: Any) -> Dose:
    return Dose.model_validate(
        {
            "cloud": "weak",
            "name": "弱单体",
            "name_en": "weak cell",
            "kind": "shell",
            "least": least,
            "most": least + 10,
            "since": since,
            "source": "试验用",
            "confidence": "unverified",
        }
        | changes
    )


TABLE = (
    dose("2022-05-01", 30),  # the latest stands first: order in the file decides nothing
    dose("2018-05-01", 20),
    dose("2018-05-01", 4, kind="rocket"),
    dose("2018-05-01", 60, cloud="strong"),
)


def least_on(day: date) -> dict[str, int]:
    planning = load_program(program_folder("yuxian")).planning.model_copy(update={"dose": TABLE})
    return {d.cloud: d.least for d in doses(planning, AmmunitionKind.SHELL, day)}


def test_the_latest_line_in_force_counts() -> None:
    assert least_on(date(2018, 4, 30)) == {}
    assert least_on(date(2018, 5, 1)) == {"weak": 20, "strong": 60}
    assert least_on(date(2022, 4, 30)) == {"weak": 20, "strong": 60}
    assert least_on(date(2022, 5, 1)) == {"weak": 30, "strong": 60}
