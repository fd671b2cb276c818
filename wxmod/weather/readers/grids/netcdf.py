"""NetCDF and Zarr to pieces: any usual names, dimensions in any order, one variable a file or many."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.cf import Variable, lapses, moments, variables
from wxmod.weather.readers.grids.names import GRAVITY, SCREEN_M, Unit, known, unit
from wxmod.weather.readers.grids.pieces import (
    Floats,
    Found,
    Grid,
    Order,
    Piece,
    Reached,
    bounded,
    grid_of,
    meshed,
    unwatched,
)
from wxmod.wording import N_, _

ROLES = {
    "lat": "lat latitude xlat nav_lat",
    "lon": "lon longitude xlong xlon nav_lon",
    "level": "plev level pressure_level isobaricinhpa isobaricinpa lev pressure air_pressure",
    "time": "time valid_time",
    "step": "step forecast_period leadtime",
    "run": "forecast_reference_time reftime",
}
_ROLE = {alias: role for role, aliases in ROLES.items() for alias in aliases.split()}
_BY_UNITS = {
    "degrees_north": "lat",
    "degree_north": "lat",
    "degrees_east": "lon",
    "degree_east": "lon",
    "pa": "level",
    "hpa": "level",
    "mb": "level",
    "mbar": "level",
    "millibar": "level",
    "millibars": "level",
}
_PA = 2000.0  # no level is at 2000 hPa: greater numbers are Pa
_NEVER, _NAT = np.datetime64("NaT", "ns"), np.timedelta64("NaT", "ns")


class Place(NamedTuple):
    """Where a variable's cells lie, and how they are brought in order: dimension names, rows, columns."""

    grid: Grid
    dims: tuple[str, str]
    rows: Order
    columns: Order


class Cut(NamedTuple):
    """One time of a variable: where the other dimensions stand, when it is, since when, over how long."""

    at: dict[str, int]
    time: np.datetime64
    run: np.datetime64
    lead: np.timedelta64


def read(paths: Sequence[Path], reached: Reached = unwatched) -> Found:
    """Pieces of *paths*; what is not used is named.

    Raises:
        UnreadableFileError: a file is damaged.
    """
    pieces: list[Piece] = []
    notes: list[str] = []
    for path in paths:
        reached(path)
        held = variables(path)
        mine = [piece for variable in held.values() for piece in _pieces(variable, held, notes)]
        if not mine:
            notes.append(_(N_("{file} 没有可用的要素，未用")).format(file=path.name))
        pieces += mine
    return Found(pieces, list(dict.fromkeys(notes)))


def role(variable: Variable) -> str:
    """What kind of coordinate a variable is; empty if none."""
    if found := _ROLE.get(variable.said("standard_name")) or _ROLE.get(variable.name.lower()):
        if found == "run" and variable.name == "valid_time":
            return "time"
        return found
    if len(variable.shape) > 1:
        return ""
    if variable.name in variable.dims and " since " in variable.said("units"):
        return "time"
    if variable.name not in variable.dims and not variable.name.lower().startswith("isobaric"):
        return ""
    return _BY_UNITS.get(variable.said("units").lower(), "")


def _pieces(variable: Variable, held: Mapping[str, Variable], notes: list[str]) -> Iterator[Piece]:
    beside = _beside(variable, held)
    level = next(
        (c for c in beside if role(c) == "level" and c.name != variable.name),
        None,
    )
    name = known(variable.name, aloft=level is not None) or known(
        variable.said("standard_name"), aloft=level is not None
    )
    if name is None and level is None and known(variable.name, aloft=True):
        notes.append(_(N_("{name} 不在等压面上，未用")).format(name=variable.name))
    if name is None or role(variable) or (place := _place(variable, held)) is None:
        return
    if not _at_screen(name, beside):
        return
    factor = _unit(name, variable, notes)
    if factor is None:
        return
    if level is None:
        levels = None
    else:
        levels = _levels(level)
    bounded(
        variable.path,
        *place.grid.shape,
        1 if levels is None else len(levels),
    )
    for cut in _cuts(
        variable,
        beside,
        {*place.dims, *(level.dims if level else ())},
        notes,
    ):
        taken = (variable, place, level, cut, factor)
        time, hours = _ends(name, factor, cut, notes)
        yield Piece(
            name,
            variable.path,
            place.grid,
            time,
            levels,
            lambda t=taken: _values(*t),  # type: ignore[misc]
            cut.run,
            hours,
        )


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


def _levels(level: Variable) -> tuple[float, ...]:
    values = np.atleast_1d(level.values())
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
        return Place(
            grid,
            (axes["lat"].name, axes["lon"].name),
            rows,
            columns,
        )
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
    )


class _Clocks(NamedTuple):
    """The coordinates that tell when a variable is valid, with their moments.

    Attributes:
        by_kind: Start of the run, lead time, time.
        valid: The time it is valid, where the file says so under that name.
        moments: Of the start and the time.
    """

    by_kind: dict[str, Variable]
    valid: Variable | None
    moments: dict[str, NDArray[Any]]
    valid_moments: NDArray[Any] | None
    leads: NDArray[Any]

    def run_along(self, dim: str) -> bool:
        """Whether time runs along *dim*."""
        several = [*self.by_kind.values()]
        if self.valid is not None:
            several.append(self.valid)
        return any(dim in clock.dims for clock in several)

    def cut(self, at: dict[str, int]) -> Cut:
        """The moment where the running dimensions stand *at*."""
        when = {kind: _at(each, self.by_kind[kind], at) for kind, each in self.moments.items()}
        lead = _NAT
        if "step" in self.by_kind:
            lead = _at(self.leads, self.by_kind["step"], at)
        ends = _NEVER
        if self.valid is not None and self.valid_moments is not None:
            ends = _at(self.valid_moments, self.valid, at)
        return _cut(at, when, lead, ends)

    def named(self, variable: Variable) -> Variable:
        """The clock to blame where no moment can be made of it."""
        return self.by_kind.get("time") or self.valid or variable


def _clocks(beside: Sequence[Variable]) -> _Clocks:
    by_kind: dict[str, Variable] = {}
    for kind in ("run", "step", "time"):
        for coordinate in beside:
            if role(coordinate) == kind:
                by_kind[kind] = coordinate
    valid = next((c for c in beside if c.name == "valid_time"), None)
    dated = {kind: moments(clock) for kind, clock in by_kind.items() if kind != "step"}
    leads: NDArray[Any] = np.asarray(_NAT)
    if "step" in by_kind:
        leads = lapses(by_kind["step"])
    valid_moments = None
    if valid is not None:
        valid_moments = moments(valid)
    return _Clocks(by_kind, valid, dated, valid_moments, leads)


def _cuts(
    variable: Variable,
    beside: Sequence[Variable],
    space: set[str],
    notes: list[str],
) -> Iterator[Cut]:
    """Every time of *variable*; of dimensions that are neither time nor space, the first.

    Raises:
        UnreadableFileError: there are several times, and it cannot be told when they are.
    """
    clocks = _clocks(beside)
    size = dict(zip(variable.dims, variable.shape, strict=True))
    dims = [d for d in variable.dims if d not in space]
    running = [d for d in dims if clocks.run_along(d)]
    others = [d for d in dims if d not in running]
    notes += [
        _(N_("{dim} 有 {n} 个，只用第一个")).format(dim=dim, n=size[dim])
        for dim in others
        if size[dim] > 1
    ]
    dated = 0
    steps = product(*(range(size[d]) for d in running))
    for count, each in enumerate(steps, 1):
        at = dict(zip(running, each, strict=True))
        at.update(dict.fromkeys(others, 0))
        cut = clocks.cut(at)
        dated += not np.isnat(cut.time)
        # Two cuts without a moment would be laid one on the other.
        if count > max(1, dated):
            raise _undated(variable.path, clocks.named(variable))
        yield cut


def _undated(path: Path, clock: Variable) -> UnreadableFileError:
    said = " ".join(
        part for part in (clock.name, clock.said("units"), clock.said("calendar")) if part
    )
    return UnreadableFileError(
        path,
        expected=N_("读得懂的时间，如 hours since 2023-07-20，1950 至 2199 年"),
        found=said[:80],
        remedy=N_("改正文件里的时间单位或历法；或重新取一份"),
    )


def _at(values: NDArray[Any], of: Variable, at: Mapping[str, int]) -> Any:
    return np.asarray(values)[tuple(at.get(d, 0) for d in of.dims)]


def _cut(
    at: dict[str, int],
    when: Mapping[str, Any],
    lead: np.timedelta64,
    ends: np.datetime64,
) -> Cut:
    """When it is valid: as said, else start and lead time."""
    time = when.get("time", _NEVER)
    run = when.get("run", _NEVER)
    if not np.isnat(ends):
        valid = ends
    elif not np.isnat(lead):
        valid = (run if np.isnat(time) else time) + lead
    else:
        valid = (
            time if "time" in when else run
        )  # a time that cannot be read is not that of the start
    if np.isnat(run) and not np.isnat(lead):
        run = valid - lead
    return Cut(
        at,
        valid,
        run,
        lead if not np.isnat(lead) else valid - run,
    )


def _ends(
    name: str,
    factor: Unit,
    cut: Cut,
    notes: list[str],
) -> tuple[np.datetime64, float]:
    """When a variable is valid, and over how many hours an amount fell."""
    if name != "precipitation_mm":
        return cut.time, float("nan")
    if factor.hours is None:
        return cut.time, float("nan") if np.isnat(cut.lead) else cut.lead / np.timedelta64(1, "h")
    notes.append(_(N_("雨量是 {n} 小时的速率，文件时间当作开始时间")).format(n=f"{factor.hours:g}"))
    return cut.time + np.timedelta64(round(factor.hours * 3600), "s"), factor.hours


def _values(
    variable: Variable,
    place: Place,
    level: Variable | None,
    cut: Cut,
    factor: Unit,
) -> Floats:
    standing = [d for d in variable.dims if d not in cut.at]
    values = variable.values(tuple(cut.at.get(d, slice(None)) for d in variable.dims))
    up = [d for d in standing if level is not None and d in level.dims]
    values = np.transpose(
        values,
        [standing.index(d) for d in (*up, *place.dims)],
    )
    if level is not None and not up:
        values = values[None]
    values = values[..., place.rows, :][..., place.columns]
    if (factor.scale, factor.offset) != (1, 0):
        values = values * factor.scale + factor.offset
    return np.asarray(values, dtype="float32")
