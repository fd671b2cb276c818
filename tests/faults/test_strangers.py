"""What strangers hand in: asked who they are before it is unpacked, and never read further than it may be."""

import json
import os
import zlib
from pathlib import Path

import pytest

from tests.faults.children import child
from tests.faults.mutants import STRANGER, TRUSTED
from tests.record.samples import DAY, draft, new_store, recorded
from wxmod import files
from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.domain.json_text import json_once
from wxmod.store import database, journal
from wxmod.store.exchange import merge, parcels, sealing
from wxmod.store.exchange.keys import public

pytestmark = pytest.mark.slow

MIB = 2**20
UNPACKED = 1024  # MiB
ALLOWED = 64  # MiB beyond what the program needs to be there


def bomb(key: object, header: bytes, filling: bytes) -> bytes:
    """A bundle of a megabyte that would unpack to a gigabyte, signed as it should be."""
    packer = zlib.compressobj(9, wbits=31)
    packed = [packer.compress(header + b"\n")]
    packed += [packer.compress(filling * (MIB // len(filling))) for _ in range(UNPACKED)]
    return _sealed(
        b"".join([*packed, packer.flush()]),
        header,
        key,
    )


def _sealed(packed: bytes, header: bytes, key: object) -> bytes:
    """Any packed bytes under a statement that fits them."""
    whole = sealing.seal(header + b"\n", key)  # type: ignore[arg-type]
    statement = sealing.check(whole).statement
    assert statement is not None
    ours = statement.model_copy(update={"packed": sealing.hashlib.sha256(packed).hexdigest()})
    said = sealing._bytes_of(ours)
    signature = key.sign(b"wxmod-bundle-v2\0" + said).hex()  # type: ignore[attr-defined]
    line = f"wxmod-bundle 2 {public(key).hex()} {signature}\n"  # type: ignore[arg-type]
    return line.encode() + said + b"\n" + packed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau, and two bombs: of a stranger, and of a site it trusts whose machine is not its own any more."""
    made = tmp_path_factory.mktemp("strangers")
    site = new_store(made, "site.db")
    bureau = database.create(made / "bureau.db", program="yuxian")
    journal.append(
        site,
        draft(recorded()),
        now=DAY,
    )
    trust = KeyTrusted(
        key=public(TRUSTED).hex(),
        role=KeyRole.SITE,
        chain=site.chain,
    )
    journal.append(
        bureau,
        draft(trust),
        now=DAY,
    )
    text = sealing.unpack(sealing.check(merge.give(site, TRUSTED, now=DAY)[0]))
    header, line = text.split(b"\n")[:2]
    (made / "stranger.wxb").write_bytes(bomb(STRANGER, header, b"\0"))
    (made / "endless.wxb").write_bytes(bomb(TRUSTED, header, b"\0"))
    (made / "repeated.wxb").write_bytes(
        bomb(
            TRUSTED,
            header,
            line + b"\n",
        )
    )
    site.close()
    bureau.close()
    return made


@pytest.mark.parametrize(
    ("bundle", "verb", "outcome"),
    [
        ("stranger", "inspect", "不认识"),
        ("stranger", "take", "UntrustedKey"),
        ("endless", "inspect", "UnreadableFileError"),
        ("endless", "take", "UnreadableFileError"),
        ("repeated", "take", "UnreadableFileError"),
    ],
)
def test_a_bomb_costs_no_memory(folder: Path, bundle: str, verb: str, outcome: str) -> None:
    path = folder / f"{bundle}.wxb"
    assert path.stat().st_size < 8 * MIB
    with child(
        "glutton",
        folder / "bureau.db",
        path,
        verb,
        ALLOWED,
    ) as glutton:
        mib, found = glutton.communicate()[0].decode().splitlines()[:2]
    assert outcome in found
    assert float(mib) < ALLOWED


def sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(8 * 2**30)
    return path


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def device(_path: Path) -> Path:
    return Path("/dev/zero")


@pytest.mark.parametrize(
    "made",
    [sparse, pipe, device],
    ids=lambda made: made.__name__,
)
def test_what_is_no_file_or_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: object
) -> None:
    def read(*_args: object) -> bytes:
        raise AssertionError("read")

    path = made(tmp_path / "given")  # type: ignore[operator]
    monkeypatch.setattr(os, "read", read)
    for reader in (files.bytes_of, files.text_of, parcels.read_file):
        with pytest.raises(UnreadableFileError):
            reader(path)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each read brought."""
    sizes: list[int] = []
    real = os.read

    def read(held: int, most: int) -> bytes:
        piece = real(held, most)
        sizes.append(len(piece))
        return piece

    monkeypatch.setattr(os, "read", read)
    return sizes


def test_a_file_is_read_up_to_the_most_and_not_at_all_beyond(
    tmp_path: Path, taken: list[int]
) -> None:
    path = tmp_path / "given"
    for size in (9, 10):
        path.write_bytes(bytes(size))
        assert files.bytes_of(path, 10) == bytes(size)
    assert sum(taken) == 9 + 10
    taken.clear()
    path.write_bytes(bytes(11))
    with pytest.raises(UnreadableFileError):
        files.bytes_of(path, 10)
    assert taken == []


def test_a_file_that_grows_while_it_is_read_costs_one_byte_more_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: list[int]
) -> None:
    """What the system says of its size is of a moment before: a writer goes on all the time."""
    path, counted = tmp_path / "given", os.read
    path.write_bytes(b"x")

    def grown(held: int, most: int) -> bytes:
        with path.open("ab") as file:
            file.write(bytes(4096))
        return counted(held, most)

    monkeypatch.setattr(os, "read", grown)
    with pytest.raises(UnreadableFileError):
        files.bytes_of(path, 20)
    assert sum(taken) == 20 + 1


@pytest.mark.parametrize("text", ['{"rounds":1,"rounds":9}', '[{"a":{"b":1,"b":1}}]'])
def test_a_name_said_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="写了两次"):
        json_once(text)
    assert json_once('[{"a":1},{"a":2}]') == [
        {"a": 1},
        {"a": 2},
    ]
    assert json.loads(text)
