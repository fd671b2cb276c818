"""How one entry of the journal is named by others: ``CHAIN:SEQ``, in this one place joined and taken apart."""

import re
from typing import NamedTuple, Self

from wxmod.domain.errors import BadInput
from wxmod.wording import N_

# As many digits as SQLite's integers hold; int() of a longer one would not fit the column it is compared with.
_NUMBER = re.compile(r"[0-9]{1,18}")


class Ref(NamedTuple):
    """An entry of a chain, by its number there.

    Refs of one chain sort by number, where their texts would put 10 before 9.

    >>> str(Ref("yuxian-3f2a", 7))
    'yuxian-3f2a:7'
    >>> Ref.parse("yuxian-3f2a:7")
    Ref(chain='yuxian-3f2a', seq=7)
    """

    chain: str
    seq: int

    def __str__(self) -> str:
        return f"{self.chain}:{self.seq}"

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The entry *text* names; None if it names none, as where a conflict is about something else."""
        chain, _colon, number = text.rpartition(":")
        if not chain or not _NUMBER.fullmatch(number):
            return None
        return cls(chain, int(number))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The entry *text* names.

        Raises:
            BadInput: it is not written ``CHAIN:SEQ``.
        """
        found = cls.find(text)
        if found is None:
            raise BadInput(
                N_("不是流水条目：{text}"), remedy=N_("写作 链:序号，如 yuxian-3f2a:7"), text=text
            )
        return found

    @classmethod
    def within(cls, text: str, chain: str) -> str:
        """*text* as the full name of an entry: a bare number, as people read it off a screen, is one of *chain*."""
        if ":" in text:
            return text
        return f"{chain}:{text}"
