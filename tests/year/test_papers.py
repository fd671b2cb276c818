"""Papers in every format: the published figures come out, and nothing anybody typed acts."""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from rich.cells import cell_len

from tests.warm import wxmod
from wxmod import wording
from wxmod.actions import Desk, report
from wxmod.documents import renderers
from wxmod.documents.model import (
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Signature,
    Table,
)
from wxmod.domain.errors import BadInput

OPENING = (
    "2023 年，盂县气象局抓住 22 次有利天气过程，共组织开展人影作业 55 次。"
    "其中实施增雨（雪）作业 38 次，发射火箭弹 84 枚，发射炮弹 109 发，燃烧焰条 20 支，"
    "作业累计影响面积总计 1536 平方公里；"
    "开展防雹作业 17 次，发射炮弹 153 发，作业累计影响面积总计 675 平方公里。"
)
HEAD = ["项目", "作业次数", "火箭弹/枚", "炮弹/发", "焰条/支", "累计面积/km²", "去重面积/km²"]
RAIN = ["增雨（雪）", 38, 84, 109, 20, 1536, 178.78]
HAIL = ["防雹", 17, 0, 153, 0, 675, 80]
TOTAL = ["合计", 55, 84, 262, 20, 2211, 178.78]
BY_PURPOSE = """\
按目的
项目        作业次数  火箭弹/枚  炮弹/发  焰条/支  累计面积/km²  去重面积/km²
增雨（雪）        38         84      109       20          1536        178.78
防雹              17          0      153        0           675            80
合计              55         84      262       20          2211        178.78
"""
HOSTILE = (
    "=1+1",
    "＝1+1",
    " =1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example")',
    "{ HYPERLINK x }",
    "[a](http://x.example)",
    "<script>x</script>",
    "www.x.example",
    "a|b",
    "# a",
    "- a",
    "1. a",
)


@pytest.fixture(scope="module")
def paper(example: Desk) -> Document:
    return report.year_paper(example, 2023)


def hostile(text: str) -> Document:
    """A paper with *text* wherever words from outside can stand."""
    table = Table(
        title=text,
        columns=(Column(name=text), Column(name="数", unit="发")),
        rows=((text, Figure(value=-3)),),
        total=(text, Figure(value=None)),
    )
    parts = (
        Heading(text=text),
        Paragraph(text=text),
        table,
        Signature(bureau=text, on=date(2023, 12, 31)),
    )
    return Document(title=text, parts=parts)


def workbook(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(renderers.rendered(document, Path("a.xlsx"))))


def test_the_summary_as_text_to_the_byte(tmp_path: Path) -> None:
    shown = wxmod("--demo", "--lang", "zh", "report", "year", "2023", cwd=tmp_path).stdout
    head = (
        f"盂县气象局 2023 年人工影响天气工作总结\n\n一、作业情况\n\n{OPENING}\n\n二、分项统计\n\n"
    )
    assert shown.startswith(head + BY_PURPOSE)


def test_the_summary_as_word_in_the_measures_of_the_standard(paper: Document) -> None:
    page = docx.Document(io.BytesIO(renderers.rendered(paper, Path("a.docx"))))
    section = page.sections[0]
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    # Word keeps twentieths of a point.
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert [p.text for p in page.paragraphs[1:3]] == ["一、作业情况", OPENING]
    cells = [[cell.text for cell in row.cells] for row in page.tables[0].rows]
    assert cells == [HEAD, *[[str(value) for value in row] for row in (RAIN, HAIL, TOTAL)]]


def test_the_summary_as_a_workbook_with_numbers_that_are_numbers(paper: Document) -> None:
    sheet = workbook(paper)["按目的"]
    rows = [list(row) for row in sheet.iter_rows(min_row=2, max_row=5, values_only=True)]
    assert rows == [HEAD, RAIN, HAIL, TOTAL]
    assert sheet.freeze_panes == "B3"


def test_the_summary_as_csv_for_excel(paper: Document) -> None:
    content = renderers.rendered(paper, Path("a.csv"))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[:3] == [["按目的"], HEAD, [str(value) for value in RAIN]]


def test_every_figure_of_a_paper_knows_its_operations(paper: Document) -> None:
    figures = [c for t in paper.tables for line in t.lines for c in line if isinstance(c, Figure)]
    assert len(figures) == 6 * sum(len(t.lines) for t in paper.tables)
    assert all(figure.entries for figure in figures)


@pytest.mark.parametrize(
    ("asked", "name", "count"), [(1536, "area_km2", 38), (675, "area_km2", 17), (20, "flares", 5)]
)
def test_a_figure_is_followed_to_the_operations_it_is_the_sum_of(
    example: Desk, asked: float, name: str, count: int
) -> None:
    answers = [e for e in report.explained(example, 2023, asked) if e.found.name == name]
    assert answers
    for answer in answers:
        assert sum(share.value for share in answer.shares) == pytest.approx(asked)
        assert len(answer.shares) == count


def test_a_figure_that_is_nowhere_is_not_explained(example: Desk) -> None:
    with pytest.raises(BadInput):
        report.explained(example, 2023, 1536.01)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_words_in_a_workbook(text: str) -> None:
    cells = [cell for sheet in workbook(hostile(text)) for row in sheet for cell in row]
    typed = [cell for cell in cells if cell.value == text]
    assert len(typed) >= 7
    assert {cell.data_type for cell in typed} == {"s"}
    assert all(cell.quotePrefix for cell in typed)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_words_in_word(text: str) -> None:
    content = renderers.rendered(hostile(text), Path("a.docx"))
    page = docx.Document(io.BytesIO(content))
    assert page.paragraphs[0].text == text
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert not re.search(r"<w:(fldSimple|instrText|hyperlink)", xml)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_words_in_csv(text: str) -> None:
    content = renderers.rendered(hostile(text), Path("a.csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert not [cell for row in rows for cell in (row[0],) if cell.lstrip()[0] in "=＝+-@"]
    assert rows[2][1] == "-3"
    assert rows[3][1] == "—"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[a](http://x.example)", r"\[a\](http\://x.example)"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("www.x.example", r"www\.x.example"),
        ("a|b", r"a\|b"),
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("a\nb", r"a\\u\{a\}b"),
    ],
)
def test_words_are_words_in_markdown(text: str, printed: str) -> None:
    lines = renderers.rendered(hostile(text), Path("a.md")).decode().split("\n\n")
    assert lines[2] == printed


def test_an_unknown_ending_writes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.exe"
    done = wxmod("--demo", "report", "year", "2023", "--to", target, cwd=tmp_path)
    assert done.returncode == 2
    assert not target.exists()


def test_a_paper_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    """Somebody may have edited it since."""
    target = tmp_path / "a.xlsx"
    target.write_text("edited", "utf-8")
    done = wxmod("--demo", "report", "year", "2023", "--to", target, cwd=tmp_path)
    assert done.returncode == 3
    assert "a.xlsx" in done.stderr
    assert target.read_text("utf-8") == "edited"
    other = tmp_path / "b.xlsx"
    assert wxmod("--demo", "report", "year", "2023", "--to", other, cwd=tmp_path).returncode == 0
    assert openpyxl.load_workbook(other).sheetnames[1] == "按目的"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_the_tables_fit_the_narrowest_terminal(tmp_path: Path, lang: str) -> None:
    done = wxmod("--demo", "--lang", lang, "report", "year", "2023", cwd=tmp_path)
    aligned = [line for line in done.stdout.splitlines() if re.search(r"\b1536\s+178\.78$", line)]
    assert len(aligned) == 1
    assert cell_len(aligned[0]) <= 80
