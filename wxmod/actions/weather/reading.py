"""Reading weather files, judging them by the programme's criteria, and confirming a favourable process.

A process is confirmed by a person, always; what it rests on is written with it: values, thresholds, sources and files.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxmod.actions.desk import Desk, Outcome
from wxmod.domain.command.processes import Process
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.geodesy import Point
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.text import normalise
from wxmod.domain.times import Window
from wxmod.stops import aside
from wxmod.store import tables
from wxmod.weather.judging.criteria import Criteria, Judgement, list_criteria, load_criteria, worded
from wxmod.weather.labels import LABELS
from wxmod.wording import N_, _, language

if TYPE_CHECKING:
    from wxmod.weather.columns.adiabats import Family
    from wxmod.weather.judging.places import Assessment, Summary


_UNITS = {
    "degC": "℃",
    "J kg-1": "J/kg",
    "m s-1": "m/s",
    "K km-1": "K/km",
    "Pa s-1": "Pa/s",
    "g kg-1 h-1": "g/(kg·h)",
    "m h-1": "m/h",
    "1": "",
}
"""Units as people write them, by those of CF."""
LEAST_SHARE = 1e-9


def read(paths: Sequence[Path]) -> "Summary":
    """What *paths* hold.

    Raises:
        UnreadableFileError: nothing here can read them.
    """
    from wxmod.weather.judging.places import read_summary  # noqa: PLC0415  loads NumPy

    return read_summary(paths)


def compiling(tell: Callable[[int], None]) -> AbstractContextManager[None]:
    """Meanwhile, *tell* takes the seconds waited so far for the kernel to be compiled, once on a machine."""
    from wxmod.weather.columns.choosing import choice  # noqa: PLC0415  loads NumPy

    return choice.telling(tell)


def criteria() -> tuple[Criteria, ...]:
    """Every shipped set of criteria."""
    return list_criteria()


def one(name: str) -> Criteria:
    """The set of that name.

    Raises:
        UnknownName: there is none.
    """
    return load_criteria(name)


def labels() -> dict[str, str]:
    """The word for each ingredient, in the current language."""
    return {name: _(word) for name, word in LABELS.items()}


def measured(name: str) -> str:
    """The word for an ingredient and the unit it is told in."""
    from wxmod.weather.columns.names import unit  # noqa: PLC0415  loads NumPy

    word = labels().get(name)
    if word is None:
        return name
    told = _UNITS.get(unit(name), unit(name))
    return f"{word} {told if language() == 'zh' else told.replace('℃', '°C')}".rstrip()


def cited(source: str) -> str:
    """Who says so, in the current language where the shipped criteria have the words."""
    return worded(source)


def verdict(judgement: Judgement) -> str:
    """One line: the set, whether it is favourable, the score, what speaks against it, and how much of the county."""
    said = {
        True: _("✓ 有利"),
        False: _("✗ 不利"),
        None: _("? 无法判断"),
    }[judgement.favourable]
    if judgement.necessary and judgement.favourable:
        said = _("○ 必要条件具备")
    parts = [f"{said}  {judgement.title}{aside(judgement.purpose.label)}"]
    if judgement.score is not None:
        parts.append(_("得分 {score:.2f}").format(score=judgement.score))
    if judgement.limiting:
        parts.append(
            _("限制：{what}").format(what=labels().get(judgement.limiting, judgement.limiting))
        )
    if judgement.area_fraction is not None:
        parts.append(_("满足面积 {share:.0%}").format(share=judgement.area_fraction))
    if judgement.known_fraction is not None and judgement.known_fraction < 1:
        known = _("可判断的格点 {share:.0%}")
        parts.append(known.format(share=judgement.known_fraction))
    if judgement.members:
        parts.append(_probability(judgement))
    return "  ".join(parts)


def _probability(judgement: Judgement) -> str:
    """What the members of an ensemble say."""
    if judgement.probability is None:
        return _("{n} 个成员都无法判断").format(n=judgement.members)
    said = _("{n} 个成员，有利概率 {share:.0%}")
    return said.format(n=judgement.members, share=judgement.probability)


def chosen(desk: Desk, on: datetime | None = None) -> list[str]:
    """The sets the programme has in force on a day, one a purpose."""
    day = desk.local(on or desk.now()).date()
    names = [history.value_on(day) for history in desk.program.settings.criteria.values()]
    return [name for name in names if name]


def point(desk: Desk, text: str) -> Point:
    """A place as typed: ``longitude,latitude`` or a site.

    Raises:
        BadInput: neither; or degrees that no place has.
        UnknownName: no such site.
    """
    parts = normalise(text).split(",")
    if len(parts) == 2:  # noqa: PLR2004  longitude and latitude
        try:
            return Point.model_validate({"lon": parts[0], "lat": parts[1]})
        except ValueError as error:
            how = N_("写作 经度,纬度，如 113.41,38.09")
            raise BadInput(N_("没有这个地点：{text}"), remedy=how, text=text) from error
    site = desk.program.site(normalise(text))
    if site.position is None:
        raise BadInput(N_("作业点 {site} 没有坐标"), site=site.name)
    return site.position


def area_min(desk: Desk) -> float:
    """The least share of the county that makes it favourable; the least cell where nothing is said."""
    share = desk.program.settings.process_area_pct.value_on(desk.today())
    return float(share or 0) / 100 or LEAST_SHARE


def family(desk: Desk, name: str | None = None) -> "Family":
    """Which pseudo-adiabats parcels rise along: as asked for, else as the programme says.

    Raises:
        UnknownName: there are no such.
    """
    from wxmod.weather.columns.adiabats import Family  # noqa: PLC0415  loads NumPy

    wanted = name or desk.program.settings.parcel_family.value_on(desk.today()) or ""
    if not wanted:
        return Family.PSEUDO
    if wanted not in set(Family):
        raise UnknownName(N_("湿绝热线"), wanted, [each.value for each in Family])
    return Family(wanted)


class Asking(NamedTuple):
    """What a user asks of files at one place.

    Attributes:
        place: ``lon,lat`` or a site; the county, or where a sounding was made, if None.
        criteria: Sets to judge by; the programme's if none.
        family: Which pseudo-adiabats parcels rise along; the programme's if None.
    """

    place: str | None = None
    criteria: Sequence[str] = ()
    when: datetime | None = None
    family: str | None = None


def flag(desk: Desk, paths: Sequence[Path], asking: Asking) -> "Assessment":
    """Ingredients and judgements at a place, over the county, or where the sounding was made.

    Raises:
        UnreadableFileError: nothing here can read the files.
        UnknownName: no such criteria or site.
    """
    from wxmod.weather.judging.places import Meant, assess  # noqa: PLC0415  loads NumPy

    at = point(desk, asking.place) if asking.place else None
    meant = Meant(
        on=desk.now(),
        point=at,
        outline=None if at else desk.program.boundary,
        when=asking.when,
        area_min=area_min(desk),
        family=family(desk, asking.family),
    )
    return assess(
        paths,
        list(asking.criteria) or chosen(desk, asking.when),
        meant,
    )


def by_metpy(
    desk: Desk,
    paths: Sequence[Path],
    place: str | None,
    when: datetime | None = None,
) -> dict[str, float | None]:
    """Ingredients of one column by MetPy, the reference; those it does not tell are left out.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: a field is given without a place.
    """
    from wxmod.weather.judging.places import by_metpy  # noqa: PLC0415  loads NumPy, then MetPy

    return by_metpy(
        paths,
        point(desk, place) if place else None,
        when,
    )


def confirm(
    desk: Desk,
    found: "Assessment",
    window: Window,
    *,
    remarks: str = "",
    synoptic_type: str = "",
    uid: str | None = None,
) -> Outcome:
    """Write that a favourable process is at hand, with everything it rests on.

    Raises:
        BadInput: no criteria set calls it favourable.
    """
    calls = [j for j in found.judgements if j.favourable]
    if not calls:
        how = N_("换判据，或用 wxmod weather declare 凭经验登记并写明理由")
        raise BadInput(N_("没有一套判据认为有利，不能确认为过程"), remedy=how)
    best = max(calls, key=lambda j: j.score or 0)
    process = Process(
        id=next_id(desk, window),
        window=window,
        purposes=tuple(dict.fromkeys(j.purpose for j in calls)),
        synoptic_type=synoptic_type,
        score=best.score,
        criteria=best.criteria,
        evidence=tuple(e for j in calls for e in j.evidence),
        origins=found.origins,
        confirmed_by=desk.actor,
        remarks=remarks,
        source=found.place,
    )
    return Outcome(process.id, desk.write("process.confirmed", process, uid=uid))


def declare(
    desk: Desk,
    window: Window,
    purposes: Sequence[Purpose],
    *,
    reason: str,
    uid: str | None = None,
) -> Outcome:
    """Write a process that rests on the forecaster's word (upper-level guidance, radar), with the reason.

    Raises:
        BadInput: no reason, or no purpose.
    """
    if not reason.strip() or not purposes:
        raise BadInput(N_("凭经验登记的过程须写明目的和理由"))
    process = Process(
        id=next_id(desk, window),
        window=window,
        purposes=tuple(purposes),
        confirmed_by=desk.actor,
        remarks=reason,
        source=_("人工判断"),
    )
    return Outcome(process.id, desk.write("process.confirmed", process, uid=uid))


def next_id(desk: Desk, window: Window) -> str:
    """``GC`` (过程) and the day it begins, with a letter when that is taken."""
    base = f"GC{desk.local(window.start):%Y%m%d}"
    names = (base, *(f"{base}{c}" for c in "BCDEFGHJKLMNPQRSTUVWXYZ"))
    return next(name for name in names if tables.command.process(desk.store, name) is None)


def processes(desk: Desk) -> list[Process]:
    """Every process on record, oldest first."""
    return sorted(
        tables.command.processes(desk.store).values(),
        key=lambda p: (p.window.start, p.id),
    )
