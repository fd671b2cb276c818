"""A ready county: inspected, stocked, cleared; and an ordinary hail operation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.registry import pins, registers
from wxmod.actions.waiver import Waiver
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Inspection
from wxmod.domain.times import Window, parse_instant
from wxmod.words.forms import operation_from_record

LOT = Lot(
    no="A-7",
    type="shell-37",
    maker="M",
    expires_on=date(2025, 9, 30),
)


def at(desk: Desk, text: str) -> Any:
    return parse_instant(text, zone=desk.program.zone, now=desk.now())


def ready(desk: Desk, *, rounds: int = 20) -> None:
    """G1 inspected, 100 rounds in the depot since May, *rounds* at 东邢, the airspace granted on 20 July."""
    registers.inspect(
        desk,
        Inspection.model_validate(
            {
                "equipment": "G1",
                "year": 2023,
                "inspected_on": "2023-01-05",
                "valid_until": "2024-01-05",
                "result": "passed",
            }
        ),
    )
    stores.receive(
        desk,
        LOT,
        "county",
        100,
        Handover("K1", "K2", at=at(desk, "2023-05-20 09:00")),
    )
    hands = Handover("K1", "K2", at=at(desk, "2023-05-30 09:00"))
    stores.issue(desk, Held("county", "A-7"), "东邢", rounds, hands)
    window = {"start": at(desk, "2023-07-20 14:50"), "end": at(desk, "2023-07-20 16:00")}
    asked = Clearance.model_validate(
        {
            "number": "KY1",
            "sites": ["140322001"],
            "requested_at": at(desk, "2023-07-20 14:30"),
            "requested_by": "C1",
            "wanted": window,
        }
    )
    clearances.request(desk, asked)
    clearances.grant(desk, "KY1", Window.model_validate(window), at=at(desk, "2023-07-20 14:40"))
    clearances.close(desk, "KY1", at=at(desk, "2023-07-20 15:20"))


def hail(desk: Desk, **changes: Any) -> Operation:
    release = {
        "equipment": "G1",
        "lot": "A-7",
        "start": "15:00",
        "end": "15:06",
        "rounds": 9,
        "azimuths_deg": "230,250",
        "elevations_deg": "60",
    }
    release |= {
        name: changes.pop(name) for name in list(changes) if name in {*release, "duds", "place"}
    }
    record = {
        "site": "东邢",
        "purpose": "防雹",
        "clearance": "KY1",
        "commander": "C1",
        "recorder": "P11",
        "crew": "P11 P12 P13 P14 P15",
        "reported_at": "17:00",
        "weather": {"before": "强回波", "after": "无雹"},
        "releases": [release],
    }
    return operation_from_record(desk, record | changes)


def set_pins(desk: Desk, typed: Mapping[str, str]) -> None:
    """First PINs, one after the other: those who have one already vouch for the next."""
    before: dict[str, str] = {}
    for person, pin in typed.items():
        names = [*[*before][:2], None, None]
        proven = pins.prove(desk, dict([*before.items()][:2]))
        pins.set_pin(
            desk, person, pin, vouched=Waiver(by=names[0], witness=names[1], proven=proven)
        )
        before[person] = pin
