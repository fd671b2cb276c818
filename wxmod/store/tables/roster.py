"""Who is who where several chains say so.

This record's word and a bureau's count before anyone else's, the later before the earlier.  Once a bureau is trusted
here, it alone says who is a bureau administrator: no site makes one, for itself or for others.
"""

from collections.abc import Mapping, Sequence

from wxmod.domain.registry.people import Person, Role
from wxmod.domain.registry.versions import Telling
from wxmod.store.exchange.grants import bureaus
from wxmod.store.lineage import lineage
from wxmod.store.pen import Store


def counted(
    store: Store, told: Mapping[str, Sequence[Telling[Person]]]
) -> dict[str, list[Telling[Person]]]:
    """Of what was told of everyone, what counts here."""
    own, above = set(lineage(store)), bureaus(store)
    makers = above or own
    found = {}
    for name, tellings in told.items():
        # Only of somebody neither this record nor a bureau knows does a stranger's word count.
        ours = [t for t in tellings if t.written.chain in own | above]
        found[name] = [_as_told(t, makers) for t in ours or tellings]
    return found


def _as_told(telling: Telling[Person], makers: set[str]) -> Telling[Person]:
    person = telling.body
    if telling.written.chain in makers or Role.BUREAU not in person.roles:
        return telling
    roles = tuple(role for role in person.roles if role is not Role.BUREAU)
    return telling._replace(body=person.model_copy(update={"roles": roles}))
