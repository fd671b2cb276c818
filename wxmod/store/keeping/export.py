"""The record as plain files anyone can read in twenty years: one CSV a table, and the journal line by line.

sqlite-utils reads the tables here; nothing that records or looks up depends on it.  Text that a spreadsheet would take
for a formula is written with an apostrophe before it; the journal keeps the exact text.
"""

import csv
import json
from pathlib import Path

from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.pen import Store

FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(cell: object) -> object:
    """*cell* as a spreadsheet takes it for text; numbers stay numbers.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def export(store: Store, folder: Path) -> dict[str, int]:
    """Write every table and the journal into *folder*; the number of rows by file."""
    from sqlite_utils import Database  # noqa: PLC0415  drags pandas in where it is installed

    folder.mkdir(parents=True, exist_ok=True)
    database = Database(store.conn, execute_plugins=False)
    written = {}
    for name in schema.PROJECTIONS:
        table = database[name]
        with (folder / f"{name}.csv").open(
            "w",
            encoding="utf-8-sig",
            newline="",
        ) as file:
            rows = csv.writer(file)
            rows.writerow(table.columns_dict)
            kept = [[harmless(cell) for cell in row.values()] for row in table.rows]
            rows.writerows(kept)
        written[f"{name}.csv"] = len(kept)
    with (folder / "journal.ndjson").open(
        "w",
        encoding="utf-8",
    ) as file:
        count = 0
        for entry in entries(store):
            told = entry._asdict() | {
                "prev": entry.prev.hex(),
                "hash": entry.hash.hex(),
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return written | {"journal.ndjson": count}
