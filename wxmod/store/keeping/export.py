"""The record as plain files anyone can read in twenty years: one CSV a table, and the journal line by line.

sqlite-utils reads the tables here; nothing that records or looks up depends on it.  Text that a spreadsheet would take
for a formula is written with an apostrophe before it; the journal keeps the exact text.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from wxmod.files import new_folder, refuse_missing_folder
from wxmod.store import schema
from wxmod.store.chains import entries
from wxmod.store.pen import Store
from wxmod.store.tables.rounds import Serial, serials

# Of no use to an auditor, and who holds them can try PINs at leisure.
LEFT_OUT = frozenset({"pin", "pin_wrong"})
EXACT_DIGITS = 15
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def harmless(cell: object) -> object:
    """*cell* as a spreadsheet takes it for text; numbers stay numbers.

    >>> harmless("=1+1"), harmless("0201"), harmless("2024")
    ("'=1+1", "'0201", '2024')
    """
    if isinstance(cell, str) and (cell.startswith(FORMULA) or _would_be_a_number(cell)):
        return f"'{cell}"
    return cell


def _would_be_a_number(text: str) -> bool:
    """Whether a spreadsheet would make another number of it: codes lose zeros in front, and digits past the 15th."""
    return text.isdecimal() and (text[0] in "0０" or len(text) > EXACT_DIGITS) and len(text) > 1


def export(store: Store, folder: Path) -> dict[str, int]:
    """Write every table and the journal, all of one moment, into the new *folder*; the number of rows by file.

    The folder has its name only once everything is in it.

    Raises:
        StoreUnavailable: there is something in the folder already, or it cannot be written.
    """
    refuse_missing_folder(folder)
    written = {}
    with new_folder(folder) as part, store.reading():
        for table in schema.PROJECTIONS:
            if table not in LEFT_OUT:
                name = f"{table}.csv"
                written[name] = _write_table(store, table, part / name)
        written["journal.ndjson"] = _write_journal(store, part / "journal.ndjson")
    return written


def _write_table(store: Store, table: str, path: Path) -> int:
    """One table with a heading; the number of its rows."""
    count = 0
    # The mark lets a spreadsheet know that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        columns, rows = _columns_and_rows(store, table)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
            count += 1
    return count


def _columns_and_rows(store: Store, table: str) -> tuple[Iterable[str], Iterable[Sequence[object]]]:
    if table == "serial":
        # The table has every code where it was last scanned; an operation declared void since moved none.
        return Serial._fields, serials(store)
    from sqlite_utils import Database  # noqa: PLC0415  drags pandas in where it is installed

    database = Database(store.conn, execute_plugins=False)
    held = database[table]
    rows = (tuple(row.values()) for row in held.rows)
    return held.columns_dict, rows


def _write_journal(store: Store, path: Path) -> int:
    """Every entry as a line of JSON; their number."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for entry in entries(store):
            document = entry._asdict()
            document["prev"] = entry.prev.hex()
            document["hash"] = entry.hash.hex()
            line = json.dumps(document, ensure_ascii=False)
            file.write(f"{line}\n")
            count += 1
    return count
