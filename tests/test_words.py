"""Chinese in the source, English in the catalogue, nothing missing, nothing left over."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "data" / "locale" / "en" / "LC_MESSAGES" / "wxmod.po"
HAN = re.compile(r"[\u4e00-\u9fff]")


def source_words() -> set[str]:
    words: set[str] = set()
    for room in ("wxmod", "tui"):
        keywords = {"_": None, "N_": None}
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / room, keywords=keywords):
            words.add(message if isinstance(message, str) else message[0])
    return {w for w in words if HAN.search(w)}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def fields(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _lit, name, _spec, _conv in string.Formatter().parse(text) if name}


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    translated = {m.id for m in catalogue if m.id and m.string and not m.fuzzy}
    assert source_words() - translated == set()


def test_the_catalogue_holds_nothing_the_source_does_not(catalogue: Catalog) -> None:
    assert {m.id for m in catalogue if m.id} - source_words() == set()


def test_translations_are_english_and_name_the_same_fields(catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        assert fields(str(message.string)) <= fields(str(message.id)), message.id
        # Words a user types or that name a Chinese thing may stay; a whole sentence may not.
        assert len(HAN.findall(str(message.string))) <= max(6, len(str(message.string)) // 6), message.string


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {m.id: m.string for m in read_mo(file) if m.id}  # the head names Babel's version: not compared
    assert compiled == {m.id: m.string for m in catalogue if m.id and m.string}
