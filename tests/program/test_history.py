"""A setting is in force from its day on, that day included, until the day before the next one."""

from datetime import date

import pytest

from wxmod.program.history import History

SET = History[int].model_validate(
    [
        {"since": "2018-06-01", "value": 5, "source": "县发〔2018〕3号", "confidence": "confirmed"},
        {"since": "2022-01-01", "value": 7, "source": "县发〔2021〕9号", "confidence": "confirmed"},
        {"since": "2024-03-01", "value": None, "source": "废止", "confidence": "confirmed"},
    ]
)


@pytest.mark.parametrize(
    ("day", "value", "source"),
    [
        (date(2018, 6, 1), 5, "县发〔2018〕3号"),
        (date(2021, 12, 31), 5, "县发〔2018〕3号"),
        (date(2022, 1, 1), 7, "县发〔2021〕9号"),
        (date(2024, 2, 29), 7, "县发〔2021〕9号"),
        (date(2024, 3, 1), None, "废止"),
    ],
)
def test_a_setting_holds_from_its_own_day(day: date, value: int | None, source: str) -> None:
    held = SET.on(day)
    assert held is not None
    assert (SET.value_on(day), held.source) == (value, source)


def test_the_day_before_the_first_nothing_is_set() -> None:
    assert SET.on(date(2018, 5, 31)) is None
    assert SET.value_on(date(2018, 5, 31)) is None
