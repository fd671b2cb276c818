"""Files to verdicts: read, crop to the area, compute, judge.  The one way from forecast to county, map and skill."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wxmod.domain.command.processes import Evidence, Hint, Origin
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point
from wxmod.weather import area
from wxmod.weather.columns.pipeline import Progress, compute, cores
from wxmod.weather.fields import moment, moments, nearest, times
from wxmod.weather.judging import processes
from wxmod.weather.judging.criteria import Criteria, definition, judge, load_criteria
from wxmod.weather.judging.fields import OUT_OF_SEASON, judge_fields
from wxmod.weather.judging.hints import hints
from wxmod.weather.judging.processes import LAYER, DetectedProcess, Series, Spelling
from wxmod.weather.reach import taken
from wxmod.weather.readers.files import Opened, open_weather, unchanged, with_air
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

HALF = 0.5
OWN = "local"
"""A cluster of this machine's own, for as long as the work takes."""
MONTH = "month"
"""Stands among what limits a set where the month does."""


class Sounding(BadInput):
    """Fields were asked for and a sounding, or a table of stations, was given."""

    def __init__(self) -> None:
        super().__init__(
            N_("这不是格点资料"),
            remedy=N_("探空用 wxmod weather flag，站点表用 wxmod weather read"),
        )


class Asked(NamedTuple):
    """What is to be judged, where, on which clock.

    Attributes:
        outline: The area; the whole field if None.
        zone: The county's clock, which says what month it is.
        progress: Told how many times are done, of how many.
        stop: Set from another thread to call the work off.
        scheduler: Address of a dask scheduler that is to do the work, or ``local``.
    """

    paths: Sequence[Path]
    criteria: Sequence[str]
    outline: Outline | None
    zone: tzinfo
    progress: Progress | None = None
    stop: Event | None = None
    scheduler: str | None = None


class Judged(NamedTuple):
    """Verdicts over an area.

    Attributes:
        fields: What they were computed from, cropped to *cells* and the cells around.
        cells: Which cells ``(y, x)`` are meant.
        verdicts: By criteria set.
    """

    opened: Opened
    fields: "Dataset"
    cells: area.Mask
    ingredients: "Dataset"
    sets: tuple[Criteria, ...]
    verdicts: Mapping[str, "Dataset"]
    zone: tzinfo


def judged(asked: Asked, extra: Sequence[str] = ()) -> Judged:
    """Read, compute what the criteria (and *extra*) need, and judge every cell and time.

    Raises:
        UnreadableFileError: nothing here can read the files, or they hold no temperature aloft.
        BadInput: they hold no fields, or do not reach the area.
        UnknownName: no such criteria.
        Cancelled: it was called off.
    """
    opened, whole = _opened(asked)
    return _judged(asked, opened, whole, extra)


def judged_at(
    asked: Asked, when: datetime | None, extra: Sequence[str] = ()
) -> tuple[Judged, tuple[str, ...]]:
    """As `judged`, the one time nearest to *when* (the first, if not given), and what is to be said of that time.

    Raises:
        As `judged`, and BadInput: the files do not reach *when*.
    """
    opened, whole = _opened(asked)
    k, said = taken(moments(whole), when)
    told = _judged(
        asked,
        opened,
        whole.isel(
            time=slice(
                max(k - 1, 0),
                k + 1,
            )
        ),
        extra,
    )  # the one before: for trends
    last = {"time": [-1]}
    return told._replace(
        fields=told.fields.isel(last),
        ingredients=told.ingredients.isel(last),
        verdicts={name: each.isel(last) for name, each in told.verdicts.items()},
    ), said


def _opened(asked: Asked) -> "tuple[Opened, Dataset]":
    for name in asked.criteria:
        load_criteria(name)  # a slip in a name is told before anything slow
    opened = open_weather(asked.paths)
    whole = with_air(opened)
    if whole is None:
        raise Sounding
    return opened, whole


def _judged(
    asked: Asked,
    opened: Opened,
    whole: "Dataset",
    extra: Sequence[str],
) -> Judged:
    sets = tuple(load_criteria(name) for name in asked.criteria)
    everywhere = np.ones(
        whole["lat"].shape,
        dtype=bool,
    )
    cells = everywhere if asked.outline is None else area.inside(whole, asked.outline)
    fields, cells = area.cropped(whole, cells)
    names = {t.ingredient for each in sets for t in each.threshold} | set(extra)
    found = _computed(
        fields,
        tuple(sorted(names)),
        asked,
    )
    unchanged(opened)
    days = local_days(found, asked.zone)
    verdicts = {each.name: judge_fields(found, each, days) for each in sets}
    return Judged(
        opened,
        fields,
        cells,
        found,
        sets,
        verdicts,
        asked.zone,
    )


def _computed(fields: "Dataset", names: tuple[str, ...], asked: Asked) -> "Dataset":
    if asked.scheduler:
        from wxmod.weather.columns import farm  # noqa: PLC0415  Dask, only where it is asked for

        return farm.compute(
            fields, names, scheduler=None if asked.scheduler == OWN else asked.scheduler
        )
    return compute(
        fields,
        names,
        threads=cores(),
        progress=asked.progress,
        stop=asked.stop,
    )


def local_days(fields: "Dataset", zone: tzinfo) -> list[date]:
    """The day on the county's clock for each time.

    Raises:
        BadInput: the fields do not say when they are valid.
    """
    known = times(fields)
    if len(known) != fields.sizes["time"]:
        raise BadInput(N_("资料没有时次"))
    return [at.astimezone(zone).date() for at in known]


def detected(
    asked: Asked, sites: Mapping[str, Point], spelling: Spelling
) -> tuple[Judged, tuple[DetectedProcess, ...]]:
    """Processes over the area and *sites* by every set asked for, oldest first, with synoptic hints at each peak.

    Raises:
        UnreadableFileError, BadInput, UnknownName, Cancelled: as `judged`.
    """
    told = judged(asked, LAYER)
    where = {code: cell for code, point in sites.items() if (cell := _cell(told, point))}
    found: list[DetectedProcess] = []
    for each in told.sets:
        series = Series(
            told.verdicts[each.name],
            told.ingredients,
            told.cells,
            where,
            _unverified(each),
        )
        found += processes.detect(series, spelling)
    known = times(told.fields)
    looked = {at: _hints(told, known.index(at)) for at in {p.peak for p in found}}
    shown = [p.model_copy(update={"hints": looked[p.peak]}) for p in found]
    return told, tuple(
        sorted(
            shown,
            key=lambda p: (p.window.start, p.key),
        )
    )


def _hints(told: Judged, time: int) -> tuple[Hint, ...]:
    """Hints need a wider look than the area itself."""
    whole = told.opened.fields
    assert whole is not None  # noqa: S101  `judged` has seen to it
    lat, lon = (told.fields[name].values[told.cells] for name in ("lat", "lon"))
    reach = definition("hint_reach_deg") + 1
    near = area.inside(
        whole,
        area.box(
            lon.min() - reach,
            lat.min() - reach,
            lon.max() + reach,
            lat.max() + reach,
        ),
    )
    fields, _near = area.cropped(whole, near)
    same = np.isin(
        fields["lat"].values,
        lat,
    ) & np.isin(
        fields["lon"].values,
        lon,
    )
    return hints(fields, time, same)


def _cell(told: Judged, point: Point) -> tuple[int, int] | None:
    """Where a site lies in the cropped field; None where the field does not reach it."""
    try:
        return nearest(told.fields, point)
    except BadInput:
        return None


def _unverified(criteria: Criteria) -> bool:
    weight = sum(t.weight for t in criteria.threshold)
    return (
        sum(t.weight for t in criteria.threshold if t.confidence.value == "unverified")
        > HALF * weight
    )


def limits(told: Judged) -> dict[str, dict[str, float]]:
    """Of each set, what speaks against it: the share of the area's cells and times that each ingredient decides.

    ``month`` is the time of year; what is missing to favourable cells and times is not in the sum of 1.
    """
    found: dict[str, dict[str, float]] = {}
    for each in told.sets:
        codes = told.verdicts[each.name]["limiting"].values[:, told.cells]
        names = [
            (OUT_OF_SEASON, MONTH),
            *((n, t.ingredient) for n, t in enumerate(each.threshold)),
        ]
        shares = {
            name: round(
                float((codes == code).mean()),
                3,
            )
            for code, name in names
        }
        found[each.name] = {
            name: share
            for name, share in sorted(
                shares.items(),
                key=lambda s: -s[1],
            )
            if share
        }
    return found


def origins(told: Judged, at: datetime, place: str) -> tuple[Origin, ...]:
    """The files behind *told*, as evidence keeps them."""
    files = told.opened.files
    return tuple(
        Origin(
            file=f.path.name,
            sha256=f.sha256,
            reader=f.reader,
            valid_at=at,
            place=place,
        )
        for f in files
    )


def run_at(told: Judged) -> datetime | None:
    """When the forecast began, where the files say so."""
    began = told.fields.attrs.get("run_at")
    if isinstance(began, str) and began:
        began = datetime.fromisoformat(began)
    if isinstance(began, np.datetime64):
        began = moment(began)
    return began.replace(tzinfo=began.tzinfo or UTC) if isinstance(began, datetime) else None


def evidence(told: Judged, process: DetectedProcess) -> tuple[Evidence, ...]:
    """What *process* rests on: the mean of its favourable cells at its peak, against each threshold."""
    k = times(told.ingredients).index(process.peak)
    favourable = told.verdicts[process.criteria]["favourable"].values[k] == 1
    cells = favourable & told.cells if (favourable & told.cells).any() else favourable
    means: dict[str, float | None] = {}
    for name, values in told.ingredients.data_vars.items():
        known = values.values[k][cells]
        known = known[np.isfinite(known)]
        means[str(name)] = (
            round(
                float(known.mean()),
                4,
            )
            if known.size
            else None
        )
    criteria = next(c for c in told.sets if c.name == process.criteria)
    gaps = {name: _(N_("各格点都无法计算")) for name, value in means.items() if value is None}
    return judge(
        means,
        gaps,
        criteria,
        local_days(told.ingredients, told.zone)[k],
    ).evidence
