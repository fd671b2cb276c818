"""Which rows of a sounding are one ascent through one column of air; the others are left out and named.

Three matters, one after another: what was measured coming down; what stands below the ground; what does not agree with
the rows below and above it.  For the last, the longest chain of rows is sought of which every two that follow one
another could be a layer of air: pressure falls, height does not, temperature neither falls much faster than dry air
cools nor rises faster than inversions do, and thickness follows from temperature.  So two, three or ten wrong rows in a
run are found as one is, while a real layer, however odd, agrees with both of its neighbours.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.resources import data
from wxmod.wording import N_, _

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
DRY_AIR_JKGK, GRAVITY_MS2, KELVIN = 287.05, 9.80665, 273.15
DRY_ADIABATIC_KM = 0.00976
# Levels every station reports, where they lie above the ground or not (Manual on Codes, FM 35 TEMP).
MANDATORY_HPA = (1000.0, 925.0, 850.0, 700.0)
_LOOKED_BACK = 200  # rows that may be wrong in one run
_SHOWN = 6
_BOUNCED = 0.99  # what a row counts that breaks the order, against one that keeps it
_THINNEST = 1e-9  # a ratio of pressures whose logarithm can still be divided by
_MOST_LOST = 0.5  # of the rows: then it is the heights that are wrong, not the rows


class Ascent(NamedTuple):
    """A sounding's rows as read.

    Attributes:
        elapsed_s: Since the start of the ascent; None where the list does not say.
    """

    pressure_hpa: Floats
    height_m: Floats
    temperature_degc: Floats
    wind_ms: Floats
    elapsed_s: Floats | None = None


class Kept(NamedTuple):
    """The rows that are one ascent, from the ground up.

    Attributes:
        heights_wrong: Whether no height agrees with pressure and temperature.
    """

    rows: Rows
    notes: tuple[str, ...]
    heights_wrong: bool = False


@cache
def bound(name: str) -> float:
    """A bound of ``data/weather/soundings.toml``."""
    table = tomllib.loads((data() / "weather" / "soundings.toml").read_text("utf-8"))
    return float(table[name]["value"])


def one_ascent(ascent: Ascent) -> Kept:
    """The rows of *ascent* that agree, in order of falling pressure, with a note of each kind that was left out."""
    known = np.isfinite(ascent.pressure_hpa) & np.isfinite(ascent.temperature_degc)
    rows = np.flatnonzero(known)
    notes: list[str] = []
    absent = int((~known).sum())
    if absent:
        notes.append(_(N_("{n} 层缺气压或温度")).format(n=absent))
    if not rows.size:
        return Kept(rows, tuple(notes))
    rows = _upward(ascent, rows, notes)
    rows = _in_order(ascent, rows, notes)
    rows = _above_ground(ascent, rows, notes)
    chain, wrong = _agreeing(ascent, rows)
    if wrong:
        notes.append(_(N_("高度与气压、温度处处不合，未用")))
    lost = np.setdiff1d(rows, chain)
    if lost.size:
        note = _(
            N_("{n} 层与上下层不合（降温超过干绝热、升温过猛或厚度不合），已去掉：{levels} hPa")
        )
        notes.append(note.format(n=lost.size, levels=_named(ascent.pressure_hpa[lost])))
    return Kept(chain, tuple(notes), wrong)


def falling(height_m: Floats) -> NDArray[np.bool_]:
    """Rows that stand higher than one above them in the column, though by no more than a station is surveyed."""
    lowest_above = np.minimum.accumulate(np.nan_to_num(height_m, nan=np.inf)[::-1])[::-1]
    above = np.append(lowest_above[1:], np.inf)
    with np.errstate(invalid="ignore"):
        return np.asarray(height_m > above)


def _named(pressure_hpa: Floats) -> str:
    shown = " ".join(f"{p:g}" for p in pressure_hpa[:_SHOWN])
    if pressure_hpa.size > _SHOWN:
        return shown + " …"
    return shown


def _upward(ascent: Ascent, rows: Rows, notes: list[str]) -> Rows:
    """*rows* without those measured after the balloon burst."""
    if rows.size < 2:  # noqa: PLR2004
        return rows
    if ascent.elapsed_s is not None and np.isfinite(ascent.elapsed_s[rows]).all():
        rows = rows[np.argsort(ascent.elapsed_s[rows], kind="stable")]
        timed = True
    else:
        timed = False
    pressure = ascent.pressure_hpa[rows]
    apex = int(np.argmin(pressure))
    head = rows[: apex + 1]
    tail = rows[apex + 1 :]
    if not tail.size:
        return rows
    if not timed:
        if head.size < bound("reversed_share") * rows.size:
            # A list from the top down: what comes after its top is the ascent itself.
            return np.flip(rows)
        rising = np.diff(ascent.pressure_hpa[tail]) >= 0
        if rising.size and rising.mean() < bound("descent_share"):
            # A second list, as significant levels after the mandatory ones: sorted in, not thrown away.
            return rows
        if not rising.size:
            return rows
    note = _(N_("下降段 {n} 层已去掉：{levels} hPa"))
    notes.append(note.format(n=tail.size, levels=_named(ascent.pressure_hpa[tail])))
    return head


def _in_order(ascent: Ascent, rows: Rows, notes: list[str]) -> Rows:
    """*rows* by falling pressure, each level once."""
    order = np.argsort(-ascent.pressure_hpa[rows], kind="stable")
    if (order != np.arange(order.size)).any():
        notes.append(_(N_("层次乱序，已按气压排列")))
    rows = rows[order]
    repeated = np.append(False, np.diff(ascent.pressure_hpa[rows]) == 0)
    if repeated.any():
        notes.append(_(N_("{n} 层重复")).format(n=int(repeated.sum())))
    once: Rows = rows[~repeated]
    return once


def _above_ground(ascent: Ascent, rows: Rows, notes: list[str]) -> Rows:
    """*rows* from the surface up: levels below it are extrapolated, which shows where only they have no wind."""
    windy = np.isfinite(ascent.wind_ms[rows])
    if not windy.any() or windy[0]:
        return rows
    first = int(np.argmax(windy))
    lowest = rows[:first]
    mandatory = np.isin(ascent.pressure_hpa[lowest], MANDATORY_HPA)
    # The surface itself may lack its wind; it is no mandatory level but by chance.
    below = int(np.argmin(np.append(mandatory, False)))
    surface = rows[below : below + 1]
    if not below or np.isin(ascent.pressure_hpa[surface], MANDATORY_HPA).any():
        return rows
    note = _(N_("地面以下外推的 {n} 层已去掉：{levels} hPa"))
    notes.append(note.format(n=below, levels=_named(ascent.pressure_hpa[rows[:below]])))
    return rows[below:]


def _agreeing(ascent: Ascent, rows: Rows) -> tuple[Rows, bool]:
    """The longest chain of *rows* whose layers are possible, and whether heights had to be left out of account."""
    if rows.size < 2:  # noqa: PLR2004
        return rows, False
    chain = _chain(ascent, rows)
    if chain.size >= _MOST_LOST * rows.size or not np.isfinite(ascent.height_m[rows]).any():
        return chain, False
    nowhere = np.full_like(ascent.height_m, np.nan)
    without_heights = _chain(ascent._replace(height_m=nowhere), rows)
    if without_heights.size > chain.size:
        return without_heights, True
    return chain, False


def _chain(ascent: Ascent, rows: Rows) -> Rows:
    """The longest chain of layers that are possible (dynamic programming from the ground up)."""
    weights = _weights(rows)
    best = weights.copy()
    before = np.full(rows.size, -1)
    for upper in range(1, rows.size):
        lowest = max(0, upper - _LOOKED_BACK)
        below = np.arange(lowest, upper)
        possible = _possible(ascent, rows, below, upper)
        if not possible.any():
            continue
        candidates = np.where(possible, best[below], -np.inf)
        # Of equals the nearest, so that no row is passed over without need.
        nearest = below.size - 1 - int(np.argmax(candidates[::-1]))
        best[upper] = weights[upper] + candidates[nearest]
        before[upper] = below[nearest]
    at = int(np.argmax(best))
    found = []
    while at >= 0:
        found.append(at)
        at = int(before[at])
    chain: Rows = rows[np.array(found[::-1])]
    return chain


def _weights(rows: Rows) -> Floats:
    """What each row counts: a little less where the list jumped back to it, so that of two rivals it goes."""
    jumped_back = np.append(rows[:-1] > rows[1:], False)
    return np.where(jumped_back, _BOUNCED, 1.0)


def _possible(ascent: Ascent, rows: Rows, below: Rows, upper: int) -> NDArray[np.bool_]:
    """Whether a layer from each of the rows *below* to the row *upper* could be one of air."""
    low = rows[below]
    high = rows[upper]
    kelvin_low = ascent.temperature_degc[low] + KELVIN
    kelvin_high = ascent.temperature_degc[high] + KELVIN
    ratio = np.log(ascent.pressure_hpa[low] / ascent.pressure_hpa[high])
    thickness = DRY_AIR_JKGK / GRAVITY_MS2 * (kelvin_low + kelvin_high) / 2 * ratio
    warming = kelvin_high - kelvin_low
    surface_hpa = ascent.pressure_hpa[rows[0]]
    near_ground = ascent.pressure_hpa[low] > surface_hpa - bound("ground_layer_hpa")
    slack = np.where(near_ground, bound("superadiabatic_ground_k"), bound("superadiabatic_k"))
    # The screen at the surface is another instrument in other air than the balloon's a hundred metres up.
    slack = np.where(low == rows[0], bound("superadiabatic_surface_k"), slack)
    not_too_cold = -warming <= DRY_ADIABATIC_KM * thickness + slack
    thin = bound("inversion_k") + bound("inversion_k_per_m") * thickness
    thick = bound("inversion_most_k") + bound("stratosphere_k_per_m") * thickness
    not_too_warm = warming <= np.minimum(thin, thick)
    rise = ascent.height_m[high] - ascent.height_m[low]
    tolerance = np.maximum(bound("thickness_m"), bound("thickness_share") * thickness)
    # What rounding a pressure to whole hPa comes to: 3 m at the ground and 60 m at 100 hPa.
    rounding = bound("pressure_rounding_hpa") / ascent.pressure_hpa
    scale_height = thickness / np.maximum(ratio, _THINNEST)
    tolerance += scale_height * (rounding[low] + rounding[high])
    with np.errstate(invalid="ignore"):
        hydrostatic = (rise >= -bound("height_fall_m")) & (np.abs(rise - thickness) <= tolerance)
    return np.asarray(not_too_cold & not_too_warm & (hydrostatic | ~np.isfinite(rise)))


def metres(pressure_hpa: Floats, height: Floats) -> tuple[Floats, str]:
    """*height* in metres, and the unit it was found to be in, by the height of its pressure in ISO 2533."""
    usual = 44_330.8 * (1 - (pressure_hpa / 1013.25) ** 0.190263)
    with np.errstate(invalid="ignore"):
        telling = np.isfinite(height) & (usual > _TELLING_M) & (usual < _TROPOSPHERE_M)
    if not telling.any():
        return height, ""
    ratio = float(np.median(height[telling] / usual[telling]))
    for unit, least, most, factor in _HEIGHT_UNITS:
        if least < ratio < most:
            return height * factor, unit
    return height, ""


_TELLING_M, _TROPOSPHERE_M = 1500.0, 16_000.0
# unit, ratio to the height in metres it shows, and what makes metres of it; metres themselves lie between
_HEIGHT_UNITS: Sequence[tuple[str, float, float, float]] = (
    ("km", 0.0008, 0.00125, 1000.0),
    ("dagpm", 0.08, 0.125, 10.0),
    ("ft", 2.6, 4.1, 0.3048),
    ("m²/s²", 8.0, 12.0, 1 / GRAVITY_MS2),
)
