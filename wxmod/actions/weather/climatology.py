"""How often a plan may expect favourable weather: processes a month, over years of analyses."""

from typing import TYPE_CHECKING, NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.weather.forecasts import AREA, Wanted, look
from wxmod.weather.judging.criteria import definition

if TYPE_CHECKING:
    from wxmod.evaluation.climatology import Climatology


class Opportunities(NamedTuple):
    """Processes a month.

    Attributes:
        found: Processes in all.
        notes: What the readers repaired or left unused.
    """

    climatology: "Climatology"
    found: int
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "months": [each.model_dump(mode="json") for each in self.climatology.months],
            "left_out": list(self.climatology.left_out),
            "processes": self.found,
            "notes": list(self.notes),
        }


def opportunity(desk: Desk, wanted: Wanted) -> Opportunities:
    """Detect processes over the area as in any forecast, and count them by month.

    Raises:
        UnreadableFileError, BadInput, UnknownName, Cancelled: as `wxmod.actions.weather.forecasts.detect`.
    """
    from wxmod.evaluation.climatology import Began, counted  # noqa: PLC0415  loads NumPy
    from wxmod.weather.judging.areas import local_days  # noqa: PLC0415
    from wxmod.weather.judging.processes import COUNTY  # noqa: PLC0415

    forecast = look(desk, wanted)
    # A site favourable on its own is no opportunity of the county.
    over = [f.process for f in forecast.found if f.process.place in {COUNTY, AREA}]
    began = [
        Began(
            p.purpose,
            desk.local(p.window.start).date(),
        )
        for p in over
    ]
    found = forecast.judged
    purposes = tuple(dict.fromkeys(each.purpose for each in found.sets))
    climatology = counted(
        began,
        local_days(found.ingredients, found.zone),
        purposes,
        definition("month_covered_min"),
    )
    return Opportunities(climatology, len(over), forecast.notes)
