"""Accounts of the ledger: where rounds are, written ``KIND/NAME``.

``maker/NAME``, ``depot/CODE``, ``site/CODE``, ``vehicle/CODE``, ``loaded/EQUIPMENT`` (in the launcher or gun),
``transit/CONSIGNMENT``, ``dud/CODE`` (misfires held at a place), ``handed/NAME`` (given to maker or disposal unit)
and the ends ``end/fired``, ``end/destroyed``, ``end/lost``, ``end/dud-lost``, ``end/unbacked``.
"""

from typing import Annotated, Self

from pydantic import Field

from wxmod.domain.text import Code

# Kinds that can run out; makers and ends cannot.
STORES = ("depot", "site", "vehicle", "loaded", "transit", "dud")
# Where a keeper answers for what is there: stores and the misfires they hold, not launchers or the road.
KEPT = ("depot", "site", "vehicle", "dud")

_STORES = tuple(f"{kind}/" for kind in STORES)
_KINDS = "|".join(("maker", *STORES, "handed"))
_ENDS = "fired|destroyed|lost|dud-lost|unbacked"

_PATTERN = rf"^(({_KINDS})/\S+|end/({_ENDS}))$"

AccountName = Annotated[Code, Field(pattern=_PATTERN)]
"""An account as a field of a value: text, checked where the value is made."""


class Account(str):
    """The name of an account, put together and taken apart in this one place.

    It is the text that entries and tables hold, so it stands wherever a name of an account does.

    >>> Account.site("140322001")
    'site/140322001'
    >>> Account("dud/140322001").kind, Account("dud/140322001").name
    ('dud', '140322001')
    """

    __slots__ = ()

    @property
    def kind(self) -> str:
        """What comes before the slash."""
        kind, _slash, _name = self.partition("/")
        return kind

    @property
    def name(self) -> str:
        """What comes after it: a code, a unit, a consignment's number, a maker."""
        _kind, _slash, name = self.partition("/")
        return name

    @classmethod
    def of(cls, kind: str, name: str) -> Self:
        """The account of that kind and name."""
        return cls(f"{kind}/{name}")

    @classmethod
    def maker(cls, name: str) -> Self:
        """Where rounds of a maker come from."""
        return cls.of("maker", name)

    @classmethod
    def depot(cls, code: str) -> Self:
        """A store that is not a site's own."""
        return cls.of("depot", code)

    @classmethod
    def site(cls, code: str) -> Self:
        """A site's own magazine."""
        return cls.of("site", code)

    @classmethod
    def vehicle(cls, code: str) -> Self:
        """What a vehicle carries."""
        return cls.of("vehicle", code)

    @classmethod
    def loaded(cls, unit: str) -> Self:
        """What is in a launcher or gun."""
        return cls.of("loaded", unit)

    @classmethod
    def transit(cls, number: str) -> Self:
        """What of a consignment has not arrived."""
        return cls.of("transit", number)

    @classmethod
    def dud(cls, code: str) -> Self:
        """Misfires held at a place."""
        return cls.of("dud", code)

    @classmethod
    def handed(cls, name: str) -> Self:
        """Given away for good."""
        return cls.of("handed", name)

    @classmethod
    def end(cls, name: str) -> Self:
        """Where rounds end: fired, destroyed, lost."""
        return cls.of("end", name)


FIRED = Account.end("fired")
DESTROYED = Account.end("destroyed")
LOST = Account.end("lost")
DUD_LOST = Account.end("dud-lost")
UNBACKED = Account.end("unbacked")
_MISFIRE_ENDS = (DESTROYED, DUD_LOST)


def is_store(account: str) -> bool:
    """Whether *account* can run out: places, launchers, consignments and held duds can; makers and ends cannot."""
    return account.startswith(_STORES)


def is_misfire(account: str) -> bool:
    """Whether rounds there are out of use for good: held, handed over, destroyed or lost as misfires."""
    if account in _MISFIRE_ENDS:
        return True
    return account.startswith(("dud/", "handed/"))


def is_final(account: str) -> bool:
    """Whether nothing can come from there."""
    if account == DESTROYED:
        return True
    return account.startswith("handed/")


def is_usable_store(account: str) -> bool:
    """Whether rounds there can be fired or handed out: every store but the held misfires."""
    if is_misfire(account):
        return False
    return is_store(account)
