"""What planning leaves behind: public notices."""

import sqlite3

from wxmod.domain.errors import BadInput
from wxmod.domain.notices import PublicNotice
from wxmod.store.entries import Entry, encode
from wxmod.wording import N_


def notice(conn: sqlite3.Connection, _entry: Entry, body: PublicNotice) -> None:
    """A notice, once: another one has another number."""
    if conn.execute("SELECT 1 FROM public_notice WHERE number = ?", (body.number,)).fetchone():
        raise BadInput(N_("公告 {number} 已经登记"), number=body.number)
    conn.execute("INSERT INTO public_notice VALUES (?,?)", (body.number, encode(body)))
