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
    shown = sorted(processes, key=lambda p: (p.window.start, p.id))
    ready = bool(shown) and any_ready(desk)
    missions = [_mission(desk, process, ready=ready) for process in shown]
    missions = [each._replace(report=owing.get(each.process.id)) for each in missions]
    return [each for each in missions if everything or _concerns(each, now)]


def _listed(desk: Desk, owing: Iterable[str], *, everything: bool) -> list[Process]:
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
    return each.process.window.end >= now or each.next is not None or each.report is not None


def _recent(desk: Desk, process: Process) -> bool:
    """Not over for longer than the last stage of its scheme is open."""
    followed = _followed(desk, process)
    stages = followed[1].stages if followed else ()
    last = max(
        (w.end for s in stages if (w := s.window(process))),
        default=process.window.end,
    )
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
    told = known(
        desk,
        process,
        stage_of(desk, held, stage),
        operations_of(desk, process),
    )
    return Draft(
        process,
        told.stage,
        draft(told),
        told.cites,
    )


def _draft_name(edited: Draft) -> str:
    return f"product {edited.process} {edited.stage.code}"


def keep(desk: Desk, edited: Draft) -> None:
    """Keep an edited draft, so that a dropped line loses nothing."""
    drafts.save(
        desk.store,
        _draft_name(edited),
        edited.text,
        now=desk.now(),
    )


def kept(desk: Desk, fresh: Draft) -> Draft:
    """The draft as it was left last, else *fresh*."""
    held = drafts.load(
        desk.store,
        _draft_name(fresh),
    )
    return fresh._replace(text=held[1]) if held else fresh


def forget(desk: Desk, edited: Draft) -> None:
    """Drop the kept words."""
    if drafts.load(
        desk.store,
        _draft_name(edited),
    ):
        drafts.drop(
            desk.store,
            _draft_name(edited),
        )


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
    held = {p.number: p for p in tables.command.products(desk.store)}
    if number not in held:
        raise UnknownName(
            N_("产品"),
            number,
            list(held)[-5:],
        )
    return held[number]


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
    held = desk.program.planning
    code = held.scheme.value_on(desk.local(process.window.start).date())
    return (code, held.schemes[code]) if code and code in held.schemes else None


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
    return any(
        held.granted and held.status is not ClearanceStatus.CANCELLED
        for held in tables.airspace.around(desk.store, process.window)
    )


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
