"""The mission board, products drafted, products and guidance on record."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from wxmod.actions.command.material import known, operations_of
from wxmod.actions.command.owing import reports_owed
from wxmod.actions.command.readiness import any_ready
from wxmod.actions.desk import Desk
from wxmod.documents.drafts import draft
from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.command.instructions import InstructionStatus
from wxmod.domain.command.processes import Process
from wxmod.domain.command.stages import Guidance, GuidanceKind, Need, Product, Scheme, Stage
from wxmod.domain.errors import BadInput, StoreUnavailable, UnknownName, UnreadableFileError, reason
from wxmod.files import SHARED, text_of, write_new
from wxmod.planning.stages import Held, Mission, mission
from wxmod.store import drafts, tables
from wxmod.wording import N_


class Draft(NamedTuple):
    """First words for a product, and what it rests on."""

    process: str
    stage: Stage
    text: str
    cites: tuple[str, ...]


def board(desk: Desk, *, everything: bool = False) -> list[Mission]:
    """Processes to come, under way, or over with a product or report still to be made, the first to begin in front.

    Args:
        everything: Those long over as well.
    """
    now = desk.now()
    owing = {each.subject: each for each in reports_owed(desk)}
    processes = _listed(desk, owing, everything=everything)
    shown = sorted(processes, key=_by_beginning)
    if not shown:
        return []
    ready = any_ready(desk)
    missions = []
    for process in shown:
        report = owing.get(process.id)
        each = _mission(desk, process, ready=ready)._replace(report=report)
        if everything or _concerns(each, now):
            missions.append(each)
    return missions


def _by_beginning(process: Process) -> tuple[datetime, str]:
    return process.window.start, process.id


def _listed(
    desk: Desk,
    owing: Iterable[str],
    *,
    everything: bool,
) -> list[Process]:
    """Processes that may still concern somebody: not long over, or with a report still owed."""
    if everything:
        return list(tables.command.processes(desk.store).values())
    since = desk.now() - _longest_after(desk)
    found: dict[str, Process] = {}
    for process in tables.command.processes_since(desk.store, since):
        if _recent(desk, process):
            found[process.id] = process
    for name in owing:
        reported_under = tables.command.process(desk.store, name)
        if reported_under:
            found[name] = reported_under
    return list(found.values())


def _longest_after(desk: Desk) -> timedelta:
    """How long after its end a process may be recent, whichever scheme it follows."""
    # What is due so long after the start is due no later than so long after the end.
    latest = 0.0
    for scheme in desk.program.planning.schemes.values():
        for stage in scheme.stages:
            if stage.closes:
                latest = max(latest, stage.closes.hours)
    settings = desk.program.settings
    gap = settings.process_gap_hours.value_on(desk.today()) or 0
    return timedelta(hours=latest + gap)


def _concerns(each: Mission, now: datetime) -> bool:
    """Whether somebody still has to do something about a process, or it is not over."""
    if each.process.window.end >= now:
        return True
    return each.next is not None or each.report is not None


def _recent(desk: Desk, process: Process) -> bool:
    """Not over for longer than the last stage of its scheme is open."""
    last = process.window.end
    followed = _followed(desk, process)
    if followed:
        _code, scheme = followed
        windows = [stage.window(process) for stage in scheme.stages]
        ends = [window.end for window in windows if window]
        last = max(ends, default=last)
    gap = desk.program.settings.process_gap_hours.value_on(desk.today()) or 0
    return last + timedelta(hours=gap) >= desk.now()


def _mission(desk: Desk, process: Process, *, ready: bool) -> Mission:
    followed = _followed(desk, process)
    if followed is None:
        return Mission(process, "", ())
    signers: dict[str, tuple[str, ...]] = {}
    for stage in followed[1].stages:
        signers[stage.signer.value] = _who_may(desk, stage)
    held = Held(
        tables.command.products(desk.store, process.id),
        tables.command.guidance(desk.store, process.id),
        _met(desk, process, ready=ready),
        signers,
    )
    return mission(process, followed, held, desk.now())


def _who_may(desk: Desk, stage: Stage) -> tuple[str, ...]:
    """Who on the roster may sign a stage's product."""
    roster = tables.registry.people(desk.store).values()
    return tuple(person.id for person in roster if stage.signer in person.roles)


def one(desk: Desk, name: str) -> Process:
    """The process of that id.

    Raises:
        UnknownName: no such process.
    """
    held = tables.command.process(desk.store, name)
    if held is None:
        raise UnknownName(
            N_("天气过程"),
            name,
            tables.command.last_processes(desk.store, 5),
        )
    return held


def draft_of(desk: Desk, process: str, stage: str) -> Draft:
    """First words for a product, from what is on record now; nothing is written.

    Raises:
        UnknownName: no such process or stage.
    """
    held = one(desk, process)
    made = stage_of(desk, held, stage)
    material = known(desk, process, made, operations_of(desk, process))
    return Draft(
        process,
        material.stage,
        draft(material),
        material.cites,
    )


def _draft_name(edited: Draft) -> str:
    return f"product {edited.process} {edited.stage.code}"


def keep(desk: Desk, edited: Draft) -> None:
    """Keep an edited draft, so that a dropped line loses nothing."""
    name = _draft_name(edited)
    drafts.save(desk.store, name, edited.text, now=desk.now())


def kept(desk: Desk, fresh: Draft) -> Draft:
    """The draft as it was left last, else *fresh*."""
    held = drafts.load(desk.store, _draft_name(fresh))
    if held is None:
        return fresh
    return fresh._replace(text=held[1])


def forget(desk: Desk, edited: Draft) -> None:
    """Drop the kept words."""
    name = _draft_name(edited)
    if drafts.load(desk.store, name):
        drafts.drop(desk.store, name)


def save(text: str, path: Path) -> None:
    """Write a draft to a file to be edited.

    Raises:
        StoreUnavailable: it cannot be written, or is there already.
    """
    try:
        write_new(path, text.encode(), SHARED)
    except OSError as error:
        raise StoreUnavailable(
            N_("{path}：无法写入（{why}）"), path=path, why=reason(error)
        ) from error


def read(path: Path) -> str:
    """The words of an edited draft.

    Raises:
        UnreadableFileError: it cannot be read as UTF-8.
    """
    try:
        return text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(path, expected="UTF-8", found=reason(error)) from error


def products(desk: Desk, process: str | None = None) -> list[Product]:
    """Products on record, in order of signing."""
    return tables.command.products(desk.store, process)


def product(desk: Desk, number: str) -> Product:
    """The product of that number.

    Raises:
        UnknownName: no such product.
    """
    signed = {each.number: each for each in tables.command.products(desk.store)}
    if number not in signed:
        latest = list(signed)[-5:]
        raise UnknownName(N_("产品"), number, latest)
    return signed[number]


def guidance(desk: Desk, process: str | None = None) -> list[Guidance]:
    """Guidance on record, process by process in the order it came in."""
    return tables.command.guidance(desk.store, process)


def scheme_of(desk: Desk, process: Process) -> tuple[str, Scheme]:
    """The scheme in force when the process begins.

    Raises:
        BadInput: the programme names none, or one it does not describe.
    """
    found = _followed(desk, process)
    if found is None:
        day = f"{desk.local(process.window.start):%Y-%m-%d}"
        remedy = N_("在 planning.toml 的 scheme 写明；从前的过程照从前的流程，也要写上")
        raise BadInput(N_("业务方案没有写明 {day} 的业务流程"), remedy=remedy, day=day)
    return found


def _followed(desk: Desk, process: Process) -> tuple[str, Scheme] | None:
    """The scheme in force when a process begins; None where the programme names or describes none."""
    planning = desk.program.planning
    begins = desk.local(process.window.start)
    code = planning.scheme.value_on(begins.date())
    if code is None or code not in planning.schemes:
        return None
    return code, planning.schemes[code]


def stage_of(desk: Desk, process: Process, code: str) -> Stage:
    """The stage of that code in the scheme the process follows.

    Raises:
        UnknownName: its scheme has no such stage.
    """
    held = scheme_of(desk, process)[1].stages
    found = next(
        (s for s in held if s.code == code),
        None,
    )
    if found is None:
        raise UnknownName(
            N_("阶段"),
            code,
            [f"{s.code} {s.label}" for s in held],
        )
    return found


def _met(desk: Desk, process: Process, *, ready: bool) -> frozenset[Need]:
    """Which needs the record holds something for."""
    answers = {
        Need.EVIDENCE: bool(process.evidence),
        Need.READY: ready or process.window.end < desk.now(),
        Need.AIRSPACE: _is_cleared(desk, process),
        **_told_from_above(desk, process),
        **_ordered(desk, process),
        **_worked(desk, process),
    }
    return frozenset(need for need, there in answers.items() if there)


def _is_cleared(desk: Desk, process: Process) -> bool:
    for clearance in tables.airspace.around(desk.store, process.window):
        cancelled = clearance.status is ClearanceStatus.CANCELLED
        if clearance.granted and not cancelled:
            return True
    return False


def _told_from_above(desk: Desk, process: Process) -> dict[Need, bool]:
    kinds = {each.kind for each in tables.command.guidance(desk.store, process.id)}
    return {
        Need.DEMAND: GuidanceKind.DEMAND in kinds,
        Need.GUIDANCE: not kinds.isdisjoint({GuidanceKind.UPPER, GuidanceKind.CPAS}),
    }


def _ordered(desk: Desk, process: Process) -> dict[Need, bool]:
    standing = set()
    for given in tables.command.instructions(desk.store, process.id):
        if given.status is not InstructionStatus.CANCELLED:
            standing.add(given.status)
    return {
        Need.INSTRUCTION: bool(standing),
        Need.ACKNOWLEDGED: standing == {InstructionStatus.ACKNOWLEDGED},
    }


def _worked(desk: Desk, process: Process) -> dict[Need, bool]:
    rows = operations_of(desk, process.id)
    reported = [row.operation.reported_at is not None for row in rows]
    looked_at = [bool(tables.command.effects(desk.store, row.no)) for row in rows]
    return {
        Need.OPERATION: bool(rows),
        Need.REPORTED: bool(rows) and all(reported),
        Need.EFFECT: bool(rows) and all(looked_at),
    }
