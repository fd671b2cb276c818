"""What who copied the record pays for each PIN he tries at leisure: nothing else stands between him and six digits."""

import hashlib
import time
from pathlib import Path

import pytest

from tests.duty_log import ready
from tests.registry.test_pins import K1, vouched
from wxmod.actions import Desk
from wxmod.actions.registry import pins
from wxmod.domain.errors import BadInput
from wxmod.domain.registry import pins as kept
from wxmod.store import tables
from wxmod.store.keeping.copies import backup

MIB = 2**20


@pytest.fixture
def stolen(desk: Desk, tmp_path: Path) -> tuple[kept.PinSet, bytes]:
    """What a copy of the record holds of K1's PIN, its secret too."""
    ready(desk)
    pins.set_pin(desk, "K1", K1)
    backup(desk.store, tmp_path / "stolen.db")
    held = tables.pins.pin(desk.store, "K1")
    assert held
    return held, tables.pins.pepper(desk.store)


def guess(held: kept.PinSet, pin: str, pepper: bytes, memory: int) -> bytes:
    """One try as an attacker makes it, by what is written in the record and RFC 7914 alone."""
    said = hashlib.new("sha256")
    key = pepper.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + pin.encode()).digest()
    said.update(bytes(b ^ 0x5C for b in key) + inner)
    return hashlib.scrypt(
        said.digest(),
        salt=bytes.fromhex(held.salt),
        n=2**held.log2_cost,
        r=held.block,
        p=held.parallel,
        maxmem=memory,
        dklen=32,
    )


def test_a_try_costs_thirty_two_mebibytes(stolen: tuple[kept.PinSet, bytes]) -> None:
    held, pepper = stolen
    assert (held.log2_cost, held.block, held.parallel) == (15, 8, 1)
    assert 128 * held.block * 2**held.log2_cost == 32 * MIB
    with pytest.raises(ValueError, match="memory"):
        guess(held, K1, pepper, 32 * MIB - 1)
    begun = time.process_time()
    assert guess(held, K1, pepper, 64 * MIB).hex() == held.digest
    # A tenth of a second on the machines of 2026; a hundredth would be another cost, whatever the machine.
    assert time.process_time() - begun > 0.01
    assert guess(held, "000001", pepper, 64 * MIB).hex() != held.digest
    assert guess(held, K1, bytes(32), 64 * MIB).hex() != held.digest


def test_one_pin_of_two_people_looks_like_two(
    stolen: tuple[kept.PinSet, bytes], desk: Desk
) -> None:
    """No list made beforehand serves, nor does one try serve for two."""
    held, _pepper = stolen
    pins.set_pin(desk, "K2", K1, vouched=vouched(desk, K1=K1))
    other = tables.pins.pin(desk.store, "K2")
    assert other
    assert len({held.salt, other.salt}) == len({held.digest, other.digest}) == 2
    assert len(bytes.fromhex(held.salt)) == 16


@pytest.mark.parametrize("pin", ["12345", "111111", ""])
def test_what_is_tried_first_is_no_pin(desk: Desk, pin: str) -> None:
    ready(desk)
    with pytest.raises(BadInput, match="口令至少"):
        pins.set_pin(desk, "K1", pin)
