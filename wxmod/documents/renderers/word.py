"""A paper as a Word document in the layout of GB/T 9704-2012.

Only the names of the fonts are stored: an office that has 方正小标宋 and 仿宋 shows them, another its own serif.
"""

import io

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from wxmod.documents.model import Document, Figure, Heading, Part, Signature, Table, words

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONTS = {1: "黑体", 2: "楷体_GB2312"}
LATIN = "Times New Roman"
TITLE_SIZE = Pt(22)
"""2号."""
BODY_SIZE = Pt(16)
"""3号."""
TABLE_SIZE = Pt(10.5)
"""5号."""
LINE = Pt(28.95)
"""22 lines to a page."""


def render(document: Document) -> bytes:
    """The bytes of the document."""
    page = docx.Document()
    _lay_out(page)
    title = page.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, document.title, TITLE_FONT, TITLE_SIZE)
    for part in document.parts:
        _add(page, part)
    content = io.BytesIO()
    page.save(content)
    return content.getvalue()


def _lay_out(page: WordDocument) -> None:
    """A4 with a type area of 156 mm by 225 mm."""
    section = page.sections[0]
    section.page_width = Mm(210)
    section.page_height = Mm(297)
    section.top_margin = Mm(37)
    section.bottom_margin = Mm(35)
    section.left_margin = Mm(28)
    section.right_margin = Mm(26)
    normal = page.styles["Normal"]
    if isinstance(normal, ParagraphStyle):
        normal.paragraph_format.line_spacing = LINE
        normal.paragraph_format.space_after = Pt(0)


def _add(page: WordDocument, part: Part) -> None:
    if isinstance(part, Table):
        _add_table(page, part)
    elif isinstance(part, Signature):
        _add_signed(page, part.bureau)
        _add_signed(page, part.day)
    else:
        paragraph = page.add_paragraph()
        paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2
        if isinstance(part, Heading):
            _write(paragraph, part.text, HEADING_FONTS[part.level], BODY_SIZE)
        else:
            number = "" if part.number is None else f"{part.number}. "
            _write(paragraph, number + part.text, BODY_FONT, BODY_SIZE)


def _add_signed(page: WordDocument, line: str) -> None:
    """Four characters from the right edge."""
    paragraph = page.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.right_indent = BODY_SIZE * 4
    _write(paragraph, line, BODY_FONT, BODY_SIZE)


def _add_table(page: WordDocument, table: Table) -> None:
    caption = page.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _write(caption, table.title, HEADING_FONTS[1], TABLE_SIZE)
    grid = page.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    head = tuple(column.title for column in table.columns)
    for line in (head, *table.lines):
        for cell, value in zip(grid.add_row().cells, line, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = 1.0
            if isinstance(value, Figure):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, words(value), BODY_FONT, TABLE_SIZE)
    _repeat_head(grid.rows[0])


def _repeat_head(row: object) -> None:
    """A table that runs over a page shows its heading again."""
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]  # noqa: SLF001
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _write(paragraph: WordParagraph, text: str, font: str, size: Pt) -> None:
    """Words in one run; a run holds no field, so nothing in them can act."""
    run = paragraph.add_run(text)
    run.font.name = LATIN
    run.font.size = size
    # python-docx has no word for the font of Han.
    properties = run._element.get_or_add_rPr()  # noqa: SLF001
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
