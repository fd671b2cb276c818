"""The members of an ensemble: fields with a leading dimension ``member``, each computed and judged by itself.

A cell is favourable where at least so many of its members say so (`ensemble_share_min` in ``definitions.toml``); what
the members say apart is kept, for probabilities and spread.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wxmod.weather.fields import MEMBER, members_of
from wxmod.weather.judging.criteria import DIGITS, definition
from wxmod.weather.judging.verdicts import (
    NO,
    NOTHING,
    SAYS,
    YES,
    Codes,
    Limits,
    decided,
    mean,
    shares,
)

if TYPE_CHECKING:
    from xarray import Dataset


class Member(NamedTuple):
    """One forecast of an ensemble, computed and judged."""

    ingredients: "Dataset"
    verdicts: Mapping[str, "Dataset"]

    def at(self, time: Mapping[str, Sequence[int]]) -> "Member":
        """Only some of its times."""
        return Member(
            self.ingredients.isel(time),
            {name: each.isel(time) for name, each in self.verdicts.items()},
        )


class Chance(NamedTuple):
    """What the members of an ensemble say of an area.

    Attributes:
        probability: Share of those that call it favourable, among those that can tell; None where none can.
        spread: Least and greatest mean of each ingredient over the area.
    """

    members: int
    probability: float | None
    spread: dict[str, tuple[float, float]]


def first(fields: "Dataset") -> "Dataset":
    """The first member, for where and when; the fields themselves where they are no ensemble."""
    _number, one = next(iter(members_of(fields)))
    return one


def means(apart: Sequence[Member]) -> "Dataset":
    """The mean of every ingredient over the members that can tell it."""
    import xarray as xr  # noqa: PLC0415  half a second; paid only here

    joined = xr.concat(
        [each.ingredients for each in apart],
        MEMBER,
    )
    found = joined.mean(MEMBER, skipna=True, keep_attrs=True)
    return found.assign_coords(apart[0].ingredients.coords)


def together(apart: Sequence[Member]) -> "dict[str, Dataset]":
    """Every set's verdict by what enough of the members say."""
    return {name: _together([each.verdicts[name] for each in apart]) for name in apart[0].verdicts}


def _together(verdicts: "Sequence[Dataset]") -> "Dataset":
    codes = np.stack(
        [each["favourable"].values for each in verdicts],
        axis=-1,
    )
    share, known = shares(codes)
    enough = Limits(
        definition("ensemble_share_min"),
        definition("known_share_min"),
    )
    favourable = decided(share, known, enough)
    # The mean of those that say what all say together, so that score and verdict agree.
    scores = np.stack([each["score"].values for each in verdicts])
    agree = np.isfinite(scores) & (np.moveaxis(codes, -1, 0) == favourable)
    counted = agree.sum(axis=0)
    total = np.where(agree, scores, 0).sum(axis=0)
    score = np.where(
        counted,
        total / np.maximum(counted, 1),
        np.nan,
    )
    limiting = np.stack([each["limiting"].values for each in verdicts])
    found = verdicts[0].copy()
    found["favourable"] = found["favourable"].copy(data=favourable)
    found["score"] = found["score"].copy(data=score.round(DIGITS).astype(np.float32))
    found["limiting"] = found["limiting"].copy(data=_commonest(limiting, codes, favourable))
    found["probability"] = found["score"].copy(
        data=np.where(
            known > 0,
            share,
            np.nan,
        ).astype(np.float32)
    )
    return found


def _commonest(limiting: Codes, codes: Codes, favourable: Codes) -> Codes:
    """What decides in the first member that says what all of them say together."""
    same = (
        np.moveaxis(
            codes,
            -1,
            0,
        )
        == favourable
    )
    chosen = np.take_along_axis(
        limiting,
        same.argmax(axis=0)[None],
        axis=0,
    )[0]
    return np.where(
        favourable == YES,
        NOTHING,
        chosen,
    ).astype(np.int8)


def chance(
    apart: Sequence[Member],
    criteria: str,
    cells: np.ndarray,
    limits: Limits,
) -> Chance:
    """What the members say of the area's *cells* at their only time."""
    said = []
    for one in apart:
        share, known = shares(one.verdicts[criteria]["favourable"].values[0][cells])
        said.append(int(decided(share, known, limits)))
    told = [SAYS[code] for code in said if code in {YES, NO}]
    return Chance(
        members=len(apart),
        probability=round(
            sum(map(bool, told)) / len(told),
            DIGITS,
        )
        if told
        else None,
        spread=_spread(apart, cells),
    )


def _spread(apart: Sequence[Member], cells: np.ndarray) -> dict[str, tuple[float, float]]:
    found = {}
    for name in apart[0].ingredients.data_vars:
        values = [mean(each.ingredients[name].values[0][cells]) for each in apart]
        known = [value for value in values if value is not None]
        if known:
            found[str(name)] = (min(known), max(known))
    return found
