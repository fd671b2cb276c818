"""Chinese in the source, English in the catalogue, nothing missing, nothing left over."""

import string

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.catalogue import HAN, PO, source


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def fields(text: str) -> set[str]:
    return {
        name.split(".")[0].split("[")[0]
        for _lit, name, _spec, _conv in string.Formatter().parse(text)
        if name
    }


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    translated = {m.id for m in catalogue if m.id and m.string and not m.fuzzy}
    assert source() - translated == set()


def test_the_catalogue_holds_nothing_the_source_does_not(catalogue: Catalog) -> None:
    assert {m.id for m in catalogue if m.id} - source() == set()


def test_translations_are_english_and_name_the_same_fields(catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        assert fields(str(message.string)) <= fields(str(message.id)), message.id
        # Words a user types or that name a Chinese thing may stay; a whole sentence may not.
        assert len(HAN.findall(str(message.string))) <= max(6, len(str(message.string)) // 6), (
            message.string
        )


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {
            m.id: m.string for m in read_mo(file) if m.id
        }  # the head names Babel's version: not compared
    assert compiled == {m.id: m.string for m in catalogue if m.id and m.string}
