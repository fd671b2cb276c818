"""Every disk a power cut could have left behind: what was synced is there, what was not may be there, wholly or torn.

A write is torn at sectors of 512 bytes; un-synced writes reach the disk in any selection; a new file's name and a
removed file's going are sure only once synced.  Firmware that lies about syncing is outside the model.
"""

import hashlib
import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.faults.children import child
from tests.faults.traced import Call

SECTOR = 512
Disk = dict[str, bytes]


class State(NamedTuple):
    """A disk after a cut, and what the user had been told by then."""

    disk: Disk
    told: tuple[bytes, ...]


def record(
    path: Path,
    trace: Path,
    how_many: int,
    *pragmas: str,
) -> tuple[Disk, list[Call]]:
    """The disk before, and all that was asked of it while a child wrote *how_many* entries."""
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with child(
        "recorder",
        path,
        trace,
        how_many,
        *pragmas,
    ) as recorder:
        recorder.communicate()
        assert recorder.returncode == 0
    kept = {
        path.name,
        f"{path.name}-journal",
    }
    calls = [Call(*each) for each in pickle.loads(trace.read_bytes())]  # noqa: S301  our own child's
    return before, [c for c in calls if c.file in kept or c.what == "told"]


def states(
    before: Disk,
    calls: Sequence[Call],
    *,
    samples: int,
    seed: int,
) -> Iterator[State]:
    """Each different state once: a cut after every call, nothing, everything and *samples* selections of the rest."""
    chance = random.Random(seed)
    sure, pending, told = dict(before), [], []
    seen: set[bytes] = set()
    for call in calls:
        if call.what == "told":
            told.append(call.bytes_)
        elif call.what in {"sync", "delete-synced"}:
            reached = [c for c in pending if c.file == call.file]
            _apply(
                sure,
                [*reached, call._replace(what="delete")]
                if call.what == "delete-synced"
                else reached,
            )
            pending = [c for c in pending if c.file != call.file]
        else:
            pending.append(call)
        for disk in _left(sure, pending, chance, samples):
            mark = _digest(disk, len(told))
            if mark not in seen:
                seen.add(mark)
                yield State(disk, tuple(told))


def _left(
    sure: Disk,
    pending: Sequence[Call],
    chance: random.Random,
    samples: int,
) -> Iterator[Disk]:
    yield dict(sure)
    if not pending:
        return
    yield _apply(dict(sure), pending)
    for _ in range(samples):
        share = chance.choice((0.1, 0.5, 0.9))
        some = [piece for call in pending for piece in _torn(call, chance, share)]
        yield _apply(dict(sure), some)


def _torn(call: Call, chance: random.Random, share: float) -> list[Call]:
    """What of a call reached the disk."""
    if call.what != "write" or chance.random() < 0.7:
        return [call] if chance.random() < share else []
    sectors = range(
        0,
        len(call.bytes_),
        SECTOR,
    )
    return [
        call._replace(
            at=call.at + at,
            bytes_=call.bytes_[at : at + SECTOR],
        )
        for at in sectors
        if chance.random() < share
    ]


def _apply(disk: Disk, calls: Sequence[Call]) -> Disk:
    open_: dict[str, bytearray] = {
        name: bytearray(disk[name]) for name in {c.file for c in calls} & disk.keys()
    }
    for call in calls:
        if call.what == "create":
            open_.setdefault(
                call.file,
                bytearray(),
            )
        elif call.what == "delete":
            open_.pop(call.file, None)
            disk.pop(call.file, None)
        elif call.file in open_:
            _change(
                open_[call.file],
                call,
            )
    disk.update({name: bytes(held) for name, held in open_.items()})
    return disk


def _change(held: bytearray, call: Call) -> None:
    size = (
        call.at
        if call.what == "truncate"
        else max(
            len(held),
            call.at + len(call.bytes_),
        )
    )
    del held[size:]
    held.extend(bytes(size - len(held)))
    if call.what == "write":
        held[call.at : call.at + len(call.bytes_)] = call.bytes_


def _digest(disk: Mapping[str, bytes], told: int) -> bytes:
    said = hashlib.blake2b(str(told).encode())
    for name in sorted(disk):
        said.update(name.encode() + len(disk[name]).to_bytes(8) + disk[name])
    return said.digest()
