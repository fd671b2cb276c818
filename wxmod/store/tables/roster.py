"""Who is who where several chains say so.

This record's word and a bureau's count before anyone else's, the later before the earlier.  Once a bureau is trusted
here, it alone says who is a bureau administrator: no site makes one, for itself or for others.
"""

from wxmod.domain.registry.people import Person, Role
from wxmod.store.exchange.grants import bureaus
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store


def roster(store: Store) -> dict[str, Person]:
    """Everyone known here, by id."""
    own, above = set(lineage(store)), bureaus(store)
    makers = above or own
    rows = store.conn.execute(
        "SELECT id, chain, body FROM person ORDER BY id, told, chain, seq"
    ).fetchall()
    last: dict[str, tuple[str, str]] = {}
    for name, chain, body in rows:
        held = last.get(name)
        if held is None or chain in own | above or held[0] not in own | above:
            last[name] = (chain, body)
    return {name: _as_told(body, maker=chain in makers) for name, (chain, body) in last.items()}


def _as_told(body: str, *, maker: bool) -> Person:
    person = Person.model_validate_json(body)
    if maker or Role.BUREAU not in person.roles:
        return person
    return person.model_copy(
        update={"roles": tuple(r for r in person.roles if r is not Role.BUREAU)}
    )
