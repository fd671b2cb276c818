"""Pieces to one model: one grid, one row of times, one row of levels; what does not fit is named, never bent unsaid."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.fields import HUMIDITIES, SURFACES, VOLUMES, moment
from wxmod.weather.readers.grids import phase
from wxmod.weather.readers.grids.derived import (
    dewpoint_k,
    heights_m,
    standard_height_m,
    vapour_hpa,
    virtual_k,
)
from wxmod.weather.readers.grids.names import believed, beyond
from wxmod.weather.readers.grids.phase import RELATIVE
from wxmod.weather.readers.grids.pieces import Floats, Grid, Origin, Piece
from wxmod.weather.readers.grids.sized import Sized, sized
from wxmod.wording import N_, _

Step = Callable[[int], Floats]
Slots = dict[int, list[Piece]]
FEWEST_LEVELS = 2
HIGHEST_HPA = 1100.0
_POLE = 90.001  # float32 coordinates overshoot
_STILL = "surface_height_msl_m"


@dataclass
class Model:
    """The fields of some files, read a time at a time.

    Attributes:
        levels: hPa, falling; empty where there is nothing aloft.
        steps: For each variable, what reads it at one time: ``(level, y, x)`` or ``(y, x)``, canonical.
        hours: Over which the rain of each time fell, NaN if not said.
        run: When the forecast started, NaT if not said or not one.
        sizes: What variables read so far are in.
        origin: Whose the relative humidity is.
        over: What it is taken over, once the first of it was read.
    """

    grid: Grid
    times: "NDArray[np.datetime64]"
    levels: Floats
    steps: dict[str, Step]
    hours: tuple[float, ...]
    run: np.datetime64
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, Sized] = field(default_factory=dict)
    origin: Origin = Origin()  # noqa: RUF009  immutable
    over: str = ""
    _warmth: tuple[int, Floats] | None = None

    def read(self, name: str, time: int) -> Floats:
        """One variable at one time; values no atmosphere holds are missing, and said to be at the first."""
        values = np.asarray(self.steps[name](time), dtype="float32")
        if name not in self.sizes:
            values = self._sized(name, time, values)
        values = self.sizes.get(name, Sized()).of(values)
        values, wrong = believed(name, values)
        if wrong and not time:
            self.notes.append(beyond(name, _(N_("首个时次")), wrong))
        if name == RELATIVE:
            values = self._over_water(values, time)
        if name == "temperature_k":
            # Humidity is asked for next and needs it: once read is enough.
            self._warmth = (time, values)
        return values

    def _sized(self, name: str, time: int, values: Floats) -> Floats:
        """Settle what *name* is measured in; heights that are none are worked out instead."""
        found = sized(name, values, self.levels)
        if not found:
            return values
        self.sizes[name] = found
        self.notes += _resized(name, found)
        if not found.lost:
            return values
        if "temperature_k" in self.steps:
            self.steps[name] = lambda t: _heights(self, t)
        else:
            shape = (self.levels.size, *self.grid.shape)
            self.steps[name] = lambda _t: np.full(shape, np.nan, "float32")
        return np.asarray(self.steps[name](time), dtype="float32")

    def _over_water(self, humidity_pct: Floats, time: int) -> Floats:
        """Relative humidity over water, whatever the file takes it over."""
        if "temperature_k" not in self.steps:
            return humidity_pct
        if self._warmth is not None and self._warmth[0] == time:
            warmth = self._warmth[1]
        else:
            warmth = self.read("temperature_k", time)
        if not self.over:
            decision = phase.decided(self.origin, self._day(time), humidity_pct, warmth)
            self.over = decision.over
            self.notes.append(decision.note)
        return phase.over_water_pct(humidity_pct, warmth, self.over)

    def _day(self, time: int) -> date | None:
        """The day of the run, else that of *time*."""
        at = self.run
        if np.isnat(at):
            at = self.times[time]
        known = moment(at)
        if known is None:
            return None
        return known.date()


def _resized(name: str, found: Sized) -> list[str]:
    if found.lost:
        return [
            _(N_("{name} 的数值与气压不合，未用；有温度时由它按静力方程算出")).format(name=name)
        ]
    if found.unit:
        return [_(N_("{name} 的数值与所写单位不合，按 {unit}")).format(name=name, unit=found.unit)]
    return []


def whole(pieces: Sequence[Piece], paths: Sequence[Path], notes: list[str]) -> Model:
    """The model of *pieces*.

    Raises:
        UnreadableFileError: nothing in them belongs to it.
    """
    if not pieces:
        raise UnreadableFileError(
            paths[0],
            expected=N_("等压面温度、湿度、风、高度，或地面要素"),
            found=N_("没有认识的要素"),
            remedy=N_("查看文件里的变量名和单位"),
        )
    mine = _one_grid(pieces, notes)
    _believable(mine)
    aloft = [p for p in mine if p.levels is not None]
    times = _times(aloft or mine)
    by_name = _slotted(mine, times, notes)
    _shortest(by_name["precipitation_mm"], notes)
    levels = _levels(by_name, notes)
    model = Model(
        mine[0].grid,
        times,
        levels,
        {},
        _hours(by_name, times.size),
        _run(aloft or mine, notes),
        notes,
    )
    model.origin = _humidity_origin(mine)
    for name in (*VOLUMES, *SURFACES, "surface_humidity_pct"):
        if by_name.get(name):
            _add(model, name, by_name[name])
    _derive(model)
    return model


def _humidity_origin(pieces: Sequence[Piece]) -> Origin:
    """Whose the relative humidity is; of several centres, that of the newest run, which is laid on top."""
    humidities = [p for p in pieces if p.name == RELATIVE]
    humidities.sort(key=lambda p: (~np.isnat(p.run), p.run))
    if not humidities:
        return Origin()
    return humidities[-1].origin


def _believable(pieces: Sequence[Piece]) -> None:
    """Refuse places and levels that are none.

    Raises:
        UnreadableFileError: latitudes beyond the poles, longitudes that are no numbers, levels of no air or told twice.
    """
    lat = pieces[0].grid.lat
    lon = pieces[0].grid.lon
    if not ((np.abs(lat) <= _POLE).all() and np.isfinite(lon).all()):
        raise UnreadableFileError(
            pieces[0].path,
            expected=N_("纬度 −90…90 的网格"),
            found=f"{np.min(lat):g}…{np.max(lat):g}",
            remedy=N_("经纬度可能写反，或文件已坏；看看坐标"),
        )
    for piece in pieces:
        if wrong := [lv for lv in piece.levels or () if not 0 < lv <= HIGHEST_HPA]:
            raise _unbelievable(
                piece,
                N_("1100 hPa 以内的等压面"),
                f"{wrong[0]:g} hPa",
            )
        if twice := [lv for lv in piece.levels or () if (piece.levels or ()).count(lv) > 1]:
            raise _unbelievable(
                piece,
                N_("各不相同的等压面"),
                f"{twice[0]:g} hPa × {len(twice)}",
            )


def _unbelievable(piece: Piece, expected: str, found: str) -> UnreadableFileError:
    return UnreadableFileError(
        piece.path,
        expected=expected,
        found=found,
        remedy=N_("文件可能已坏；重新取一份"),
    )


def _slotted(
    pieces: Sequence[Piece], times: "NDArray[np.datetime64]", notes: list[str]
) -> dict[str, Slots]:
    """Pieces by name and time; the ground does not move, so one field of its height serves every time."""
    by_name: dict[str, Slots] = defaultdict(lambda: defaultdict(list))
    late = set()
    for piece in sorted(
        pieces, key=lambda p: (~np.isnat(p.run), p.run)
    ):  # of two, the newest run is laid on top
        index = int(np.searchsorted(times, piece.time))
        if piece.name == _STILL:
            by_name[_STILL] = {n: [piece] for n in range(times.size)}
        elif _same(times[min(index, times.size - 1)], piece.time):
            by_name[piece.name][index].append(piece)
        else:
            late.add((piece.path.name, piece.name))
    for file, name in sorted(late):
        notes.append(
            _(N_("{file} 的 {name} 没有同时次的高空资料，未用")).format(file=file, name=name)
        )
    return by_name


def _same(one: np.datetime64, other: np.datetime64) -> bool:
    return bool(one == other or (np.isnat(one) and np.isnat(other)))


def _times(pieces: Sequence[Piece]) -> "NDArray[np.datetime64]":
    """Every time there is; where some files do not say when, only those that do."""
    found = np.unique(np.array([p.time for p in pieces], dtype="datetime64[ns]"))
    dated = found[~np.isnat(found)]
    if dated.size:
        return np.asarray(dated)
    return found[:1]


def _one_grid(pieces: Sequence[Piece], notes: list[str]) -> list[Piece]:
    """The pieces on the grid that tells most about the air; the others are named."""
    grids: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        grids[piece.grid.key].append(piece)

    def worth(key: str) -> tuple[int, int, int]:
        aloft = {p.name for p in grids[key] if p.levels is not None}
        return len(aloft), len({p.name for p in grids[key]}), len(grids[key])

    best = max(grids, key=worth)
    for key in grids.keys() - {best}:
        names = " ".join(sorted({p.name for p in grids[key]}))
        files = " ".join(sorted({p.path.name for p in grids[key]})[:3])
        notes.append(_(N_("{file} 的 {names} 在另一网格上，未用")).format(file=files, names=names))
    return grids[best]


def _levels(by_name: dict[str, Slots], notes: list[str]) -> Floats:
    """Those of temperature, else all there are."""
    own = {
        name: {lv for piled in by_name[name].values() for p in piled for lv in p.levels or ()}
        for name in VOLUMES
        if name in by_name
    }
    every = set().union(*own.values())
    kept = own.get("temperature_k", every)
    if lost := sorted(every - kept, reverse=True):
        notes.append(
            _(N_("{levels} hPa 没有温度，未用")).format(levels=" ".join(f"{lv:g}" for lv in lost))
        )
    return np.array(sorted(kept, reverse=True))


def _shortest(rain: Slots, notes: list[str]) -> None:
    """Of several sums that end together, the one over the shortest time; a sum over no time says nothing beside one."""
    several = 0
    for time, piled in rain.items():
        least = min(
            (p.hours for p in piled if p.hours > 0),
            default=piled[-1].hours,
        )
        several += len({p.hours for p in piled}) > 1
        rain[time] = [p for p in piled if p.hours == least] or piled[-1:]
    if several:
        notes.append(_(N_("{n} 个时次有几种时段的雨量，取时段最短的")).format(n=several))


def _hours(by_name: dict[str, Slots], count: int) -> tuple[float, ...]:
    rain = by_name.get("precipitation_mm", {})
    return tuple(rain[t][-1].hours if rain.get(t) else float("nan") for t in range(count))


def _run(pieces: Sequence[Piece], notes: list[str]) -> np.datetime64:
    runs = {p.run for p in pieces if not np.isnat(p.run)}
    if len(runs) == 1:
        return runs.pop()
    if any(p.levels and p.time > p.run for p in pieces):
        notes.append(_(N_("{n} 个起报时次混在一起，同一时刻取起报最新的")).format(n=len(runs)))
    return np.datetime64("NaT", "ns")


def _add(model: Model, name: str, slots: Slots) -> None:
    if repeated := sum(len(piled) - len({p.levels for p in piled}) for piled in slots.values()):
        model.notes.append(
            _(N_("{name} 重复 {n} 场，取起报最新或排在最后的")).format(name=name, n=repeated)
        )
    missing = model.times.size - len(slots)
    if missing:
        model.notes.append(_(N_("{name} 缺 {n} 个时次")).format(name=name, n=missing))
    if name in VOLUMES:
        _tell_levels(
            model,
            name,
            {lv for piled in slots.values() for p in piled for lv in p.levels or ()},
        )
        model.steps[name] = lambda t: _stacked(model, slots.get(t, []))
    else:
        model.steps[name] = lambda t: _laid(model, slots.get(t, []))


def _tell_levels(model: Model, name: str, own: set[float]) -> None:
    absent = [lv for lv in model.levels if lv not in own]
    between = [lv for lv in absent if min(own) < lv < max(own)]
    outside = [lv for lv in absent if lv not in between]
    for levels, said in (
        (between, N_("{name} 没有 {levels} hPa，由上下层按 ln p 内插")),
        (outside, N_("{name} 没有 {levels} hPa，当作缺测")),
    ):
        if levels:
            model.notes.append(
                _(said).format(
                    name=name,
                    levels=" ".join(f"{lv:g}" for lv in levels),
                )
            )


def _laid(model: Model, piled: Sequence[Piece]) -> Floats:
    out = np.full(model.grid.shape, np.nan, "float32")
    for piece in piled:
        values = piece.read()
        out = np.where(np.isnan(values), out, values)
    return out


def _stacked(model: Model, piled: Sequence[Piece]) -> Floats:
    """Levels of all pieces of one time on the levels of the model."""
    if len(piled) == 1 and piled[0].levels == tuple(model.levels):
        return piled[0].read()
    own = sorted({lv for p in piled for lv in p.levels or ()}, reverse=True)
    held = np.full(
        (len(own), *model.grid.shape),
        np.nan,
        "float32",
    )
    for piece in piled:
        values = piece.read()
        for n, level in enumerate(piece.levels or ()):
            held[own.index(level)] = values[n]
    if own == list(model.levels):
        return held
    return _aligned(model.levels, np.array(own), held)


def _aligned(levels: Floats, own: Floats, held: Floats) -> Floats:
    """*held* brought to *levels*: taken where there is such a level, linear in ln p between two, NaN outside."""
    out = np.full(
        (levels.size, *held.shape[1:]),
        np.nan,
        "float32",
    )
    for n, level in enumerate(levels):
        above = int(np.searchsorted(-own, -level))
        if above < own.size and own[above] == level:
            out[n] = held[above]
        elif 0 < above < own.size:
            share = np.log(own[above - 1] / level) / np.log(own[above - 1] / own[above])
            out[n] = held[above - 1] + np.float32(share) * (held[above] - held[above - 1])
    return out


def _derive(model: Model) -> None:
    """Dew point at the screen and heights of the levels, where the files leave them out."""
    steps = model.steps
    if (damp := steps.pop("surface_humidity_pct", None)) and "surface_dewpoint_k" not in steps:
        warm = steps.get("surface_temperature_k")
        if warm:
            steps["surface_dewpoint_k"] = lambda t: dewpoint_k(warm(t), damp(t))
    if "height_msl_m" in steps or "temperature_k" not in steps or model.levels.size < FEWEST_LEVELS:
        return
    anchored = "surface_pressure_pa" in steps and "surface_height_msl_m" in steps
    said = N_("文件没有高度，由温度按静力方程算出")
    if not anchored:
        said = N_("文件没有高度，由温度按静力方程算出，起点取标准大气高度，海拔可能差一二百米")
    model.notes.append(_(said))
    steps["height_msl_m"] = lambda t: _heights(model, t)


def _heights(model: Model, time: int) -> Floats:
    kelvin = model.read("temperature_k", time)
    pressure = np.asarray(model.levels)[:, None, None]
    humidity = next((name for name in HUMIDITIES if name in model.steps), "")
    if humidity:
        vapour = vapour_hpa(humidity, model.read(humidity, time), kelvin, pressure)
    else:
        vapour = np.zeros_like(kelvin)
    ground_pa = np.full(model.grid.shape, model.levels[0] * 100)
    if "surface_pressure_pa" in model.steps:
        ground_pa = model.read("surface_pressure_pa", time)
    ground_m = standard_height_m(ground_pa)
    if "surface_pressure_pa" in model.steps and "surface_height_msl_m" in model.steps:
        ground_m = model.read("surface_height_msl_m", time)
    return heights_m(model.levels, virtual_k(kelvin, vapour, pressure), ground_pa, ground_m)
