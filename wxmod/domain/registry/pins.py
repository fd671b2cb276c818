"""PINs: what is kept of one, and how long to wait after wrong ones.

A PIN keeps honest people from acting in another's name.  It does not stop who copies the record and tries every number
at leisure: six digits fall to that within a day or so.  What leaves the record in bundles is of no use for that: the
pepper stays behind.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput
from wxmod.domain.text import Code, Whole
from wxmod.wording import N_

SHORTEST = 6
# scrypt, 32 MiB, some 150 ms on a laptop; kept with each PIN, so it can grow.
LOG2_COST, BLOCK, PARALLEL = 15, 8, 1
_SALT_BYTES, _DIGEST_BYTES = 16, 32
_MOST_DOUBLINGS = 10
_Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){16,64}$")]


class PinSet(Value):
    """A person's PIN as scrypt leaves it (RFC 7914); the PIN itself is nowhere.

    Attributes:
        log2_cost: Base-2 logarithm of the cost N.
        peppered: Made with the record's own secret, without which nobody can try PINs; since version 2.
        reset: Set by a bureau administrator in the person's stead, without the old one.
        pepper: What the secret is known by (`pepper_mark`), so that another one put in its place is found; since
            version 3.
    """

    person: Code
    salt: _Hex
    digest: _Hex
    log2_cost: Whole = Field(ge=1, le=20)
    block: Whole = Field(ge=1, le=32)
    parallel: Whole = Field(ge=1, le=16)
    reset: bool = False
    peppered: bool = False
    pepper: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class PinTried(Value):
    """A PIN that was wrong, or the right one after wrong ones; never the PIN.

    Attributes:
        counted: False where no PIN was looked at: the clock had gone back behind the last wrong try, and the wait for
            that one is measured from this moment instead; since version 2.
    """

    person: Code
    right: bool
    counted: bool = True


def make_pin(
    person: str,
    pin: str,
    *,
    pepper: bytes = b"",
    log2_cost: int | None = None,
    reset: bool = False,
) -> PinSet:
    """What is kept of a new PIN, with the *pepper* that is kept elsewhere.

    Raises:
        BadInput: too short, or one character over and over.
    """
    one_character = len(set(pin)) == 1
    if len(pin) < SHORTEST or one_character:
        raise BadInput(N_("口令至少 {n} 位，不能全是同一个字符"), n=SHORTEST)
    if log2_cost is None:
        log2_cost = LOG2_COST
    salt = secrets.token_bytes(_SALT_BYTES)
    unfilled = PinSet(
        person=person,
        salt=salt.hex(),
        log2_cost=log2_cost,
        block=BLOCK,
        parallel=PARALLEL,
        digest=bytes(_DIGEST_BYTES).hex(),
        reset=reset,
        peppered=bool(pepper),
        pepper=pepper_mark(pepper) if pepper else "",
    )
    # The digest is worked out by the very numbers that are kept beside it.
    digest = _digest(unfilled, pin, pepper)
    return unfilled.model_copy(update={"digest": digest.hex()})


def pepper_mark(pepper: bytes) -> str:
    """What a secret of 32 random bytes is known by without being told."""
    return hashlib.sha256(b"wxmod-pepper-v1\0" + pepper).hexdigest()


def is_right(kept: PinSet, pin: str, pepper: bytes = b"") -> bool:
    """Whether *pin* is the one kept, compared in constant time."""
    expected = bytes.fromhex(kept.digest)
    return hmac.compare_digest(_digest(kept, pin, pepper), expected)


def _digest(kept: PinSet, pin: str, pepper: bytes) -> bytes:
    secret = pin.encode()
    if kept.peppered:
        secret = hmac.digest(pepper, secret, "sha256")
    cost = 2**kept.log2_cost
    # OpenSSL refuses to go beyond 32 MiB unless told.
    memory = 2 * 128 * kept.block * (cost + kept.parallel)
    return hashlib.scrypt(
        secret,
        salt=bytes.fromhex(kept.salt),
        n=cost,
        r=kept.block,
        p=kept.parallel,
        maxmem=memory,
        dklen=_DIGEST_BYTES,
    )


def locked_until(
    wrong: int,
    last: datetime,
    tries: int,
    wait_seconds: int,
) -> datetime:
    """When the next try may be made: at once up to *tries* wrong ones in a row, then after a wait that doubles.

    >>> from datetime import UTC
    >>> noon = datetime(2024, 6, 1, 12, tzinfo=UTC)
    >>> [(locked_until(n, noon, 5, 60) - noon).seconds for n in (4, 5, 6)]
    [0, 60, 120]
    """
    if wrong < tries:
        return last
    doublings = min(wrong - tries, _MOST_DOUBLINGS)
    wait = timedelta(seconds=wait_seconds * 2**doublings)
    return last + wait
