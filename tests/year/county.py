"""The second county, and its log entered into the product as people would have entered it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.year.log import END, LOG, NOMINAL_KM2, PEOPLE, SITES, UNITS, Event
from wxmod.actions import Desk
from wxmod.actions.ammunition import lots, seals, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import exchange, setup
from wxmod.actions.registry import registers
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.command.processes import Process
from wxmod.domain.exchange import KeyRole
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Inspection, InspectionResult
from wxmod.program import load_program, program_folder
from wxmod.store import database

ZONE = ZoneInfo("Asia/Shanghai")
TWO = Handover("K1", "K2")


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


class Clock:
    """Stands still at the moment somebody enters something."""

    now = datetime(2022, 7, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def programme(folder: Path) -> Path:
    """The county's own folder, from the shipped one: other sites, units, people and areas."""
    shutil.copytree(program_folder("yuxian"), folder, ignore=shutil.ignore_patterns("example-*"))
    table = {
        "sites.csv": [
            "code,name,lon,lat",
            *(f"{code},{name},113.{n}5,38.15" for n, (code, name) in enumerate(SITES.items(), 1)),
        ],
        "equipment.csv": [
            "id,kind,model,accepts,site",
            *(f"{u},{kind},M,{type_},{site}" for u, (kind, type_, site) in UNITS.items()),
        ],
        "people.csv": [
            "id,name,roles,trained_on,examined_on,filed_on",
            *(f"{p},{p},{role}" + f",{day or ''}" * 3 for p, (role, day) in PEOPLE.items()),
        ],
        "ammunition.csv": [
            "code,kind,model",
            "shell-37,shell,M",
            "rocket,rocket,M",
            "flare,flare,M",
        ],
    }
    for name, lines in table.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "vehicles.csv").unlink()
    path = folder / "program.toml"
    text = path.read_text("utf-8").replace('code = "140322"', 'code = "990101"')
    begins = text.index("[settings.area_nominal_km2]")
    ends = text.find("\n[", begins + 1)
    rows = [
        f"{purpose} = ["
        + ", ".join(
            f'{{ since = {since}, value = {km2}, source = "M", confidence = "unverified" }}'
            for since, km2 in history
        )
        + "]"
        for purpose, history in NOMINAL_KM2.items()
    ]
    after = text[ends:] if ends > 0 else ""
    path.write_text(
        text[:begins] + "\n".join(["[settings.area_nominal_km2]", *rows, after]), "utf-8"
    )
    return folder


class County:
    """Two records of the county, and the names its log gives to operations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        program = programme(folder / "county")
        self.a = self._desk(program, "a.db")
        self.b = self._desk(program, "b.db")
        self.numbers: dict[str, str] = {}
        keys = exchange.make_key(self.a), exchange.make_key(self.b)
        exchange.trust(self.a, keys[1], role=KeyRole.SITE, chain=self.b.store.chain, name="乙村")

    def _desk(self, program: Path, file: str) -> Desk:
        store = database.create(self.folder / file, program=str(program))
        desk = Desk(store, load_program(program), "C1", self.clock)
        setup.enrol(desk)
        return desk

    def enter(self, event: Event) -> None:
        """Enter one event when it was told."""
        self.clock.now = at(event["told"])
        verbs: dict[str, Callable[[Desk, Event], None]] = {
            "receive": _receive,
            "issue": _issue,
            "inspect": _inspect,
            "train": _train,
            "status": _status,
            "process": _process,
            "recall": _recall,
            "seal": _seal,
            "op": self._op,
            "void": self._void,
            "reopen": self._reopen,
            "rounds": self._rounds,
            "bundle": self._bundle,
        }
        verbs[event["what"]](self.a if event["record"] == "A" else self.b, event)

    def _op(self, desk: Desk, event: Event) -> None:
        self.numbers[event["name"]] = recording.record(desk, operation(event)).name

    def _void(self, desk: Desk, event: Event) -> None:
        recording.correct(desk, self.numbers[event["name"]], None, reason="重复")

    def _reopen(self, desk: Desk, event: Event) -> None:
        recording.reopen(desk, self.numbers[event["name"]], reason="不是重复")

    def _rounds(self, desk: Desk, event: Event) -> None:
        no = self.numbers[event["name"]]
        held = recording.get(desk, no).operation
        release = held.releases[0].model_copy(update={"rounds": event["rounds"]})
        told = held.model_copy(update={"releases": (release,)})
        recording.correct(desk, no, told, reason=f"应为 {event['rounds']}")

    def _bundle(self, _desk: Desk, _event: Event) -> None:
        path = exchange.give(self.b, to=self.folder / "b.wxb").path
        exchange.take(self.a, path)

    def names(self, numbers: tuple[str, ...]) -> set[str]:
        """The log's names of operations."""
        by_number = {no: name for name, no in self.numbers.items()}
        return {by_number[no] for no in numbers}


def operation(event: Event) -> Operation:
    release = {
        "equipment": event["unit"],
        "lot": event["lot"],
        "start": at(event["start"]),
        "end": at(event["end"]),
        "rounds": event["rounds"],
        "duds": event["duds"],
    }
    told = {
        "site": event["site"],
        "purpose": event["purpose"],
        "process": event["process"],
        "commander": "C1",
        "crew": [{"person": person} for person in event["crew"]],
        "releases": [release],
    }
    return Operation.model_validate(told)


def _receive(desk: Desk, event: Event) -> None:
    expires = date.fromisoformat(event["expires"])
    lot = Lot(no=event["lot"], type=event["type"], maker="M", expires_on=expires)
    stores.receive(desk, lot, "county", event["rounds"], TWO._replace(at=at(event["at"])))


def _issue(desk: Desk, event: Event) -> None:
    held = Held("depot/county", event["lot"])
    stores.issue(desk, held, event["site"], event["rounds"], TWO._replace(at=at(event["at"])))


def _inspect(desk: Desk, event: Event) -> None:
    day, result = date.fromisoformat(event["on"]), InspectionResult(event["result"])
    told = Inspection(
        equipment=event["unit"],
        year=day.year,
        inspected_on=day,
        valid_until=registers.valid_until(desk, day, result),
        result=result,
    )
    registers.inspect(desk, told)


def _train(desk: Desk, event: Event) -> None:
    person = registers.person_at(desk, event["person"])
    assert person
    day = date.fromisoformat(event["on"])
    papers = {"trained_on": day, "examined_on": day, "filed_on": day}
    registers.add_person(desk, person.model_copy(update=papers))


def _status(desk: Desk, event: Event) -> None:
    unit = registers.unit_at(desk, event["unit"])
    assert unit
    registers.register(desk, type(unit).model_validate(dict(unit) | {"status": event["status"]}))


def _process(desk: Desk, event: Event) -> None:
    told = {
        "id": event["name"],
        "window": {"start": at(event["start"]), "end": at(event["end"])},
        "purposes": ["rain", "hail"],
        "confirmed_by": "C1",
    }
    desk.write("process.confirmed", Process.model_validate(told))


def _recall(desk: Desk, event: Event) -> None:
    lots.stop(desk, event["lot"], Handover("K1", reason="质量通报"))


def _seal(desk: Desk, event: Event) -> None:
    seals.seal(desk, event["period"], TWO)


def lived(folder: Path) -> County:
    """The county after all of its log."""
    county = County(folder)
    for event in LOG:
        county.enter(event)
    county.clock.now = at(END)
    return county


def at_end(county: County) -> Desk:
    """Record A on the second of January 2025."""
    return replace(county.a, clock=lambda: at(END))
