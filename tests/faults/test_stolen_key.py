"""What the thief of one site's key can do at the bureau, where three chains meet: its own, his, another site's.

The key is bound to the site it was stolen from.  The thief writes entries as he likes, past every action and rule,
seals and signs them, and sends the bundle.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.record.samples import DAY, draft, movement, new_store, operation, recorded, transferred
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.custody import StoreHandedOver
from wxmod.domain.ammunition.ledger import Lot, Stocktake
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.base import Value
from wxmod.domain.errors import IntegrityFailure
from wxmod.domain.exchange import ConflictResolved, Head, KeyRole, KeyTrusted, Range
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.times import utc_text
from wxmod.rules import TransferKind
from wxmod.store import journal, tables
from wxmod.store.bodies import DiscrepancyExplained, OperationCorrected
from wxmod.store.entries import Entry, canonical, encode
from wxmod.store.exchange import keys, merge, placing, sealing
from wxmod.store.exchange.bundles import Header
from wxmod.store.exchange.conflicts import conflicts
from wxmod.store.journal import seal
from wxmod.store.keeping.verify import rebuild, verify
from wxmod.store.kinds import CURRENT, KINDS
from wxmod.store.pen import Store

RELAY = "relay-0a1b2c3d"
OWN, OTHER, LOT = "140322001", "140322003", "24-07"
KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32))
    for name in ("thief", "other", "relay")
}


THIEF = "thief-0a1b2c3d"


class Meeting(NamedTuple):
    """The bureau and the other site, whose chain it has; and what the thief has told so far."""

    bureau: Store
    other: Store
    told: list[Value]

    def tell(self, *bodies: Value) -> None:
        """What the thief writes, and sends: the whole of his chain, again and again."""
        self.told.extend(bodies)
        bundle = forged(THIEF, self.told, KEYS["thief"])
        merge.take(self.bureau, bundle, actor="乙", now=DAY)

    def held(self) -> list[str]:
        """What the bureau is asked to settle of what came from a chain that may not tell it."""
        return [each.ref for each in conflicts(self.bureau) if each.kind == "held"]


def forged(
    chain: str,
    bodies: Sequence[Value],
    key: Ed25519PrivateKey,
    after: tuple[int, bytes] = (0, bytes(32)),
) -> bytes:
    """A bundle of entries nobody's rules were asked about, behind *after* (number and seal)."""
    first, prev = after
    lines = []
    for seq, body in enumerate(bodies, first + 1):
        kind = next(name for name, each in KINDS.items() if each.model is type(body))
        at = utc_text(DAY + timedelta(days=1, minutes=seq))
        said = (chain, seq, f"{chain}-{seq}", kind, CURRENT[kind], at, at, "甲", "丙", encode(body))
        entry = Entry(*said, prev, b"")
        prev = seal(entry)
        lines.append(canonical([*entry[1:10]]))
    last = first + len(bodies)
    part = Range(chain=chain, after=first, prev=after[1].hex(), to=last, hash=prev.hex())
    held = (Head(chain=chain, seq=last, hash=prev.hex()),)
    giver = chain if key is KEYS["thief"] else RELAY
    header = Header(
        wxmod_bundle=1,
        giver=giver,
        program="p",
        made_at=utc_text(DAY),
        ranges=(part,),
        held=held,
    )
    text = "\n".join([canonical(header.model_dump(mode="json")), *lines, ""])
    return sealing.seal(text.encode(), key)


def write(store: Store, body: Value, witness: str | None = "丙") -> journal.Receipt:
    return journal.append(store, draft(body, witness=witness), now=DAY)


def trust(store: Store, name: str, chain: str, role: KeyRole, *sites: str) -> None:
    public = keys.public(KEYS[name]).hex()
    write(store, KeyTrusted(key=public, role=role, chain=chain, sites=sites))


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    """Rounds in the depot, at both sites, in the other site's gun, and on the road to the other site."""
    bureau, other = (new_store(tmp_path, f"{name}.db") for name in ("bureau", "other"))
    trust(bureau, "thief", THIEF, KeyRole.SITE, OWN)
    trust(bureau, "other", other.chain, KeyRole.SITE, OTHER)
    for unit, site in (("G1", OWN), ("G3", OTHER)):
        gun = {"id": unit, "kind": "gun", "model": "65", "site": site}
        write(bureau, Equipment.model_validate(gun))
    write(bureau, Lot(no=LOT, type="shell-37", maker="A"))
    write(bureau, transferred(movement("maker/A", "depot/county", 500, hour=-9)))
    for site in (OWN, OTHER):
        write(bureau, transferred(movement("depot/county", f"site/{site}", 50, hour=-8)))
    write(bureau, transferred(movement(f"site/{OTHER}", "loaded/G3", 10, hour=-7)))
    write(bureau, dispatched("T-1", f"site/{OTHER}"))
    write(bureau, counted_depot(380))
    write(other, recorded("other-1", hour=1))
    held, _header = merge.give(other, KEYS["other"], now=DAY)
    merge.take(bureau, held, actor="乙", now=DAY)
    yield Meeting(bureau, other, [])
    bureau.close()
    other.close()


def dispatched(number: str, target: str) -> Dispatched:
    return Dispatched.model_validate(
        {
            "no": number,
            "target": target,
            "vehicle": "V1",
            "movements": [movement("depot/county", f"transit/{number}", 20, hour=-6)],
        }
    )


def counted_depot(rounds: int) -> Stocktake:
    return counted_at("depot/county", rounds)


def counted_at(place: str, rounds: int) -> Stocktake:
    return Stocktake.model_validate(
        {
            "place": place,
            "at": DAY - timedelta(hours=5),
            "counts": [{"lot": LOT, "rounds": rounds}],
            "counted_by": ["甲", "乙"],
        }
    )


def refuted(meeting: Meeting) -> str:
    """The bureau's count, which found 380 of 380... and the thief's words about it."""
    return next(
        f"{chain}:{seq}"
        for chain, seq in meeting.bureau.conn.execute("SELECT chain, seq FROM stocktake")
    )


def state(store: Store) -> dict[str, object]:
    """What the bureau counts with."""
    return {
        "stock": dict(tables.ammunition.holdings(store)),
        "operations": [(r.no, r.voided, r.operation) for r in tables.operations.operations(store)],
        "differences": tables.discrepancies.unexplained(store),
        "keepers": tables.custody.custodians(store, DAY + timedelta(days=9)),
        "codes": tables.rounds.serials(store),
        "notices": tables.rounds.notices_written(store),
    }


def void_others_operation(meeting: Meeting) -> list[Value]:
    """It is declared void: the year falls by it."""
    gone = OperationCorrected(no="other-1", base=1, reason="没有打", operation=None)
    return [gone]


def take_over_others_operation(meeting: Meeting) -> list[Value]:
    """Told anew for the thief's own site, which he may tell of."""
    ours = operation(1, site=OWN, hour=1, lot=None)
    return [OperationCorrected(no="other-1", base=1, reason="是我们打的", operation=ours)]


def explain_the_depots_difference(meeting: Meeting) -> list[Value]:
    """Fifty rounds are missing in the depot, and the thief says why."""
    about = refuted(meeting)
    return [DiscrepancyExplained(stocktake=about, lot=LOT, reason="点错了", difference="380/330")]


def empty_others_gun(meeting: Meeting) -> list[Value]:
    return [moved("loaded/G3", f"site/{OWN}", 10, TransferKind.RETURN)]


def lose_from_others_gun(meeting: Meeting) -> list[Value]:
    return [moved("loaded/G3", "end/lost", 10, TransferKind.ADJUST)]


def divert_a_consignment(meeting: Meeting) -> list[Value]:
    return [moved("transit/T-1", f"site/{OWN}", 20, TransferKind.RECEIVE)]


def fire_from_others_gun(meeting: Meeting) -> list[Value]:
    """At his own site, but with the rounds in the other's gun."""
    release = operation(8, site=OWN).releases[0].model_dump() | {"place": "loaded/G3"}
    done = operation(8, site=OWN, releases=[release])
    return [recorded("thief-1").model_copy(update={"operation": done})]


def count_the_depot(meeting: Meeting) -> list[Value]:
    return [counted_depot(1)]


def take_the_depot_over(meeting: Meeting) -> list[Value]:
    return [StoreHandedOver(count=counted_depot(380))]


def tell_others_codes(meeting: Meeting) -> list[Value]:
    scan = Scanned.model_validate(
        {
            "lot": LOT,
            "codes": ["C-1"],
            "source": "depot/county",
            "target": "end/destroyed",
            "at": DAY,
        }
    )
    return [scan]


def let_a_stopped_lot_go(meeting: Meeting) -> list[Value]:
    return [LotResumed(lot=LOT, at=DAY, reason="没事")]


def moved(source: str, target: str, rounds: int, kind: TransferKind) -> Value:
    move = movement(source, target, rounds, hour=2)
    return transferred(move).model_copy(update={"kind": kind})


ATTACKS: tuple[Callable[[Meeting], list[Value]], ...] = (
    void_others_operation,
    take_over_others_operation,
    explain_the_depots_difference,
    empty_others_gun,
    lose_from_others_gun,
    divert_a_consignment,
    fire_from_others_gun,
    count_the_depot,
    take_the_depot_over,
    tell_others_codes,
    let_a_stopped_lot_go,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_held_and_changes_nothing_until_the_bureau_says(
    meeting: Meeting, attack: Callable[[Meeting], list[Value]]
) -> None:
    if attack is explain_the_depots_difference:
        write(meeting.bureau, counted_depot(330))
    if attack is let_a_stopped_lot_go:
        write(meeting.bureau, LotStopped(lot=LOT, at=DAY - timedelta(days=1), reason="炸膛"))
    before = state(meeting.bureau)
    bodies = attack(meeting)
    meeting.tell(*bodies)
    assert state(meeting.bureau) == before
    assert meeting.held()
    assert verify(meeting.bureau).breaks == ()
    rebuild(meeting.bureau)
    assert state(meeting.bureau) == before


def test_what_he_wrote_he_cannot_settle(meeting: Meeting) -> None:
    """The conflict stays open: who is bound closes nothing about the accounts of others, nor about his own chain."""
    meeting.tell(moved("depot/county", "end/lost", 100, TransferKind.ADJUST))
    (ref,) = meeting.held()
    meeting.tell(ConflictResolved(conflict=f"held:{ref}", reason="已核实"))
    assert meeting.held() == [ref]


def test_a_fork_of_his_chain_is_not_settled_by_that_chain(meeting: Meeting) -> None:
    meeting.tell(LotStopped(lot=LOT, at=DAY, reason="一"))
    other_history = forged(THIEF, [LotStopped(lot=LOT, at=DAY, reason="二")], KEYS["thief"])
    with pytest.raises(placing.Forked):
        merge.take(meeting.bureau, other_history, actor="乙", now=DAY)
    (fork,) = [each for each in conflicts(meeting.bureau) if each.kind == "fork"]
    meeting.tell(ConflictResolved(conflict=fork.name, reason="换了电脑"))
    assert [each.name for each in conflicts(meeting.bureau) if each.kind == "fork"] == [fork.name]
    assert [each.check for each in verify(meeting.bureau).breaks] == ["fork"]


def test_nobody_adds_to_the_bureaus_own_chain(meeting: Meeting) -> None:
    """Who may pass on others' chains could else write in the bureau's name, one number behind its last."""
    trust(meeting.bureau, "relay", RELAY, KeyRole.RELAY)
    before = journal.tail(meeting.bureau)
    away = moved("depot/county", "end/lost", 100, TransferKind.ADJUST)
    bundle = forged(meeting.bureau.chain, [away], KEYS["relay"], before)
    with pytest.raises(IntegrityFailure, match="本库自己的链"):
        merge.take(meeting.bureau, bundle, actor="乙", now=DAY)
    assert journal.tail(meeting.bureau) == before


def test_a_number_given_twice_does_not_make_it_his_to_correct(meeting: Meeting) -> None:
    """His own operation under the other's number stands beside it; what he corrects by the other's entry is held."""
    before = {row.no: row.operation for row in tables.operations.operations(meeting.bureau)}
    mine = recorded("other-1", hour=2)
    mine = mine.model_copy(update={"operation": operation(1, site=OWN, hour=2, lot=None)})
    gone = OperationCorrected(no="other-1", base=1, reason="作废", operation=None)
    # Number 1 of his chain is no telling, or one that is held itself.
    meeting.tell(LotStopped(lot="X-1", at=DAY, reason="占一号"), mine, gone)
    meeting.tell(gone.model_copy(update={"base": 3}))
    now = {row.no: row.operation for row in tables.operations.operations(meeting.bureau)}
    assert now.pop(f"other-1#{THIEF}:2").site == OWN
    assert now == before
    assert meeting.held() == [f"{THIEF}:3", f"{THIEF}:4"]
    assert verify(meeting.bureau).breaks == ()


def test_what_he_may_tell_counts(meeting: Meeting) -> None:
    """Of his own site everything: fired, corrected, loaded, arrived, counted, explained, handed over."""
    bureau = meeting.bureau
    write(bureau, dispatched("T-2", f"site/{OWN}"))
    write(bureau, counted_at(f"site/{OWN}", 40))
    own_count = f"{bureau.chain}:{journal.tail(bureau)[0]}"
    mine = recorded("thief-1").model_copy(update={"operation": operation(8, site=OWN)})
    meeting.tell(
        mine,
        OperationCorrected(
            no="thief-1", base=1, reason="少记一发", operation=operation(9, site=OWN)
        ),
        moved(f"site/{OWN}", "loaded/G1", 5, TransferKind.ISSUE),
        moved("loaded/G1", f"site/{OWN}", 5, TransferKind.RETURN),
        moved("transit/T-2", f"site/{OWN}", 20, TransferKind.RECEIVE),
        counted_at(f"site/{OWN}", 39),
        DiscrepancyExplained(stocktake=own_count, lot=LOT, reason="点错了", difference="50/40"),
        DiscrepancyExplained(stocktake=f"{THIEF}:6", lot=LOT, reason="又错", difference="50/39"),
        StoreHandedOver(count=counted_at(f"site/{OWN}", 50)),
    )
    assert meeting.held() == []
    (row,) = [r for r in tables.operations.operations(bureau) if r.no == "thief-1"]
    assert row.operation.releases[0].rounds == 9
    assert verify(bureau).breaks == ()


@pytest.mark.parametrize("later", ["unit", "consignment", "count", "operation"])
def test_what_is_known_later_lets_go_what_was_held_for_want_of_it(
    meeting: Meeting, later: str
) -> None:
    """In whatever order chains come, the tables are the same: `verify` makes them anew in another one."""
    bureau = meeting.bureau
    gun = Equipment.model_validate({"id": "G9", "kind": "gun", "model": "65", "site": OWN})
    first, then = {
        "unit": (moved(f"site/{OWN}", "loaded/G9", 5, TransferKind.ISSUE), gun),
        "consignment": (
            moved("transit/T-9", f"site/{OWN}", 20, TransferKind.RECEIVE),
            dispatched("T-9", f"site/{OWN}"),
        ),
        "count": (
            DiscrepancyExplained(
                stocktake=f"{bureau.chain}:{journal.tail(bureau)[0] + 2}",
                lot=LOT,
                reason="点错了",
                difference="50/40",
            ),
            counted_at(f"site/{OWN}", 40),
        ),
        "operation": (
            OperationCorrected(no="thief-1", base=2, reason="改", operation=operation(9, site=OWN)),
            None,
        ),
    }[later]
    if then is None:
        fired_elsewhere = fire_from_others_gun(meeting)
        meeting.tell(LotStopped(lot="X-1", at=DAY, reason="占一号"), *fired_elsewhere, first)
        assert meeting.held() == [f"{THIEF}:2", f"{THIEF}:3"]
        held = f"held:{THIEF}:2"
        write(bureau, ConflictResolved(conflict=held, reason="确用了三号炮", applies=True))
        (row,) = [r for r in tables.operations.operations(bureau) if r.no == "thief-1"]
        assert row.operation.releases[0].rounds == 9
    else:
        meeting.tell(first)
        assert meeting.held() == [f"{THIEF}:1"]
        write(bureau, then)
    assert meeting.held() == []
    assert verify(bureau).breaks == ()


def test_a_site_answers_for_what_it_took_too_much_itself(meeting: Meeting) -> None:
    meeting.tell(moved(f"site/{OWN}", "end/lost", 90, TransferKind.ADJUST))
    (short,) = [each for each in conflicts(meeting.bureau) if each.kind == "over-issue"]
    meeting.tell(ConflictResolved(conflict=short.name, reason="漏记一次入库"))
    assert not [each for each in conflicts(meeting.bureau) if each.kind == "over-issue"]
