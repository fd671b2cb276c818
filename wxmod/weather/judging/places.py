"""The front door of the room: files and a place in, ingredients and judgements with their origin out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wxmod.domain.base import Value
from wxmod.domain.command.processes import Origin
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.geodesy import Outline, Point
from wxmod.weather import area
from wxmod.weather.judging.criteria import Criteria, Judgement, judge, load_criteria
from wxmod.weather.profile import Profile
from wxmod.weather.reach import taken
from wxmod.weather.readers.files import Opened, files_named, open_weather, unchanged, with_air
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset


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
        cells: How many columns it was computed from (the mean of them, over the county).
    """

    place: str
    valid_at: datetime | None
    cells: int
    origins: tuple[Origin, ...]
    ingredients: Mapping[str, float | None]
    gaps: Mapping[str, str]
    notes: tuple[str, ...]
    judgements: tuple[Judgement, ...]


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
    if opened.profile is not None:
        p = opened.profile
        return Summary(
            kind="sounding",
            files=files,
            variables=("temperature", "dewpoint", "wind", "height"),
            times=(p.valid_at,) if p.valid_at else (),
            levels_hpa=tuple(float(x) for x in p.pressure_hpa),
            extent=p.place,
            notes=opened.notes,
        )
    if (table := opened.stations) is not None:
        return Summary(
            kind="stations",
            files=files,
            variables=tuple(table.values),
            times=tuple(sorted({at for at in table.times if at})),
            levels_hpa=(),
            extent=_(N_("{n} 站 {rows} 行")).format(
                n=len(set(table.stations)),
                rows=len(table.stations),
            ),
            notes=opened.notes,
        )
    from wxmod.weather.fields import times  # noqa: PLC0415  loads xarray

    grid = opened.fields
    assert grid is not None  # noqa: S101  a file is one or the other
    lat, lon = grid["lat"].values, grid["lon"].values
    return Summary(
        kind="grid",
        files=files,
        variables=tuple(str(v) for v in grid.data_vars),
        times=tuple(times(grid)),
        levels_hpa=tuple(float(x) for x in grid["level"].values),
        extent=f"{lat.min():g}…{lat.max():g}N {lon.min():g}…{lon.max():g}E",
        notes=opened.notes,
    )


def assess(
    paths: Sequence[Path],
    *,
    criteria: Sequence[str],
    point: Point | None = None,
    outline: Outline | None = None,
    when: datetime | None = None,
    on: datetime,
) -> Assessment:
    """Compute and judge at *point*, over *outline*, or where the sounding was made.

    Args:
        when: The moment wanted of a field with several; that of a sounding which does not tell its own.
        on: The moment to judge by where the file does not say when it is valid; its clock says what day it is.

    Raises:
        UnreadableFileError: nothing here can read the files, or they hold no temperature aloft.
        BadInput: a field is given without a place, or the place or the moment lies outside it.
        UnknownName: no such criteria.
    """
    sets = [load_criteria(name) for name in criteria]
    opened = open_weather(paths)
    if opened.stations is not None:
        raise BadInput(N_("站点表没有高空资料，不能评判"), remedy=N_("给探空或格点资料"))
    if opened.profile is not None:
        return _of_sounding(
            opened,
            opened.profile,
            sets,
            (when, on),
        )
    grid = with_air(opened)
    if grid is None or (point is None and outline is None):
        raise BadInput(
            N_("格点资料须指明地点"), remedy=N_("用 --at 经度,纬度 或 --site 作业点，默认全县")
        )
    return _of_grid(
        opened,
        area.at(grid, point) if point else area.inside(grid, outline or ()),
        sets,
        (when, on),
    )


def _of_sounding(
    opened: Opened,
    profile: Profile,
    sets: Sequence[Criteria],
    asked: tuple[datetime | None, datetime],
) -> Assessment:
    from wxmod.weather.columns import ingredients  # noqa: PLC0415  loads the kernel

    when, on = asked
    unchanged(opened)
    _only, said = taken([profile.valid_at], when)
    found, gaps = ingredients.of(profile)
    place = profile.place or "-"
    at = profile.valid_at or when or on
    if profile.valid_at is None:
        day = at.astimezone(on.tzinfo).date().isoformat()
        said = (
            *said,
            _(N_("按 {day} 的月份评判；另一天的探空用 --time 指明")).format(day=day),
        )
    return Assessment(
        place=place,
        valid_at=profile.valid_at,
        cells=1,
        origins=_origins(opened, at, place),
        ingredients=found,
        gaps=gaps,
        notes=tuple(
            dict.fromkeys(
                [
                    *said,
                    *opened.notes,
                    *profile.notes,
                ]
            )
        ),
        judgements=tuple(
            judge(
                found,
                gaps,
                each,
                at.astimezone(on.tzinfo).date(),
            )
            for each in sets
        ),
    )


def _of_grid(
    opened: Opened,
    cells: area.Mask,
    sets: Sequence[Criteria],
    at: tuple[datetime | None, datetime],
) -> Assessment:
    """The cells meant, all at once, at the moment nearest to the one wanted; the time before is read for trends."""
    from wxmod.weather.columns import ingredients  # noqa: PLC0415  loads the kernel
    from wxmod.weather.columns.pipeline import compute  # noqa: PLC0415
    from wxmod.weather.fields import moment, moments, profile_at  # noqa: PLC0415
    from wxmod.weather.judging.fields import judge_fields  # noqa: PLC0415

    whole, (when, on) = opened.fields, at
    assert whole is not None  # noqa: S101  asked by `assess`
    k, said = taken(moments(whole), when)
    fields, cells = area.cropped(
        whole.isel(
            time=slice(
                max(k - 1, 0),
                k + 1,
            )
        ),
        cells,
    )
    valid_at = moment(fields["time"].values[-1])
    moment_at = valid_at or when or on
    day = moment_at.astimezone(on.tzinfo).date()
    told = np.isfinite(fields["temperature_k"].values[-1]).any(axis=0) & cells
    if not told.any():
        raise UnreadableFileError(
            files_named(opened),
            expected=N_("所要地点和时次的温度"),
            found="; ".join(
                [
                    _(N_("都是缺测")),
                    *opened.notes,
                ]
            ),
            remedy=N_("换一个 --at 或 --time；或重新取一份"),
        )
    first = profile_at(
        fields,
        fields.sizes["time"] - 1,
        *(int(n) for n in np.argwhere(told)[0]),
    )
    now = compute(fields).isel(time=[-1])
    found, (_column, gaps) = _mean(now, cells), ingredients.of(first)
    gaps = {
        name: gaps.get(
            name,
            _(N_("各格点都无法计算")),
        )
        for name, value in found.items()
        if value is None
    }
    unchanged(opened)
    count = int(cells.sum())
    place = first.place if count == 1 else _(N_("全县 {n} 格")).format(n=count)
    judgements = []
    for each in sets:
        yes = judge_fields(now, each, [day])["favourable"].values[0][cells] == 1
        share = {"area_fraction": round(float(yes.mean()), 3)}
        judgements.append(judge(found, gaps, each, day).model_copy(update=share))
    return Assessment(
        place=place,
        valid_at=valid_at,
        cells=count,
        origins=_origins(opened, moment_at, place),
        ingredients=found,
        gaps=gaps,
        notes=tuple(
            dict.fromkeys(
                [
                    *said,
                    *opened.notes,
                    *first.notes,
                ]
            )
        ),
        judgements=tuple(judgements),
    )


def _mean(found: "Dataset", cells: area.Mask) -> dict[str, float | None]:
    """Mean of each ingredient over the cells that have it."""
    means: dict[str, float | None] = {}
    for name in found.data_vars:
        values = found[name].values[0][cells].astype(float)
        known = values[np.isfinite(values)]
        means[str(name)] = round(float(known.mean()), 4) if known.size else None
    return means


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
        raise BadInput(N_("与 MetPy 对照须指明一点"), remedy=N_("用 --at 经度,纬度 或作业点"))
    if (fields := with_air(opened)) is not None and point is not None:
        return reference.of(column(fields, point, when))[0]
    if opened.profile is None:
        raise BadInput(N_("站点表没有高空资料，不能评判"), remedy=N_("给探空或格点资料"))
    taken([opened.profile.valid_at], when)
    return reference.of(opened.profile)[0]


def _origins(opened: Opened, at: datetime, place: str) -> tuple[Origin, ...]:
    return tuple(
        Origin(
            file=f.path.name,
            sha256=f.sha256,
            reader=f.reader,
            valid_at=at,
            place=place,
        )
        for f in opened.files
    )
