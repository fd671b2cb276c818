"""Looking up what planning left behind: public notices."""

from wxmod.domain.notices import PublicNotice
from wxmod.store.database import Store


def notices(store: Store) -> dict[str, PublicNotice]:
    """Every public notice by number."""
    rows = store.conn.execute("SELECT number, body FROM public_notice ORDER BY number").fetchall()
    return {number: PublicNotice.model_validate_json(body) for number, body in rows}
