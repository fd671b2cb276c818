"""Files as WRF writes them (``wrfout``): staggered winds, perturbations, mixing ratios, on levels of the model.

Users' Guide of WRF-ARW, chapter 5: pressure is P + PB, geopotential PH + PHB, potential temperature T + 300 K.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from wxmod.weather.readers.grids.cf import File, Variable, opened
from wxmod.weather.readers.grids.derived import DRY_AIR, turned
from wxmod.weather.readers.grids.hybrid import on_levels, within
from wxmod.weather.readers.grids.names import GRAVITY
from wxmod.weather.readers.grids.pieces import Floats, Grid, Piece, bounded, grid_of

_NEEDED = ("P", "PB", "T", "QVAPOR", "XLAT", "XLONG")
_THETA_K, _REFERENCE_PA, _KAPPA = 300.0, 1e5, 2 / 7
_NEVER = np.datetime64("NaT", "ns")
_RATIO = 0.622

Reader = Callable[[Path, int], Floats]


def is_wrfout(file: File) -> bool:
    """Whether *file* is WRF's own output, not yet interpolated to levels of pressure."""
    return all(name in file.variables for name in _NEEDED)


def pieces(file: File, path: Path) -> list[Piece]:
    """Everything the model of this program knows, at every time of *file*.

    Raises:
        UnreadableFileError: the file breaks off.
    """
    grid = _grid(path)
    times = _times(file)
    run = _run(file)
    levels = _levels(path)
    bounded(path, *grid.shape, len(levels))
    return [
        piece
        for index, time in enumerate(times)
        for piece in _at(path, index, time, (grid, run, levels))
    ]


def _at(
    path: Path,
    index: int,
    time: np.datetime64,
    common: tuple[Grid, np.datetime64, tuple[float, ...]],
) -> Iterator[Piece]:
    """The pieces of one time."""
    grid, run, levels = common
    held = opened(path).variables
    for name, (reader, wanted) in _ALOFT.items():
        if all(each in held for each in wanted):
            read = _on_levels(path, index, reader, levels)
            yield Piece(name, path, grid, time, levels, read, run)
    for name, (reader, wanted) in _GROUND.items():
        if all(each in held for each in wanted):
            hours = float("nan")
            if name == "precipitation_mm" and not np.isnat(run):
                hours = float((time - run) / np.timedelta64(1, "h"))
            yield Piece(name, path, grid, time, None, _bound(reader, path, index), run, hours)


def _bound(reader: Reader, path: Path, index: int) -> Callable[[], Floats]:
    return lambda: np.asarray(reader(path, index), "float32")


def _on_levels(
    path: Path, index: int, reader: Reader, levels: tuple[float, ...]
) -> Callable[[], Floats]:
    return lambda: on_levels(reader(path, index), _pressure_pa(path, index) / 100, levels)


def _variable(path: Path, name: str, index: int) -> Floats:
    """One time of a variable; some files leave the dimension of time away where nothing moves."""
    variable: Variable = opened(path).variables[name]
    if variable.dims[:1] == ("Time",):
        return variable.values((index, ...))
    return variable.values()


@lru_cache(maxsize=4)
def _grid(path: Path) -> Grid:
    return grid_of(_variable(path, "XLAT", 0), _variable(path, "XLONG", 0))


@lru_cache(maxsize=2)
def _pressure_pa(path: Path, index: int) -> Floats:
    return _variable(path, "P", index) + _variable(path, "PB", index)


@lru_cache(maxsize=2)
def _kelvin(path: Path, index: int) -> Floats:
    theta = _variable(path, "T", index) + _THETA_K
    return np.asarray(theta * (_pressure_pa(path, index) / _REFERENCE_PA) ** _KAPPA)


def _levels(path: Path) -> tuple[float, ...]:
    hpa = _pressure_pa(path, 0) / 100
    return within(float(hpa.min()), float(hpa.max()))


def _specific(path: Path, index: int) -> Floats:
    ratio = _variable(path, "QVAPOR", index)
    return np.asarray(ratio / (1 + ratio))


def _of_moist_air(name: str) -> Reader:
    """A mixing ratio as a share of moist air."""

    def read(path: Path, index: int) -> Floats:
        vapour = _variable(path, "QVAPOR", index)
        return np.asarray(_variable(path, name, index) / (1 + vapour))

    return read


def _height(path: Path, index: int) -> Floats:
    """Geopotential height in the middle of the layers; it is kept at their edges."""
    edges = (_variable(path, "PH", index) + _variable(path, "PHB", index)) / GRAVITY
    return np.asarray((edges[1:] + edges[:-1]) / 2)


def _omega(path: Path, index: int) -> Floats:
    """ω from the vertical wind: −ρ g w."""
    edges = _variable(path, "W", index)
    upward = (edges[1:] + edges[:-1]) / 2
    density = _pressure_pa(path, index) / (DRY_AIR * _kelvin(path, index))
    return np.asarray(-density * GRAVITY * upward)


def _wind(which: int) -> Reader:
    def read(path: Path, index: int) -> Floats:
        return _turned(path, index)[which]

    return read


@lru_cache(maxsize=1)
def _turned(path: Path, index: int) -> tuple[Floats, Floats]:
    """Winds from the sides of the cells to their middles, turned to east and north."""
    along = _variable(path, "U", index)
    across = _variable(path, "V", index)
    along = (along[..., 1:] + along[..., :-1]) / 2
    across = (across[..., 1:, :] + across[..., :-1, :]) / 2
    return turned(_grid(path), along, across)


def _screen_wind(which: int) -> Reader:
    def read(path: Path, index: int) -> Floats:
        components = (_variable(path, "U10", index), _variable(path, "V10", index))
        return turned(_grid(path), *components)[which]

    return read


def _plain(name: str) -> Reader:
    return lambda path, index: _variable(path, name, index)


def _screen_dewpoint(path: Path, index: int) -> Floats:
    """Dew point at 2 m from the mixing ratio there (Bolton 1980, inverted)."""
    ratio = _variable(path, "Q2", index)
    vapour_hpa = ratio * _variable(path, "PSFC", index) / 100 / (_RATIO + ratio)
    logged = np.log(np.maximum(vapour_hpa, 1e-8) / 6.112)
    return np.asarray(243.5 * logged / (17.67 - logged) + 273.15)


def _rain(path: Path, index: int) -> Floats:
    """Rain since the start: of the cumulus scheme and on the grid."""
    return _variable(path, "RAINC", index) + _variable(path, "RAINNC", index)


_ALOFT: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "temperature_k": (_kelvin, ("T",)),
    "specific_humidity_kgkg": (_specific, ("QVAPOR",)),
    "wind_u_ms": (_wind(0), ("U", "V")),
    "wind_v_ms": (_wind(1), ("U", "V")),
    "height_msl_m": (_height, ("PH", "PHB")),
    "omega_pa_s": (_omega, ("W",)),
    "cloud_water_kgkg": (_of_moist_air("QCLOUD"), ("QCLOUD",)),
    "cloud_ice_kgkg": (_of_moist_air("QICE"), ("QICE",)),
}
_GROUND: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "surface_pressure_pa": (_plain("PSFC"), ("PSFC",)),
    "surface_height_msl_m": (_plain("HGT"), ("HGT",)),
    "surface_temperature_k": (_plain("T2"), ("T2",)),
    "surface_dewpoint_k": (_screen_dewpoint, ("Q2", "PSFC")),
    "surface_wind_u_ms": (_screen_wind(0), ("U10", "V10")),
    "surface_wind_v_ms": (_screen_wind(1), ("U10", "V10")),
    "precipitation_mm": (_rain, ("RAINC", "RAINNC")),
}


def _times(file: File) -> list[np.datetime64]:
    """Every time of *file*, from the letters of ``Times``; NaT where they are none."""
    count = file.variables["P"].shape[0]
    letters = file.variables.get("Times")
    if letters is None:
        return [_NEVER] * count
    rows: Any = np.asarray(letters.raw(...))
    return [_moment(b"".join(np.atleast_1d(row)).decode("ascii", "replace")) for row in rows]


def _run(file: File) -> np.datetime64:
    start = file.attrs.get("SIMULATION_START_DATE", file.attrs.get("START_DATE", ""))
    return _moment(str(start))


def _moment(written: str) -> np.datetime64:
    """``2023-07-20_06:00:00`` as a moment."""
    try:
        return np.datetime64(written.strip("\0 ").replace("_", "T"), "ns")
    except ValueError:
        return _NEVER
