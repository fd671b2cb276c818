"""A child that writes and notes what SQLite asked of the disk: ``recorder.py RECORD TRACE HOW_MANY [PRAGMA=VALUE …]``.

With HOW_MANY 0 the record is only opened, which brings an old one up.
"""

import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.traced import Tracer
from tests.record.samples import draft, movement, recorded, transferred
from wxmod.store import database, journal
from wxmod.store.database import open_store

NOW = datetime(
    2024,
    6,
    1,
    6,
    tzinfo=UTC,
)


def main(
    path: Path,
    trace: Path,
    how_many: int,
    pragmas: list[str],
) -> None:
    for name, value in (each.split("=") for each in pragmas):
        database._PRAGMAS[name] = int(value) if value.isdecimal() else value
    tracer = Tracer()
    store = open_store(path)
    if store.migrated:
        tracer.told(b"migrated")
    for n in range(how_many):
        body = (
            recorded(
                f"2024-{n:03}",
                lot="T",
            )
            if n % 3
            else transferred(movement("maker/A", "depot/1", 5, lot="T"))
        )
        receipt = journal.append(
            store,
            draft(body, uid=f"u-{n}"),
            now=NOW,
        )
        tracer.told(f"u-{n} {receipt.seq} {receipt.hash.hex()}".encode())
    store.close()
    trace.write_bytes(pickle.dumps([tuple(call) for call in tracer.calls]))


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]),
        sys.argv[4:],
    )
