"""NetCDF and Zarr to pieces: any usual names, dimensions in any order, one variable a file or many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids import hybrid, wrf
from wxmod.weather.readers.grids.cf import File, Variable, opened
from wxmod.weather.readers.grids.clocks import Cut, cuts, ends
from wxmod.weather.readers.grids.names import (
    ALONG_GRID,
    GRAVITY,
    SCREEN_M,
    Unit,
    known,
    unit,
)
from wxmod.weather.readers.grids.phase import centre_in
from wxmod.weather.readers.grids.pieces import (
    Floats,
    Found,
    Grid,
    Order,
    Origin,
    Piece,
    Reached,
    bounded,
    grid_of,
    meshed,
    unwatched,
)
from wxmod.weather.readers.grids.roles import dimension_role, role
from wxmod.weather.readers.grids.winds import Along, turned_pairs
from wxmod.wording import N_, _

_PA = 2000.0  # no level is at 2000 hPa: greater numbers are Pa
_ONE_PARALLEL = 1e-6  # degrees by which a row of cells may stray
_NO_HEIGHT = -1e9
_MARKS = (-9999.0, -99999.0, -999999.0)  # of missing values, where nobody declared them


class Place(NamedTuple):
    """Where a variable's cells lie, and how they are brought in order: dimension names, rows, columns."""

    grid: Grid
    dims: tuple[str, str]
    rows: Order
    columns: Order
    parallels: bool


class Levels(NamedTuple):
    """The vertical dimension of a variable.

    Attributes:
        hpa: What it comes to.
        dims: Its dimension; empty for a lone level.
        terms: Of the pressure on model levels; None where levels are of pressure.
    """

    hpa: tuple[float, ...]
    dims: tuple[str, ...]
    terms: hybrid.Terms | None = None


@dataclass(frozen=True, eq=False)
class Slab:
    """One time of a variable, ready to be read."""

    variable: Variable
    place: Place
    levels: Levels | None
    cut: Cut
    factor: Unit
    name: str


def read(paths: Sequence[Path], reached: Reached = unwatched) -> Found:
    """Pieces of *paths*; what is not used is named.

    Raises:
        UnreadableFileError: a file is damaged, or its air is on levels whose pressure cannot be told.
    """
    pieces: list[Piece] = []
    along: list[Along] = []
    notes: list[str] = []
    for path in paths:
        reached(path)
        file = opened(path)
        if wrf.is_wrfout(file):
            mine = wrf.pieces(file, path)
            notes.append(
                _(N_("{file} 是 WRF 原始输出：由 P+PB、PH+PHB 插值到等压面")).format(file=path.name)
            )
        else:
            mine = []
            for variable in file.variables.values():
                for piece, along_grid in _pieces(variable, file, notes):
                    if along_grid:
                        along.append(Along(piece))
                    else:
                        mine.append(piece)
        if not mine and not along:
            notes.append(_(N_("{file} 没有可用的要素，未用")).format(file=path.name))
        pieces += mine
    pieces += turned_pairs(along, notes)
    if not pieces:
        _refuse_odd_levels(paths, notes)
    return Found(pieces, list(dict.fromkeys(notes)))


def _refuse_odd_levels(paths: Sequence[Path], notes: Sequence[str]) -> None:
    """Say what to convert where all there is stands on levels of no known pressure.

    Raises:
        UnreadableFileError: it does.
    """
    for path in paths:
        for variable in opened(path).variables.values():
            if known(variable.name, aloft=True) and len(variable.shape) > 2:  # noqa: PLR2004  rows and columns
                raise UnreadableFileError(
                    path,
                    expected=N_("等压面，或带 ap、b 系数和地面气压的模式面"),
                    found="; ".join(dict.fromkeys(notes)),
                    remedy=N_("先插值到等压面，如 cdo ml2pl，再给"),
                )


def _pieces(variable: Variable, file: File, notes: list[str]) -> Iterator[tuple[Piece, bool]]:
    """Every time of *variable*, and whether it is a wind along the grid."""
    held = file.variables
    beside = _beside(variable, held)
    levels = _levels_of(variable, beside, held)
    aloft = levels is not None
    name = known(variable.name, aloft=aloft) or known(variable.said("standard_name"), aloft=aloft)
    if name is None and not aloft and known(variable.name, aloft=True):
        notes.append(_(N_("{name} 不在等压面上，未用")).format(name=variable.name))
    if name is None or role(variable):
        return
    place = _place(variable, held)
    if place is None or not _at_screen(name, beside):
        return
    factor = _unit(name, variable, notes)
    if factor is None:
        return
    space = {*place.dims}
    hpa = None
    if levels is not None:
        space.update(levels.dims)
        hpa = levels.hpa
        if levels.terms is not None:
            notes.append(
                _(N_("模式面由系数和地面气压算出气压，插值到 {n} 层等压面")).format(n=len(hpa))
            )
    bounded(variable.path, *place.grid.shape, len(hpa or (0,)))
    along_grid = _along_grid(name, variable, place, notes)
    origin = _origin(variable, file)
    for cut in cuts(variable, beside, space, notes):
        slab = Slab(variable, place, levels, cut, factor, name)
        time, hours = ends(name, factor, cut, notes)
        piece = Piece(
            name,
            variable.path,
            place.grid,
            time,
            hpa,
            _reading(slab),
            cut.run,
            hours,
            origin,
            cut.member,
        )
        yield piece, along_grid


def _reading(slab: Slab) -> Callable[[], Floats]:
    return lambda: _values(slab)


def _origin(variable: Variable, file: File) -> Origin:
    """Whose a variable is: as cfgrib writes it, else as the file's attributes tell."""
    centre = variable.said("GRIB_centre") or str(file.attrs.get("GRIB_centre", ""))
    if not centre:
        words = [file.attrs.get(key, "") for key in ("institution", "source", "centre", "title")]
        centre = centre_in(*words)
    parameter = variable.said("GRIB_paramId")
    if parameter.isdecimal():
        return Origin(centre, int(parameter))
    return Origin(centre)


def _along_grid(name: str, variable: Variable, place: Place, notes: list[str]) -> bool:
    """Whether a wind blows along rows that are no parallels; where the file does not say, that is said."""
    if place.parallels or not name.endswith(("wind_u_ms", "wind_v_ms")):
        return False
    words = {variable.name.lower(), variable.said("standard_name").lower()}
    if words & ALONG_GRID:
        return True
    if not any(word.startswith(("eastward", "northward")) for word in words):
        notes.append(
            _(N_("{name} 在投影网格上而没有说方向，按正东正北")).format(name=variable.name)
        )
    return False


def _levels_of(
    variable: Variable, beside: Sequence[Variable], held: Mapping[str, Variable]
) -> Levels | None:
    """The levels of *variable*: of pressure, or of the model with what makes their pressure."""
    for coordinate in beside:
        if coordinate.name == variable.name:
            continue
        kind = role(coordinate)
        if kind == "level":
            return Levels(_hpa(coordinate), coordinate.dims)
        if kind == "hybrid" and coordinate.dims[:1] and coordinate.dims[0] in variable.dims:
            terms = hybrid.terms_of(coordinate, held)
            if terms is not None and terms.levels_hpa:
                return Levels(terms.levels_hpa, coordinate.dims, terms)
    return None


def _beside(variable: Variable, held: Mapping[str, Variable]) -> list[Variable]:
    """Its coordinates: along its dimensions, or named by it; times of the whole file; a lone level if it names none."""
    named = variable.said("coordinates").split()
    near = [held[n] for n in (*variable.dims, *named) if n in held]
    loose = [
        v
        for v in held.values()
        if set(v.dims) <= {*variable.dims}
        and (role(v) in {"time", "step", "run"} or (role(v) == "level" and (v.dims or not named)))
    ]
    return list({id(v): v for v in (*near, *loose)}.values())


def _at_screen(name: str, beside: Sequence[Variable]) -> bool:
    """Whether a variable some metres above the ground is at the height the model wants (2 m, 10 m)."""
    heights = [c for c in beside if c.name.lower().startswith("height_above_ground")]
    wanted = SCREEN_M.get(name)
    return wanted is None or not heights or float(np.ravel(heights[0].values())[0]) == wanted


def _unit(name: str, variable: Variable, notes: list[str]) -> Unit | None:
    said = variable.said("units")
    if (
        name == "surface_height_msl_m"
        and variable.name.lower() in {"z", "geopotential"}
        and not said
    ):
        return Unit(1 / GRAVITY)
    if not said:
        notes.append(_(N_("{name} 没有写单位，按标准单位读")).format(name=variable.name))
        if variable.name.lower() in {"z", "geopotential"}:
            return Unit(1 / GRAVITY)
        return Unit()
    found = unit(name, said)
    if found is None:
        notes.append(
            _(N_("{name} 的单位 {unit} 不能用，未用")).format(name=variable.name, unit=said[:20])
        )
    return found


def _hpa(level: Variable) -> tuple[float, ...]:
    values = np.atleast_1d(level.values())
    if values.ndim != 1:
        raise UnreadableFileError(
            level.path,
            expected=N_("一维的层次"),
            found=N_("内容自相矛盾"),
        )
    pascal = level.said("units").lower() in {"pa", "pascal"} or np.nanmax(values) > _PA
    return tuple(float(v) for v in np.round(values / (100 if pascal else 1), 4))


def _place(variable: Variable, held: Mapping[str, Variable]) -> Place | None:
    axes = {role(held[d]): held[d] for d in variable.dims if d in held and held[d].dims == (d,)}
    if "lat" in axes and "lon" in axes:
        bounded(
            variable.path,
            axes["lat"].shape[0],
            axes["lon"].shape[0],
        )
        grid, rows, columns = meshed(axes["lat"].values(), axes["lon"].values())
        return Place(grid, (axes["lat"].name, axes["lon"].name), rows, columns, parallels=True)
    wide = {
        role(v): v
        for v in held.values()
        if len(v.shape) > 1 and set(v.dims) <= {*variable.dims, "Time"}
    }
    if "lat" not in wide or "lon" not in wide:
        return None
    lat, lon = (v.values((*(0,) * (len(v.shape) - 2), ...)) for v in (wide["lat"], wide["lon"]))
    dims = wide["lat"].dims[-2:]
    return Place(
        grid_of(lat, lon),
        (dims[0], dims[1]),
        slice(None),
        slice(None),
        parallels=bool(np.ptp(lat, axis=1).max() < _ONE_PARALLEL),
    )


@lru_cache(maxsize=2)
def _values(slab: Slab) -> Floats:
    """The values of *slab*; the last two are kept, since winds are turned in pairs."""
    variable = slab.variable
    cut = slab.cut
    levels = slab.levels
    standing = [d for d in variable.dims if d not in cut.at]
    values = variable.values(tuple(cut.at.get(d, slice(None)) for d in variable.dims))
    values = _merged(values, standing)
    up = [d for d in standing if levels is not None and d in levels.dims]
    order = [standing.index(d) for d in (*up, *slab.place.dims)]
    values = np.transpose(values, order)
    if levels is not None and not up:
        values = values[None]
    if slab.name == "height_msl_m" and (levels is None or levels.terms is None):
        values = _without_marks(values)
    if levels is not None and levels.terms is not None:
        values = hybrid.on_levels(values, _pressure(slab, levels.terms), levels.hpa)
    values = values[..., slab.place.rows, :][..., slab.place.columns]
    factor = slab.factor
    if (factor.scale, factor.offset) != (1, 0):
        values = values * factor.scale + factor.offset
    return np.asarray(values, dtype="float32")


def _merged(values: Floats, standing: list[str]) -> Floats:
    """Versions of a dataset (``expver``) as one: of each value, the first that is there."""
    axis = next((n for n, dim in enumerate(standing) if dimension_role(dim) == "expver"), None)
    if axis is None:
        return values
    del standing[axis]
    versions = np.moveaxis(values, axis, 0)
    merged = versions[0]
    for version in versions[1:]:
        merged = np.where(np.isnan(merged), version, merged)
    return np.asarray(merged)


def _without_marks(values: Floats) -> Floats:
    """A geopotential of −9999 is no height of 1020 m below the sea but a missing value nobody declared.

    It becomes a number no height has, so that it is left out, and named, with all such values.
    """
    marked = np.isin(values, _MARKS)
    if marked.any():
        return np.asarray(np.where(marked, _NO_HEIGHT, values))
    return values


def _pressure(slab: Slab, terms: hybrid.Terms) -> Floats:
    """Pressure on the model's levels, at the time of *slab*, in the file's order."""
    ground = terms.ground
    key = tuple(slab.cut.at.get(d, slice(None)) for d in ground.dims)
    values = ground.values(key)
    standing = [d for d in ground.dims if d not in slab.cut.at]
    # A lone dimension of level 1, as cdo leaves it beside lnsp, says nothing.
    for axis in reversed(range(len(standing))):
        if standing[axis] not in slab.place.dims:
            values = np.take(values, 0, axis=axis)
            del standing[axis]
    return terms.pressure_hpa(np.transpose(values, [standing.index(d) for d in slab.place.dims]))
