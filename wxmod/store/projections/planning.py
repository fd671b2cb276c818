"""What planning leaves behind: public notices."""

import sqlite3

from wxmod.domain.notices import PublicNotice
from wxmod.store.entries import Entry, encode
from wxmod.store.projections.registry import give_number, tell


def notice(conn: sqlite3.Connection, entry: Entry, body: PublicNotice) -> None:
    give_number(conn, "notice", entry, body.number)
    tell(conn, "public_notice", entry, (body.number, encode(body)))
