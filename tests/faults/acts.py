"""What is killed half-way: each with the folder before, how it is done, and how to tell what came of it.

`Act.state` says "old" or "new" and raises on anything else; `Act.again` is what a user does next: the same command.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tests.duty_log import LOT
from tests.record.old import old_record
from wxmod.actions import Desk
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.desk import open_desk
from wxmod.actions.record import exchange, keeping, setup
from wxmod.actions.registry import pins
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import StoreUnavailable
from wxmod.domain.exchange import KeyRole
from wxmod.store import schema, tables
from wxmod.store.chains import entries
from wxmod.store.database import open_store
from wxmod.store.exchange import keys, merge, sealing
from wxmod.store.exchange.bundles import read
from wxmod.store.exchange.placing import Forked
from wxmod.store.keeping.verify import verify
from wxmod.store.lineage import came_from
from wxmod.store.tables.pins import enrolled

NOW = datetime.fromisoformat("2023-07-20T18:00:00+08:00")
RECORD, COPY, AGAIN = "site.db", "copy.db", "again.db"
SENT, EARLIER, OUT = "sent.wxb", "earlier.wxb", "out"


class Act(NamedTuple):
    """Something that is killed half-way.

    Attributes:
        refused: Doing it again where it has been done is refused, and the refusal says so.
    """

    prepare: Callable[[Path], None]
    do: Callable[[Path], None]
    state: Callable[[Path], str]
    refused: bool = False

    def again(self, folder: Path) -> None:
        done = self.state(folder) == "new"
        try:
            self.do(folder)
        except StoreUnavailable as error:
            if not (self.refused and done):
                raise AssertionError("blocked for ever") from error


def desk(folder: Path, name: str = RECORD) -> Desk:
    return replace(
        open_desk(folder / name),
        clock=lambda: NOW,
    )


def whole(path: Path) -> None:
    store = open_store(path)
    found = verify(store)
    store.close()
    assert found.breaks == (), found.breaks


def made(folder: Path) -> None:
    """A record with rounds in the depot."""
    begun = setup.init(folder / RECORD, program="yuxian", actor="C1")
    begun = replace(begun, clock=lambda: NOW)
    stores.receive(
        begun,
        LOT,
        "county",
        100,
        Handover("K1", "K2"),
    )
    begun.store.close()


def init(folder: Path) -> None:
    setup.init(
        folder / RECORD,
        program="yuxian",
        actor="C1",
    ).store.close()


def made_whole(folder: Path) -> str:
    path = folder / RECORD
    if not path.exists():
        return "old"
    whole(path)
    at = desk(folder)
    assert len(tables.registry.people(at.store)) == len(at.program.people)
    at.store.close()
    return "new"


def backup(folder: Path) -> None:
    at = desk(folder)
    keeping.backup(at, folder / COPY)
    at.store.close()


def copied(folder: Path) -> str:
    whole(folder / RECORD)
    if not (folder / COPY).exists():
        return "old"
    whole(folder / COPY)
    heads = []
    for name in (RECORD, COPY):
        store = open_store(folder / name, read_only=True)
        heads.append(verify(store).heads)
        store.close()
    assert heads[0] == heads[1]
    return "new"


def with_copy_and_pin(folder: Path) -> None:
    made(folder)
    at = desk(folder)
    pins.set_pin(at, "K1", "493817")
    keeping.backup(at, folder / COPY)
    at.store.close()


def restore(folder: Path) -> None:
    keeping.restore(
        folder / COPY,
        folder / AGAIN,
    )


def restored(folder: Path) -> str:
    path = folder / AGAIN
    if not path.exists():
        return "old"
    whole(path)
    again, before = open_store(path), open_store(folder / RECORD)
    assert again.chain != before.chain
    head = came_from(again, again.chain)
    assert head is not None
    assert head.chain == before.chain
    assert enrolled(again) == enrolled(before) == {"K1"}
    again.close()
    before.close()
    return "new"


def make_key(folder: Path) -> None:
    at = desk(folder)
    try:
        exchange.make_key(at)
    finally:
        at.store.close()


def own_key_told(folder: Path) -> str:
    """The key it signs with, or "" where the chain says of none."""
    at = desk(folder)
    told = [k.grant.key for k in exchange.known_keys(at)]
    try:
        if not told:
            return ""
        present = exchange.own_key(at)
    finally:
        at.store.close()
    assert present in told
    return present


def key_made(folder: Path) -> str:
    return "new" if own_key_told(folder) else "old"


def with_key(folder: Path) -> None:
    made(folder)
    make_key(folder)
    (folder / "first").write_text(own_key_told(folder))


def rotate(folder: Path) -> None:
    at = desk(folder)
    try:
        exchange.change_key(at, folder / SENT)
    finally:
        at.store.close()


def rotated(folder: Path) -> str:
    whole(folder / RECORD)
    first, present = (folder / "first").read_text(), own_key_told(folder)
    if (folder / SENT).exists():
        sealed = sealing.check((folder / SENT).read_bytes())
        assert sealed.key == first, "the last bundle is signed by the old key"
    if present == first:
        return "old"
    assert (folder / SENT).exists()
    kept = keys.load(folder / f"site.key.{first[:8]}")
    assert keys.public(kept).hex() == first
    assert not (folder / "site.key.new").exists()
    return "new"


def give(folder: Path) -> None:
    at = desk(folder)
    try:
        exchange.give(at, to=folder / SENT)
    finally:
        at.store.close()


def given(folder: Path) -> str:
    path = folder / SENT
    if not path.exists():
        return "old"
    bundle = read(sealing.unpack(sealing.check(path.read_bytes())))
    assert bundle.header.ranges
    return "new"


def with_bundle(folder: Path) -> None:
    """A bureau that trusts the site, and a bundle of the site."""
    with_key(folder)
    at = desk(folder)
    bureau = setup.init(folder / "bureau.db", program="yuxian", actor="B1")
    exchange.trust(
        bureau,
        exchange.own_key(at),
        role=KeyRole.SITE,
        chain=at.store.chain,
    )
    exchange.give(at, to=folder / SENT)
    at.store.close()
    bureau.store.close()


def take(folder: Path) -> None:
    bureau = desk(folder, "bureau.db")
    try:
        exchange.take(bureau, folder / SENT)
    finally:
        bureau.store.close()


def taken(folder: Path) -> str:
    whole(folder / "bureau.db")
    bureau = desk(folder, "bureau.db")
    chains = {head.chain for head in exchange.heads(bureau)}
    receipts = [e for e in entries(bureau.store) if e.kind == "bundle.taken"]
    bureau.store.close()
    assert len(receipts) == len(chains) - 1
    return "new" if receipts else "old"


def with_fork(folder: Path) -> None:
    """A bureau that took a site's chain, and the bundle of a double that went on by itself."""
    with_bundle(folder)
    take(folder)
    at = desk(folder)
    earlier = folder / COPY
    keeping.backup(at, earlier)
    stores.receive(
        at,
        LOT,
        "county",
        7,
        Handover("K1", "K2"),
    )
    exchange.give(at, to=folder / EARLIER)
    at.store.close()
    (folder / SENT).unlink()
    (folder / EARLIER).rename(folder / SENT)
    take(folder)
    (folder / SENT).unlink()
    double = replace(open_desk(earlier), clock=lambda: NOW)
    stores.receive(
        double,
        LOT,
        "county",
        9,
        Handover("K1", "K2"),
    )
    held, _header = merge.give(
        double.store,
        keys.load(folder / "site.key"),
        now=NOW,
    )
    (folder / SENT).write_bytes(held)
    double.store.close()


def find_fork(folder: Path) -> None:
    try:
        take(folder)
    except Forked:
        return
    raise AssertionError("no fork")


def fork_found(folder: Path) -> str:
    bureau = desk(folder, "bureau.db")
    noted = [e for e in entries(bureau.store) if e.kind == "bundle.forked"]
    bureau.store.close()
    files = list(folder.glob("bureau.fork-*"))
    assert len(noted) <= 1
    if not noted:
        return "old"
    (kept,) = files
    assert kept.read_bytes() == (folder / SENT).read_bytes()
    return "new"


def export(folder: Path) -> None:
    at = desk(folder)
    try:
        keeping.export(at, folder / OUT)
    finally:
        at.store.close()


def exported(folder: Path) -> str:
    out = folder / OUT
    if not out.exists():
        return "old"
    at = desk(folder)
    told = [json.loads(line)["hash"] for line in (out / "journal.ndjson").open()]
    assert told == [e.hash.hex() for e in entries(at.store)]
    at.store.close()
    files = {path.stem for path in out.glob("*.csv")}
    assert files == set(schema.PROJECTIONS) - {"pin", "pin_wrong"}
    return "new"


def issue(folder: Path) -> None:
    at = desk(folder)
    stores.issue(
        at,
        Held("county", LOT.no),
        "东邢",
        20,
        Handover("K1", "K2", uid="one-form"),
    )
    at.store.close()


def issued(folder: Path) -> str:
    whole(folder / RECORD)
    at = desk(folder)
    held = tables.ammunition.holdings(at.store)
    at.store.close()
    rounds = held.get(
        Held("site/140322001", LOT.no),
        0,
    )
    assert rounds in {0, 20}
    assert held[Held("depot/county", LOT.no)] == 100 - rounds
    return "new" if rounds else "old"


def with_old_record(folder: Path) -> None:
    old_record(folder, 3).rename(folder / RECORD)


def migrate(folder: Path) -> None:
    open_store(folder / RECORD).close()


def migrated(folder: Path) -> str:
    conn = sqlite3.connect(folder / RECORD)
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    conn.close()
    store = open_store(folder / RECORD, read_only=True)
    found = verify(store)
    store.close()
    assert (found.entries, found.breaks) == (14, ())
    assert version in {3, schema.VERSION}
    return "new" if version == schema.VERSION else "old"


ACTS = {
    "init": Act(lambda _folder: None, init, made_whole, refused=True),
    "backup": Act(made, backup, copied, refused=True),
    "restore": Act(with_copy_and_pin, restore, restored, refused=True),
    "key-make": Act(made, make_key, key_made, refused=True),
    "key-rotate": Act(with_key, rotate, rotated),
    "give": Act(with_key, give, given, refused=True),
    "take": Act(with_bundle, take, taken),
    "fork": Act(with_fork, find_fork, fork_found),
    "export": Act(made, export, exported, refused=True),
    "issue": Act(made, issue, issued),
    "migrate": Act(with_old_record, migrate, migrated),
}
