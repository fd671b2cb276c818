"""Kinds of entries in words."""

from wxmod.store.kinds import KINDS
from wxmod.wording import _


def kind_label(kind: str) -> str:
    """A kind of entry in words; one that a newer wxmod writes as its code."""
    declared = KINDS.get(kind)
    return _(declared.label) if declared else kind
