"""A paper as a file, by the ending of its name.  What a format needs is loaded when it is asked for."""

import importlib
from pathlib import Path

from wxmod.documents.model import Document
from wxmod.domain.errors import BadInput
from wxmod.wording import N_

FORMATS = {
    ".md": "markdown",
    ".csv": "table_text",
    ".docx": "word",
    ".xlsx": "workbook",
    ".pdf": "pdf",
}


def rendered(document: Document, path: Path) -> bytes:
    """What is to be written to *path*.

    Raises:
        BadInput: its ending names no format there is.
    """
    module = FORMATS.get(path.suffix.lower())
    if module is None:
        raise BadInput(
            N_("{path}：不知道写成什么格式"),
            remedy=N_("文件名以 {endings} 之一结尾"),
            path=path,
            endings=" ".join(FORMATS),
        )
    renderer = importlib.import_module(f"{__name__}.{module}")
    content: bytes = renderer.render(document)
    return content
