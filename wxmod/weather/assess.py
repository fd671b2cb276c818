"""The front door of the room: files and a place in, ingredients and judgements with their origin out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point
from wxmod.domain.processes import Origin
from wxmod.weather import ingredients
from wxmod.weather.criteria import Judgement, judge, load_criteria
from wxmod.weather.files import Opened, open_weather
from wxmod.weather.profile import Profile
from wxmod.wording import N_, _


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
    files = tuple({"file": f.path.name, "sha256": f.sha256, "reader": f.reader} for f in opened.files)
    if opened.profile is not None:
        p = opened.profile
        return Summary(
            kind="sounding", files=files, variables=("temperature", "dewpoint", "wind", "height"),
            times=(p.valid_at,) if p.valid_at else (), levels_hpa=tuple(float(x) for x in p.pressure_hpa),
            extent=p.place, notes=opened.notes,
        )  # fmt: skip
    if (table := opened.stations) is not None:
        return Summary(
            kind="stations", files=files, variables=tuple(table.values),
            times=tuple(sorted({at for at in table.times if at})), levels_hpa=(),
            extent=_(N_("{n} 站 {rows} 行")).format(n=len(set(table.stations)), rows=len(table.stations)),
            notes=opened.notes,
        )  # fmt: skip
    from wxmod.weather.fields import times  # noqa: PLC0415  loads xarray

    grid = opened.fields
    assert grid is not None  # noqa: S101  a file is one or the other
    lat, lon = grid["lat"].values, grid["lon"].values
    return Summary(
        kind="grid", files=files, variables=tuple(str(v) for v in grid.data_vars), times=tuple(times(grid)),
        levels_hpa=tuple(float(x) for x in grid["level"].values),
        extent=f"{lat.min():g}…{lat.max():g}N {lon.min():g}…{lon.max():g}E", notes=opened.notes,
    )  # fmt: skip


def assess(
    paths: Sequence[Path], *, criteria: Sequence[str], point: Point | None = None, outline: Outline | None = None,
    when: datetime | None = None, on: datetime,
) -> Assessment:  # fmt: skip
    """Compute and judge at *point*, over *outline*, or where the sounding was made.

    Args:
        when: The moment wanted of a field with several.
        on: The moment to judge by where the file does not say when it is valid.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: a field is given without a place, or the place lies outside it.
        UnknownName: no such criteria.
    """
    sets = [load_criteria(name) for name in criteria]
    opened = open_weather(paths)
    columns, place = _columns(opened, point, outline, when)
    computed = [ingredients.of(column) for column in columns]
    found = _mean([f for f, _gaps in computed])
    gaps = {name: why for _found, each in computed for name, why in each.items() if found[name] is None}
    valid_at = columns[0].valid_at
    day = (valid_at or on).date()
    judgements = []
    for each in sets:
        cells = [judge(f, g, each, day).favourable for f, g in computed]
        fraction = round(sum(c is True for c in cells) / len(cells), 3) if opened.fields is not None else None
        judgements.append(judge(found, gaps, each, day).model_copy(update={"area_fraction": fraction}))
    notes = tuple(dict.fromkeys([*opened.notes, *(note for column in columns for note in column.notes)]))
    return Assessment(
        place=place, valid_at=valid_at, cells=len(columns), origins=_origins(opened, valid_at or on, place),
        ingredients=found, gaps=gaps, notes=notes, judgements=tuple(judgements),
    )  # fmt: skip


def _columns(
    opened: Opened, point: Point | None, outline: Outline | None, when: datetime | None
) -> tuple[list[Profile], str]:
    if opened.stations is not None:
        raise BadInput(N_("站点表没有高空资料，不能评判"), remedy=N_("给探空或格点资料"))
    if opened.profile is not None:
        return [opened.profile], opened.profile.place or "-"
    from wxmod.weather.fields import cells_inside, column  # noqa: PLC0415  loads xarray

    grid = opened.fields
    if grid is None or (point is None and outline is None):
        raise BadInput(N_("格点资料须指明地点"), remedy=N_("用 --at 经度,纬度 或 --site 作业点，默认全县"))
    points = [point] if point else list(cells_inside(grid, outline or ()))
    columns = [column(grid, each, when) for each in points]
    return columns, columns[0].place if point else _(N_("全县 {n} 格")).format(n=len(columns))


def _mean(found: Sequence[Mapping[str, float | None]]) -> dict[str, float | None]:
    """Mean of each ingredient over the columns that have it."""
    means: dict[str, float | None] = {}
    for name in found[0]:
        known = [value for each in found if (value := each[name]) is not None]
        means[name] = round(float(np.mean(known)), 4) if known else None
    return means


def _origins(opened: Opened, at: datetime, place: str) -> tuple[Origin, ...]:
    return tuple(
        Origin(file=f.path.name, sha256=f.sha256, reader=f.reader, valid_at=at, place=place) for f in opened.files
    )
