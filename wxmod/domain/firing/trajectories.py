"""Trajectory tables (射表) as a maker prints them: where a round is at the moments that matter, by elevation.

Heights are above the launcher, ranges along the ground from it.  What a table does not say stays empty; nothing is
extrapolated beyond its first and last elevation.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Elevation
from wxmod.domain.text import Code, Filled, Name, Real
from wxmod.wording import N_

Metres = Annotated[Real, Field(ge=0, le=40_000)]
LOWEST_M = 100
"""No round seeds so low; a table that ends below it was written in kilometres."""
MOMENTS = {"start": N_("播撒开始"), "end": N_("播撒结束"), "final": N_("自毁或开伞")}
"""What a table may tell of a path, in order."""


class Spot(NamedTuple):
    """A point of a path: height above the launcher and range along the ground, metres."""

    height_m: float
    range_m: float


class TrajectoryRow(Value):
    """One line of a table.

    Attributes:
        apex_height_m: Top of the path of a round that does not burst.
        dud_range_m: Where a round that fails comes down.
    """

    elevation_deg: Elevation
    start_height_m: Metres | None = None
    start_range_m: Metres | None = None
    end_height_m: Metres
    end_range_m: Metres
    final_height_m: Metres | None = None
    final_range_m: Metres | None = None
    apex_height_m: Metres | None = None
    dud_range_m: Metres | None = None

    def spot(self, moment: str) -> Spot | None:
        """Where it is at one of `MOMENTS`; None where the table does not say."""
        height, reach = getattr(self, f"{moment}_height_m"), getattr(self, f"{moment}_range_m")
        return None if height is None or reach is None else Spot(height, reach)


class TrajectoryTable(Value):
    """The table of one ammunition type.

    Attributes:
        ammunition: Code of the ammunition type in the programme.
        launcher: Model of the gun or launcher it was made for; any that takes the ammunition, where it does not say.
        dated: When it was printed or published.
        demonstration: Shows how a table works; nobody may fire by it.
    """

    name: Code
    ammunition: Code
    launcher: Name = ""
    dated: date
    source: Filled
    confidence: Confidence = Confidence.UNVERIFIED
    demonstration: bool = False
    rows: Annotated[tuple[TrajectoryRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_a_path(self) -> Self:
        if (top := max(row.end_height_m for row in self.rows)) < LOWEST_M:
            raise PydanticCustomError(
                "not_metres", "{top} m is too low: kilometres?", {"top": f"{top:g}"}
            )
        up = [row.elevation_deg for row in self.rows]
        if any(b <= a for a, b in pairwise(up)):
            raise PydanticCustomError("elevations_not_rising", "elevations rise line by line")
        for moment in MOMENTS:
            _check_monotone(
                [(row.elevation_deg, spot) for row in self.rows if (spot := row.spot(moment))]
            )
        for row in self.rows:
            _check_forwards(row)
        return self

    def at(self, elevation_deg: float) -> TrajectoryRow | None:
        """The path at an elevation, linear between lines; None outside the table."""
        for row in self.rows:
            if row.elevation_deg == elevation_deg:
                return row
        for below, above in pairwise(self.rows):
            if below.elevation_deg < elevation_deg < above.elevation_deg:
                return _between(below, above, elevation_deg)
        return None

    def dud_ranges(self, low_deg: float, high_deg: float) -> tuple[float, float] | None:
        """Nearest and farthest a round that fails comes down, metres, laid anywhere between two elevations.

        None where the table has no such elevation, or does not tell how far a round of one of them goes.
        """
        rows = [row for row in self.rows if low_deg < row.elevation_deg < high_deg]
        rows += [row for row in (self.at(low_deg), self.at(high_deg)) if row]
        ranges = [row.dud_range_m for row in rows if row.dud_range_m is not None]
        if not ranges or len(ranges) < len(rows):
            return None
        return min(ranges), max(ranges)


def _check_monotone(spots: Sequence[tuple[float, Spot]]) -> None:
    """A steeper shot goes higher and not so far."""
    for (below, flat), (above, steep) in pairwise(spots):
        if steep.height_m < flat.height_m or steep.range_m > flat.range_m:
            told = {"below": f"{below:g}", "above": f"{above:g}"}
            raise PydanticCustomError(
                "not_monotone", "a steeper shot goes higher and not so far", told
            )


def _check_forwards(row: TrajectoryRow) -> None:
    """A round does not come back."""
    spots = [spot for moment in MOMENTS if (spot := row.spot(moment))]
    highest = max(spot.height_m for spot in spots)
    if row.apex_height_m is not None and row.apex_height_m < highest:
        heights = {"elevation": f"{row.elevation_deg:g}", "top": f"{highest:g}"}
        raise PydanticCustomError("apex_below_path", "the apex is the top of the path", heights)
    if any(later.range_m < earlier.range_m for earlier, later in pairwise(spots)):
        told = {"elevation": f"{row.elevation_deg:g}"}
        raise PydanticCustomError("path_backwards", "a round does not come back", told)


def _between(
    below: TrajectoryRow,
    above: TrajectoryRow,
    elevation_deg: float,
) -> TrajectoryRow:
    share = (elevation_deg - below.elevation_deg) / (above.elevation_deg - below.elevation_deg)
    told: dict[str, float | None] = {"elevation_deg": elevation_deg}
    for name in set(TrajectoryRow.model_fields) - told.keys():
        low, high = getattr(below, name), getattr(above, name)
        told[name] = None if low is None or high is None else low + share * (high - low)
    return TrajectoryRow.model_validate(told)
