"""Values the store's tests write down."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.codes import Scanned
from wxmod.domain.ammunition.consignments import Dispatched
from wxmod.domain.ammunition.counters import CounterRead, Reading
from wxmod.domain.ammunition.custody import SpotCheckDrawn, StoreHandedOver
from wxmod.domain.ammunition.ledger import Count, Lot, Movement, Stocktake
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.ammunition.missions import OperationClosed
from wxmod.domain.ammunition.periods import PeriodSealed
from wxmod.domain.base import Value
from wxmod.domain.command.instructions import Instruction, InstructionAnswered, InstructionCancelled
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, GuidanceKind, Product
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.exchange import (
    BundleTaken,
    ConflictResolved,
    ForkFound,
    Head,
    KeyRevoked,
    KeyRole,
    KeyTrusted,
    RecordRestored,
)
from wxmod.domain.operations import effects
from wxmod.domain.operations.effects import EffectNoted
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.registry.pins import PinSet, PinTried
from wxmod.domain.registry.programs import ProgramAdopted, ProgramFile, digest_of
from wxmod.rules import TransferKind
from wxmod.store.bodies import (
    DiscrepancyExplained,
    OperationCorrected,
    OperationRecorded,
    RuleWaived,
    Transferred,
)
from wxmod.store.database import create
from wxmod.store.entries import Draft, new_uid
from wxmod.store.kinds import BODIES
from wxmod.store.pen import Store

DAY = datetime(2024, 6, 1, 6, tzinfo=UTC)
SITE = "140322003"


def operation(
    rounds: int = 8,
    *,
    lot: str | None = "24-07",
    hour: float = 0,
    **more: Any,
) -> Operation:
    at = DAY + timedelta(hours=hour)
    release = {
        "equipment": "G1",
        "lot": lot,
        "start": at,
        "end": at + timedelta(minutes=3),
        "rounds": rounds,
        "duds": 1,
    }
    told = {
        "site": SITE,
        "purpose": "hail",
        "releases": [release | {"azimuths_deg": [350.5]}],
        "remarks": "－5℃\n好",
    }
    return Operation.model_validate(told | more)


def recorded(
    no: str = "2024-001",
    rounds: int = 8,
    *,
    hour: float = 0,
    lot: str | None = "24-07",
) -> OperationRecorded:
    return OperationRecorded(
        no=no,
        operation=operation(rounds, hour=hour, lot=lot),
        seen=("S101",),
    )


def corrected(no: str, told: Operation | None, base: int = 1) -> OperationCorrected:
    return OperationCorrected(no=no, base=base, reason="清点后更正", operation=told)


def movement(
    source: str,
    target: str,
    rounds: int,
    *,
    hour: float = 0,
    lot: str = "24-07",
) -> Movement:
    return Movement(
        lot=lot,
        source=source,
        target=target,
        rounds=rounds,
        at=DAY + timedelta(hours=hour),
    )


def transferred(*moves: Movement) -> Transferred:
    return Transferred(kind=TransferKind.RECEIVE, movements=moves, document="单 7")


def scanned(
    codes: list[str],
    way: list[str],
    hour: float = 0,
    lot: str = "24-07",
) -> Scanned:
    at = DAY + timedelta(hours=hour)
    return Scanned(
        lot=lot,
        codes=tuple(codes),
        source=way[0],
        target=way[1],
        at=at,
        boxes={codes[0]: "B1"},
    )


def dispatched(no: str = "1-20240601-1", rounds: int = 4) -> Dispatched:
    move = movement("depot/1", f"transit/{no}", rounds)
    due = DAY + timedelta(hours=24)
    return Dispatched(
        no=no,
        movements=(move,),
        target=f"site/{SITE}",
        due_at=due,
        mission="ZL-7",
    )


def sealed(period: str = "2024-05") -> PeriodSealed:
    balance = {"place": "depot/1", "lot": "24-07", "rounds": 20}
    return PeriodSealed.model_validate(
        {"period": period, "until": DAY, "balances": [balance], "heads": []}
    )


def notice() -> PublicNotice:
    window = {"start": DAY, "end": DAY + timedelta(days=90)}
    told = {
        "number": "GG2024-1",
        "issued_on": "2024-05-01",
        "issued_by": "局",
        "window": window,
        "sites": [SITE],
    }
    return PublicNotice.model_validate(
        told | {"purposes": ["hail"], "equipment": ["gun"], "phone": "1"}
    )


def reading() -> effects.Reading:
    told = {
        "quantity": "rain_mm",
        "station": "53685",
        "minutes": -30,
        "value": 1.5,
        "source": "站表",
    }
    return effects.Reading.model_validate(told)


def product() -> Product:
    told = {
        "number": "P1-1-1",
        "process": "P1",
        "scheme": "five",
        "stage": "1",
        "title": "作业计划",
        "text": "一、无",
    }
    return Product.model_validate(told | {"signed_by": "甲", "signed_at": DAY, "cites": ["P1-ZD1"]})


def instruction(number: str = "ZL-1", revision: int = 1) -> Instruction:
    window = {"start": DAY, "end": DAY + timedelta(minutes=20)}
    order = {"equipment": "G1", "rounds": 9, "azimuths_deg": [230, 250], "elevations_deg": [60]}
    told = {
        "number": number,
        "revision": revision,
        "site": SITE,
        "purpose": "hail",
        "window": window,
    }
    return Instruction.model_validate(
        told | {"orders": [order], "issued_by": "甲", "issued_at": DAY, "reason": "移向"}
    )


PIN = PinSet(
    person="甲",
    salt="00" * 16,
    digest="ef" * 32,
    log2_cost=15,
    block=8,
    parallel=1,
)


def drawn() -> SpotCheckDrawn:
    told = {
        "seed": "s1",
        "chosen": True,
        "at": DAY,
        "picks": [{"place": "depot/1", "lot": "24-07"}],
    }
    return SpotCheckDrawn.model_validate(told | {"population": 3, "digest": "cd" * 32})


def counter() -> CounterRead:
    reading = Reading(
        equipment="G1",
        start=DAY,
        end=DAY + timedelta(minutes=3),
        rounds=8,
    )
    return CounterRead(
        file="g1.csv",
        sha256="ab" * 32,
        start=reading.start,
        end=reading.end,
        readings=(reading,),
    )


def counted(rounds: int = 30, *, place: str = "depot/1") -> Stocktake:
    counts = [{"lot": "24-07", "rounds": rounds}]
    return Stocktake.model_validate(
        {"place": place, "at": DAY, "counts": counts, "counted_by": ["甲", "乙"]}
    )


def draft(body: Value, *, actor: str = "甲", **more: Any) -> Draft:
    kind = more.pop("kind", None) or next(
        k for (k, _v), model in BODIES.items() if type(body) is model
    )
    return Draft(
        **{"kind": kind, "body": body, "occurred_at": DAY, "actor": actor, "uid": new_uid()} | more
    )


def one_of_each() -> list[Draft]:
    """A draft of every kind, in an order that can be written."""
    window = {"start": DAY, "end": DAY + timedelta(hours=1)}
    asked = Clearance.model_validate(
        {
            "number": "K1",
            "sites": [SITE],
            "requested_at": DAY,
            "requested_by": "甲",
            "wanted": window,
            "equipment": ["gun"],
        }
    )
    granted = asked.model_dump() | {"status": "granted", "granted": window, "approval": "批 9"}
    process = {
        "id": "P1",
        "window": window,
        "purposes": ["hail"],
        "confirmed_by": "甲",
        "score": 0.75,
        "evidence": [
            {
                "ingredient": "cape_jkg",
                "value": 812.5,
                "threshold": ">= 500",
                "verdict": "met",
                "source": "例",
                "confidence": "reported",
            }
        ],
    }
    return [
        draft(
            Lot.model_validate(
                {"no": "24-07", "type": "shell-37", "maker": "A", "expires_on": "2029-06-30"}
            )
        ),
        draft(
            Equipment.model_validate(
                {"id": "G1", "kind": "gun", "model": "65式双37mm", "accepts": ["shell-37"]}
            )
        ),
        draft(
            Inspection.model_validate(
                {
                    "equipment": "G1",
                    "year": 2024,
                    "inspected_on": "2024-04-01",
                    "valid_until": "2025-03-31",
                    "result": "passed",
                }
            )
        ),
        draft(
            Person.model_validate(
                {"id": "甲", "name": "张三", "roles": ["commander"], "trained_on": "2024-03-01"}
            )
        ),
        draft(
            transferred(
                movement("maker/A", "depot/1", 40),
                movement("depot/1", f"site/{SITE}", 20),
            )
        ),
        draft(recorded(hour=1)),
        draft(corrected("2024-001", operation(7, hour=1), base=6), witness="乙"),
        draft(counted()),
        draft(
            DiscrepancyExplained(
                stocktake="x:8",
                lot="24-07",
                reason="漏记",
                movement=movement("end/lost", "depot/1", 10, hour=2),
            ),
            witness="乙",
        ),
        draft(asked, kind="airspace.requested"),
        draft(Clearance.model_validate(granted), kind="airspace.answered"),
        draft(
            Clearance.model_validate(
                granted | {"status": "closed", "closed_at": DAY + timedelta(hours=1)}
            ),
            kind="airspace.closed",
        ),
        draft(Clearance.model_validate(granted | {"started_at": DAY}), kind="airspace.started"),
        draft(
            Clearance.model_validate(
                granted | {"number": "K2", "status": "cancelled", "closed_at": DAY}
            ),
            kind="airspace.cancelled",
        ),
        draft(notice()),
        draft(
            Guidance(
                number="P1-ZD1",
                process="P1",
                kind=GuidanceKind.CPAS,
                title="云系",
                text="过冷水丰富",
            )
        ),
        draft(product()),
        draft(SuspensionEvaluated(rule="flood", at=DAY, tripped=False, source="省台")),
        draft(EffectNoted(operation="2024-001", at=DAY, readings=(reading(),), remarks="回波减弱")),
        draft(instruction()),
        draft(instruction(revision=2), kind="instruction.revised"),
        draft(InstructionAnswered(number="ZL-1", revision=2, by="乙", at=DAY)),
        draft(InstructionCancelled(number="ZL-1", at=DAY, reason="云系减弱")),
        draft(Process.model_validate(process)),
        draft(RuleWaived(subject="2024-002", rule="M301", reason="应急")),
        draft(dispatched(), witness="乙"),
        draft(scanned(["02A1", "02A2"], ["maker/A", "depot/1"])),
        draft(
            LotStopped(lot="24-07", at=DAY, reason="早炸", document="通报 3"), kind="lot.stopped"
        ),
        draft(
            LotResumed(
                lot="24-07",
                at=DAY + timedelta(hours=2),
                reason="复检合格",
            ),
            kind="lot.resumed",
        ),
        draft(counter()),
        draft(
            OperationClosed(
                no="2024-001",
                mission="ZL-7",
                held=(Count(lot="24-07", rounds=2),),
            )
        ),
        draft(sealed(), witness="乙"),
        draft(StoreHandedOver(count=counted()), witness="乙"),
        draft(drawn()),
        draft(PIN),
        draft(adopted()),
        draft(PinTried(person="甲", right=False)),
        *exchanged(),
    ]


def adopted(text: str = "a = 1\n") -> ProgramAdopted:
    files = (ProgramFile(name="program.toml", text=text),)
    return ProgramAdopted(code="140322", title="盂县", digest=digest_of(files), files=files)


def exchanged() -> list[Draft]:
    """A draft of every kind of entry an exchange writes."""
    head = Head(chain="site-0a1b2c3d", seq=7, hash="ab" * 32)
    key, digest = "cd" * 32, "ef" * 32
    fork = ForkFound(
        chain=head.chain,
        seq=5,
        ours=digest,
        theirs=head.hash,
        digest=digest,
        kept="efefefefefefefef.wxb",
    )
    return [
        draft(KeyTrusted(key=key, role=KeyRole.SITE, chain=head.chain, name="东邢")),
        draft(BundleTaken(digest=digest, key=key, giver=head.chain, received=())),
        draft(fork),
        draft(RecordRestored(head=head)),
        draft(KeyRevoked(key=key, reason="电脑丢失")),
        draft(
            ConflictResolved(conflict="number-twice:site-0a1b2c3d:7", reason="两次作业，编号改过")
        ),
    ]


ALL = len(one_of_each())


def new_store(folder: Path, name: str = "record.db") -> Store:
    return create(folder / name, program="yuxian-example")
