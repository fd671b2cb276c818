"""Whatever is in a bundle file: it is taken whole, or an error says why and not a row is written."""

import gzip
import os
import time
import zlib
from collections.abc import Iterator

import pytest

from tests.faults.mutants import STRANGER, TRUSTED, mutant, signed, text_of
from tests.record.samples import DAY, draft, one_of_each
from wxmod.domain.errors import UnreadableFileError, WxmodError
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.domain.visible import visible
from wxmod.store import chains, journal, schema
from wxmod.store.database import in_memory
from wxmod.store.exchange import merge, sealing
from wxmod.store.exchange.keys import public
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

MUTANTS = int(os.environ.get("WXMOD_MUTANTS", "1500"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> Iterator[Store]:
    made = in_memory(program="site")
    for each in one_of_each():
        journal.append(made, each, now=DAY)
    yield made
    made.close()


@pytest.fixture
def held(site: Store) -> bytes:
    return merge.give(site, TRUSTED, now=DAY)[0]


def bureau(site: Store) -> Store:
    made = in_memory(program="bureau")
    body = KeyTrusted(
        key=public(TRUSTED).hex(),
        role=KeyRole.SITE,
        chain=site.chain,
    )
    journal.append(made, draft(body), now=DAY)
    return made


def everything(store: Store) -> list[list[object]]:
    tables = ["journal", *schema.PROJECTIONS]
    return [store.conn.execute(f"SELECT * FROM {t}").fetchall() for t in tables]  # noqa: S608  fixed names


def test_a_mutant_is_taken_whole_and_clean_or_leaves_no_row(site: Store, held: bytes) -> None:
    store = bureau(site)
    before, accepted = everything(store), 0
    for n in range(MUTANTS):
        how, wrong = mutant(held, n)
        try:
            merge.take(store, wrong, actor="乙", now=DAY)
        except WxmodError:
            assert store.conn.execute("SELECT count(*) FROM journal").fetchone() == (1,), (n, how)
            continue
        # An odd value may be a right one: it must then be clean, and the record whole.
        same = (
            text_of(wrong).split(
                b"\n",
                1,
            )[1]
            == text_of(held).split(b"\n", 1)[1]
        )
        assert same or how == "signed sealed_again", (n, how)
        assert verify(store).breaks == (), (n, how)
        for entry in chains.entries(store):
            said = "".join(str(cell) for cell in entry[:9])
            assert visible(said) == said, (n, how)
        accepted += 1
        store.close()
        store = bureau(site)
        before = everything(store)
    assert everything(store) == before
    assert accepted < MUTANTS / 3
    merge.take(store, held, actor="乙", now=DAY)
    assert verify(store).breaks == ()
    store.close()


def test_a_gzip_bomb_is_refused_at_the_cap() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    sealed = sealing.check(signed(bomb))
    began = time.process_time()
    with pytest.raises(UnreadableFileError, match="解压后"):
        sealing.unpack(sealed, cap=2**20)
    assert time.process_time() - began < 5  # hung, not slow


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"\n",
        gzip.compress(b"x", mtime=0),
        b"wxmod-bundle 1 \n",
        b"PK\x03\x04",
        b"\x00" * 400,
    ],
)
def test_what_is_no_bundle_is_said_to_be_none(wrong: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        sealing.check(wrong)


def test_a_file_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch, held: bytes) -> None:
    monkeypatch.setattr(
        sealing,
        "MAX_FILE",
        len(held) - 1,
    )
    with pytest.raises(UnreadableFileError):
        sealing.check(held)


def test_two_streams_in_one_file_are_not_one_bundle(held: bytes) -> None:
    packed = sealing.check(held).packed
    with pytest.raises(UnreadableFileError, match="中断或有余"):
        sealing.unpack(sealing.check(signed(packed + packed)))


def test_the_signature_is_looked_at_before_the_contents(
    site: Store, held: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_args: object, **_more: object) -> bytes:
        raise AssertionError("opened")

    monkeypatch.setattr(merge, "lines", opened)
    store = bureau(site)
    for wrong in (
        sealing.seal(text_of(held), STRANGER),
        held[:-1],
        held.replace(b"wxmod-bundle 2", b"wxmod-bundle 3"),
    ):
        with pytest.raises(WxmodError):
            merge.take(store, wrong, actor="乙", now=DAY)
    store.close()
