"""Numbers behind options: finite, in any digits, and explained in the reader's language."""

import click
import pytest

from tests.faults.hostile import commands
from wxmod import wording
from wxmod.cli.numbers import Number
from wxmod.domain.errors import BadInput
from wxmod.domain.typed import number, pair

NO_NUMBERS = ("nan", "NaN", "-nan", "inf", "-inf", "Infinity", "1e999", "", "x", "1,5", "0x10")


@pytest.mark.parametrize(
    ("typed", "meant"), [("-6.9", -6.9), ("１２．５", 12.5), (" 3e2 ", 300.0), ("-0", 0.0)]
)
def test_a_number_is_read_in_any_digits(typed: str, meant: float) -> None:
    assert number(typed) == meant
    assert Number().convert(typed, None, None) == meant


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_measures_nothing_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        number(typed)
    with pytest.raises(click.BadParameter):
        Number().convert(typed, None, None)
    with pytest.raises(BadInput, match="层"):
        pair(f"{typed},6000", "层 {text}")


@pytest.mark.parametrize(("lang", "said"), [("zh", "应为数字"), ("en", "must be a number")])
def test_why_is_told_in_the_reader_s_language(lang: str, said: str) -> None:
    wording.use(lang)
    with pytest.raises(click.BadParameter, match=said):
        Number().convert("x", None, None)


def test_no_command_takes_click_s_own_numbers() -> None:
    found = [
        f"{command.name} {parameter.name}"
        for command in commands()
        for parameter in command.takes
        if isinstance(parameter.type, click.types.FloatParamType)
    ]
    numbers = [
        parameter
        for command in commands()
        for parameter in command.takes
        if isinstance(parameter.type, Number)
    ]
    assert found == []
    assert len(numbers) >= 16
