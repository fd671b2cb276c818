"""Bundles from and to other instances, the keys they are signed with, and what does not agree."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wxmod import files
from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.exchange import Conflict, ConflictResolved, Head, KeyRevoked, KeyRole, KeyTrusted
from wxmod.domain.times import year_window
from wxmod.store.exchange import bundles, keys, merge, parcels, postgres, sealing
from wxmod.store.exchange import conflicts as disagreements
from wxmod.store.exchange import heads as standing
from wxmod.store.exchange.bundles import Header, header_of, summary
from wxmod.store.exchange.grants import Grant, grants
from wxmod.store.exchange.heads import Anchor
from wxmod.store.exchange.merge import Taken
from wxmod.store.exchange.placing import compare, placed_dict
from wxmod.store.exchange.rights import HELD
from wxmod.store.exchange.trust import UntrustedKey
from wxmod.store.tables.counties import YearTotal, by_county
from wxmod.wording import N_

RECEIPT = "receipt"
__all__ = [
    "Anchor",
    "Given",
    "Inspected",
    "Known",
    "aloud",
    "anchors",
    "change_key",
    "conflicts",
    "give",
    "heads",
    "inspect",
    "known_keys",
    "make_key",
    "own_key",
    "placed_dict",
    "resolve",
    "revoke",
    "take",
    "totals",
    "trust",
]


class Given(NamedTuple):
    """A bundle that was written."""

    path: Path
    header: Header


class Known(NamedTuple):
    """A key with what is read aloud of it."""

    grant: Grant
    fingerprint: str


class Inspected(NamedTuple):
    """What a bundle file holds.

    Attributes:
        refusal: Why it would not be taken, or "".
        chains: Contents by chain; empty when nobody vouches for the signer.
        placed: What taking it would come to.
    """

    key: str
    fingerprint: str
    header: Header
    refusal: str
    chains: dict[str, Any]
    placed: list[dict[str, object]]

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return self._asdict() | {"header": self.header.model_dump(mode="json")}


def key_path(desk: Desk) -> Path:
    """Where the private key is: ``$WXMOD_KEY``, else beside the record."""
    asked = os.environ.get("WXMOD_KEY")
    if asked:
        return Path(asked).expanduser()
    return desk.store.path.with_suffix(".key")


def _passphrase() -> bytes | None:
    return os.environ.get("WXMOD_KEY_PASSPHRASE", "").encode() or None


def aloud(key: str) -> str:
    """A public key as it is read aloud."""
    return keys.fingerprint(key)


def own_key(desk: Desk) -> str:
    """Our public key, in hexadecimal."""
    return _public_in(key_path(desk))


def _public_in(path: Path) -> str:
    """The public half of the key in *path*, in hexadecimal."""
    private = keys.load(path, _passphrase())
    return keys.public(private).hex()


def make_key(desk: Desk, *, role: KeyRole = KeyRole.SITE) -> str:
    """A key for this record, told in its chain; the public half.

    Raises:
        StoreUnavailable: there is one.
    """
    path = key_path(desk)
    # A try that was killed may have left a part of a key beside it.
    files.clear(path)
    if path.is_file():
        # Where a try was interrupted after the key was made and before it was told, it is told now.
        public = _public_in(path)
        if _told_role(desk, public):
            files.refuse_existing(path)
    else:
        keys.make(path, _passphrase())
        public = _public_in(path)
    told = KeyTrusted(key=public, role=role, chain=desk.store.chain)
    desk.write("key.trusted", told)
    return public


def _told_role(desk: Desk, key: str) -> KeyRole | None:
    """What this record's chain says of its own *key*; None where it says nothing."""
    for grant in grants(desk.store):
        if grant.key == key and grant.chain == desk.store.chain:
            return grant.role
    return None


def change_key(desk: Desk, to: Path) -> str:
    """A new key instead of the old one, told in a last bundle the old one signs; the new public half.

    Each step leaves a state the next try goes on from, and there is a key at every moment: the new key waits as
    ``.new``, is told in the chain, is announced in *to*, and then takes the old one's place in one move.

    Raises:
        StoreUnavailable: there is no key, or the bundle cannot be written.
    """
    path = key_path(desk)
    old = keys.load(path, _passphrase())
    present = keys.public(old).hex()
    # Read from the file itself: only what was written can be gone on from.
    if _announced(to) == present:
        return present  # an earlier try had got to the end
    fresh = path.with_name(f"{path.name}.new")
    for each in (fresh, to):
        files.clear(each)
    if not fresh.exists():
        files.refuse_missing_folder(to)
        files.refuse_existing(to)
        keys.make(fresh, _passphrase())
    public = _public_in(fresh)
    role = _told_role(desk, present) or KeyRole.SITE
    if _told_role(desk, public) is None:
        told = KeyTrusted(key=public, role=role, chain=desk.store.chain)
        desk.write("key.trusted", told)
    if _announced(to) != public:
        bundle, _header = merge.give(desk.store, old, now=desk.now())
        parcels.write_file(to, bundle)
    # The old key stays at hand: what was given under it may have to be proved.
    keys.keep_old(path, old)
    keys.put_in_place(fresh, path)
    return public


def _announced(path: Path) -> str | None:
    """The key that the bundle in *path* tells of last, or None where there is no such file.

    Raises:
        UnreadableFileError: it is no bundle.
    """
    if not path.is_file():
        return None
    name = str(path)
    sealed = sealing.check(parcels.read_file(path), name)
    bundle = bundles.opened(lambda: sealing.lines(sealed, name), name)
    announced = None
    for entry, body in bundle.entries():
        if isinstance(body, KeyTrusted) and entry.chain == bundle.header.giver:
            announced = body.key
    return announced


def known_keys(desk: Desk) -> list[Known]:
    """Every key that is or was trusted here."""
    held = grants(desk.store)
    return [Known(grant, keys.fingerprint(grant.key)) for grant in held]


def trust(
    desk: Desk,
    key: str,
    *,
    role: KeyRole,
    chain: str,
    name: str = "",
    sites: Sequence[str] = (),
) -> Outcome:
    """Accept bundles signed with *key*: a site's for its own chain, a bureau's for any.

    Args:
        sites: Codes of the sites and depots a site's chain may tell of; what it tells of others is held.

    Raises:
        UnknownName: the programme has no such site or depot.
        BadInput: another role than a site's is bound to sites.
    """
    # A slip in a code would bind the chain to a place that is nowhere, and hold all it tells.
    _refuse_unknown_places(desk, sites)
    if sites and role is not KeyRole.SITE:
        raise BadInput(N_("只有作业点的密钥可以限定站点"))
    body = KeyTrusted(
        key=key.replace(" ", "").lower(),
        role=role,
        chain=chain,
        name=name,
        sites=tuple(sites),
    )
    receipt = desk.write("key.trusted", body)
    return Outcome(keys.fingerprint(body.key), receipt)


def _refuse_unknown_places(desk: Desk, codes: Sequence[str]) -> None:
    """Demand that each of *codes* is a site or depot of the programme.

    Raises:
        UnknownName: one is not.
    """
    known = [site.code for site in desk.program.sites]
    known += [depot.code for depot in desk.program.depots]
    for code in codes:
        if code not in known:
            raise UnknownName(N_("站点"), code, known)


def revoke(desk: Desk, key: str, reason: str) -> Outcome:
    """Accept nothing more under *key* (its beginning will do); what came before stays.

    Raises:
        UnknownName: no such key was ever trusted.
    """
    beginning = key.replace(" ", "").lower()
    known = {grant.key for grant in grants(desk.store)}
    # A few letters will do, if they mean one key.
    meant = [each for each in known if beginning and each.startswith(beginning)]
    if len(meant) != 1:
        shown = sorted(each[:16] for each in known)
        raise UnknownName(N_("密钥"), key, shown)
    revoked = KeyRevoked(key=meant[0], reason=reason)
    receipt = desk.write("key.revoked", revoked)
    return Outcome(keys.fingerprint(revoked.key), receipt)


def give(
    desk: Desk,
    *,
    to: Path | None = None,
    chains: Sequence[str] = (),
    everything: bool = False,
    since: str = "0",
) -> Given:
    """Write a bundle of our own chain, of *chains* or of all, from behind *since* on.

    Args:
        since: A number of our own chain, or ``receipt``: the last one another instance has confirmed.

    Raises:
        BadInput: there is nothing new behind *since*, or it is no number.
        StoreUnavailable: no key, or the file cannot be written.
    """
    key = keys.load(key_path(desk), _passphrase())
    own = _since(desk, since)
    wanted = list(chains) or [desk.store.chain]
    if everything:
        wanted = standing.chains(desk.store)
    after = dict.fromkeys(wanted, 0)
    if desk.store.chain in after:
        after[desk.store.chain] = own
    held, header = merge.give(desk.store, key, now=desk.now(), after=after)
    if not header.ranges:
        raise BadInput(N_("第 {n} 条之后没有新的流水"), n=own)
    first = header.ranges[0]
    path = to or Path(f"{desk.store.chain}-{first.after + 1}-{first.to}.wxb")
    parcels.write_file(path, held)
    return Given(path, header)


def _since(desk: Desk, since: str) -> int:
    if since == RECEIPT:
        return standing.received(desk.store)
    if not since.isdecimal():
        raise BadInput(N_("“{since}”不是条号；写数字或 receipt"), since=since)
    return int(since)


def take(desk: Desk, path: Path, *, to: str | None = None) -> Taken:
    """Take a bundle in, whole or not at all; into the PostgreSQL journal at the address *to* instead, if that is given.

    Raises:
        BadInput: *to* is no address, or has a password in it.
        StoreUnavailable: the server cannot be reached; nothing was written.
    """
    name = str(path)
    held = parcels.read_file(path)
    if to is not None:
        return postgres.take(desk.store, to, held, name=name)
    return merge.take(
        desk.store,
        held,
        actor=desk.actor,
        now=desk.now(),
        name=name,
    )


def inspect(desk: Desk, path: Path) -> Inspected:
    """What a bundle holds and what taking it would come to; nothing is written.

    Of one under an unknown key only who it says it is from is shown.

    Raises:
        UnreadableFileError: no bundle, or changed since it was signed.
    """
    name = str(path)
    held = parcels.read_file(path)
    sealed = sealing.check(held, name)
    fingerprint = keys.fingerprint(sealed.key)
    try:
        _sealed, bundle = merge.opened(desk.store, held, name)
    except UntrustedKey as error:
        # Of what a stranger sent no more is unpacked than the line that says who it is from.
        header = header_of(sealing.first_line(sealed), name)
        return Inspected(
            key=sealed.key,
            fingerprint=fingerprint,
            header=header,
            refusal=str(error),
            chains={},
            placed=[],
        )
    placed = [placed_dict(each) for each in compare(desk.store, bundle)]
    return Inspected(
        sealed.key,
        fingerprint,
        bundle.header,
        "",
        summary(bundle),
        placed,
    )


def heads(desk: Desk) -> list[Head]:
    """Where every chain stands here."""
    return standing.heads(desk.store)


def anchors(desk: Desk) -> list[Anchor]:
    """What others have said they hold."""
    return standing.anchors(desk.store)


def conflicts(desk: Desk, *, settled: bool = False) -> list[Conflict]:
    """What does not agree and nobody has settled; with *settled* the rest as well."""
    return disagreements.conflicts(desk.store, settled=settled)


def totals(desk: Desk, year: int) -> list[YearTotal]:
    """Every county's operations and rounds of a year, from all chains here."""
    kinds = {each.code: each.kind for each in desk.program.ammunition}
    window = year_window(year, desk.program.zone)
    return by_county(desk.store, window, kinds)


def resolve(
    desk: Desk,
    name: str,
    reason: str,
    *,
    applies: bool = False,
) -> Outcome:
    """Close a conflict with a reason; what puts things right are entries of their own.

    Args:
        applies: Of an entry that was held because its chain may not tell of that place: it is true, and counts.

    Raises:
        UnknownName: there is no such open conflict.
        BadInput: it is not about a held entry.
    """
    known = {conflict.name: conflict for conflict in conflicts(desk)}
    if name not in known:
        raise UnknownName(N_("冲突"), name, [*known])
    if applies and known[name].kind != HELD:
        raise BadInput(N_("只有没有入账的流水可以补入账"))
    body = ConflictResolved(conflict=name, reason=reason, applies=applies)
    return Outcome(name, desk.write("conflict.resolved", body))
