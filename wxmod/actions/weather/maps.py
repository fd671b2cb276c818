"""One field over the county and round it, for the terminal and as a picture."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.weather.forecasts import Wanted, asked
from wxmod.domain.errors import UnknownName
from wxmod.domain.geodesy import Outline
from wxmod.weather.judging.criteria import load_criteria
from wxmod.weather.labels import LABELS
from wxmod.wording import N_, _, titled

if TYPE_CHECKING:
    from wxmod.drawing.maps import Drawn
    from wxmod.weather.judging.areas import Judged

VERDICTS = {"score": N_("得分"), "favourable": N_("有利（1 是 0 否）")}
MARGIN_DEG = 0.35
SCORE_DIGITS = 5
JUST_BELOW_ONE = 0.999
"""Where all conditions must be met, the last class is those that meet them."""


class Chart(NamedTuple):
    """A field at one moment.

    Attributes:
        values: ``(y, x)`` on *lat* and *lon*, NaN where it cannot be told.
        criteria: The set a score is of; "" for an ingredient.
    """

    field: str
    criteria: str
    valid_at: datetime | None
    unit: str
    lat: Any
    lon: Any
    values: Any
    edges: tuple[float, ...]
    outline: Outline
    sites: Mapping[str, tuple[float, float]]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it: every cell, None where it cannot be told."""
        import numpy as np  # noqa: PLC0415

        cells = [
            (
                round(float(a), 4),
                round(float(b), 4),
                round(float(v), 4) if np.isfinite(v) else None,
            )
            for a, b, v in zip(
                self.lat.ravel(),
                self.lon.ravel(),
                self.values.ravel(),
                strict=True,
            )
        ]
        known = [v for _a, _b, v in cells if v is not None]
        return {
            "field": self.field,
            "criteria": self.criteria,
            "unit": self.unit,
            "edges": list(self.edges),
            "valid_at": self.valid_at.isoformat() if self.valid_at else None,
            "known": len(known),
            "least": min(known, default=None),
            "greatest": max(known, default=None),
            "notes": list(self.notes),
            "shape": list(self.values.shape),
            "cells": [{"lat": a, "lon": b, "value": v} for a, b, v in cells],
        }


def fields() -> dict[str, str]:
    """What can be drawn, and the word for it in the current language."""
    return {name: _(word) for name, word in (VERDICTS | LABELS).items()}


def chart(
    desk: Desk,
    wanted: Wanted,
    field: str,
    when: datetime | None,
) -> Chart:
    """*field* at the moment nearest to *when* (the first, if not given), over the county and a margin round it.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: they do not reach the area or the moment.
        UnknownName: no such field or criteria.
    """
    from wxmod.weather.columns.names import unit  # noqa: PLC0415  loads the kernel
    from wxmod.weather.fields import moment  # noqa: PLC0415
    from wxmod.weather.judging.areas import judged_at  # noqa: PLC0415

    if field not in fields():
        raise UnknownName(N_("图上要素"), field, list(fields()))
    ask = asked(desk, wanted)
    if wanted.area is None:
        ask = ask._replace(outline=_round(desk.program.boundary))
    found, notes = judged_at(
        ask,
        when,
        () if field in VERDICTS else (field,),
    )
    name = ask.criteria[0] if field in VERDICTS else ""
    values = _values(found, field, name)
    if field == "score":
        notes = (*notes, _("颜色在判据的界限处分级；必须满足的条件不满足的格点按 0 分画"))
    return Chart(
        field=field,
        criteria=name,
        valid_at=moment(found.ingredients["time"].values[0]),
        unit="" if name else unit(field),
        lat=found.fields["lat"].values,
        lon=found.fields["lon"].values,
        values=values,
        edges=_edges(field, name, values),
        outline=desk.program.boundary,
        sites={s.name: (s.position.lon, s.position.lat) for s in desk.program.sites if s.position},
        notes=(*notes, *found.opened.notes),
    )


def _edges(field: str, criteria: str, values: Any) -> tuple[float, ...]:
    """Bounds of the classes; those of a score break where favourable begins."""
    from wxmod.drawing.maps import edges_of  # noqa: PLC0415

    if field == "favourable":
        return (0.0, 0.5, 1.0)
    if field != "score":
        return edges_of(values)
    limit = load_criteria(criteria).least_score
    if limit >= 1:
        return (0.0, 0.5, JUST_BELOW_ONE, 1.0)
    return (
        0.0,
        limit / 2,
        limit,
        (1 + limit) / 2,
        1.0,
    )


def _values(found: "Judged", field: str, criteria: str) -> Any:
    """What is drawn: a score only where the cell's verdict agrees with it."""
    import numpy as np  # noqa: PLC0415

    from wxmod.weather.judging.verdicts import NO, UNKNOWN  # noqa: PLC0415

    if field not in VERDICTS:
        return found.ingredients[field].values[0].astype(float)
    verdicts = found.verdicts[criteria]
    favourable = verdicts["favourable"].values[0]
    if field == "favourable":
        return np.where(
            favourable == UNKNOWN,
            np.nan,
            favourable.astype(float),
        )
    # Two decimals more than the score has, for float32 of 0.7 is less than 0.7.
    score = verdicts["score"].values[0].astype(float).round(SCORE_DIGITS)
    limit = load_criteria(criteria).least_score
    score = np.where(
        (favourable == NO) & (score >= limit),
        0.0,
        score,
    )
    return np.where(favourable == UNKNOWN, np.nan, score)


def _round(outline: Outline) -> Outline:
    """The box of *outline* with a margin."""
    from wxmod.weather.area import box  # noqa: PLC0415

    lons, lats = zip(*outline, strict=True)
    return box(
        min(lons) - MARGIN_DEG,
        min(lats) - MARGIN_DEG,
        max(lons) + MARGIN_DEG,
        max(lats) + MARGIN_DEG,
    )


def drawn(chart: Chart, columns: int, lines: int) -> "Drawn":
    """*chart* on a raster for a terminal of that size, in the true shape of the ground."""
    import numpy as np  # noqa: PLC0415

    from wxmod.drawing.maps import Drawn  # noqa: PLC0415
    from wxmod.weather.raster import raster  # noqa: PLC0415

    high = float(chart.lat.max() - chart.lat.min()) or 1.0
    wide = (float(chart.lon.max() - chart.lon.min()) or 1.0) * float(
        np.cos(np.deg2rad(chart.lat.mean()))
    )
    across = max(
        8,
        min(
            columns,
            round(2 * lines * wide / high),
        ),
    )
    down = max(
        2,
        min(
            2 * lines,
            2 * round(across * high / wide / 2),
        ),
    )
    values, box = raster(
        chart.lat,
        chart.lon,
        chart.values,
        (down, across),
    )
    return Drawn(
        values=values,
        box=box,
        edges=chart.edges,
        outline=chart.outline,
        sites=chart.sites,
    )


def title(desk: Desk, chart: Chart) -> str:
    """What the map shows, and when."""
    at = f"{desk.local(chart.valid_at):%Y-%m-%d %H:%M}" if chart.valid_at else _("时间不详")
    name = fields()[chart.field]
    shown = titled(name)
    return (
        f"{shown}  {load_criteria(chart.criteria).title}  {at}"
        if chart.criteria
        else f"{shown}  {at}"
    )


SKETCH = N_("示意图，非标准地图；县界数值来源：天地图")


def source_note(desk: Desk) -> str:
    """Where the outline comes from, in the current language; it is a sketch, never a legal boundary."""
    told = desk.program.boundary_source
    if "天地图" in told:
        return _(SKETCH)
    return told


def save(desk: Desk, chart: Chart, path: Path) -> bool:
    """Write *chart* as a PNG; whether the machine had Chinese letters, or English had to do.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    from wxmod.drawing import pictures  # noqa: PLC0415  loads matplotlib

    with pictures.lettered() as font:
        sites = (
            chart.sites
            if font
            else {str(n): place for n, place in enumerate(chart.sites.values(), 1)}
        )
        pictures.save(
            pictures.Picture(
                chart.lat,
                chart.lon,
                chart.values,
                chart.edges,
                chart.outline,
                sites,
                title(desk, chart),
                chart.unit,
                source_note(desk),
                pictures.spelled(desk.program.name, font, desk.program.name_en),
            ),
            path,
            font,
        )
    return bool(font)
