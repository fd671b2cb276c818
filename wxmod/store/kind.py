"""What is declared of a kind of entry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from wxmod.domain.base import Value


class Kind(NamedTuple):
    """A kind of entry.

    Attributes:
        model: The body of the newest version, and of every one before that is not in `older`.
        label: In Chinese; translated where it is shown.
        holds: What a body says, for `docs/model.md`.
        feeds: Tables its projection writes in.
        project: ``ROOM.FUNCTION`` of `wxmod.store.tables` that brings the tables up to an entry.
        refuse: ``ROOM.FUNCTION`` that keeps out what cannot be written here; what was written elsewhere is never
            refused, only listed as a conflict.
        versions: How many there were.
        older: Bodies of versions the model cannot read any more.
    """

    name: str
    model: type[Value]
    label: str
    holds: str
    feeds: str
    project: str
    refuse: str = ""
    versions: int = 1
    older: Mapping[int, type[Value]] = MappingProxyType({})

    def body(self, version: int) -> type[Value]:
        """The body of one version."""
        return self.older.get(version, self.model)
