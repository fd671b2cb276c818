"""The front door of the room: files and a place in, ingredients and judgements with their origin out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wxmod.domain.base import Value
from wxmod.domain.command.processes import Origin
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.geodesy import Outline, Point
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.clouds import CloudLayer, cloud_layers
from wxmod.weather.judging.criteria import Criteria, Judgement, load_criteria
from wxmod.weather.judging.origins import origins
from wxmod.weather.judging.verdicts import Held, judge, judgement, named, over
from wxmod.weather.profile import Profile
from wxmod.weather.reach import taken
from wxmod.weather.readers.files import Opened, files_named, open_weather, unchanged, with_air
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from wxmod.weather.judging.areas import Judged


class Summary(Value):
    """What files hold."""

    kind: str
    files: tuple[Mapping[str, str], ...]
    variables: tuple[str, ...]
    times: tuple[datetime, ...]
    levels_hpa: tuple[float, ...]
    extent: str
    notes: tuple[str, ...]


class Assessment(Value):
    """Ingredients of one place and time, and what the criteria make of them.

    Attributes:
        gaps: Why an ingredient is absent.
        cells: How many columns it was computed from; over the county the mean of them is shown, and decides nothing.
        layers: The clouds of a single column, lowest first.
    """

    place: str
    valid_at: datetime | None
    cells: int
    origins: tuple[Origin, ...]
    ingredients: Mapping[str, float | None]
    gaps: Mapping[str, str]
    notes: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    layers: tuple[CloudLayer, ...] = ()


def read_summary(paths: Sequence[Path]) -> Summary:
    """What *paths* hold, without computing anything.

    Raises:
        UnreadableFileError: nothing here can read them.
    """
    opened = open_weather(paths)
    files = tuple(
        {
            "file": f.path.name,
            "sha256": f.sha256,
            "reader": f.reader,
        }
        for f in opened.files
    )
    held = _held(opened)
    return Summary.model_validate({"files": files, "notes": opened.notes, **held})


def _held(opened: Opened) -> dict[str, object]:
    """Kind, variables, times, levels and extent."""
    if opened.profile is not None:
        p = opened.profile
        return {
            "kind": "sounding",
            "variables": ("temperature", "dewpoint", "wind", "height"),
            "times": (p.valid_at,) if p.valid_at else (),
            "levels_hpa": tuple(float(x) for x in p.pressure_hpa),
            "extent": p.place,
        }
    if (table := opened.stations) is not None:
        count = len(set(table.stations))
        return {
            "kind": "stations",
            "variables": tuple(table.values),
            "times": tuple(sorted({at for at in table.times if at})),
            "levels_hpa": (),
            "extent": _(N_("{n} 站 {rows} 行")).format(
                n=count,
                rows=len(table.stations),
            ),
        }
    from wxmod.weather.fields import times  # noqa: PLC0415  loads xarray

    grid = opened.fields
    assert grid is not None  # noqa: S101  a file is one or the other
    lat, lon = grid["lat"].values, grid["lon"].values
    return {
        "kind": "grid",
        "variables": tuple(str(v) for v in grid.data_vars),
        "times": tuple(times(grid)),
        "levels_hpa": tuple(float(x) for x in grid["level"].values),
        "extent": f"{lat.min():g}…{lat.max():g}N {lon.min():g}…{lon.max():g}E",
    }


class Meant(NamedTuple):
    """Where and when to judge, and how.

    Attributes:
        point: One place, instead of *outline*.
        when: The moment wanted of a field with several; that of a sounding which does not tell its own.
        on: The moment to judge by where the file does not say when it is valid; its clock says what day it is.
        area_min: Least favourable share of an area.
        family: Which pseudo-adiabats parcels rise along.
    """

    on: datetime
    point: Point | None = None
    outline: Outline | None = None
    when: datetime | None = None
    area_min: float = 0.0
    family: Family = Family.PSEUDO


def assess(paths: Sequence[Path], criteria: Sequence[str], meant: Meant) -> Assessment:
    """Compute and judge at a point, over an outline, or where the sounding was made.

    Raises:
        UnreadableFileError: nothing here can read the files, or they hold no temperature aloft.
        BadInput: a field is given without a place, or the place or the moment lies outside it.
        UnknownName: no such criteria.
    """
    sets = [load_criteria(name) for name in criteria]
    opened = open_weather(paths)
    if opened.stations is not None:
        raise BadInput(
            N_("站点表没有高空资料，不能评判"),
            remedy=N_("给探空或格点资料"),
        )
    if opened.profile is not None:
        return _of_sounding(opened, opened.profile, sets, meant)
    if with_air(opened) is None or (meant.point is None and meant.outline is None):
        how = N_("用 --at 经度,纬度 或 --site 作业点，默认全县")
        raise BadInput(N_("格点资料须指明地点"), remedy=how)
    return _of_grid(
        opened,
        [each.name for each in sets],
        meant,
    )


def _of_sounding(
    opened: Opened,
    profile: Profile,
    sets: Sequence[Criteria],
    meant: Meant,
) -> Assessment:
    from wxmod.weather.columns import ingredients  # noqa: PLC0415  loads the kernel

    unchanged(opened)
    when, on = meant.when, meant.on
    _only, notes = taken([profile.valid_at], when)
    found, gaps = ingredients.of(profile, meant.family)
    place = profile.place or "-"
    at = profile.valid_at or when or on
    day = at.astimezone(on.tzinfo).date()
    if profile.valid_at is None:
        by = _(N_("按 {day} 的月份评判；另一天的探空用 --time 指明"))
        notes = (
            *notes,
            by.format(day=day.isoformat()),
        )
    return Assessment(
        place=place,
        valid_at=profile.valid_at,
        cells=1,
        origins=origins(opened, at, place),
        ingredients=found,
        gaps=gaps,
        notes=tuple(
            dict.fromkeys(
                [
                    *notes,
                    *opened.notes,
                    *profile.notes,
                ]
            )
        ),
        judgements=tuple(judge(found, gaps, each, day) for each in sets),
        layers=_clouds(profile, found),
    )


def _clouds(profile: Profile, found: Mapping[str, float | None]) -> tuple[CloudLayer, ...]:
    return cloud_layers(
        profile,
        found["tropopause_msl_m"],
        found["cloud_base_msl_m"],
    )


def _of_grid(opened: Opened, criteria: Sequence[str], meant: Meant) -> Assessment:
    """The cells meant, all at once, at the moment nearest to the one wanted: decided by the cells, shown as a mean."""
    from wxmod.weather.columns import ingredients  # noqa: PLC0415  loads the kernel
    from wxmod.weather.columns.names import FIELD_NAMES  # noqa: PLC0415
    from wxmod.weather.fields import moment, profile_at  # noqa: PLC0415
    from wxmod.weather.judging import areas  # noqa: PLC0415

    asked = areas.Asked(
        paths=(),
        criteria=criteria,
        outline=meant.outline,
        zone=meant.on.tzinfo or UTC,
        point=meant.point,
        area_min=meant.area_min,
        family=meant.family,
    )
    found, notes = areas.judged_at(asked, meant.when, FIELD_NAMES, opened)
    cells = found.cells
    there = np.isfinite(found.fields["temperature_k"].values[-1]).any(axis=0) & cells
    if not there.any():
        raise UnreadableFileError(
            files_named(opened),
            expected=N_("所要地点和时次的温度"),
            found="; ".join([_(N_("都是缺测")), *opened.notes]),
            remedy=N_("换一个 --at 或 --time；或重新取一份"),
        )
    first = profile_at(found.fields, 0, *(int(n) for n in np.argwhere(there)[0]))
    column, why = ingredients.of(first, meant.family)
    means = areas.means(found, 0, cells)
    gaps = {}
    for name, value in means.items():
        if value is None:
            gaps[name] = why.get(name, _(N_("各格点都无法计算")))
    count = int(cells.sum())
    place = first.place if count == 1 else _(N_("全县 {n} 格")).format(n=count)
    valid_at = moment(found.fields["time"].values[0])
    return Assessment(
        place=place,
        valid_at=valid_at,
        cells=count,
        origins=origins(opened, valid_at or meant.when or meant.on, place),
        ingredients={name: means[name] for name in FIELD_NAMES},
        gaps=gaps,
        notes=tuple(dict.fromkeys([*notes, *opened.notes, *first.notes])),
        judgements=tuple(_by_cells(found, each, gaps) for each in found.sets),
        layers=_clouds(first, column) if count == 1 else (),
    )


def _by_cells(found: "Judged", criteria: Criteria, gaps: Mapping[str, str]) -> Judgement:
    """One set over the cells meant."""
    from wxmod.weather.judging import areas, members  # noqa: PLC0415  loads the kernel

    verdicts, cells = found.verdicts[criteria.name], found.cells
    held = Held(
        verdicts["favourable"].values[0][cells],
        verdicts["score"].values[0][cells].astype(float),
        verdicts["limiting"].values[0][cells],
    )
    whole = over(held, found.limits)
    month = areas.local_days(found.ingredients, found.zone)[0].month
    chance: dict[str, object] = {}
    if found.apart:
        chance = members.chance(
            found.apart,
            criteria.name,
            cells,
            found.limits,
        )._asdict()
    return judgement(
        criteria,
        areas.evidence(
            found,
            criteria,
            0,
            cells,
            gaps,
        ),
        favourable=whole.favourable,
        score=whole.score,
        limiting=named(criteria, whole.limiting, month),
        area_fraction=whole.area_fraction,
        known_fraction=whole.known_fraction,
        **chance,
    )


def by_metpy(
    paths: Sequence[Path], point: Point | None, when: datetime | None
) -> dict[str, float | None]:
    """The ingredients of one column by MetPy, to be held against the kernel's.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: a field is given without a point, or the files do not reach the moment.
    """
    from wxmod.weather.columns import reference  # noqa: PLC0415  loads MetPy
    from wxmod.weather.fields import column  # noqa: PLC0415

    opened = open_weather(paths)
    if opened.profile is None and point is None:
        raise BadInput(
            N_("与 MetPy 对照须指明一点"),
            remedy=N_("用 --at 经度,纬度 或作业点"),
        )
    if (fields := with_air(opened)) is not None and point is not None:
        return reference.of(column(fields, point, when))[0]
    if opened.profile is None:
        raise BadInput(
            N_("站点表没有高空资料，不能评判"),
            remedy=N_("给探空或格点资料"),
        )
    taken([opened.profile.valid_at], when)
    return reference.of(opened.profile)[0]
