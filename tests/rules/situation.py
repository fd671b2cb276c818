"""A situation to judge: the base one with single facts changed."""

import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from wxmod.domain.airspace import Answers, Clearance
from wxmod.domain.ammunition.ledger import Held, Lot
from wxmod.domain.ammunition.lots import LotResumed, LotStopped
from wxmod.domain.command.course import CalledOff, Course, Given, Reply
from wxmod.domain.command.instructions import (
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
)
from wxmod.domain.command.notices import PublicNotice
from wxmod.domain.command.processes import Process
from wxmod.domain.command.suspension import SuspensionEvaluated
from wxmod.domain.firing.aiming import Aim, BurnerPlan, Planned
from wxmod.domain.firing.surroundings import Surrounding, Territory
from wxmod.domain.firing.trajectories import TrajectoryTable
from wxmod.domain.operations.doubles import Other
from wxmod.domain.operations.operation import Operation
from wxmod.domain.registry.equipment import Equipment, Inspection
from wxmod.domain.registry.people import Person
from wxmod.domain.registry.sites import Site
from wxmod.domain.registry.versions import ALWAYS, Telling, Written
from wxmod.program import Planning, Program, load_program, program_folder
from wxmod.program.settings import Settings
from wxmod.rules import (
    Act,
    Arrival,
    ClearanceOpen,
    ClearanceRequest,
    Closing,
    Facts,
    Footing,
    Instructing,
    Sealing,
    SetAside,
    Signing,
    Standby,
    StoreKept,
    Transfer,
    Unsealed,
    Waiting,
)

HERE = Path(__file__).parent
_WRITTEN = Written(ALWAYS, ALWAYS, "c", 1)

NAMES: dict[type, str] = {
    Operation: "operation",
    Transfer: "transfer",
    ClearanceRequest: "request",
    Closing: "closing",
    Arrival: "arrival",
    Act: "transfer",
    Sealing: "sealing",
    Waiting: "waiting",
    StoreKept: "kept",
    Unsealed: "unsealed",
    Standby: "standby",
    ClearanceOpen: "open",
    Instructing: "instructing",
    Signing: "signing",
    PublicNotice: "notice",
    Aim: "aim",
    Planned: "aim",
    BurnerPlan: "burner",
    Footing: "footing",
}


@cache
def program() -> Program:
    return load_program(program_folder("yuxian"))


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    told = deepcopy(tomllib.loads((HERE / "_base.toml").read_text("utf-8")))
    for path, value in changes.items():
        *steps, last = path.split(".")
        at: Any = told
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        if value == "-":
            at.pop(last) if isinstance(at, dict) else at.pop(int(last))
        else:
            at[int(last) if isinstance(at, list) else last] = value
    return told


def _standing(told: dict[str, Any]) -> LotStopped:
    resumed = told.pop("resumed", False)
    return (LotResumed if resumed else LotStopped).model_validate(told)


def _answer(told: dict[str, Any], clearance: dict[str, Any]) -> Telling[Clearance]:
    """What flight control said: the base clearance with *told* in its place, from a moment on."""
    since = datetime.fromisoformat(told.pop("since"))
    recorded = datetime.fromisoformat(told.pop("recorded_at"))
    body = Clearance.model_validate({"status": "granted", **_open(clearance), **told})
    return Telling(body, Written(since, recorded, "c-00000000", 1), dated=True)


def _open(clearance: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in clearance.items() if k not in {"status", "closed_at"}}


def _other(told: dict[str, Any], operation: dict[str, Any]) -> Other:
    """Another operation: the one that is judged, with single facts changed."""
    whole = deepcopy(operation)
    no = told.pop("no")
    whole["releases"][0] |= told.pop("release", {})
    return Other(no, Operation.model_validate(whole | told))


def _course(told: dict[str, Any]) -> Course:
    """An instruction as it was given and, unless the case says otherwise, acknowledged at once."""
    given = [told["instruction"], *told.get("revisions", [])]
    tellings = [Instruction.model_validate(each) for each in given]
    answers = [InstructionAnswered.model_validate(each) for each in told.get("answers", [])]
    ends = [InstructionCancelled.model_validate(each) for each in told.get("cancelled", [])]
    return Course(
        [Given(each, _WRITTEN) for each in tellings],
        [Reply(each, _WRITTEN) for each in answers],
        [CalledOff(each, _WRITTEN) for each in ends],
    )


def subject_and_facts(kind: type, changes: dict[str, Any]) -> tuple[Any, Facts]:
    told = changed(changes)
    site = program().sites[0]
    county = program().model_copy(
        update={
            "sites": (Site.model_validate(site.model_dump() | told["site"]), *program().sites[1:]),
            "settings": Settings.model_validate(
                program().settings.model_dump() | told.get("settings", {})
            ),
            "surroundings": tuple(map(Surrounding.model_validate, told["surroundings"])),
            "trajectories": tuple(
                map(TrajectoryTable.model_validate, told.get("trajectories", []))
            ),
            "neighbours": tuple(map(Territory.model_validate, told["neighbours"])),
            "planning": Planning.model_validate(
                program().planning.model_dump() | told.get("planning", {})
            ),
        }
    )
    people = {p.id: p for p in county.people} | {"P12": Person.model_validate(told["person"])}
    facts = Facts(
        program=county,
        now=datetime.fromisoformat(told["now"]),
        equipment={k: Equipment.model_validate(v) for k, v in told["equipment"].items()},
        inspections={
            k: tuple(map(Inspection.model_validate, v)) for k, v in told["inspections"].items()
        },
        people=people,
        lots={k: Lot.model_validate(v) for k, v in told["lots"].items()},
        short={Held(*where.split(" ")): n for where, n in told["short"].items()},
        clearance=Clearance.model_validate(told["clearance"]) if "clearance" in told else None,
    )
    facts = replace(
        facts,
        held={Held(*where.split(" ")): n for where, n in told["held"].items()},
        standings={k: tuple(map(_standing, v)) for k, v in told["standings"].items()},
        fired_beyond=told["fired_beyond"],
        instruction=_course(told["instruction"]) if "instruction" in told else None,
        alongside=tuple(map(Operation.model_validate, told.get("alongside", []))),
        suspensions=tuple(map(SuspensionEvaluated.model_validate, told["suspensions"])),
        set_aside=tuple(map(SetAside.model_validate, told.get("set_aside", []))),
        notices=tuple(map(PublicNotice.model_validate, told["notices"])),
        versions={
            k: tuple(map(Equipment.model_validate, v)) for k, v in told.get("versions", {}).items()
        },
        answers=Answers([_answer(each, told["clearance"]) for each in told.get("answers", [])]),
        others=tuple(_other(each, told["operation"]) for each in told.get("others", [])),
        process=Process.model_validate(told["process"]) if "process" in told else None,
    )
    # Rules on what several have in common are tried on one of them.
    tried = {Act: Transfer, Planned: Aim}.get(kind, kind)
    return tried.model_validate(told[NAMES[kind]]), facts
