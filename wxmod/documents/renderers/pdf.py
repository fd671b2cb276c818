"""A paper as PDF, set by Typst.

The page is one fixed programme; the paper comes in as data, so that nothing in it is ever read as markup.
"""

import json

import typst

from wxmod.documents.model import Cell, Document, Figure, Heading, Part, Signature, Table, words
from wxmod.documents.renderers.word import BODY_FONT, HEADING_FONTS, LATIN, TITLE_FONT
from wxmod.wording import language

_FALLBACKS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun")
"""Looked for in this order where an office lacks the standard's own; the last resort is any font with the glyph."""
_PAGE = """
#let paper = json(bytes(sys.inputs.paper))
#let fonts = paper.fonts
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: align(center, text(size: 14pt)[#context counter(page).display("— 1 —")]))
#set text(font: fonts.body, size: 16pt, lang: paper.lang, fallback: true)
#set par(leading: 12.95pt, spacing: 12.95pt, justify: true)
#set document(title: paper.title, date: none)
#show table.cell: set par(leading: 4pt, justify: false)
#align(center, text(font: fonts.title, size: 22pt, paper.title))
#let indented(body) = par(first-line-indent: (amount: 2em, all: true), body)
#for part in paper.parts {
  if part.kind == "heading" {
    block(sticky: true, indented(text(font: fonts.at("heading" + str(part.level)), part.text)))
  } else if part.kind == "paragraph" {
    indented(part.text)
  } else if part.kind == "signature" {
    block(breakable: false, width: 100%, align(right, pad(right: 4em, {
      part.bureau
      linebreak()
      part.day
    })))
  } else {
    block(sticky: true, width: 100%, below: 6pt,
      align(center, text(font: fonts.heading1, size: 10.5pt, part.title)))
    align(center, text(size: 10.5pt, table(
      columns: part.head.len(), inset: 4pt, stroke: 0.5pt,
      align: (column, row) => if row > 0 and part.numeric.at(column) { right } else { left },
      table.header(..part.head),
      ..part.cells)))
  }
}
"""


def render(document: Document) -> bytes:
    """The bytes of the PDF."""
    data = {
        "title": document.title,
        "lang": language(),
        "fonts": _fonts(),
        "parts": [_part(part) for part in document.parts],
    }
    return typst.compile(_PAGE.encode(), sys_inputs={"paper": json.dumps(data)})


def _fonts() -> dict[str, list[str]]:
    roles = {
        "title": TITLE_FONT,
        "body": BODY_FONT,
        "heading1": HEADING_FONTS[1],
        "heading2": HEADING_FONTS[2],
    }
    return {role: [LATIN, font, *_FALLBACKS] for role, font in roles.items()}


def _part(part: Part) -> dict[str, object]:
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Signature):
        return {"kind": part.kind, "bureau": part.bureau, "day": part.day}
    if isinstance(part, Heading):
        return {"kind": part.kind, "level": part.level, "text": part.text}
    number = "" if part.number is None else f"{part.number}. "
    return {"kind": part.kind, "text": number + part.text}


def _table(table: Table) -> dict[str, object]:
    cells: list[str] = []
    for line in table.lines:
        cells += [words(cell) for cell in line]
    first: tuple[Cell, ...] = table.lines[0] if table.lines else ("",) * len(table.columns)
    return {
        "kind": table.kind,
        "title": table.title,
        "head": [column.title for column in table.columns],
        "numeric": [isinstance(cell, Figure) for cell in first],
        "cells": cells,
    }
