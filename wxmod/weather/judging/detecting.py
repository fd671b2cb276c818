"""From judged cells to favourable processes, with synoptic hints at each peak and what each rests on."""

from collections.abc import Mapping

import numpy as np

from wxmod.domain.command.processes import Evidence, Hint
from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Point
from wxmod.weather import area
from wxmod.weather.fields import nearest, times
from wxmod.weather.judging import areas, members
from wxmod.weather.judging.areas import Asked, Judged, judged
from wxmod.weather.judging.criteria import Criteria, definition
from wxmod.weather.judging.hints import hints
from wxmod.weather.judging.processes import LAYER, DetectedProcess, Series, Spelling, detect
from wxmod.weather.judging.verdicts import YES

HALF = 0.5


def detected(
    asked: Asked, sites: Mapping[str, Point], spelling: Spelling
) -> tuple[Judged, tuple[DetectedProcess, ...]]:
    """Processes over the area and *sites* by every set asked for, oldest first, with synoptic hints at each peak.

    Raises:
        UnreadableFileError, BadInput, UnknownName, Cancelled: as `judged`.
    """
    found = judged(asked, LAYER)
    where: dict[str, tuple[int, int]] = {}
    for code, point in sites.items():
        cell = _cell(found, point)
        if cell is not None:
            where[code] = cell
    made: list[DetectedProcess] = []
    for each in found.sets:
        series = Series(
            found.verdicts[each.name],
            found.ingredients,
            found.cells,
            where,
            _unverified(each),
        )
        made += detect(series, spelling)
    known = times(found.fields)
    seen = {at: _hints(found, known.index(at)) for at in {p.peak for p in made}}
    shown = [p.model_copy(update={"hints": seen[p.peak]}) for p in made]
    return found, tuple(
        sorted(
            shown,
            key=lambda p: (p.window.start, p.key),
        )
    )


def evidence(found: Judged, process: DetectedProcess) -> tuple[Evidence, ...]:
    """What *process* rests on: its favourable cells at its peak, against each threshold."""
    time = times(found.ingredients).index(process.peak)
    favourable = found.verdicts[process.criteria]["favourable"].values[time] == YES
    cells = favourable & found.cells
    if not cells.any():
        # A process of a single site may lie outside the county.
        cells = favourable
    criteria = next(each for each in found.sets if each.name == process.criteria)
    return areas.evidence(
        found,
        criteria,
        time,
        cells,
        {},
    )


def _hints(found: Judged, time: int) -> tuple[Hint, ...]:
    """Hints need a wider look than the area itself."""
    whole = found.opened.fields
    assert whole is not None  # noqa: S101  `judged` has seen to it
    whole = members.first(whole)
    lat, lon = (found.fields[name].values[found.cells] for name in ("lat", "lon"))
    reach = definition("hint_reach_deg") + 1
    round_it = area.box(
        lon.min() - reach,
        lat.min() - reach,
        lon.max() + reach,
        lat.max() + reach,
    )
    fields, _near = area.cropped(
        whole,
        area.inside(whole, round_it),
    )
    same = np.isin(
        fields["lat"].values,
        lat,
    ) & np.isin(
        fields["lon"].values,
        lon,
    )
    return hints(fields, time, same)


def _cell(found: Judged, point: Point) -> tuple[int, int] | None:
    """Where a site lies in the cropped field; None where the field does not reach it."""
    try:
        return nearest(found.fields, point)
    except BadInput:
        return None


def _unverified(criteria: Criteria) -> bool:
    """Whether most of its weight rests on thresholds nobody has verified."""
    weight = sum(t.weight for t in criteria.threshold)
    guessed = sum(t.weight for t in criteria.threshold if t.confidence.value == "unverified")
    return guessed > HALF * weight
