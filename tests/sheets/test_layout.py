"""Where a table's heading stands, what its columns mean, and which rows only add up the others."""

import pytest

from wxmod.sheets.headings import names_of
from wxmod.sheets.layout import Layout, layout_of
from wxmod.sheets.tables import Cell, Row, Sheet

OPS = names_of("ops")


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    numbered = [Row(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    return Sheet("表", tuple(numbered))


def laid_out(*rows: tuple[Cell, ...]) -> Layout:
    layout = layout_of(sheet(*rows), OPS)
    assert layout
    return layout


def test_a_heading_below_a_title() -> None:
    layout = laid_out(
        ("2022 年作业登记表", None, None),
        (),
        ("日期", "作业点", "用弹量（发）"),
        ("5月12日", "东邢", 20),
    )
    assert layout.columns == {0: "day", 1: "site", 2: "rounds"}
    assert [row.number for row in layout.body] == [4]


def test_a_heading_of_two_rows_with_merged_cells() -> None:
    layout = laid_out(
        ("序号", "日期", "作业点", "弹药消耗", None, None, "备注"),
        (None, None, None, "炮弹", "火箭弹", "烟条", None),
        (1, "5月12日", "东邢", 20, None, None, "x"),
    )
    columns = {1: "day", 2: "site", 3: "shells", 4: "rockets", 5: "flares", 6: "remarks"}
    assert layout.columns == columns
    assert layout.unknown == ("序号",)
    assert [row.number for row in layout.body] == [3]


@pytest.mark.parametrize("word", ["合计", "总 计", "小计：", "累计", "Total"])
def test_rows_that_add_up_are_left_out_and_named(word: str) -> None:
    layout = laid_out(("日期", "作业点"), ("5月12日", "东邢"), (word, None), ("5月13日", "西村"))
    assert [row.number for row in layout.body] == [2, 4]
    assert layout.sums == (3,)


def test_a_remark_far_to_the_right_is_no_sum() -> None:
    layout = laid_out(("日期", "作业点", "空", "备注"), ("5月12日", "东邢", None, "合计用弹见附表"))
    assert layout.sums == ()


def test_of_two_columns_that_mean_the_same_the_first_is_taken_and_the_other_told() -> None:
    layout = laid_out(("日期", "作业日期", "作业点"), ("5月12日", "5月13日", "东邢"))
    assert layout.columns == {0: "day", 2: "site"}
    assert layout.unknown == ("作业日期",)


def test_what_somebody_said_of_a_column_goes_before_its_name() -> None:
    told = {"地址": "site", "作业点": "", "放了多少": "rounds"}
    rows = sheet(("日期", "作业点", "地址", "放了多少"), ("5月12日", "甲", "东邢", 3))
    layout = layout_of(rows, OPS, told)
    assert layout
    assert layout.columns == {0: "day", 2: "site", 3: "rounds"}
    assert layout.unknown == ()


@pytest.mark.parametrize("rows", [(), (("甲", "乙"), (1, 2)), (("日期", "乙"), (1, 2))])
def test_a_sheet_without_two_columns_anybody_knows_has_no_layout(
    rows: tuple[tuple[Cell, ...], ...],
) -> None:
    assert layout_of(sheet(*rows), OPS) is None
