"""How lines are laid out for a terminal."""

from wxmod.cli import show
from wxmod.rules import Finding
from wxmod.rules.catalogue import rules


def found(code: str, **details: object) -> Finding:
    (rule,) = [each for each in rules() if each.code == code]
    return Finding(rule, "x", details)


def test_what_to_do_is_said_once_for_several_of_a_kind() -> None:
    people = [found("R406", person=name, day="2023-07-20") for name in ("甲", "乙")]
    lines = show.findings([*people, found("A201")]).splitlines()
    assert [line.split()[1] for line in lines if not line.startswith(" ")] == [
        "R406",
        "R406",
        "A201",
    ]
    assert sum(line.startswith("    →") for line in lines) == 2
    assert show.findings([]) == ""


def test_parts_fill_a_line_and_are_never_cut() -> None:
    assert show.filled(["甲=1", "乙=2", "丙=3"], 11) == ["甲=1  乙=2", "丙=3"]
    assert show.filled(["longer than the line", "b"], 5) == ["longer than the line", "b"]


def test_long_text_is_broken_where_it_may_be() -> None:
    said = (
        "中国 2002–2010 年：海拔 1 km 以下 15–41 mm，以上 6–30 mm；盂县恰在分界，取并集（见原文）。"
    )
    for width in (20, 33, 80):
        lines = show.wrapped(said, width, "  ")
        assert all(show.cells(line) <= width for line in lines)
        assert not any(line.strip()[0] in "，。；：）" for line in lines)
        assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert show.wrapped("one two three", 9) == ["one two", "three"]
    assert show.wrapped("", 9, " ") == [""]
