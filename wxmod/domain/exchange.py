"""What passes between a site and its bureau besides the record: keys, receipts, forks, and what settles a conflict."""

from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Codes, Name, Remark, Whole
from wxmod.wording import N_, Term

ChainName = Annotated[Code, Field(pattern=r"^\S+-[0-9a-f]{8}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PublicKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[Whole, Field(ge=1, lt=2**53)]


class KeyRole(Term):
    """What a key's holder may send: a site its own chain, the others any; a bureau says whose keys and people count."""

    SITE = "site", N_("作业点")
    RELAY = "relay", N_("下级转交单位")
    BUREAU = "bureau", N_("主管单位")


class Head(Value):
    """Where a chain stood: a number and the seal of that entry."""

    chain: ChainName
    seq: Number
    hash: Digest


class Range(Value):
    """Entries *after* + 1 … *to* of a chain.

    Attributes:
        prev: Seal of entry *after*, which the taker must hold; zeros at the beginning of a chain.
        hash: Seal of entry *to*.
    """

    chain: ChainName
    after: Annotated[Whole, Field(ge=0, lt=2**53)]
    prev: Digest
    to: Number
    hash: Digest

    @property
    def count(self) -> int:
        return self.to - self.after


class Statement(Value):
    """What the signature of a bundle is over: short enough to be kept with the receipt, and proof of it ever after.

    Attributes:
        packed: SHA-256 of the packed entries, which hang on it.
    """

    giver: ChainName
    packed: Digest
    ranges: tuple[Range, ...]


class KeyTrusted(Value):
    """A key its holder's bundles are accepted under.

    Attributes:
        chain: The chain a site's key may send.
        sites: Codes of the sites and depots a site's chain may tell of, since version 2; none binds it to nothing.
    """

    key: PublicKey
    role: KeyRole
    chain: ChainName
    name: Name = ""
    sites: Codes = ()


class KeyRevoked(Value):
    """A key nothing is accepted under any more."""

    key: PublicKey
    reason: Remark = Field(min_length=1)


class BundleTaken(Value):
    """The receipt for a bundle; it travels back in the next one and anchors what was received.

    Attributes:
        digest: SHA-256 of the file.
        giver: Chain of the instance that made it.
        received: Where each chain stands here since.
        held: What the giver says it holds of other chains: anchors kept elsewhere.
        past: An hour after all that was seen so far: what is told here from now on was told in knowledge of it, and
            counts as later whatever the clocks say.
        statement: What the giver signed, and *signature* (hex): with them anyone can see later that these entries
            came from who holds *key*.  Since version 2; None for a bundle of the first form.
    """

    digest: Digest
    key: PublicKey
    giver: ChainName
    received: tuple[Head, ...]
    held: tuple[Head, ...] = ()
    past: Instant | None = None
    statement: Statement | None = None
    signature: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{128})?$")] = ""


class ForkFound(Value):
    """Two histories of one chain met: a copy of a record went on by itself, or one was made anew.

    Attributes:
        chain: The chain that forked, from *seq* on.
        ours: Seal of that entry here; *theirs*: in the bundle, which is kept as *kept*.
    """

    chain: ChainName
    seq: Whole
    ours: Digest
    theirs: Digest
    digest: Digest
    kept: Name


class RecordRestored(Value):
    """This chain goes on from a copy of another one, which stays as it was."""

    head: Head


class ConflictResolved(Value):
    """Why a conflict needs no more attention; what settled it are other entries.

    Attributes:
        applies: Of an entry that was held: it is true and counts from now on; since version 2.
    """

    conflict: Code
    reason: Remark = Field(min_length=1)
    applies: bool = False


class Conflict(NamedTuple):
    """Something two chains, or a chain and the record here, do not agree on.

    Attributes:
        name: How a resolution names it.
        kind: A code.
        subject: The operation, lot or chain it is about.
        ref: ``CHAIN:SEQ`` of the entry that disagrees.
    """

    name: str
    kind: str
    subject: str
    ref: str
