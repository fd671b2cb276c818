"""Counties' chains by the thousand entries, as bundles' contents: what a province takes in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.record.samples import DAY, operation
from wxmod.domain.base import Value
from wxmod.domain.exchange import Head
from wxmod.domain.times import utc_text
from wxmod.rules import TransferKind
from wxmod.store.bodies import OperationRecorded, Transferred
from wxmod.store.entries import Entry, canonical, encode
from wxmod.store.exchange.bundles import Header, Range
from wxmod.store.journal import seal
from wxmod.store.kinds import CURRENT

LOTS = 12


def told(county: int, entries: int) -> Iterator[tuple[str, Value]]:
    """A year of one county: one receipt of rounds for every nine operations."""
    site = f"14{county:04}001"
    for n in range(entries):
        lot = f"{county:03}-{n // 10 % LOTS}"
        at = DAY + timedelta(minutes=5 * n)
        if n % 10 == 0:
            move: dict[str, Any] = {
                "lot": lot,
                "source": "maker/A",
                "target": f"site/{site}",
                "rounds": 90,
                "at": at,
            }
            yield (
                "ammunition.transferred",
                Transferred.model_validate({"kind": TransferKind.RECEIVE, "movements": [move]}),
            )
        else:
            filled = {"site": site, "reported_at": at + timedelta(hours=1)}
            done = operation(8, hour=n / 12, lot=lot).model_copy(update=filled)
            yield "operation.recorded", OperationRecorded(no=f"{county:03}-{n:06}", operation=done)


def text(county: int, entries: int) -> tuple[str, bytes]:
    """The chain of one county and the text of its bundle."""
    chain, prev, lines = f"county-{county:08x}", bytes(32), []
    for seq, (kind, body) in enumerate(told(county, entries), 1):
        at = utc_text(DAY + timedelta(minutes=5 * seq))
        uid = f"{county:06x}{seq:010x}"
        entry = Entry(
            chain,
            seq,
            uid,
            kind,
            CURRENT[kind],
            at,
            at,
            "甲",
            None,
            encode(body),
            prev,
            b"",
        )
        prev = seal(entry)
        lines.append(canonical([*entry[1:10]]))
    part = Range(
        chain=chain,
        after=0,
        prev=bytes(32).hex(),
        to=entries,
        hash=prev.hex(),
    )
    held = (Head(chain=chain, seq=entries, hash=prev.hex()),)
    header = Header(
        wxmod_bundle=1,
        giver=chain,
        program="county",
        made_at=utc_text(DAY),
        ranges=(part,),
        held=held,
    )
    return chain, "\n".join([canonical(header.model_dump(mode="json")), *lines, ""]).encode()
