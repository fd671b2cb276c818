"""A site's key moves its own accounts; what its chain tells of others is kept, listed, and counts for nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.duty_log import LOT, hail, ready
from wxmod.actions import Desk
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import exchange, setup
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.exchange import Conflict, KeyRole, KeyTrusted
from wxmod.store import tables
from wxmod.store.keeping.verify import rebuild, verify

OWN = "140322001"  # 东邢, where the operations of `hail` are
DEPOT, SITE = Held("depot/county", LOT.no), Held(f"site/{OWN}", LOT.no)


@pytest.fixture
def bureau(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A bureau with 100 rounds in its depot and 20 at the site, all told by itself."""
    made = setup.init(tmp_path / "bureau.db", program="yuxian", actor="B1")
    made = replace(made, clock=lambda: NOW)
    ready(made)
    yield made
    made.store.close()


def bound(desk: Desk, bureau: Desk, *sites: str) -> None:
    """The bureau trusts the site for *sites*."""
    exchange.trust(
        bureau,
        exchange.make_key(desk),
        role=KeyRole.SITE,
        chain=desk.store.chain,
        sites=sites,
    )


def send(giver: Desk, taker: Desk) -> None:
    folder = giver.store.path.parent
    file = folder / f"{len(list(folder.glob('*.wxb')))}.wxb"
    exchange.take(taker, exchange.give(giver, to=file).path)


def held(desk: Desk) -> list[Conflict]:
    return [c for c in exchange.conflicts(desk) if c.kind == "held"]


def stolen(desk: Desk, rounds: int = 50) -> None:
    """Rounds of the county depot done away with at the site, by one person alone."""
    desk.write("lot.registered", LOT)
    stores.receive(desk, LOT, "东邢", 5, Handover("K1", "K2"))
    waived = Handover("K1", reason="过期", waive={"M322": "第二人联系不上"})
    stores.receive(desk, LOT, "county", 100, Handover("K1", "K2"))
    stores.dispose(desk, DEPOT, rounds, waived)


def stock(desk: Desk) -> dict[Held, int]:
    return dict(tables.ammunition.holdings(desk.store))


def test_a_site_s_key_does_away_with_nothing_in_the_county_s_depot(
    desk: Desk, bureau: Desk
) -> None:
    bound(desk, bureau, OWN)
    before = stock(bureau)
    stolen(desk)
    send(desk, bureau)
    after = stock(bureau)
    assert (after[DEPOT], after[SITE]) == (before[DEPOT], before[SITE] + 5)
    assert [c.subject for c in held(bureau)] == ["depot/county", "depot/county"]
    assert verify(bureau.store).breaks == ()


def test_what_it_tells_of_its_own_site_counts_at_once(desk: Desk, bureau: Desk) -> None:
    bound(desk, bureau, OWN)
    desk.write("lot.registered", LOT)
    recording.record(desk, hail(desk))
    send(desk, bureau)
    assert held(bureau) == []
    assert len(tables.operations.operations(bureau.store)) == 1


def test_an_operation_for_another_site_is_in_no_year(desk: Desk, bureau: Desk) -> None:
    bound(desk, bureau, "140322002")
    recording.record(desk, hail(desk))
    send(desk, bureau)
    assert tables.operations.operations(bureau.store) == []
    assert [c.subject for c in held(bureau)] == [f"site/{OWN}"]


def test_the_owner_lets_it_count_or_not(desk: Desk, bureau: Desk) -> None:
    bound(desk, bureau, OWN)
    before = stock(bureau)[DEPOT]
    stolen(desk)
    send(desk, bureau)
    received, disposed = held(bureau)
    exchange.resolve(bureau, disposed.name, "县库没有销毁过")
    assert stock(bureau)[DEPOT] == before
    assert held(bureau) == [received]
    exchange.resolve(bureau, received.name, "确是东邢代收", applies=True)
    assert stock(bureau)[DEPOT] == before + 100
    assert held(bureau) == []
    assert verify(bureau.store).breaks == ()


def test_who_sent_it_cannot_let_it_count(desk: Desk, bureau: Desk) -> None:
    """The site writes the resolution itself, before or after: it is bound there as well."""
    bound(desk, bureau, OWN)
    stolen(desk)
    send(desk, bureau)
    before = stock(bureau)
    for conflict in held(bureau):
        body = {"conflict": conflict.name, "reason": "属实", "applies": True}
        desk.write("conflict.resolved", exchange.ConflictResolved.model_validate(body))
    send(desk, bureau)
    assert stock(bureau) == before
    assert len(list(bureau.store.conn.execute("SELECT * FROM held_entry"))) == 2
    assert verify(bureau.store).breaks == ()


def test_a_new_key_of_its_own_does_not_free_it(desk: Desk, bureau: Desk) -> None:
    bound(desk, bureau, OWN)
    before = stock(bureau)[DEPOT]
    body = KeyTrusted(
        key="ab" * 32, role=KeyRole.SITE, chain=desk.store.chain, sites=("county", OWN)
    )
    desk.write("key.trusted", body)
    stolen(desk)
    send(desk, bureau)
    assert stock(bureau)[DEPOT] == before
    assert len(held(bureau)) == 2


def test_a_site_bound_after_it_has_told_is_bound_from_the_beginning(
    desk: Desk, bureau: Desk
) -> None:
    bound(desk, bureau)
    stolen(desk)
    send(desk, bureau)
    assert held(bureau) == []
    told = {"key": "cd" * 32, "role": KeyRole.SITE, "chain": desk.store.chain, "sites": (OWN,)}
    bureau.write("key.trusted", KeyTrusted.model_validate(told))
    now = stock(bureau)
    assert len(held(bureau)) == 2
    assert verify(bureau.store).breaks == ()
    rebuild(bureau.store)
    assert stock(bureau) == now


def test_a_key_is_bound_to_places_there_are_and_only_a_site_s_is(desk: Desk, bureau: Desk) -> None:
    with pytest.raises(UnknownName):
        bound(desk, bureau, "140322999")
    with pytest.raises(BadInput):
        exchange.trust(bureau, "ab" * 32, role=KeyRole.RELAY, chain=desk.store.chain, sites=[OWN])
    later = replace(bureau, clock=lambda: NOW + timedelta(minutes=1))
    with pytest.raises(UnknownName):
        exchange.resolve(later, "held:x-0a1b2c3d:1", "没有")
