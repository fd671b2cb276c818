"""The list of operations, page by page, as it is searched: by number, site, town, purpose or process."""

from collections.abc import Sequence

from wxmod.actions.desk import Desk
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.store import tables
from wxmod.store.tables.listing import Word
from wxmod.store.tables.operations import OperationRow


def words(desk: Desk, typed: str) -> tuple[Word, ...]:
    """What was typed into the search, word by word."""
    parts = normalise(typed).lower().split()
    return tuple(_word(desk, part) for part in parts)


def _word(desk: Desk, word: str) -> Word:
    sites: list[str] = []
    for site in desk.program.sites:
        names = f"{site.name} {site.town}"
        if word in names.lower():
            sites.append(site.code)
    purposes: list[str] = []
    for purpose in Purpose:
        names = f"{purpose.label} {purpose.value}"
        if word in names.lower():
            purposes.append(purpose.value)
    return Word(word, tuple(sites), tuple(purposes))


def count(desk: Desk, asked: Sequence[Word] = ()) -> int:
    """How many operations are found."""
    return tables.listing.count(desk.store, asked)


def page(
    desk: Desk,
    asked: Sequence[Word],
    first: int,
    rows: int,
) -> list[OperationRow]:
    """So many of them, newest first, from the *first* on."""
    return tables.listing.page(desk.store, asked, first, rows)
