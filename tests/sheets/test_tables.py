"""Files as an office's programs write them, and as somebody builds them who means harm."""

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from wxmod.actions.ammunition import code_lists
from wxmod.domain.ammunition.scanning import Reading
from wxmod.domain.encodings import decoded
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.program import load_program, program_folder
from wxmod.sheets.headings import column_of, names_of
from wxmod.sheets.tables import Row, Sheet, rows_of_text, sheets

LIST = "编码,箱,批号\n0369012345678000,03箱一,重构\n0369012345678001,03箱一,重构\n"
READ = tuple(
    Reading(code, "03箱一", "重构", listed=True)
    for code in ("0369012345678000", "0369012345678001")
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_a_list_of_codes_in_whatever_encoding_and_with_whatever_between(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(LIST.replace(",", delimiter).encode(encoding))
    assert code_lists.read_file(path) == READ


@pytest.mark.parametrize(
    "heading", ["code,box,lot", " Code , BOX,lot", "编码,箱号,批次", "监管码,箱码,生产批号"]
)
def test_the_names_a_column_of_codes_goes_by(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LIST.replace("编码,箱,批号", heading), "utf-8")
    assert code_lists.read_file(path) == READ


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\xfd",
        b"\x81",
        b"code\n\xff\xff\xff",
        bytes(range(256)),
        "a\x00b\xff".encode("latin1"),
    ],
)
def test_what_is_no_text_is_not_taken_for_some(raw: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(raw)


def test_gb18030_is_asked_only_where_it_is_no_utf_8() -> None:
    """These six bytes are two letters in UTF-8, and three others in GB18030."""
    raw = "编码".encode()
    assert raw.decode("gb18030") == "缂栫爜"
    assert decoded(raw) == "编码"
    assert decoded("编码".encode("gb18030")) == "编码"


def workbook(path: Path, rows: list[list[object]], name: str = "表") -> Path:
    made: Workbook = openpyxl.Workbook()
    table = made.active
    assert table is not None
    table.title = name
    for row in rows:
        table.append(row)
    made.save(path)
    return path


def test_a_workbook_row_by_row_with_its_own_numbers(tmp_path: Path) -> None:
    moment = datetime(2022, 5, 12, 14, 20)  # noqa: DTZ001  as Excel keeps it
    rows: list[list[object]] = [
        ["日期", "数"],
        [],
        [moment, 20],
        ["# remark", 1],
        [None, 3.5, None],
    ]
    (sheet,) = sheets(workbook(tmp_path / "a.xlsx", rows))
    assert sheet == Sheet("表", (Row(1, ("日期", "数")), Row(3, (moment, 20)), Row(5, (None, 3.5))))


def test_codes_in_a_workbook_must_be_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [["编码", "箱", "批号"], *[[r.code, r.box, r.lot] for r in READ]]
    assert code_lists.read_file(workbook(tmp_path / "a.xlsx", rows)) == READ
    numbers = workbook(tmp_path / "b.xlsx", [["编码"], [369012345678000]])
    with pytest.raises(BadInput, match="0 已经丢了"):
        code_lists.read_file(numbers)
    with pytest.raises(BadInput, match="编码"):
        code_lists.read_file(workbook(tmp_path / "c.xlsx", [["箱"], ["03B1"]]))


def test_a_formula_nobody_has_worked_out_is_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["数"], [1], ["=A2+1"]])
    (sheet,) = sheets(path)
    assert sheet.formulas == 1
    assert sheet.rows[-1] == Row(2, (1,))


def test_rows_of_nothing_end_a_sheet(tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    table = made.create_sheet("表")
    table.append(["数"])
    for _n in range(5000):
        table.append([""])
    table.append(["behind them"])
    made.save(tmp_path / "a.xlsx")
    (sheet,) = sheets(tmp_path / "a.xlsx")
    assert sheet.rows == (Row(1, ("数",)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        (b"PK\x03\x04", "zip"),
        (b"code\n1\n", "zip"),
        (b"", "zip"),
    ],
)
def test_what_is_no_workbook_is_told_in_clear_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=said):
        sheets(path)


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_does(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _n in range(401):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    with pytest.raises(UnreadableFileError, match="≤ 419430400 B"):
        sheets(path)


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "x")
    with pytest.raises(UnreadableFileError, match="Excel"):
        sheets(path)


def test_a_table_wider_than_any_office_s_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(["x"] * 401) + "\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="400"):
        sheets(path)


def test_the_line_a_row_is_known_by() -> None:
    text = '# remark\na,b\n\n"1\n2",3\n4,5\n'
    assert [row.number for row in rows_of_text(text)] == [2, 4, 6]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("装备编号", "equipment"),
        ("首发 时间（北京时）", "start"),
        ("用弹量/发", "rounds"),
        ("Rounds", "rounds"),
        ("天气", None),
        ("", None),
        (None, None),
    ],
)
def test_which_column_a_heading_means(heading: str | None, column: str | None) -> None:
    assert column_of(heading, names_of("counters")) == column


TABLES = ("sites", "sectors", "depots", "vehicles", "equipment", "ammunition", "people", "boundary")


@pytest.mark.parametrize("table", ["codes", "counters", *(f"program.{name}" for name in TABLES)])
def test_no_name_means_two_columns(table: str) -> None:
    names = names_of(table)
    assert names
    every = [name for column, others in names.items() for name in (column, *others)]
    assert [column_of(name, names) for name in every] == [
        column for column, others in names.items() for _name in (column, *others)
    ]


def test_a_programme_s_tables_as_chinese_excel_saves_them(tmp_path: Path) -> None:
    source = program_folder("yuxian")
    folder = tmp_path / "county"
    folder.mkdir()
    for path in source.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    sites = (folder / "sites.csv").read_text("utf-8")
    chinese = sites.replace(
        "code,name,town,kind,lon,lat,position_confidence,source",
        "编码,名称,乡镇,类型,经度,纬度,坐标核实,出处",
    )
    assert chinese != sites
    (folder / "sites.csv").write_bytes(chinese.encode("gb18030"))
    people = (folder / "people.csv").read_text("utf-8")
    slashed = re.sub(r"(\d{4})-0?(\d{1,2})-0?(\d{1,2})", r"\1/\2/\3", people)
    assert slashed != people
    (folder / "people.csv").write_text(slashed, "utf-8-sig")
    assert load_program(folder) == load_program(source)
