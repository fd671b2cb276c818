"""A child that opens a record once it is told to and says what it found: ``opener.py RECORD``."""

import os
import sys
from pathlib import Path

from wxmod.store.database import open_store

os.write(1, b"ready\n")
os.read(0, 1)
store = open_store(Path(sys.argv[1]))
entries = store.conn.execute("SELECT count(*) FROM journal").fetchone()[0]
os.write(
    1,
    f"{entries} {int(store.migrated is not None)}\n".encode(),
)
