"""What every gridded reader gives: one variable at one time on some levels, and how to read it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.wording import N_

Floats = NDArray[np.floating[Any]]
Order = NDArray[np.intp] | slice
Reading = Callable[[], Floats]
Reached = Callable[[Path], None]
"""Told of each file before it is touched."""
LARGEST_STEP = 1 << 28
"""Values one variable may have at one time: a gigabyte of float32."""
_PLACES = (
    3  # a thousandth of a degree tells two grids apart; float32 coordinates do not agree closer
)


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the cells lie, ``[y, x]``, degrees, −180…180; from south to north where rows are parallels."""

    lat: Floats
    lon: Floats
    key: str

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.lat.shape[0], self.lat.shape[1]


class Origin(NamedTuple):
    """Whose a variable is, as far as the file says.

    Attributes:
        centre: As GRIB abbreviates it (``ecmf``, ``kwbc``); empty if not said.
        parameter: ECMWF's number of it, 0 if not said.
    """

    centre: str = ""
    parameter: int = 0


@dataclass(frozen=True)
class Piece:
    """One variable at one time.

    Attributes:
        time: Valid; for amounts, the end of the time they fell in.
        levels: hPa, in the order of what `read` gives; None at the ground.
        read: ``(level, y, x)`` or ``(y, x)``, canonical units, NaN where missing, oriented as *grid* says.
        run: When the forecast started, NaT if not said.
        hours: Over which an amount fell; NaN if not said.
        origin: Whose it is; what relative humidity is taken over hangs on it.
        member: Of an ensemble; None where it is of none, or holds for all of them.
    """

    name: str
    path: Path
    grid: Grid
    time: np.datetime64
    levels: tuple[float, ...] | None
    read: Reading
    run: np.datetime64 = np.datetime64("NaT", "ns")  # noqa: RUF009  immutable
    hours: float = float("nan")
    origin: Origin = Origin()  # noqa: RUF009  immutable
    member: int | None = None


@dataclass(frozen=True)
class Found:
    """What one reader made of its files."""

    pieces: list[Piece]
    notes: list[str]


def wrapped(lon: Floats) -> Floats:
    """Degrees east, −180…180."""
    return np.asarray((np.asarray(lon, dtype=float) + 180) % 360 - 180)


def grid_of(lat: Floats, lon: Floats) -> Grid:
    """The grid of these cells, known again by where they lie."""
    lat = np.ascontiguousarray(lat, dtype=float)
    lon = wrapped(lon)
    places = (np.round(each, _PLACES).astype("float32") + np.float32(0) for each in (lat, lon))
    key = hashlib.sha256(
        b"".join(each.tobytes() for each in places) + str(lat.shape).encode()
    ).hexdigest()
    return Grid(lat, lon, key)


def meshed(lat: Floats, lon: Floats) -> tuple[Grid, Order, Order]:
    """A lat-lon grid from south to north and from west to east, and the order in which its rows and columns are taken.

    A gap in the middle (a region across 180°) stays where it is: then columns keep their order.
    """
    rows = np.argsort(lat, kind="stable")
    east = wrapped(lon)
    columns = np.argsort(east, kind="stable")
    if not np.allclose(
        np.diff(east[columns]),
        np.diff(east[columns])[:1],
        atol=1e-2,
    ):
        columns = np.arange(east.size)
    mesh = np.meshgrid(
        np.asarray(lat, dtype=float)[rows],
        east[columns],
        indexing="ij",
    )
    return grid_of(mesh[0], mesh[1]), _plain(rows), _plain(columns)


def _plain(order: NDArray[np.intp]) -> Order:
    """*order* as a slice where it is one: a view is free, a selection is a copy."""
    forward = np.arange(order.size)
    if (order == forward).all():
        return slice(None)
    if (order == forward[::-1]).all():
        return slice(None, None, -1)
    return order


def bounded(path: Path, *sizes: int) -> None:
    """Refuse a step that no memory should be asked for.

    Raises:
        UnreadableFileError: more than `LARGEST_STEP` values, or none.
    """
    count = 1
    for size in sizes:
        count *= size
    if not 0 < count <= LARGEST_STEP:
        raise UnreadableFileError(
            path,
            expected=N_("每个时次 1 到 2.7 亿个格点值"),
            found=" × ".join(str(s) for s in sizes),
            remedy=N_("文件已坏，或先裁剪到本地区"),
        )


def unwatched(_path: Path) -> None:
    """Nobody is told."""
