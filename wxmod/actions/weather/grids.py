"""Every cell and hour judged, for the eye and for other programs; nothing is written into the record."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxmod.actions.desk import Desk
from wxmod.actions.weather.forecasts import Wanted, asked

if TYPE_CHECKING:
    from wxmod.weather.judging.exported import Hour


class Grid(NamedTuple):
    """What came of it.

    Attributes:
        path: Where the fields were saved; "" if they were not.
    """

    hours: tuple["Hour", ...]
    cells: int
    path: str
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return self._asdict() | {"hours": [each.model_dump(mode="json") for each in self.hours]}


def grid(desk: Desk, wanted: Wanted, to: Path | None = None) -> Grid:
    """Judge *wanted*, and save its fields at *to*.

    Raises:
        UnreadableFileError: nothing here can read the files.
        BadInput: they hold no fields or no times, do not reach the area, or *to* cannot be written.
        UnknownName: no such criteria.
    """
    from wxmod.weather.judging import areas, exported  # noqa: PLC0415  loads the kernel

    told = areas.judged(asked(desk, wanted))
    if to:
        exported.save(told, to)
    return Grid(
        exported.hours(told),
        int(told.cells.sum()),
        str(to or ""),
        told.opened.notes,
    )
