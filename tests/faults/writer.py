"""A child that writes operations and says so after each is on the disk: ``writer.py RECORD NAME HOW_MANY``."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.record.samples import draft, movement, recorded, transferred
from wxmod.store import journal
from wxmod.store.database import open_store

NOW = datetime(
    2024,
    6,
    1,
    6,
    tzinfo=UTC,
)

store = open_store(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    uid = f"{sys.argv[2]}-{n}"
    body = (
        recorded(uid, lot=None)
        if n % 3
        else transferred(
            movement(
                "maker/A",
                "depot/1",
                5,
                lot=sys.argv[2],
            )
        )
    )
    receipt = journal.append(
        store,
        draft(body, uid=uid),
        now=NOW,
    )
    os.write(
        1,
        f"{uid} {receipt.seq} {receipt.hash.hex()}\n".encode(),
    )
