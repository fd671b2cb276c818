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


def test_a_table_too_wide_is_folded_between_words_and_no_code_is_broken() -> None:
    head = (
        "Depot or site",
        "Lot",
        "Opening stock",
        "Rounds received",
        "Rounds returned",
        "Closing",
    )
    rows = [
        ("The county depot behind the meteorological bureau", "A-7", 40, 12, 0, 52),
        ("Dongxing", "LOT-" + "9" * 30, 1, 0, 0, 1),
    ]
    text = show.table(head, rows)
    assert max(show.cells(line) for line in text.splitlines()) <= show.WIDTH
    assert "LOT-" + "9" * 30 in text
    words = " ".join(text.split())
    for word in ("county", "meteorological", "received", "52"):
        assert word in words


def test_rows_no_table_holds_are_blocks_of_names_and_values() -> None:
    head = [f"Column-number-{n}" for n in range(8)]
    text = show.table(head, [range(8), range(10, 18)])
    assert max(show.cells(line) for line in text.splitlines()) <= show.WIDTH
    words = " ".join(text.split())
    assert "Column-number-0 0 Column-number-1 1" in words
    assert "Column-number-7 17" in words


def test_a_table_that_fits_keeps_a_line_a_row() -> None:
    rows = [("a" * 39, "b" * 39)]
    assert show.table(("x", "y"), rows).splitlines()[1] == "a" * 39 + "  " + "b" * 39
    assert len(show.table(("x", "y"), rows).splitlines()) == 2


def test_plain_rows_are_never_folded() -> None:
    assert show.table(("x",), [("word " * 40,)], plain=True).count("\n") == 1
