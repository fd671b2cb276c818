"""Bring the English catalogue up to the source: ``python tests/catalogue.py [--add WORDS.tsv …]``.

New sentences are added empty, vanished ones dropped, and the compiled catalogue written.  A TSV line is a Chinese
sentence, a tab, its English; newlines are written ``\\n``.
"""

import ast
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HAN = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")
"""Chinese letters, and the full-width marks that go with them."""
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "data" / "locale" / "en" / "LC_MESSAGES" / "wxmod.po"


def source() -> set[str]:
    """Every Chinese sentence of the product: what `_` and `N_` are called with.

    Read from the syntax tree: Babel's own reader sees nothing inside f-strings before Python 3.12.
    """
    files = [path for room in ("wxmod", "tui") for path in (ROOT / room).rglob("*.py")]
    return {
        word
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for word in _said(node)
    }


def _said(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(func=ast.Name(id="_" | "N_"), args=[ast.Constant(value=str(word)), *_rest]):
            return [word] if HAN.search(word) else []
    return []


def words(path: Path) -> dict[str, str]:
    pairs = (line.split("\t", 1) for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return {zh.replace("\\n", "\n"): en.replace("\\n", "\n") for zh, en in pairs}


def update(added: dict[str, str]) -> list[str]:
    """Write the catalogue; the sentences still without English."""
    old = {}
    if PO.exists():
        with PO.open("rb") as file:
            old = {m.id: m.string for m in read_po(file, locale="en") if m.id}
    # Fixed dates and names: the file changes only when a sentence does.
    fresh = Catalog(
        locale="en",
        project="wxmod",
        version="-",
        copyright_holder="the wxmod authors",
        fuzzy=False,
        creation_date=EPOCH,
        revision_date=EPOCH,
        last_translator="the wxmod authors",
        language_team="the wxmod authors",
        msgid_bugs_address="-",
        header_comment="# English words of wxmod.  Written by tests/catalogue.py; the source language is Chinese.",
    )
    for text in sorted(source()):
        fresh.add(
            text,
            str(added.get(text) or old.get(text) or ""),
        )
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, fresh, width=0, sort_output=True)
    with PO.open("rb") as file, PO.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="en"))
    return [m.id for m in fresh if m.id and not m.string]


if __name__ == "__main__":
    new: dict[str, str] = {}
    for name in sys.argv[2:] if sys.argv[1:2] == ["--add"] else ():
        new |= words(Path(name))
    for text in update(new):
        sys.stdout.write(text.replace("\n", "\\n") + "\t\n")
