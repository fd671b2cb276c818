"""From forecast files to processes on record: detected, matched with what is known, confirmed by a person.

A later forecast of the same process is written under the same id, so that it updates and never doubles; an older one
leaves the record alone, and so does the same one again.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.actions.weather.reading import Asking, area_min, chosen, family, flag, next_id
from wxmod.domain.command.processes import Evidence, Origin, Process
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.geodesy import Outline
from wxmod.domain.text import normalise
from wxmod.domain.times import Window, parse_instant
from wxmod.store import tables
from wxmod.wording import N_, Term

if TYPE_CHECKING:
    from collections.abc import Callable

    from wxmod.weather.judging.areas import Asked, Judged
    from wxmod.weather.judging.places import Assessment
    from wxmod.weather.judging.processes import DetectedProcess, Spelling

ANYWHERE = "all"
AREA = "area"
"""The place of a process over an area that somebody typed, instead of the county."""
_BLANK = re.compile(r"(?<![,，])\s+")  # not the one within "113.4, 38.1"


class State(Term):
    """What the record knows of a detected process."""

    NEW = "new", N_("新")
    NEWER = "newer", N_("更新已有")
    SAME = "same", N_("已在记录")
    OLDER = "older", N_("记录依据的资料更新")


class Found(NamedTuple):
    """A detected process and what the record knows of it.

    Attributes:
        known: Id of the recorded process it is the same as; "" if there is none.
    """

    process: "DetectedProcess"
    state: State
    known: str
    evidence: tuple[Evidence, ...]
    origins: tuple[Origin, ...]
    run_at: datetime | None

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return self.process.model_dump(mode="json") | {
            "state": self.state.value,
            "known": self.known,
            "run_at": self.run_at.isoformat() if self.run_at else None,
            "evidence": [e.model_dump(mode="json") for e in self.evidence],
            "origins": [o.model_dump(mode="json") for o in self.origins],
        }


class Forecast(NamedTuple):
    """What files say of the processes to come.

    Attributes:
        judged: Verdicts and ingredients, for maps and skill.
    """

    judged: "Judged"
    found: tuple[Found, ...]

    @property
    def limits(self) -> dict[str, dict[str, float]]:
        """Of each set, the share of cells and times that each ingredient decides against, the largest first."""
        from wxmod.weather.judging.areas import against  # noqa: PLC0415  loads NumPy

        return against(self.judged)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the readers repaired or left unused."""
        return self.judged.opened.notes


class Wanted(NamedTuple):
    """What a user asks of forecast files.

    Attributes:
        criteria: Sets; the programme's if none.
        area: ``west,south,east,north``, or ``all``; the county if None.
        progress: Told how many times are done, of how many.
        scheduler: Address of a dask scheduler that is to do the work, or ``local``.
        family: Which pseudo-adiabats parcels rise along; the programme's if None.
    """

    paths: Sequence[Path]
    criteria: Sequence[str] = ()
    area: str | None = None
    progress: "Callable[[int, int], None] | None" = None
    stop: Event | None = None
    scheduler: str | None = None
    family: str | None = None


def outline(desk: Desk, text: str | None) -> Outline | None:
    """The area as typed; the county where nothing is said, None for the whole field.

    Raises:
        BadInput: not an area.
    """
    from wxmod.weather.area import box  # noqa: PLC0415  loads NumPy

    if text is None:
        return desk.program.boundary
    if normalise(text) == ANYWHERE:
        return None
    try:
        west, south, east, north = (float(part) for part in normalise(text).split(","))
    except ValueError:
        west = east = south = north = 0.0
    # West of its west the east lies beyond the dateline: 170,-20,-170,20 is twenty degrees wide.
    # Wider than half the earth it is two numbers exchanged.
    width = (east - west) % 360
    placed = -180 <= west <= 180 and -180 <= east <= 180 and (west < east or 0 < width < 180)  # noqa: PLR2004
    if not (placed and -90 <= south < north <= 90):  # noqa: PLR2004  degrees
        raise BadInput(
            N_("没有这个范围：{text}"),
            remedy=N_("写作 西,南,东,北，如 113,37.9,113.9,38.5，或 all"),
            text=text,
        )
    return box(west, south, east, north)


def asked(desk: Desk, wanted: Wanted) -> "Asked":
    """*wanted* with what the programme says where it is silent."""
    from wxmod.weather.judging.areas import Asked  # noqa: PLC0415  loads NumPy

    return Asked(
        paths=wanted.paths,
        criteria=list(wanted.criteria) or chosen(desk),
        outline=outline(desk, wanted.area),
        zone=desk.program.zone,
        progress=wanted.progress,
        stop=wanted.stop,
        scheduler=wanted.scheduler,
        area_min=area_min(desk),
        family=family(desk, wanted.family),
    )


def detect(desk: Desk, wanted: Wanted) -> Forecast:
    """Processes in *wanted*, each with what the record knows of it.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: they hold no fields or no times, or do not reach the area.
        UnknownName: no such criteria.
        Cancelled: it was called off.
    """
    return settled(desk, look(desk, wanted))


def settled(desk: Desk, forecast: Forecast) -> Forecast:
    """*forecast* with what the record knows of each process now."""
    return forecast._replace(found=tuple(matched(desk, each) for each in forecast.found))


def look(desk: Desk, wanted: Wanted) -> Forecast:
    """As `detect`, every process as if it were new: leaves the record alone, so that any thread may.

    Raises:
        As `detect`.
    """
    from wxmod.weather.judging import areas, detecting  # noqa: PLC0415  loads the kernel
    from wxmod.weather.judging.origins import origins  # noqa: PLC0415

    sites = {s.code: s.position for s in desk.program.sites if s.position is not None}
    told, processes = detecting.detected(
        asked(desk, wanted),
        sites,
        spelling(desk),
    )
    run_at = areas.run_at(told)
    found = [
        Found(
            _placed(p, wanted.area),
            State.NEW,
            "",
            detecting.evidence(told, p),
            origins(told.opened, p.peak, p.place),
            run_at,
        )
        for p in processes
    ]
    return Forecast(told, tuple(found))


def _placed(process: "DetectedProcess", area: str | None) -> "DetectedProcess":
    """A process over an *area* somebody typed is none of the county."""
    from wxmod.weather.judging.processes import COUNTY  # noqa: PLC0415

    if area is None or process.place != COUNTY:
        return process
    return process.model_copy(
        update={"place": AREA, "key": process.key.removesuffix(COUNTY) + AREA}
    )


def look_at(desk: Desk, wanted: Wanted, place: str) -> "Forecast | Assessment":
    """What files say: of processes to come where they are fields and no *place* is named, else of that one place.

    Leaves the record alone, as `look`.

    Args:
        place: ``lon,lat`` or a site, and after a blank the time wanted of fields with several; the first if not said.

    Raises:
        As `detect`, and as `wxmod.actions.weather.reading.flag`.
    """
    if not place:
        from wxmod.weather.judging.areas import Sounding  # noqa: PLC0415  loads NumPy

        with suppress(Sounding):
            return look(desk, wanted)
    where, *time = _BLANK.split(place.strip(), maxsplit=1)
    when = parse_instant(time[0], zone=desk.program.zone, now=desk.now()) if time else None
    asking = Asking(where or None, wanted.criteria, when, wanted.family)
    return flag(desk, wanted.paths, asking)


def matched(desk: Desk, found: Found) -> Found:
    """*found* with what the record knows of it now."""
    gap = timedelta(hours=spelling(desk).gap_hours)
    same = _same(
        tables.command.processes(desk.store),
        found.process,
        gap,
    )
    return found._replace(
        state=_state(same, found.origins, found.run_at),
        known=same.id if same else "",
    )


def spelling(desk: Desk) -> "Spelling":
    """What makes a process, from the programme's settings of today."""
    from wxmod.weather.judging.criteria import definition  # noqa: PLC0415
    from wxmod.weather.judging.processes import Spelling  # noqa: PLC0415  loads NumPy
    from wxmod.weather.judging.verdicts import limits  # noqa: PLC0415

    settings, today = desk.program.settings, desk.today()
    return Spelling(
        gap_hours=float(settings.process_gap_hours.value_on(today) or 0),
        limits=limits(area_min(desk)),
        hours_min=float(settings.process_hours.value_on(today) or 0),
        unknown_max=definition("process_unknown_share"),
    )


def _same(
    known: dict[str, Process],
    found: "DetectedProcess",
    gap: timedelta,
) -> Process | None:
    """The recorded process of that purpose whose window overlaps most, spells within a gap being one."""
    near = [
        p
        for p in known.values()
        if found.purpose in p.purposes
        and _place(p) == found.place
        and p.window.start - gap <= found.window.end
        and found.window.start <= p.window.end + gap
    ]
    return min(
        near,
        key=lambda p: (
            -_overlap(p.window, found.window),
            p.window.start,
            p.id,
        ),
        default=None,
    )


def _place(process: Process) -> str:
    """Where a recorded process was detected; what a person told is of the county."""
    from wxmod.weather.judging.processes import COUNTY  # noqa: PLC0415

    return process.source if process.peak else COUNTY


def _overlap(a: Window, b: Window) -> float:
    return (min(a.end, b.end) - max(a.start, b.start)).total_seconds()


def _state(
    same: Process | None,
    origins: Sequence[Origin],
    run_at: datetime | None,
) -> State:
    if same is None:
        return State.NEW
    if {o.sha256 for o in same.origins} == {o.sha256 for o in origins}:
        return State.SAME
    return State.OLDER if same.run_at and run_at and run_at < same.run_at else State.NEWER


def confirm(
    desk: Desk,
    found: Found,
    *,
    remarks: str = "",
    uid: str | None = None,
) -> Outcome:
    """Write a detected process; under the id of the one it is a later forecast of, keeping what people said of it.

    Raises:
        BadInput: the record rests on the same files already, or on a later forecast; or it is not the county's.
    """
    if found.process.place == AREA:
        raise BadInput(N_("自选范围的过程不是本县的，不登记"), remedy=N_("去掉 --area 再识别"))
    found = matched(desk, found)
    if found.state is State.SAME:
        raise BadInput(N_("过程 {known} 已按同样的资料记录"), known=found.known)
    if found.state is State.OLDER:
        raise BadInput(N_("过程 {known} 已按更晚起报的资料记录"), known=found.known)
    told = found.process
    before = tables.command.processes(desk.store).get(found.known)
    process = Process(
        id=before.id if before else next_id(desk, told.window),
        window=told.window,
        purposes=tuple(dict.fromkeys([*(before.purposes if before else ()), told.purpose])),
        synoptic_type=before.synoptic_type if before else "",
        score=told.score,
        criteria=told.criteria,
        evidence=found.evidence,
        origins=found.origins,
        confirmed_by=desk.actor,
        remarks=remarks or (before.remarks if before else ""),
        source=told.place,
        peak=told.peak,
        area_fraction=told.area_fraction,
        layer_base_msl_m=told.layer_base_msl_m,
        layer_top_msl_m=told.layer_top_msl_m,
        sites=told.sites,
        trust=told.trust,
        hints=told.hints,
        run_at=found.run_at,
    )
    return Outcome(process.id, desk.write("process.confirmed", process, uid=uid))


def confirm_all(
    desk: Desk,
    forecast: Forecast,
    keys: Sequence[str] = (),
) -> list[Outcome]:
    """Write every process that is new or newer, or those named by *keys*.

    Raises:
        UnknownName: no such process was found.
    """
    names = [f.process.key for f in forecast.found]
    for key in keys:
        if key not in names:
            raise UnknownName(N_("过程"), key, names)
    told = []
    for each in forecast.found:
        # Asked anew each time: two sets of one purpose may have found the same process.
        fresh = matched(desk, each).state in {State.NEW, State.NEWER}
        if each.process.key in keys if keys else fresh:
            told.append(confirm(desk, each))
    return told
