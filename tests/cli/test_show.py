"""How lines are laid out for a terminal."""

from wxmod.cli import show
from wxmod.rules import Finding
from wxmod.rules.registry import rules


def found(code: str, **details: object) -> Finding:
    (rule,) = [each for each in rules() if each.code == code]
    return Finding(rule, "x", details)


def test_what_to_do_is_said_once_for_several_of_a_kind() -> None:
    people = [found("R406", person=name, day="2023-07-20") for name in ("甲", "乙")]
    lines = show.findings([*people, found("A201")]).splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")] == ["R406", "R406", "A201"]
    assert sum(line.startswith("    →") for line in lines) == 2
    assert show.findings([]) == ""


def test_parts_fill_a_line_and_are_never_cut() -> None:
    assert show.filled(["甲=1", "乙=2", "丙=3"], 11) == ["甲=1  乙=2", "丙=3"]
    assert show.filled(["longer than the line", "b"], 5) == ["longer than the line", "b"]
