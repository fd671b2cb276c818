"""Processes as pictures show them: along time, and on the board of stages."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wxmod.actions.command import stages
from wxmod.actions.desk import Desk
from wxmod.actions.weather import opportunities
from wxmod.actions.weather.forecasts import Forecast
from wxmod.actions.weather.opportunities import Opportunity
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import year_window
from wxmod.drawing.board import Board, Card, Standing, Step
from wxmod.drawing.calendar import Calendar
from wxmod.drawing.timeline import Course, Lane, Spell, Timeline
from wxmod.planning.stages import Mission, State
from wxmod.planning.stages import Step as Stepped
from wxmod.store import tables

SHOWN = 6
"""Processes of a timeline where nobody says which."""
AROUND = timedelta(days=7)
"""How far before and behind the clock processes are looked for."""
STANDINGS = {
    State.DONE: Standing.MADE,
    State.DONE_LATE: Standing.LATE,
    State.DUE: Standing.NOW,
    State.WAITING: Standing.AHEAD,
    State.OVERDUE: Standing.MISSED,
    State.FROM_ABOVE: Standing.ABOVE,
    State.RECEIVED: Standing.MADE,
}


def timeline(
    desk: Desk,
    names: Sequence[str] = (),
    forecast: Forecast | None = None,
) -> Timeline:
    """Processes named, or those a forecast found, or those of a week before and behind the clock; else the last ones.

    Raises:
        UnknownName: no such process.
    """
    if forecast is not None:
        shown = [each for each in opportunities.listed(desk, forecast) if each.found]
    else:
        shown = _on_record(desk, names)
    begun = {row.no: row.operation.window.start for row in tables.operations.operations(desk.store)}
    courses = [_course(desk, each, begun) for each in shown]
    courses.sort(key=lambda course: (course.spell.start, course.id))
    return Timeline(tuple(courses), desk.local(desk.now()))


def _on_record(desk: Desk, names: Sequence[str]) -> list[Opportunity]:
    held = opportunities.listed(desk)
    if names:
        wanted = {stages.one(desk, name).id for name in names}
        return [each for each in held if each.known in wanted]
    now = desk.now()
    near = [
        each
        for each in held
        if each.window.start <= now + AROUND and each.window.end >= now - AROUND
    ]
    # They are listed newest first.
    return near[:SHOWN] or held[:1]


def _course(
    desk: Desk,
    each: Opportunity,
    begun: dict[str, datetime],
) -> Course:
    lanes = []
    for held in each.sites:
        lane = Lane(
            site=opportunities.place(desk, held.site),
            code=held.site,
            spell=Spell(desk.local(held.window.start), desk.local(held.window.end)),
            score=held.score,
        )
        lanes.append(lane)
    done = [desk.local(begun[no]) for no in each.operations if no in begun]
    name = each.known
    if not name and each.found:
        name = opportunities.mark(each)
    return Course(
        id=name,
        purpose=each.purposes[0] if each.purposes else Purpose.RAIN,
        spell=Spell(desk.local(each.window.start), desk.local(each.window.end)),
        peak=desk.local(each.peak) if each.peak else None,
        layer_msl_m=each.layer_msl_m,
        lanes=tuple(lanes),
        operations=tuple(done),
    )


def calendar(desk: Desk, year: int) -> Calendar:
    """Operations of a year by the day of their first round.

    Raises:
        BadInput: not a year.
    """
    counts: Counter[date] = Counter()
    window = year_window(year, desk.program.zone)
    for row in tables.operations.operations(desk.store, window):
        day = desk.local(row.operation.window.start).date()
        counts[day] += 1
    return Calendar(year, dict(sorted(counts.items())))


def board(desk: Desk, *, everything: bool = False) -> Board:
    """The mission board; *everything* also what is long over."""
    missions = stages.board(desk, everything=everything)
    names: dict[str, str] = {}
    for each in missions:
        for step in each.steps:
            names.setdefault(step.stage.code, step.stage.label)
    cards = tuple(_card(desk, each) for each in missions)
    return Board(tuple(sorted(names.items())), cards)


def _card(desk: Desk, each: Mission) -> Card:
    process = each.process
    return Card(
        id=process.id,
        purposes=process.purposes,
        start=desk.local(process.window.start),
        end=desk.local(process.window.end),
        steps=tuple(_step(desk, step) for step in each.steps),
    )


def _step(desk: Desk, step: Stepped) -> Step:
    return Step(
        code=step.stage.code,
        name=step.stage.label,
        standing=STANDINGS[step.state],
        state=step.state,
        until=desk.local(step.window.end) if step.window else None,
    )
