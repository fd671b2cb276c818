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
from wxmod.domain.text import Code, Filled, Name, OneOrMore, Real
from wxmod.wording import N_

Metres = Annotated[Real, Field(ge=0, le=40_000)]
LOWEST_M = 100
"""No round seeds so low; a table that ends below it was written in kilometres."""
MOMENTS = {
    "start": N_("播撒开始"),
    "end": N_("播撒结束"),
    "final": N_("自毁或开伞"),
}
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
        height_m = getattr(self, f"{moment}_height_m")
        range_m = getattr(self, f"{moment}_range_m")
        if height_m is None or range_m is None:
            return None
        return Spot(height_m, range_m)

    @property
    def spots(self) -> list[Spot]:
        """Where it is at each of `MOMENTS` of which the table says, in order."""
        spots = [self.spot(moment) for moment in MOMENTS]
        return [spot for spot in spots if spot]


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
    rows: OneOrMore[TrajectoryRow]

    @model_validator(mode="after")
    def _is_a_path(self) -> Self:
        _check_metres(self.rows)
        _check_rising(self.rows)
        for moment in MOMENTS:
            _check_monotone(self.rows, moment)
        for row in self.rows:
            _check_apex(row)
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
        for end_deg in (low_deg, high_deg):
            end = self.at(end_deg)
            if end:
                rows.append(end)
        ranges_m = []
        for row in rows:
            if row.dud_range_m is None:
                return None
            ranges_m.append(row.dud_range_m)
        if not ranges_m:
            return None
        return min(ranges_m), max(ranges_m)


def _check_metres(rows: Sequence[TrajectoryRow]) -> None:
    """Heights are in metres: one of them is higher than no kilometres would be."""
    top_m = max(row.end_height_m for row in rows)
    if top_m < LOWEST_M:
        raise PydanticCustomError(
            "not_metres",
            "{top} m is too low: kilometres?",
            {"top": f"{top_m:g}"},
        )


def _check_rising(rows: Sequence[TrajectoryRow]) -> None:
    """Elevations rise line by line."""
    for below, above in pairwise(rows):
        if above.elevation_deg <= below.elevation_deg:
            raise PydanticCustomError("elevations_not_rising", "elevations rise line by line")


def _check_monotone(rows: Sequence[TrajectoryRow], moment: str) -> None:
    """A steeper shot goes higher and not so far."""
    # Lines that say nothing of this moment are passed over: the next that does is compared.
    told = [row for row in rows if row.spot(moment)]
    for below, above in pairwise(told):
        flat, steep = below.spot(moment), above.spot(moment)
        if flat is None or steep is None:
            continue
        if steep.height_m < flat.height_m or steep.range_m > flat.range_m:
            raise PydanticCustomError(
                "not_monotone",
                "a steeper shot goes higher and not so far",
                {
                    "below": f"{below.elevation_deg:g}",
                    "above": f"{above.elevation_deg:g}",
                },
            )


def _check_apex(row: TrajectoryRow) -> None:
    """The apex is the top of the path."""
    if row.apex_height_m is None:
        return
    highest_m = max(spot.height_m for spot in row.spots)
    if row.apex_height_m < highest_m:
        raise PydanticCustomError(
            "apex_below_path",
            "the apex is the top of the path",
            {"elevation": f"{row.elevation_deg:g}", "top": f"{highest_m:g}"},
        )


def _check_forwards(row: TrajectoryRow) -> None:
    """A round does not come back."""
    for earlier, later in pairwise(row.spots):
        if later.range_m < earlier.range_m:
            raise PydanticCustomError(
                "path_backwards",
                "a round does not come back",
                {"elevation": f"{row.elevation_deg:g}"},
            )


def _between(
    below: TrajectoryRow,
    above: TrajectoryRow,
    elevation_deg: float,
) -> TrajectoryRow:
    """A path between two lines of a table; what one of them does not say stays empty."""
    step_deg = above.elevation_deg - below.elevation_deg
    share = (elevation_deg - below.elevation_deg) / step_deg
    row: dict[str, float | None] = {}
    for name in TrajectoryRow.model_fields:
        low, high = getattr(below, name), getattr(above, name)
        row[name] = None
        if low is not None and high is not None:
            row[name] = low + share * (high - low)
    row["elevation_deg"] = elevation_deg
    return TrajectoryRow.model_validate(row)
