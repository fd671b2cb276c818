"""The ammunition paper and an operation's record sheet: the words on the paper, and where its figures come from."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.warm import wxmod
from tests.year.test_papers import HOSTILE, hostile
from wxmod.actions import Desk, registers_papers, report
from wxmod.actions.registry import registers
from wxmod.documents import lists, renderers
from wxmod.documents.model import Document, Figure, Table
from wxmod.documents.operation_sheet import Told, is_mobile, paper
from wxmod.documents.summary import Letterhead
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Point
from wxmod.store import tables

SHELLS = """\
炮弹收发结存（单位：发）
批号          期初  收入  发射  移交厂家  销毁  调整  期末
重构-37-2201   200     0    54         0     0     0   146
合计           200     0    54         0     0     0   146

炮弹期末构成（单位：发）
批号          型号        期末  可用  停用过期  故障弹  在途  本期故障
重构-37-2201  37mm人雨弹   146   145         0       1     0         1
合计                       146   145         0       1     0         1
"""


def table(document: Document, title: str) -> Table:
    (found,) = [each for each in document.tables if each.title == title]
    return found


def pairs(document: Document) -> dict[object, object]:
    return {row[0]: row[1] for row in table(document, "基本情况").rows}


@pytest.fixture(scope="module")
def sheet(example: Desk) -> Document:
    return report.operation_paper(example, "20230716-001-1")


def test_the_ammunition_paper_as_text_to_the_byte(tmp_path: Path) -> None:
    shown = wxmod("--demo", "--lang", "zh", "report", "ammunition", "2023-07", cwd=tmp_path).stdout
    assert shown.startswith("盂县气象局 2023-07 弹药使用情况报表\n\n一、收发结存\n\n火箭弹收发结存")
    assert SHELLS in shown


def test_a_year_of_ammunition_is_what_was_published(example: Desk) -> None:
    document = report.ammunition_paper_of(example, "2023")
    fired = {}
    for kind in (
        "火箭弹收发结存（单位：枚）",
        "炮弹收发结存（单位：发）",
        "焰条收发结存（单位：支）",
    ):
        total = table(document, kind).total
        assert total is not None
        assert isinstance(total[3], Figure)
        fired[kind[:2]] = total[3].value
    assert fired == {"火箭": 84, "炮弹": 262, "焰条": 20}


def test_every_figure_of_use_names_its_operation(example: Desk) -> None:
    use = table(report.ammunition_paper_of(example, "2023-07"), "逐次用弹")
    for row in use.rows:
        fired = row[4]
        assert isinstance(fired, Figure)
        assert fired.entries[0] == row[0]
        assert len(fired.entries) > 1


@pytest.mark.parametrize("period", ["2023-13", "2099-01", "x"])
def test_a_period_that_is_none_has_no_paper(example: Desk, period: str) -> None:
    with pytest.raises(BadInput):
        report.ammunition_paper_of(example, period)


def test_an_operation_s_sheet_tells_what_was_recorded(sheet: Document) -> None:
    told = pairs(sheet)
    assert sheet.title == "人工影响天气固定作业信息记录表"
    assert told["作业开始"] == "2023-07-16 14:20"
    assert told["空域批复"] == "KY20230716-1"
    (release,) = table(sheet, "发射情况").rows
    assert release[:2] == ("37mm高炮 G1", "14:20–14:26")
    assert [cell.value for cell in release if isinstance(cell, Figure)] == [9, 1]


def test_who_stood_elsewhere_fills_in_the_mobile_sheet(example: Desk) -> None:
    row = tables.operations.operation(example.store, "20230716-001-1")
    assert row is not None
    there = row.operation.model_copy(update={"position": Point(lon=113.4, lat=38.1)})
    told = Told(row.no, there, row.ref, 1, None, {}, {}, {}, (), example.program.zone)
    document = paper(told, Letterhead("局", example.today()))
    assert is_mobile(told)
    assert not is_mobile(told._replace(operation=row.operation))
    assert document.title == "人工影响天气移动作业信息记录表"
    assert pairs(document)["作业位置"] == "113.4000°E 38.1000°N"


def test_findings_are_sentences(sheet: Document) -> None:
    texts = [part.text for part in sheet.parts if part.kind == "paragraph"]
    assert "M308 有 1 发故障弹留在作业点，须按规程处置" in texts


def objects(content: bytes) -> bytes:
    """All that stands in a PDF, its compressed streams opened."""
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("text", [*HOSTILE, "#panic()", '"]', "$x$", "*a* _b_", "<label> @ref"])
def test_words_are_words_in_a_pdf(text: str) -> None:
    held = objects(renderers.rendered(hostile(text), Path("a.pdf")))
    assert held.startswith(b"%PDF-")
    assert not re.search(rb"/URI|/Launch|/JavaScript|/Annots", held)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_sheet_as_pdf_holds_the_same_words(sheet: Document, tmp_path: Path) -> None:
    made = tmp_path / "a.pdf"
    made.write_bytes(renderers.rendered(sheet, made))
    command = ["pdftotext", "-layout", str(made), "-"]
    words = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    for word in (sheet.title, "KY20230716-1", "重构-37-2201", "230/250/270", "有 1 发故障弹"):
        assert word in words


def test_the_inspections_as_they_stood_at_the_end_of_a_year(example: Desk) -> None:
    document = registers_papers.inspection_paper(example, 2022)
    counts = {row[0]: row[1] for row in table(document, "年检情况").rows}
    assert document.title == "盂县气象局作业装备年检表（截至 2022-12-31）"
    units = counts["装备"]
    assert isinstance(units, Figure)
    assert units.value == 5
    assert len(table(document, "逐件年检").rows) == 5


def test_a_year_that_has_not_begun_has_no_inspections(example: Desk) -> None:
    with pytest.raises(BadInput):
        registers_papers.inspection_paper(example, example.today().year + 1)


def test_who_left_is_on_no_list(example: Desk) -> None:
    everyone = registers.people(example)
    first = everyone[0].model_copy(update={"active": False})
    second = everyone[1].model_copy(update={"filed_on": None})
    names = lists.Names({}, example.program.zone)
    document = lists.roster([first, second], names, Letterhead("局", example.today()))
    (row,) = table(document, "作业人员").rows
    assert row[0] == second.id
    told = [part.text for part in document.parts if part.kind == "paragraph"]
    assert told == [f"尚未备案 1 人：{second.id}"]


@pytest.mark.parametrize(("period", "there"), [("2023-07", True), ("2023-06", False)])
def test_a_clearance_stands_in_the_month_its_window_begins(
    example: Desk, period: str, there: bool
) -> None:
    rows = table(registers_papers.airspace_paper(example, period), "空域申请与批复").rows
    assert ("KY20230716-1" in [row[0] for row in rows]) is there
