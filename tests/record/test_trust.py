"""Who may send what: each clause alone, with the case beside it that the clause keeps out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.domain.exchange import KeyRevoked, KeyRole, KeyTrusted, Range, Statement
from wxmod.store import journal
from wxmod.store.exchange import keys, merge
from wxmod.store.exchange.grants import Grant, grants
from wxmod.store.exchange.trust import UntrustedKey, allow, check, may_send
from wxmod.store.pen import Store

KEY, OTHER = "ab" * 32, "cd" * 32
OURS, THEIRS = "site-0a1b2c3d", "site-ffffffff"


def grant(role: KeyRole, chain: str = OURS) -> Grant:
    return Grant(KEY, role, chain, "", "", revoked=False)


def claim(giver: str, *chains: str) -> Statement:
    ranges = tuple(
        Range(chain=chain, after=0, prev="00" * 32, to=3, hash="ef" * 32) for chain in chains
    )
    return Statement(giver=giver, packed="12" * 32, ranges=ranges)


@pytest.mark.parametrize(
    ("role", "sent", "allowed"),
    [
        (KeyRole.SITE, [OURS], True),
        (KeyRole.SITE, [OURS, THEIRS], False),
        (KeyRole.SITE, [THEIRS], False),
        (KeyRole.RELAY, [OURS, THEIRS], True),
        (KeyRole.RELAY, [THEIRS], True),
        (KeyRole.BUREAU, [OURS, THEIRS], True),
        (KeyRole.BUREAU, [THEIRS], True),
    ],
)
def test_only_who_passes_on_sends_others_chains(
    role: KeyRole, sent: list[str], allowed: bool
) -> None:
    assert may_send([grant(role)], claim(OURS, *sent)) is allowed


@pytest.mark.parametrize("role", KeyRole)
def test_nobody_gives_in_the_name_of_a_chain_the_key_is_not_for(role: KeyRole) -> None:
    assert not may_send([grant(role)], claim(THEIRS, THEIRS))
    assert not may_send([grant(role)], claim(THEIRS, OURS))
    assert not may_send([], claim(OURS, OURS))


def test_a_role_held_for_one_chain_does_not_serve_another() -> None:
    held = [grant(KeyRole.SITE), grant(KeyRole.BUREAU, THEIRS)]
    assert not may_send(held, claim(OURS, OURS, THEIRS))
    assert may_send(held, claim(THEIRS, OURS, THEIRS))
    with pytest.raises(UntrustedKey, match=THEIRS):
        check(held, claim(OURS, OURS, THEIRS))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path)
    yield made
    made.close()


def trusted(store: Store, key: str, role: KeyRole, chain: str) -> None:
    journal.append(store, draft(KeyTrusted(key=key, role=role, chain=chain)), now=DAY)


def test_a_key_nobody_trusted_and_one_revoked_are_both_refused_and_told_apart(store: Store) -> None:
    with pytest.raises(UntrustedKey, match="不认识"):
        allow(store, KEY)
    trusted(store, KEY, KeyRole.SITE, OURS)
    assert [g.chain for g in allow(store, KEY)] == [OURS]
    journal.append(store, draft(KeyRevoked(key=KEY, reason="丢失")), now=DAY)
    with pytest.raises(UntrustedKey, match="已吊销"):
        allow(store, KEY)
    assert [g.revoked for g in grants(store)] == [True]


SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"site".ljust(32))


def sent_by(site: Store, bureau: Store, role: KeyRole) -> None:
    """The bureau trusts the site so, and takes its chain."""
    trusted(bureau, keys.public(SITE_KEY).hex(), role, site.chain)
    held, _header = merge.give(site, SITE_KEY, now=DAY)
    merge.take(bureau, held, actor="乙", now=DAY)


@pytest.mark.parametrize(
    ("sender", "key_for", "role", "counts"),
    [
        (KeyRole.SITE, "itself", KeyRole.SITE, True),
        (KeyRole.SITE, "itself", KeyRole.RELAY, False),
        (KeyRole.SITE, "itself", KeyRole.BUREAU, False),
        (KeyRole.SITE, "another", KeyRole.SITE, False),
        (KeyRole.RELAY, "itself", KeyRole.SITE, True),
        (KeyRole.RELAY, "itself", KeyRole.RELAY, True),
        (KeyRole.RELAY, "itself", KeyRole.BUREAU, False),
        (KeyRole.RELAY, "another", KeyRole.SITE, False),
        (KeyRole.BUREAU, "itself", KeyRole.BUREAU, True),
        (KeyRole.BUREAU, "another", KeyRole.BUREAU, True),
    ],
)
def test_a_chain_vouches_for_itself_and_for_no_more_than_it_may(
    tmp_path: Path, store: Store, sender: KeyRole, key_for: str, role: KeyRole, counts: bool
) -> None:
    site = new_store(tmp_path, "site.db")
    chain = site.chain if key_for == "itself" else THEIRS
    trusted(site, OTHER, role, chain)
    sent_by(site, store, sender)
    assert (OTHER in {g.key for g in grants(store)}) is counts
    site.close()


@pytest.mark.parametrize(
    ("sender", "counts"),
    [(KeyRole.SITE, False), (KeyRole.RELAY, False), (KeyRole.BUREAU, True)],
)
def test_only_a_bureau_revokes_another_s_key(
    tmp_path: Path, store: Store, sender: KeyRole, counts: bool
) -> None:
    trusted(store, OTHER, KeyRole.SITE, THEIRS)
    site = new_store(tmp_path, "site.db")
    journal.append(site, draft(recorded()), now=DAY)
    journal.append(site, draft(KeyRevoked(key=OTHER, reason="丢失")), now=DAY)
    sent_by(site, store, sender)
    assert {g.revoked for g in grants(store) if g.key == OTHER} == {counts}
    site.close()


def test_a_chain_revokes_its_own_key(tmp_path: Path, store: Store) -> None:
    site = new_store(tmp_path, "site.db")
    trusted(store, OTHER, KeyRole.SITE, site.chain)
    journal.append(site, draft(KeyRevoked(key=OTHER, reason="丢失")), now=DAY)
    sent_by(site, store, KeyRole.SITE)
    assert {g.revoked for g in grants(store) if g.key == OTHER} == {True}
    site.close()
