"""Bundles: the same in whatever order and however often they come; gaps and forks are told, never papered over."""

# ruff: noqa: S608  the statements are made of what the test itself wrote
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.samples import (
    ALL,
    DAY,
    SITE,
    corrected,
    counted,
    draft,
    movement,
    new_store,
    one_of_each,
    operation,
    recorded,
    transferred,
)
from tests.record.test_projections import COMMANDS, TELLINGS, bodies, contents
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, StoreUnavailable, UnreadableFileError
from wxmod.domain.exchange import Conflict, ConflictResolved, KeyRevoked, KeyRole, KeyTrusted
from wxmod.domain.registry.equipment import Inspection
from wxmod.store import chains, database, journal, schema, tables
from wxmod.store.database import in_memory, open_store
from wxmod.store.entries import decode
from wxmod.store.exchange import keys, merge, placing
from wxmod.store.exchange.bundles import Header, Range
from wxmod.store.exchange.conflicts import OVER_ISSUE, conflicts
from wxmod.store.exchange.grants import bureaus, grants
from wxmod.store.exchange.heads import anchors, heads
from wxmod.store.exchange.placing import Forked, Gap, Outcome
from wxmod.store.exchange.sealing import check, seal, unpack
from wxmod.store.exchange.trust import UntrustedKey
from wxmod.store.keeping.anchored import verify_since, verify_with
from wxmod.store.keeping.copies import backup, restore_as_new_chain
from wxmod.store.keeping.verify import rebuild, verify
from wxmod.store.pen import Store

KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32))
    for name in ("site", "bureau", "other")
}


def write(store: Store, body: Value, **more: Any) -> journal.Receipt:
    return journal.append(
        store,
        draft(body, **more),
        now=DAY,
    )


def trusts(
    store: Store,
    whom: Store,
    name: str,
    role: KeyRole = KeyRole.SITE,
) -> None:
    write(
        store,
        KeyTrusted(
            key=keys.public(KEYS[name]).hex(),
            role=role,
            chain=whom.chain,
        ),
    )


def given_by(store: Store, name: str = "site", after: dict[str, int] | None = None) -> bytes:
    return merge.give(
        store,
        KEYS[name],
        now=DAY,
        after=after,
    )[0]


def take(store: Store, held: bytes) -> merge.Taken:
    return merge.take(store, held, actor="乙", now=DAY)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path, "site.db")
    yield made
    made.close()


@pytest.fixture
def bureau(tmp_path: Path, site: Store) -> Iterator[Store]:
    made = new_store(tmp_path, "bureau.db")
    trusts(made, site, "site")
    trusts(site, made, "bureau", KeyRole.BUREAU)
    yield made
    made.close()


def open_conflicts(store: Store) -> list[Conflict]:
    """Those about chains; rounds fired off the book are not what is tested here."""
    return [c for c in conflicts(store) if c.kind != OVER_ISSUE]


def kinds(store: Store) -> list[str]:
    return sorted(c.kind for c in open_conflicts(store))


def test_a_site_s_chain_comes_to_the_bureau_and_its_tables_with_it(
    site: Store, bureau: Store
) -> None:
    for each in one_of_each():
        journal.append(site, each, now=DAY)
    done = take(bureau, given_by(site))
    assert done.outcome is Outcome.APPLIED
    assert done.as_dict()["applied"] == ALL + 1
    assert tables.operations.operations(bureau) == tables.operations.operations(site)
    assert tables.ammunition.holdings(bureau) == tables.ammunition.holdings(site)
    assert verify(bureau).breaks == ()
    assert {h.chain: h.seq for h in heads(bureau)} == {
        site.chain: ALL + 1,
        bureau.chain: 2,
    }


def test_the_same_bundle_twice_writes_nothing(site: Store, bureau: Store) -> None:
    write(site, recorded())
    held = given_by(site)
    take(bureau, held)
    before = list(chains.entries(bureau))
    assert take(bureau, held).outcome is Outcome.ALREADY
    assert list(chains.entries(bureau)) == before


def test_a_missing_part_is_named_and_nothing_written(site: Store, bureau: Store) -> None:
    for n in range(4):
        write(
            site,
            recorded(f"2024-{n:03}"),
        )
    later = given_by(site, after={site.chain: 3})
    with pytest.raises(Gap, match="1–3"):
        take(bureau, later)
    assert [h.chain for h in heads(bureau)] == [bureau.chain]
    take(bureau, given_by(site))
    assert take(bureau, later).outcome is Outcome.ALREADY


def test_a_clone_that_went_on_by_itself_is_a_fork_and_the_file_is_kept(
    site: Store, bureau: Store, tmp_path: Path
) -> None:
    write(site, recorded())
    clone = in_memory(program="p")
    site.conn.backup(clone.conn)
    clone.chain = site.chain
    write(site, recorded("2024-002"))
    write(clone, recorded("2024-003"))
    take(bureau, given_by(site))
    theirs = given_by(clone)
    for _again in range(2):
        with pytest.raises(
            Forked,
            match=f"{site.chain} 从第 3 条",
        ):
            take(bureau, theirs)
    assert tables.operations.operation(bureau, "2024-003") is None
    (fork,) = open_conflicts(bureau)
    assert (fork.kind, fork.subject) == ("fork", site.chain)
    (kept,) = tmp_path.glob("*.fork-*.wxb")
    assert kept.read_bytes() == theirs
    write(bureau, ConflictResolved(conflict=fork.name, reason="第二台电脑的库已停用"))
    assert open_conflicts(bureau) == []
    clone.close()


def test_a_receipt_comes_back_as_an_anchor(site: Store, bureau: Store) -> None:
    last = write(site, recorded())
    take(bureau, given_by(site))
    take(site, given_by(bureau, "bureau"))
    told = {anchor[:4] for anchor in anchors(site)}
    assert (bureau.chain, site.chain, last.seq, last.hash.hex()) in told
    assert verify(site).breaks == ()


def test_a_key_nobody_vouches_for_and_one_for_another_chain_are_refused(
    site: Store, bureau: Store
) -> None:
    write(site, recorded())
    with pytest.raises(UntrustedKey, match="bundle trust"):
        take(bureau, given_by(site, "other"))
    trusts(bureau, bureau, "other")  # vouched for, but for another chain
    with pytest.raises(UntrustedKey, match="不能代表"):
        take(bureau, given_by(site, "other"))
    take(bureau, given_by(site))
    with pytest.raises(UntrustedKey, match="不能代表"):  # a site may not relay the bureau's chain
        take(
            bureau,
            given_by(bureau, "site", {site.chain: 0}),
        )
    write(
        bureau,
        KeyRevoked(
            key=keys.public(KEYS["site"]).hex(),
            reason="电脑丢失",
        ),
    )
    with pytest.raises(UntrustedKey, match="吊销"):
        take(bureau, given_by(site))


def test_the_roster_of_keys_comes_down_from_the_bureau_and_a_site_vouches_only_for_itself(
    site: Store, bureau: Store, tmp_path: Path
) -> None:
    third = new_store(tmp_path, "third.db")
    trusts(bureau, third, "other")
    trusts(site, third, "site")  # the site vouches for a stranger: that counts at home alone
    take(site, given_by(bureau, "bureau"))
    assert {(g.chain, g.key[:4]) for g in grants(site)} >= {
        (
            third.chain,
            keys.public(KEYS["other"]).hex()[:4],
        )
    }
    take(bureau, given_by(site))
    assert not [
        g
        for g in grants(bureau)
        if g.chain == third.chain and g.key == keys.public(KEYS["site"]).hex()
    ]
    write(
        site,
        KeyTrusted(
            key=keys.public(KEYS["other"]).hex(),
            role=KeyRole.SITE,
            chain=site.chain,
        ),
    )  # a new key
    take(bureau, given_by(site, "site"))
    write(site, recorded())
    assert (
        take(
            bureau,
            given_by(site, "other"),
        ).outcome
        is Outcome.APPLIED
    )
    third.close()


def test_who_relays_may_send_any_chain_but_vouches_for_itself_alone(
    site: Store, bureau: Store, tmp_path: Path
) -> None:
    city = new_store(tmp_path, "city.db")
    trusts(city, bureau, "bureau", KeyRole.RELAY)
    write(site, recorded())
    take(bureau, given_by(site))
    write(
        bureau,
        KeyTrusted(
            key=keys.public(KEYS["other"]).hex(),
            role=KeyRole.BUREAU,
            chain=bureau.chain,
        ),
    )
    take(
        city,
        given_by(
            bureau,
            "bureau",
            {site.chain: 0, bureau.chain: 0},
        ),
    )
    assert tables.operations.operation(city, "2024-001") is not None
    assert [(g.chain, g.role) for g in grants(city)] == [(bureau.chain, KeyRole.RELAY)]
    assert bureaus(city) == set()
    write(
        bureau,
        KeyTrusted(
            key=keys.public(KEYS["other"]).hex(),
            role=KeyRole.RELAY,
            chain=bureau.chain,
        ),
    )
    take(city, given_by(bureau, "bureau"))
    write(bureau, recorded("2024-002"))
    assert take(city, given_by(bureau, "other")).outcome is Outcome.APPLIED
    city.close()


def test_two_operations_under_one_number_both_count_and_the_conflict_stays_open(
    site: Store, bureau: Store
) -> None:
    write(
        site,
        transferred(movement("maker/A", f"site/{SITE}", 100)),
    )
    write(site, recorded(rounds=8))
    mine = write(bureau, recorded(rounds=20))
    take(bureau, given_by(site))
    numbers = {row.no for row in tables.operations.operations(bureau)}
    assert len(numbers) == 2
    assert "2024-001" in numbers
    assert tables.ammunition.holdings(bureau)[Held("end/fired", "24-07")] == 28
    assert kinds(bureau) == ["number-twice"]
    (twin,) = numbers - {"2024-001"}
    write(
        bureau,
        corrected(
            twin,
            None,
            base=int(twin.rpartition(":")[2]),
        ),
    )
    assert tables.ammunition.holdings(bureau)[Held("end/fired", "24-07")] in {8, 20}
    assert mine.seq
    assert verify(bureau).breaks == ()


def test_numbers_two_chains_gave_are_conflicts(site: Store, bureau: Store) -> None:
    for store in (site, bureau):
        for each in one_of_each():
            journal.append(
                store,
                each._replace(uid=f"{store.chain}-{each.uid}"),
                now=DAY,
            )
    take(bureau, given_by(site))
    assert {
        "clearance",
        "process",
        "closure",
        "consignment",
        "number",
        "notice",
        "instruction",
        "product",
        "guidance",
    } <= {kind.removesuffix("-twice") for kind in kinds(bureau)}
    assert verify(bureau).breaks == ()


def test_two_corrections_of_one_telling_are_both_kept(site: Store, bureau: Store) -> None:
    told = write(site, recorded())
    take(bureau, given_by(site))
    write(
        site,
        corrected("2024-001", operation(7), base=told.seq),
    )
    write(
        bureau,
        corrected("2024-001", operation(6), base=told.seq),
    )
    take(bureau, given_by(site))
    assert len(tables.operations.versions(bureau, "2024-001")) == 3
    assert "told-twice" in kinds(bureau)


def test_a_correction_of_what_has_not_come_yet_waits_for_it(
    site: Store, bureau: Store, tmp_path: Path
) -> None:
    told = write(site, recorded())
    take(bureau, given_by(site))
    write(
        bureau,
        corrected("2024-001", operation(6), base=told.seq),
    )
    city = new_store(tmp_path, "city.db")
    trusts(city, bureau, "bureau", KeyRole.BUREAU)
    take(city, given_by(bureau, "bureau"))
    assert tables.operations.operation(city, "2024-001") is None
    assert kinds(city) == ["dangling"]
    take(
        city,
        given_by(bureau, "bureau", {site.chain: 0}),
    )
    row = tables.operations.operation(city, "2024-001")
    assert row is not None
    assert row.operation.releases[0].rounds == 6
    assert open_conflicts(city) == []
    city.close()


def test_lots_two_chains_describe_differently_are_a_conflict(site: Store, bureau: Store) -> None:
    for store, maker in ((site, "A"), (bureau, "B")):
        write(
            store,
            Lot.model_validate({"no": "24-07", "type": "shell-37", "maker": maker}),
        )
    take(bureau, given_by(site))
    assert kinds(bureau) == ["lot-twice"]


def test_a_fault_in_the_last_line_leaves_nothing_of_those_before(
    site: Store, bureau: Store
) -> None:
    """Entries are written as they are read, so all of it must be undone; the key is trusted, the machine is not."""
    for no in ("2024-001", "2024-002"):
        write(site, recorded(no=no))
    text = unpack(check(given_by(site)))
    lines = text.split(b"\n")
    assert lines[-1] == b""
    lines[-2] = lines[-2].replace(b"2024-002", b"2024-003")
    before = contents(bureau)
    count = bureau.conn.execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(UnreadableFileError):
        take(bureau, seal(b"\n".join(lines), KEYS["site"]))
    assert bureau.conn.execute("SELECT count(*) FROM journal").fetchone() == count
    assert contents(bureau) == before
    assert tables.operations.operation(bureau, "2024-001") is None
    take(bureau, given_by(site))
    assert tables.operations.operation(bureau, "2024-001") is not None


def _inspected(result: str, day: date = date(2024, 3, 1)) -> Inspection:
    passed = result != "failed"
    told = {"equipment": "G1", "year": day.year, "inspected_on": day, "result": result}
    return Inspection.model_validate(told | {"valid_until": date(2025, 2, 28) if passed else day})


@pytest.mark.parametrize(
    ("here", "there", "kinds_found"),
    [
        (_inspected("passed"), _inspected("failed"), ["inspected-twice"]),
        (_inspected("failed"), _inspected("passed-after-repair"), ["inspected-twice"]),
        (_inspected("passed"), _inspected("passed-after-repair"), []),
        (_inspected("passed"), _inspected("failed", date(2024, 3, 2)), []),
    ],
)
def test_opposite_inspections_of_one_day_are_a_conflict_until_one_is_told_anew(
    site: Store, bureau: Store, here: Inspection, there: Inspection, kinds_found: list[str]
) -> None:
    write(site, here)
    write(bureau, there)
    take(bureau, given_by(site))
    assert kinds(bureau) == kinds_found
    if kinds_found:
        (conflict,) = open_conflicts(bureau)
        assert conflict.subject == "G1"
        # Who was wrong tells that day's result again.
        write(bureau, here)
        assert kinds(bureau) == []


def test_a_counted_and_explained_difference_elsewhere_is_told(site: Store, bureau: Store) -> None:
    write(site, counted())
    assert take(bureau, given_by(site)).outcome is Outcome.APPLIED
    assert bureau.conn.execute("SELECT count(*) FROM stocktake").fetchone() == (1,)


def records_of(commands: Sequence[list[tuple[str, object]]], hours: Sequence[int]) -> list[Store]:
    """Records that tell of the same numbers, at hours that go back as they like."""
    made = []
    for n, told in enumerate(commands):
        store = in_memory(program="p")
        store.chain = f"p-{n:08x}"
        for m, body in enumerate(bodies(told)):
            at = DAY.replace(minute=hours[(n + m) % len(hours)])
            journal.append(store, draft(body, witness="乙"), now=at)
            lot = {
                "no": "24-07",
                "type": "shell-37",
                "maker": f"{n}-{m}",
            }
            journal.append(
                store,
                draft(Lot.model_validate(lot)),
                now=at,
            )
        made.append(store)
    return made


def parts(store: Store) -> list[tuple[Range, list[Any]]]:
    """A chain in two ranges, as entries with bodies."""
    told = [(e, decode(e)) for e in chains.entries(store)]
    cuts = [
        (0, len(told) // 2),
        (len(told) // 2, len(told)),
    ]
    return [(_part(store, a, b, told), told[a:b]) for a, b in cuts if a < b]


def _part(
    store: Store,
    a: int,
    b: int,
    told: list[Any],
) -> Range:
    prev = told[a - 1][0].hash if a else bytes(32)
    return Range(
        chain=store.chain,
        after=a,
        prev=prev.hex(),
        to=b,
        hash=told[b - 1][0].hash.hex(),
    )


class _Parcel(NamedTuple):
    """Entries as a bundle hands them over."""

    told: list[Any]

    def entries(self) -> Iterator[Any]:
        return iter(self.told)


def merged(order: Sequence[tuple[Range, list[Any]]]) -> Store:
    """A record that took the parts in, coming again to those that had a gap before them."""
    store = in_memory(program="p")
    for _round in range(2):  # a second round takes what waited, and all else again
        for part, told in order:
            with store.writing():
                here = placing.Here(store)
                placed = placing.place(here, part)
                assert placed.outcome is not Outcome.FORK
                if placed.outcome is not Outcome.GAP:
                    fresh = placing.fresh_in(here, _Parcel(told), [placed])
                    merge.apply(store.conn, fresh)
    return store


@given(
    st.lists(
        st.lists(TELLINGS | COMMANDS, min_size=2, max_size=6),
        min_size=2,
        max_size=3,
    ),
    st.lists(
        st.integers(0, 3),
        min_size=3,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_record_is_the_same_in_whatever_order_bundles_came(
    commands: list[list[tuple[str, object]]], hours: list[int], chance: random.Random
) -> None:
    made = records_of(commands, hours)
    every = [part for store in made for part in parts(store)]
    one, other = (
        merged(every),
        merged(
            chance.sample(
                every,
                len(every),
            )
        ),
    )
    assert contents(one) == contents(other)
    assert conflicts(one) == conflicts(other)
    kept = contents(other)
    rebuild(other)
    assert contents(other) == kept
    assert all(
        sum(n for here, n in tables.ammunition.holdings(one).items() if here.lot == lot) == 0
        for lot in ("24-07", "23-11")
    )
    for store in (*made, one, other):
        store.close()


def test_the_schema_names_every_table_the_exchange_fills() -> None:
    assert {
        "conflict",
        "resolution",
        "anchor",
        "fork",
        "trust",
        "pace",
        "lot_telling",
    } <= schema.PROJECTIONS.keys()


def test_a_signed_file_opens_to_what_was_sealed() -> None:
    text = b'{"giver":"p-0a1b2c3d","ranges":[]}\n'
    assert unpack(check(seal(text, KEYS["site"]))) == text
    assert Header.model_fields["wxmod_bundle"].is_required()


def rewritten(store: Store, *statements: str) -> None:
    """The record after someone who takes the triggers off, changes it and puts all derived tables right."""
    for (name,) in store.conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    ).fetchall():
        store.conn.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert store.conn.execute(statement).rowcount
    schema.create(store.conn)
    rebuild(store)


def exchanged(site: Store, bureau: Store) -> Path:
    """Some entries of the site, confirmed by the bureau; the bureau's bundle in a file kept elsewhere."""
    for n in range(4):
        write(
            site,
            recorded(f"2024-{n:03}"),
        )
    take(bureau, given_by(site))
    kept = site.path.with_name("anchor.wxb")
    kept.write_bytes(given_by(bureau, "bureau"))
    return kept


def test_a_tail_cut_off_is_found_by_the_receipt_here_and_by_the_one_kept_elsewhere(
    site: Store, bureau: Store
) -> None:
    kept = exchanged(site, bureau)
    rewritten(site, "DELETE FROM journal WHERE seq > 3")
    assert verify(site).breaks == ()  # the record alone agrees with itself
    _signer, found = verify_with(site, kept)
    assert {(b.check, b.where) for b in found.breaks} == {
        (
            "anchor",
            f"{bureau.chain}:{chains_end(bureau)}",
        ),  # the bundle itself was never taken here
        ("anchor", f"{site.chain}:5"),
    }


def chains_end(store: Store) -> int:
    return journal.tail(store)[0]


def test_a_chain_made_anew_is_found_by_what_is_kept_elsewhere(site: Store, bureau: Store) -> None:
    kept = exchanged(site, bureau)
    take(site, kept.read_bytes())
    told = [e for e in chains.entries(site) if e.chain == site.chain]
    body = told[1].body.replace('"rounds":8', '"rounds":7')
    rewritten(
        site,
        f"UPDATE journal SET body = '{body}' WHERE chain = '{site.chain}' AND seq = 2",
    )
    prev = bytes(32)
    made = []
    for e in [e for e in chains.entries(site) if e.chain == site.chain]:
        fresh = e._replace(prev=prev)
        prev = journal.seal(fresh)
        made.append(
            f"UPDATE journal SET prev = x'{fresh.prev.hex()}', hash = x'{prev.hex()}' WHERE seq = {e.seq}"
            f" AND chain = '{site.chain}'"
        )
    rewritten(site, *made)
    assert {b.check for b in verify(site).breaks} == {"anchor"}
    assert {b.check for b in verify_since(site).breaks} == {"anchor"}
    assert {b.check for b in verify_with(site, kept)[1].breaks} == {"anchor"}


def test_from_the_last_receipt_on_every_edit_is_found_and_nothing_before_is_read(
    site: Store, bureau: Store
) -> None:
    exchanged(site, bureau)
    take(site, given_by(bureau, "bureau"))
    write(site, recorded("2024-800"))
    assert verify_since(site) == verify(site)._replace(entries=2)
    rewritten(
        site,
        f"UPDATE journal SET actor = '丙' WHERE seq = 7 AND chain = '{site.chain}'",
    )
    assert [b.where for b in verify_since(site).breaks] == [f"{site.chain}:7"]


def test_a_restored_record_goes_on_under_its_own_chain_and_never_forks(
    site: Store, bureau: Store
) -> None:
    write(site, recorded())
    backup(site, site.path.with_name("copy.db"))
    write(site, recorded("2024-002"))
    take(bureau, given_by(site))
    again = site.path.with_name("again.db")
    restore_as_new_chain(
        site.path.with_name("copy.db"),
        again,
        actor="甲",
        now=DAY,
    )
    fresh = open_store(again)
    assert fresh.chain != site.chain
    (first,) = chains.entries(fresh, chain=fresh.chain)
    assert decode(first).model_dump()["head"]["chain"] == site.chain
    write(fresh, recorded("2024-003"))
    trusts(bureau, fresh, "other")
    assert take(bureau, given_by(fresh, "other")).outcome is Outcome.APPLIED
    assert take(bureau, given_by(site)).outcome is Outcome.ALREADY
    assert kinds(bureau) == []
    assert verify(fresh).breaks == ()
    fresh.close()


def test_a_key_is_its_owners_alone_and_may_have_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "w.key"
    made = keys.make(path, b"secret")
    assert keys.public(keys.load(path, b"secret")) == keys.public(made)
    for wrong in (None, b"other"):
        with pytest.raises(BadInput, match="口令"):
            keys.load(path, wrong)
    path.chmod(0o644)
    with pytest.raises(BadInput, match="别人"):
        keys.load(path, b"secret")
    with pytest.raises(StoreUnavailable):
        keys.load(tmp_path / "none.key")


def test_changed_pages_wait_for_the_commit_of_a_bundle_of_usual_size(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    size = store.path.stat().st_size
    with store.reading():
        for n in range(1000):
            store.conn.execute(
                "INSERT INTO draft VALUES (?,?,?)",
                (f"n{n}", "2024-06-01T06:00:00Z", "x" * 16_000),
            )
        assert store.path.stat().st_size == size
    store.close()


def test_an_entry_with_its_operation_takes_no_page_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = {}
    for page in (4096, database.PAGE_BYTES):
        monkeypatch.setattr(database, "PAGE_BYTES", page)
        store = new_store(tmp_path, f"{page}.db")
        size = store.path.stat().st_size
        for n in range(60):
            journal.append(
                store,
                draft(
                    recorded(
                        f"2024-{n:03}",
                        hour=n,
                    )
                ),
                now=DAY,
            )
        grown[page] = store.path.stat().st_size - size
        store.close()
    assert grown[database.PAGE_BYTES] < 0.7 * grown[4096], grown
