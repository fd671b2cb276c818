"""Last year's workbook taken in: seen first, refused whole, written once."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.warm import wxmod
from wxmod import wording

HEAD = (
    ["盂县2022年人工影响天气作业登记表"],
    [
        "序号",
        "日期",
        "作业点",
        "作业类型",
        "时间",
        "弹药消耗",
        None,
        None,
        "方位角",
        "作业面积（km²）",
        "备注",
    ],
    [None, None, None, None, None, "炮弹", "火箭弹", "烟条"],
)
# 2022-06-23 is day 44735 of Excel's count: 44693 is 12 May, and 42 days lie between.
ROWS = (
    [1, datetime(2022, 5, 12), "东邢", "人工增雨", "14:20-14:35", "20发", None, None, "210", 40],  # noqa: DTZ001
    [2, "2022.6.3", "西村", "防雹作业", "23:50—00:20", None, "4枚", None, "180、200", 41],
    [3, "6月18日", "东苌池", "防雹", "下午3点-3点20分", 18, None, None, None, 39.5, "雷达回波强"],
    [4, 44735, "土塔", "增雨", "9时30分至11:00", None, None, 4, None, 40],
)
SUM = ["合计", None, None, None, None, 38, 4, 4, None, "=SUM(J4:J7)"]
WRONG = [5, "2022/13/5", "北极", "祈雨", "随时", "很多"]
TOTALS = {"operations": 4, "rockets": 4, "shells": 38, "flares": 4, "area_km2": 160.5}
EXPECT = ("--expect", "作业=4", "--expect", "炮弹=38", "--expect", "面积=160.5")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = wxmod("--db", "r.db", "init", "--program", "yuxian", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path


def workbook(path: Path, *rows: list[Any]) -> Path:
    made = openpyxl.Workbook()
    table = made.active
    assert table is not None
    table.title = "2022年作业"
    for row in (*HEAD, *rows):
        table.append(row)
    table.merge_cells("A1:K1")
    table.merge_cells("F2:H2")
    made.save(path)
    return path


def taken(folder: Path, *words: object, code: int = 0) -> Any:
    done = wxmod("--db", "r.db", "--json", "import", "ops", *map(str, words), cwd=folder)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout if done.stdout.strip() else done.stderr)


def logged(folder: Path) -> list[Any]:
    done = wxmod("--db", "r.db", "--json", "op", "list", cwd=folder)
    listed = json.loads(done.stdout)
    return listed["operations"] if isinstance(listed, dict) else listed


def test_what_a_messy_workbook_says(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", *ROWS, SUM)
    seen = taken(folder, path, "--year", 2022)
    assert seen["totals"] == TOTALS
    assert seen["sums_left_out"] == [8]
    assert seen["unknown"] == ["序号"]
    assert seen["formulas"] == 1
    assert seen["faults"] == []
    assert logged(folder) == []


def test_every_fault_stands_with_its_cell_and_nothing_is_written(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", *ROWS, WRONG)
    seen = taken(folder, path, "--year", 2022, "--commit", *EXPECT, code=1)
    assert [(f["place"], f["heading"], f["value"]) for f in seen["faults"]] == [
        ("2022年作业!8", "作业点", "北极"),
        ("2022年作业!8", "作业类型", "祈雨"),
        ("2022年作业!8", "日期", "2022/13/5"),
        ("2022年作业!8", "时间", "随时"),
        ("2022年作业!8", "炮弹", "很多"),
    ]
    assert logged(folder) == []


@pytest.mark.parametrize(
    "expect",
    [
        (),
        ("--expect", "炮弹=38"),
        ("--expect", "作业=5"),
        ("--expect", "作业=4", "--expect", "炮弹=39"),
        ("--expect", "作业=4", "--expect", "面积=160"),
        ("--expect", "作业=x"),
        ("--expect", "什么=4"),
    ],
)
def test_sums_that_are_not_told_or_do_not_agree_write_nothing(
    folder: Path, expect: tuple[str, ...]
) -> None:
    path = workbook(folder / "a.xlsx", *ROWS)
    taken(folder, path, "--year", 2022, "--commit", *expect, code=2)
    assert logged(folder) == []


def test_taken_in_once_however_often_and_wherever_it_stands(folder: Path) -> None:
    first = workbook(folder / "a.xlsx", *ROWS, SUM)
    assert taken(folder, first, "--year", 2022, "--commit", *EXPECT)["written"] == 4
    again = taken(folder, first, "--year", 2022, "--commit", *EXPECT)
    assert (again["written"], again["again"]) == (0, 4)
    # The same rows in another order in another file, with one more.
    more = [5, "2022-07-01", "东邢", "防雹", "15:00-15:05", 6, None, None, "90", 40]
    second = workbook(folder / "b.xlsx", more, *ROWS[::-1])
    grown = taken(folder, second, "--year", 2022, "--commit", "--expect", "作业=5")
    assert (grown["written"], grown["again"]) == (1, 4)
    numbers = [row["no"] for row in logged(folder)]
    assert len(numbers) == 5
    told = wxmod("--db", "r.db", "--json", "op", "show", "20220603-002-1", cwd=folder)
    operation = json.loads(told.stdout)
    text = json.dumps(operation, ensure_ascii=False)
    assert "2022-06-03T23:50:00" in text
    assert "2022-06-04T00:20:00" in text
    assert "a.xlsx" in text
    assert "2022年作业!5" in text


def test_an_encoding_headings_and_words_of_the_county_s_own(folder: Path) -> None:
    table = "放弹日,站,干什么,几点,几发\n5.12,大林山点,打雹,1420,6\n"
    path = folder / "a.csv"
    path.write_bytes(table.encode("gb18030"))
    (folder / "m.toml").write_text(
        '[columns]\n"放弹日" = "day"\n"站" = "site"\n"干什么" = "purpose"\n"几点" = "span"\n"几发" = "rounds"\n'
        '[values.site]\n"大林山点" = "140322001"\n[values.purpose]\n"打雹" = "防雹"\n',
        "utf-8",
    )
    taken(folder, path, code=2)
    seen = taken(folder, path, "--map", "m.toml", "--year", 2022)
    assert seen["faults"] == []
    assert seen["totals"]["shells"] == 6


def test_the_columns_as_taken_can_be_saved_changed_and_given_back(folder: Path) -> None:
    path = workbook(folder / "a.xlsx", *ROWS)
    first = taken(folder, path, "--year", 2022, "--save-map", "m.toml")
    text = (folder / "m.toml").read_text("utf-8")
    assert '"炮弹" = "shells"' in text
    assert '"序号" = ""' in text
    assert taken(folder, path, "--year", 2022, "--map", "m.toml") == first | {"unknown": []}
    (folder / "m.toml").write_text(text.replace('"shells"', '"none"'), "utf-8")
    taken(folder, path, "--map", "m.toml", code=2)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_it_is_told_in_words(folder: Path, lang: str) -> None:
    path = workbook(folder / "a.xlsx", *ROWS, SUM)
    done = wxmod(
        "--db", "r.db", "--lang", lang, "import", "ops", path, "--year", "2022", cwd=folder
    )
    assert done.returncode == 0
    assert "160.5" in done.stdout
    assert ("没有写入" if lang == "zh" else "Nothing was written") in done.stdout


def test_a_unit_is_asked_for_where_a_site_has_none_of_that_kind(folder: Path) -> None:
    """Shells at a site with a rocket launcher."""
    row = [1, "2022-05-12", "西村", "防雹", "14:20", 6]
    seen = taken(folder, workbook(folder / "a.xlsx", row), code=1)
    (fault,) = seen["faults"]
    assert (fault["heading"], fault["value"]) == ("炮弹", "6")
    assert "装备编号" in fault["why"]
