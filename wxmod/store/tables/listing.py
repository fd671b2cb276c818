"""Operations page by page, newest first, as a list on a screen shows them: however many there are."""

from collections.abc import Sequence
from typing import NamedTuple

from wxmod.store.pen import Store
from wxmod.store.tables.operations import OperationRow, operation

_FAR = 1_000
"""Operations that are skipped sooner than all of them are counted."""


class Word(NamedTuple):
    """One word of a search; an operation is found by all of them.

    Attributes:
        text: Part of its number or process.
        sites: Codes of the sites it may mean.
        purposes: Codes of the purposes it may mean.
    """

    text: str
    sites: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


def count(store: Store, words: Sequence[Word] = ()) -> int:
    """How many operations there are; counted once while nobody writes, for each is gone through."""
    return store.kept(("operations", tuple(words)), lambda: _count(store, words))


def _count(store: Store, words: Sequence[Word]) -> int:
    tests, values = _tests(words)
    # The tests are written below; what was typed is bound.
    sql = f"SELECT count(*) FROM operation WHERE {tests}"  # noqa: S608
    (found,) = store.conn.execute(sql, values).fetchone()
    return int(found)


def page(store: Store, words: Sequence[Word], first: int, rows: int) -> list[OperationRow]:
    """So many of them from the *first* on; 0 is the newest."""
    tests, values = _tests(words)
    # The index alone finds the page; only its own rows are read whole.
    found_in = f"SELECT no FROM operation WHERE {tests} ORDER BY start_at"  # noqa: S608
    left = max(count(store, words) - first, 0) if first > _FAR else first
    if left < first:
        # Nearer to the end than to the beginning: what is skipped is gone through, so it is skipped from there.
        wanted = min(rows, left)
        sql = f"{found_in}, no LIMIT ? OFFSET ?"
        numbers = [no for (no,) in store.conn.execute(sql, (*values, wanted, left - wanted))]
        numbers.reverse()
    else:
        sql = f"{found_in} DESC, no DESC LIMIT ? OFFSET ?"
        numbers = [no for (no,) in store.conn.execute(sql, (*values, rows, first))]
    found = [operation(store, no) for no in numbers]
    return [row for row in found if row]


def _tests(words: Sequence[Word]) -> tuple[str, list[str]]:
    tests, values = ["voided = 0"], []
    for word in words:
        sites = ",".join("?" * len(word.sites))
        purposes = ",".join("?" * len(word.purposes))
        tests.append(
            f"(instr(lower(no), ?) OR instr(lower(ifnull(process, '')), ?)"
            f" OR site IN ({sites}) OR purpose IN ({purposes}))"
        )
        values += [word.text.lower(), word.text.lower(), *word.sites, *word.purposes]
    return " AND ".join(tests), values
