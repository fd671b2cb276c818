"""A bureau's record with its own chain and two sites' in it, falsified by someone who owns the file.

Triggers are taken off and put back and the tables made anew, so that the record agrees with itself.  What is told of
each attack is what the record finds alone, with the bureau's own head noted elsewhere, and with the site's bundle.
"""

# ruff: noqa: S608  the statements are made of what the test itself wrote
import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.record.samples import DAY, draft, new_store, recorded
from wxmod.domain.base import Value
from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.exchange import BundleTaken, ConflictResolved, KeyRole, KeyTrusted
from wxmod.domain.registry.pins import make_pin
from wxmod.store import journal, schema
from wxmod.store.chains import entries
from wxmod.store.database import open_store
from wxmod.store.entries import Entry, encode
from wxmod.store.exchange import keys, merge
from wxmod.store.exchange.conflicts import conflicts
from wxmod.store.exchange.placing import Forked
from wxmod.store.journal import GENESIS, seal
from wxmod.store.keeping.anchored import verify_noted, verify_with
from wxmod.store.keeping.copies import backup
from wxmod.store.keeping.heads import Noted
from wxmod.store.keeping.verify import rebuild, verify
from wxmod.store.pen import Store
from wxmod.store.tables.pins import make_pepper

KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32))
    for name in ("one", "two", "bureau", "stranger")
}


class Office(NamedTuple):
    """The bureau's record, closed; what it was; and the bundles its sites had given it."""

    path: Path
    own: str
    one: str
    two: str
    noted: Noted
    bundle: Path


def write(store: Store, body: Value) -> journal.Receipt:
    return journal.append(store, draft(body), now=DAY)


def trusts(store: Store, chain: str, name: str, role: KeyRole = KeyRole.SITE) -> None:
    write(
        store,
        KeyTrusted(
            key=keys.public(KEYS[name]).hex(),
            role=role,
            chain=chain,
        ),
    )


def given(store: Store, name: str) -> bytes:
    held, _header = merge.give(
        store,
        KEYS[name],
        now=DAY,
    )
    return held


@pytest.fixture
def office(tmp_path: Path) -> Office:
    bureau = new_store(tmp_path, "bureau.db")
    chains = {}
    for name in ("one", "two"):
        site = new_store(tmp_path, f"{name}.db")
        for n in range(4):
            write(
                site,
                recorded(f"{name}-{n}", hour=n),
            )
        trusts(bureau, site.chain, name)
        held = given(site, name)
        (tmp_path / f"{name}.wxb").write_bytes(held)
        merge.take(bureau, held, actor="乙", now=DAY)
        chains[name] = site.chain
        site.close()
    seq, digest = journal.tail(bureau)
    assert verify(bureau).breaks == ()
    assert len(verify(bureau).heads) == 3
    bureau.close()
    return Office(
        bureau.path,
        bureau.chain,
        chains["one"],
        chains["two"],
        Noted(bureau.chain, seq, digest.hex()),
        tmp_path / "one.wxb",
    )


def falsified(office: Office, change: Callable[[list[Entry]], list[Entry]]) -> None:
    """The journal as *change* would have it, and every table made from that."""
    conn = sqlite3.connect(office.path, isolation_level=None)
    told = [Entry(*row) for row in conn.execute("SELECT * FROM journal ORDER BY chain, seq")]
    wanted = change(told)
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute("DELETE FROM journal")
    conn.executemany("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", wanted)
    conn.execute("BEGIN")
    schema.create(conn)
    conn.execute("COMMIT")
    conn.close()
    store = open_store(office.path)
    rebuild(store)
    store.close()


def sealed_again(told: list[Entry]) -> list[Entry]:
    """Every chain numbered and sealed as if it had been written so."""
    out: list[Entry] = []
    for entry in told:
        before = out[-1] if out and out[-1].chain == entry.chain else None
        fresh = entry._replace(
            seq=before.seq + 1 if before else 1,
            prev=before.hash if before else GENESIS,
        )
        out.append(fresh._replace(hash=seal(fresh)))
    return out


def found(office: Office) -> dict[str, set[str]]:
    """What is found: alone, with the bureau's own head, and with the site's bundle."""
    store = open_store(office.path)
    try:
        return {
            "alone": {b.check for b in verify(store).breaks},
            "own head": {b.check for b in verify_noted(store, [office.noted]).breaks},
            "bundle": {b.check for b in verify_with(store, office.bundle)[1].breaks},
        }
    finally:
        store.close()


def test_an_untouched_record_is_whole_with_every_anchor(office: Office) -> None:
    assert found(office) == {
        "alone": set(),
        "own head": set(),
        "bundle": set(),
    }


def without_chain(office: Office, told: list[Entry]) -> list[Entry]:
    return [e for e in told if e.chain != office.one]


def without_tail(office: Office, told: list[Entry]) -> list[Entry]:
    return [e for e in told if e.chain != office.one or e.seq < 3]


def with_chain_and_receipts_gone(office: Office, told: list[Entry]) -> list[Entry]:
    kept = [e for e in without_chain(office, told) if office.one not in e.body]
    return sealed_again(kept)


def with_site_rewritten(office: Office, told: list[Entry]) -> list[Entry]:
    other = [
        e._replace(body=e.body.replace('"rounds":8', '"rounds":1')) if e.chain == office.one else e
        for e in told
    ]
    assert other != told
    return sealed_again(other)


def with_chain_put_in(_office: Office, told: list[Entry]) -> list[Entry]:
    """A third site nobody ever heard of, made of another one's words."""
    forged = [
        e._replace(
            chain="zz-0a1b2c3d",
            uid=f"forged-{n}",
            body=e.body.replace("one-", "zz-"),
        )
        for n, e in enumerate(told)
        if e.chain == _office.one
    ]
    return sealed_again([*told, *forged])


def with_site_lengthened(office: Office, told: list[Entry]) -> list[Entry]:
    last = [e for e in told if e.chain == office.one][-1]
    more = last._replace(
        uid="forged",
        body=last.body.replace("one-3", "one-9"),
    )
    return sealed_again(
        sorted(
            [*told, more],
            key=lambda e: e.chain,
        )
    )


def with_receipt_forged(office: Office, told: list[Entry]) -> list[Entry]:
    """A chain put in, and a receipt for it that carries the signature of another bundle."""
    put_in = with_chain_put_in(office, told)
    head = put_in[-1]
    receipt = next(e for e in told if e.kind == "bundle.taken")
    body = BundleTaken.model_validate_json(receipt.body)
    assert body.statement is not None
    part = body.statement.ranges[0]
    other = part.model_copy(
        update={
            "chain": head.chain,
            "to": head.seq,
            "hash": head.hash.hex(),
        }
    )
    statement = body.statement.model_copy(update={"ranges": (other,)})
    forged = receipt._replace(
        uid="forged-receipt",
        body=encode(body.model_copy(update={"statement": statement})),
    )
    return sealed_again(
        sorted(
            [*put_in, forged],
            key=lambda e: e.chain,
        )
    )


def with_receipt_unsigned(office: Office, told: list[Entry]) -> list[Entry]:
    """A chain put in, and a receipt as they were before they kept signatures."""
    put_in = with_chain_put_in(office, told)
    head = put_in[-1]
    receipt = next(e for e in told if e.kind == "bundle.taken")
    body = BundleTaken.model_validate_json(receipt.body)
    received = body.received[0].model_copy(
        update={
            "chain": head.chain,
            "seq": head.seq,
            "hash": head.hash.hex(),
        }
    )
    bare = body.model_copy(
        update={
            "statement": None,
            "signature": "",
            "received": (received,),
        }
    )
    forged = receipt._replace(uid="forged-receipt", version=1, body=encode(bare))
    return sealed_again(
        sorted(
            [*put_in, forged],
            key=lambda e: e.chain,
        )
    )


Change = Callable[[Office, list[Entry]], list[Entry]]
ATTACKS: dict[str, tuple[Change, set[str], set[str], set[str]]] = {
    "a site's chain taken out": (without_chain, {"anchor"}, {"anchor"}, {"anchor"}),
    "a site's last entries taken out": (without_tail, {"anchor"}, {"anchor"}, {"anchor"}),
    "a site's chain and every word of it taken out": (
        with_chain_and_receipts_gone,
        set(),
        {"anchor"},
        {"anchor"},
    ),
    "a site's chain rewritten": (with_site_rewritten, {"anchor"}, {"anchor"}, {"anchor"}),
    "a chain put in": (with_chain_put_in, {"origin"}, {"origin"}, {"origin"}),
    "a site's chain lengthened": (with_site_lengthened, {"origin"}, {"origin"}, {"origin"}),
    "a chain put in with a receipt": (
        with_receipt_forged,
        {"signature", "origin"},
        {"signature", "origin"},
        {"signature", "origin"},
    ),
    "a chain put in with a receipt of the old form": (
        with_receipt_unsigned,
        {"signature", "origin"},
        {"signature", "origin"},
        {"signature", "origin"},
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_chain_among_others_falsified_is_found(office: Office, attack: str) -> None:
    change, alone, own_head, bundle = ATTACKS[attack]
    falsified(office, lambda told: change(office, told))
    assert found(office) == {
        "alone": alone,
        "own head": own_head,
        "bundle": bundle,
    }


def edited(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        conn.execute(statement)
    for _name, sql in triggers:
        conn.execute(sql)
    conn.close()


def test_a_record_made_to_write_in_another_s_name_is_found(office: Office) -> None:
    conn = sqlite3.connect(office.path)
    about = dict(conn.execute("SELECT name, value FROM about WHERE name <> 'seal'"))
    conn.close()
    about["chain"] = office.two
    edited(
        office.path,
        f"UPDATE about SET value = '{office.two}' WHERE name = 'chain'",
        f"UPDATE about SET value = '{schema.about_seal(about)}' WHERE name = 'seal'",
    )
    assert "origin" in found(office)["alone"]


def test_a_version_put_up_so_that_the_record_turns_read_only_is_found(office: Office) -> None:
    edited(
        office.path,
        f"PRAGMA user_version = {schema.VERSION + 1}",
    )
    with pytest.raises(IntegrityFailure, match="版本号"):
        open_store(office.path)


def test_a_record_of_a_newer_wxmod_is_looked_at_and_not_called_whole(office: Office) -> None:
    edited(
        office.path,
        "CREATE TABLE newer (name TEXT)",
        f"PRAGMA user_version = {schema.VERSION + 1}",
    )
    store = open_store(office.path)
    assert store.read_only
    assert {b.check for b in verify(store).breaks} == {"schema"}
    store.close()


def test_a_fork_nobody_has_settled_is_found_until_somebody_has(office: Office) -> None:
    site = open_store(office.path.with_name("one.db"))
    backup(site, office.path.with_name("double.db"))
    double = open_store(office.path.with_name("double.db"))
    write(site, recorded("one-5"))
    write(double, recorded("one-6"))
    bureau = open_store(office.path)
    merge.take(
        bureau,
        given(site, "one"),
        actor="乙",
        now=DAY,
    )
    with pytest.raises(Forked):
        merge.take(
            bureau,
            given(double, "one"),
            actor="乙",
            now=DAY,
        )
    assert [b.check for b in verify(bureau).breaks] == ["fork"]
    (fork,) = [c for c in conflicts(bureau) if c.kind == "fork"]
    write(bureau, ConflictResolved(conflict=fork.name, reason="第二台电脑的库已停用"))
    assert verify(bureau).breaks == ()
    for store in (site, double, bureau):
        store.close()


def test_who_sent_what_can_be_proved_from_the_record_alone(office: Office) -> None:
    """The receipt is opened with nothing but the key the site reads aloud."""
    store = open_store(office.path)
    receipts = [e for e in entries(store, chain=office.own) if e.kind == "bundle.taken"]
    store.close()
    for receipt, name in zip(receipts, ("one", "two"), strict=True):
        body = BundleTaken.model_validate_json(receipt.body)
        assert body.statement is not None
        said = b"wxmod-bundle-v2\0" + encode(body.statement).encode()
        KEYS[name].public_key().verify(
            bytes.fromhex(body.signature),
            said,
        )
        assert [part.chain for part in body.statement.ranges] == [body.giver]


def test_another_secret_put_in_the_place_of_the_one_pins_were_made_with_is_found(
    office: Office,
) -> None:
    store = open_store(office.path)
    write(
        store,
        make_pin("K1", "493817", pepper=make_pepper(store), log2_cost=1),
    )
    assert verify(store).breaks == ()
    store.close()
    other = bytes(range(32))
    digest = hashlib.sha256(other).digest()
    edited(
        office.path,
        f"UPDATE secret SET value = x'{other.hex()}', digest = x'{digest.hex()}'",
    )
    assert found(office)["alone"] == {"secret"}
