"""What somebody sets aside, and who stands for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Waiver(NamedTuple):
    """Blocks somebody wants to set aside.

    Attributes:
        reasons: By rule code, why.
        by: Who does; whoever is at the desk, if not said.
        witness: The second person.
        proven: Who has proved who they are by PIN (`wxmod.actions.registry.pins.prove`).
    """

    reasons: Mapping[str, str] = MappingProxyType({})
    by: str | None = None
    witness: str | None = None
    proven: frozenset[str] = frozenset()


NOTHING_WAIVED = Waiver()
