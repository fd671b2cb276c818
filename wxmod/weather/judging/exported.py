"""Verdicts of every cell and hour: as figures an hour, and as a file of fields."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import xarray as xr

from wxmod.domain.base import Value
from wxmod.domain.errors import BadInput, reason
from wxmod.weather.fields import times
from wxmod.weather.judging.areas import MONTH, Judged
from wxmod.weather.judging.criteria import Criteria
from wxmod.weather.judging.verdicts import NO, NOTHING, OUT_OF_SEASON, UNKNOWN, YES, Held, over
from wxmod.wording import N_, _

_PARTS = ("favourable", "score", "limiting")


class Hour(Value):
    """One set at one time over the area.

    Attributes:
        verdict: Whether the area is favourable; None where too few cells can be told.
        favourable: Favourable share of the cells that can be told, 0–1; None where none can.
        unknown: Share of all cells that cannot be told.
        score: Mean over the favourable cells of a favourable area, else over all that have one.
        limiting: The ingredient (or ``month``) that decides against most cells; "" where none does.
    """

    at: datetime
    criteria: str
    verdict: bool | None
    favourable: float | None
    unknown: float
    score: float | None
    limiting: str


def hours(told: Judged) -> tuple[Hour, ...]:
    """Every time and set of *told*."""
    at = times(told.ingredients)
    return tuple(
        _hour(told, criteria, k, when) for k, when in enumerate(at) for criteria in told.sets
    )


def _hour(
    found: Judged,
    criteria: Criteria,
    k: int,
    at: datetime,
) -> Hour:
    favourable, score, limiting = (
        found.verdicts[criteria.name][part].values[k][found.cells] for part in _PARTS
    )
    whole = over(
        Held(
            favourable,
            score.astype(float),
            limiting,
        ),
        found.limits,
    )
    # Once the area is favourable, what speaks against it in most of its other cells is still worth knowing.
    codes, counts = np.unique(
        limiting[limiting != NOTHING],
        return_counts=True,
    )
    most = int(codes[counts.argmax()]) if codes.size else NOTHING
    return Hour(
        at=at,
        criteria=criteria.name,
        verdict=whole.favourable,
        favourable=whole.area_fraction,
        unknown=round(1 - whole.known_fraction, 4),
        score=whole.score,
        limiting=dict(_codes(criteria)).get(
            most,
            "",
        ),
    )


def _codes(criteria: Criteria) -> Iterator[tuple[int, str]]:
    """What the numbers in ``limiting`` stand for."""
    yield OUT_OF_SEASON, MONTH
    yield NOTHING, ""
    yield from enumerate(t.ingredient for t in criteria.threshold)


def fields(told: Judged) -> xr.Dataset:
    """``SET_favourable``, ``_score`` and ``_limiting`` ``(time, y, x)`` of every set, its ingredients, and ``in_area``.

    What the numbers mean and the files behind them stand in the attributes (CF-1.11).
    """
    made = told.ingredients.copy()
    for criteria in told.sets:
        for part in _PARTS:
            found = told.verdicts[criteria.name][part]
            made[f"{criteria.name}_{part}"] = found.assign_attrs(_meaning(criteria, part))
    made["in_area"] = (
        ("y", "x"),
        told.cells.astype(np.int8),
        {"long_name": "inside the area asked for"},
    )
    made["lat"].attrs = {"standard_name": "latitude", "units": "degrees_north"}
    made["lon"].attrs = {"standard_name": "longitude", "units": "degrees_east"}
    files = [
        {
            "file": f.path.name,
            "sha256": f.sha256,
            "reader": f.reader,
        }
        for f in told.opened.files
    ]
    sets = [each.model_dump(mode="json") for each in told.sets]
    made.attrs = {
        "Conventions": "CF-1.11",
        "title": "wxmod: verdicts on seeding conditions",
        "source": json.dumps(files, ensure_ascii=False),
        "criteria": json.dumps(sets, ensure_ascii=False),
        "comment": "\n".join(told.opened.notes),
    }
    return made


def _meaning(criteria: Criteria, part: str) -> dict[str, object]:
    named: dict[str, object] = {
        "criteria": criteria.name,
        "long_name": f"{criteria.title} {part}",
    }
    if part == "score":
        return named | {"units": "1"}
    pairs: Sequence[tuple[int, str]] = (
        (
            (UNKNOWN, "unknown"),
            (NO, "unfavourable"),
            (YES, "favourable"),
        )
        if part == "favourable"
        else tuple((code, name or "nothing") for code, name in _codes(criteria))
    )
    return named | {
        "flag_values": np.array(
            [code for code, _name in pairs],
            np.int8,
        ),
        "flag_meanings": " ".join(name for _code, name in pairs),
    }


def save(told: Judged, path: Path) -> None:
    """Write `fields` as compressed NetCDF: whole, or not at all.

    Raises:
        BadInput: it cannot be written there.
    """
    made = fields(told)
    aside = path.with_name(f".{path.name}.part")
    if not path.parent.is_dir():
        raise BadInput(
            N_("写不了 {path}：{why}"),
            path=path,
            why=_(N_("没有这个目录")),
        )
    try:
        made.to_netcdf(
            aside,
            engine="netcdf4",
            encoding={str(name): {"zlib": True} for name in made.data_vars},
        )
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise BadInput(
            N_("写不了 {path}：{why}"),
            path=path,
            why=reason(error),
        ) from error
