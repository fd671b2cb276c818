"""The front door of judging: files in, cells judged, with where it all came from.

One way from files to the county, a place, a map, a process and their skill: read, crop to the cells that are meant,
compute, judge every cell.  Of an ensemble each member is computed and judged by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wxmod.domain.command.processes import Evidence, Verdict
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Outline, Point
from wxmod.weather import area
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.pipeline import Progress, compute, cores
from wxmod.weather.fields import members_of, moment, moments, times
from wxmod.weather.judging import members
from wxmod.weather.judging.criteria import Criteria, load_criteria
from wxmod.weather.judging.fields import judge_fields, values_of
from wxmod.weather.judging.verdicts import (
    OUT_OF_SEASON,
    VERDICTS,
    Codes,
    Floats,
    Limits,
    decided,
    evidence_of,
    limits,
    mean,
    met,
    shares,
)
from wxmod.weather.reach import taken
from wxmod.weather.readers.files import Opened, open_weather, unchanged, with_air
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from xarray import Dataset

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
        outline: The area; the whole field if None and no *point* is asked for.
        zone: The county's clock, which says what month it is.
        progress: Told how many times are done, of how many.
        stop: Set from another thread to call the work off.
        scheduler: Address of a dask scheduler that is to do the work, or ``local``.
        point: The one place meant, instead of an area.
        area_min: Least favourable share of an area.
        family: Which pseudo-adiabats parcels rise along.
    """

    paths: Sequence[Path]
    criteria: Sequence[str]
    outline: Outline | None
    zone: tzinfo
    progress: Progress | None = None
    stop: Event | None = None
    scheduler: str | None = None
    point: Point | None = None
    area_min: float = 0.0
    family: Family = Family.PSEUDO

    @property
    def limits(self) -> Limits:
        """When the area is favourable."""
        return limits(self.area_min)


class Judged(NamedTuple):
    """Verdicts over an area.

    Attributes:
        fields: What they were computed from, cropped to *cells* and the cells around.
        cells: Which cells ``(y, x)`` are meant.
        ingredients: Of an ensemble, the mean of its members.
        verdicts: By criteria set; of an ensemble, what most of its members say.
        apart: Of an ensemble, each member's own.
    """

    opened: Opened
    fields: "Dataset"
    cells: area.Mask
    ingredients: "Dataset"
    sets: tuple[Criteria, ...]
    verdicts: Mapping[str, "Dataset"]
    zone: tzinfo
    limits: Limits
    apart: tuple[members.Member, ...] = ()


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
    asked: Asked,
    when: datetime | None,
    extra: Sequence[str] = (),
    opened: Opened | None = None,
) -> tuple[Judged, tuple[str, ...]]:
    """As `judged`, the one time nearest to *when* (the first, if not given), and what is to be said of that time.

    Args:
        opened: The files, where they have been opened already.

    Raises:
        As `judged`, and BadInput: the files do not reach *when*.
    """
    opened, whole = _opened(asked, opened)
    k, notes = taken(moments(whole), when)
    # The time before is read too: trends need it.
    near = whole.isel(
        time=slice(
            max(k - 1, 0),
            k + 1,
        )
    )
    found = _judged(asked, opened, near, extra)
    last = {"time": [-1]}
    alone = found._replace(
        fields=found.fields.isel(last),
        ingredients=found.ingredients.isel(last),
        verdicts={name: each.isel(last) for name, each in found.verdicts.items()},
        apart=tuple(each.at(last) for each in found.apart),
    )
    return alone, notes


def _opened(asked: Asked, opened: Opened | None = None) -> "tuple[Opened, Dataset]":
    for name in asked.criteria:
        load_criteria(name)  # a slip in a name is told before anything slow
    opened = open_weather(asked.paths) if opened is None else opened
    if with_air(opened) is None or opened.fields is None:
        raise Sounding
    # Of an ensemble all its members: `with_air` gives the first.
    return opened, opened.fields


def _judged(
    asked: Asked,
    opened: Opened,
    whole: "Dataset",
    extra: Sequence[str],
) -> Judged:
    sets = tuple(load_criteria(name) for name in asked.criteria)
    fields, cells = area.cropped(
        whole,
        _meant(asked, whole),
    )
    names = {t.ingredient for each in sets for t in each.threshold} | set(extra)
    wanted = tuple(sorted(names))
    apart: list[members.Member] = []
    for _number, one in members_of(fields):
        found = _computed(one, wanted, asked)
        days = local_days(found, asked.zone)
        apart.append(
            members.Member(
                found,
                {s.name: judge_fields(found, s, days) for s in sets},
            )
        )
    unchanged(opened)
    single = len(apart) == 1
    return Judged(
        opened=opened,
        fields=members.first(fields),
        cells=cells,
        ingredients=apart[0].ingredients if single else members.means(apart),
        sets=sets,
        verdicts=apart[0].verdicts if single else members.together(apart),
        zone=asked.zone,
        limits=asked.limits,
        apart=() if single else tuple(apart),
    )


def _meant(asked: Asked, whole: "Dataset") -> area.Mask:
    """The cells that are meant."""
    if asked.point is not None:
        return area.at(whole, asked.point)
    if asked.outline is not None:
        return area.inside(whole, asked.outline)
    return np.ones(
        whole["lat"].shape,
        dtype=bool,
    )


def _computed(fields: "Dataset", names: tuple[str, ...], asked: Asked) -> "Dataset":
    if asked.scheduler:
        from wxmod.weather.columns import farm  # noqa: PLC0415  Dask, only where it is asked for

        address = None if asked.scheduler == OWN else asked.scheduler
        return farm.compute(
            fields,
            names,
            scheduler=address,
            family=asked.family,
        )
    return compute(
        fields,
        names,
        threads=cores(),
        progress=asked.progress,
        stop=asked.stop,
        family=asked.family,
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


def means(found: Judged, time: int, cells: area.Mask) -> dict[str, float | None]:
    """Mean of each ingredient over the cells that have it: shown, and deciding nothing."""
    return {
        str(name): mean(values.values[time][cells])
        for name, values in found.ingredients.data_vars.items()
    }


def evidence(
    found: Judged,
    criteria: Criteria,
    time: int,
    cells: area.Mask,
    gaps: Mapping[str, str],
) -> tuple[Evidence, ...]:
    """Each threshold by its cells, of every member: the mean for the eye, the verdict by how many of them meet it."""
    day = local_days(found.ingredients, found.zone)[time]
    shown = means(found, time, cells)
    held = [each.ingredients for each in found.apart] or [found.ingredients]
    rows = []
    for each in criteria.threshold:
        name = each.ingredient
        codes: list[Codes] = []
        for ingredients in held:
            values = {n: v[[time]][:, cells] for n, v in values_of(ingredients, [name]).items()}
            blank: dict[str, Floats] = {
                name: np.full(
                    (1, int(cells.sum())),
                    np.nan,
                )
            }
            codes.append(met(values or blank, each, [day])[0])
        share, known = shares(np.concatenate(codes))
        verdict = VERDICTS[int(decided(share, known, found.limits))]
        value = shown.get(name)
        reason = (
            ""
            if value is not None
            else gaps.get(
                name,
                _(N_("各格点都无法计算")),
            )
        )
        if value is not None and int(cells.sum()) * len(held) > 1:
            reason = _met_by(
                float(share),
                float(known),
                verdict,
                len(held),
            )
        rows.append(evidence_of(each, day.month, value, verdict, reason))
    return tuple(rows)


def _met_by(
    share: float,
    known: float,
    verdict: Verdict,
    forecasts: int,
) -> str:
    """By how many cells, of how many members, a threshold is met."""
    if verdict is Verdict.UNKNOWN:
        return _(N_("只有 {known:.0%} 的格点可判断")).format(known=known)
    if forecasts > 1:
        return _(N_("{share:.0%} 的格点和成员满足，值为平均")).format(share=share)
    return _(N_("{share:.0%} 的格点满足，值为平均")).format(share=share)


def against(found: Judged) -> dict[str, dict[str, float]]:
    """Of each set, what speaks against it: the share of the area's cells and times that each ingredient decides.

    ``month`` is the time of year; what is missing to favourable cells and times is not in the sum of 1.
    """
    limiting: dict[str, dict[str, float]] = {}
    for each in found.sets:
        codes = found.verdicts[each.name]["limiting"].values[:, found.cells]
        counted = {
            MONTH: round(
                float((codes == OUT_OF_SEASON).mean()),
                3,
            )
        }
        for n, threshold in enumerate(each.threshold):
            counted[threshold.ingredient] = round(
                float((codes == n).mean()),
                3,
            )
        ordered = sorted(
            counted.items(),
            key=lambda pair: -pair[1],
        )
        limiting[each.name] = {name: share for name, share in ordered if share}
    return limiting


def run_at(found: Judged) -> datetime | None:
    """When the forecast began, where the files say so."""
    began = found.fields.attrs.get("run_at")
    if isinstance(began, str) and began:
        began = datetime.fromisoformat(began)
    if isinstance(began, np.datetime64):
        began = moment(began)
    return began.replace(tzinfo=began.tzinfo or UTC) if isinstance(began, datetime) else None
