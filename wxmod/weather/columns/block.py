"""All ingredients of one block of columns, by all the rooms of this one."""

from typing import NamedTuple, cast

import numpy as np

from wxmod.weather.columns.ascents import (
    ASCENT_QUANTITIES,
    EL,
    EL_ROW,
    LCL_ROW,
    LFC,
    LFC_ROW,
    energy,
    lift,
    told,
)
from wxmod.weather.columns.compiling import compiled
from wxmod.weather.columns.crossings import isotherm, lapse_above_ground, shear, wet_bulb_zero
from wxmod.weather.columns.hail import downdraught, significant_hail
from wxmod.weather.columns.indices import (
    P500,
    lapse_aloft,
    levels,
    lifted,
    showalter,
    thermal,
    water,
)
from wxmod.weather.columns.layers import CLOUD_QUANTITIES, Bounds, layers
from wxmod.weather.columns.maths import NAN, ZERO, Array, Real, Tables, exp, pick
from wxmod.weather.columns.names import ISOTHERMS, NAMES, PARCELS
from wxmod.weather.columns.parcels import (
    LCL0,
    START_QUANTITIES,
    UNSTABLE_HPA,
    X0,
    from_ground,
    mixed,
    most_unstable,
)
from wxmod.weather.columns.rows import QUANTITIES, P, Step, Z, fill

# Constants of Python's int are a type each to numba, and what takes them would be compiled three times.
_SB, _ML, _MU = (
    cast(
        "int",
        np.int64(NAMES.index(f"{parcel}_cape_jkg")),
    )
    for parcel in PARCELS
)
_START, _K, _SI = (NAMES.index(n) for n in ("mu_start_hpa", "k_index_degc", "showalter_index_degc"))
_LI, _PW = NAMES.index("lifted_index_degc"), NAMES.index("precipitable_water_mm")
_H0, _H10 = NAMES.index("height_0c_msl_m"), NAMES.index("height_minus10c_msl_m")
_H0_AGL = NAMES.index("height_0c_agl_m")
_WBZ, _WBZ_AGL = NAMES.index("wet_bulb_zero_msl_m"), NAMES.index("wet_bulb_zero_agl_m")
_SHEAR1, _SHEAR3, _SHEAR6 = (NAMES.index(f"shear_0_{km}km_ms") for km in (1, 3, 6))
_LAPSE, _LAPSE3 = NAMES.index("lapse_700_500_ckm"), NAMES.index("lapse_0_3km_ckm")
_SHIP, _DCAPE, _GROWTH = (NAMES.index(n) for n in ("ship", "dcape_jkg", "hail_growth_depth_m"))
_LAYERS = NAMES.index("moist_layer_depth_m")
_BEST_LI = NAMES.index("best_lifted_index_degc")
_ISOTHERMS = np.array(
    [degc + 273.15 for degc in ISOTHERMS.values()],
    np.float32,
)
_GROWTH_TOP = Real(-30 + 273.15)
_KM1 = Real(1000)
_KM3 = Real(3000)
_KM6 = Real(6000)
_LABELS_BELOW_HPA, _LABELS_DEPTH_HPA = Real(400), Real(310)


@compiled
def labelled(step: Step, first: int, n: int) -> int:
    """How many rows need their adiabat: up to 400 hPa and through the lowest 300 hPa of every column."""
    least = step.pressure[0]
    for c in range(n):
        p = step.surface[0, first + c]
        least = min(least, p) if p > 0 else least
    for k in range(step.pressure.shape[0]):
        deep = step.pressure[k] < least - _LABELS_DEPTH_HPA
        if deep and step.pressure[k] <= _LABELS_BELOW_HPA:
            return k + 2
    return int(step.pressure.shape[0] + 1)


class Work(NamedTuple):
    """Room for one block; float32."""

    rows: Array
    parcel: Array
    up: Array
    cloud: Array
    wet: Array
    read: Array
    some: Array
    tw: Array


@compiled
def room(rows: int, n: int) -> Work:
    """Room for blocks of *n* columns with *rows* rows."""
    return Work(
        np.empty(
            (QUANTITIES, rows, n),
            np.float32,
        ),
        np.empty(
            (START_QUANTITIES, n),
            np.float32,
        ),
        np.empty(
            (ASCENT_QUANTITIES, n),
            np.float32,
        ),
        np.empty(
            (CLOUD_QUANTITIES, n),
            np.float32,
        ),
        np.empty(n, np.float32),
        np.empty(
            (7, n),
            np.float32,
        ),
        np.empty(
            (4, n),
            np.float32,
        ),
        np.empty(
            (rows, n),
            np.float32,
        ),
    )


@compiled
def tell(
    work: Work,
    out: Array,
    index: int,
    begin: int,
    n: int,
) -> None:
    """The eight numbers of the parcel that was lifted."""
    up, rows = work.up, work.rows
    energy(
        rows,
        up,
        out,
        (index, begin, n),
    )
    told(
        rows,
        work.parcel[LCL0],
        up[LCL_ROW],
        out,
        (index + 2, begin, n),
    )
    told(
        rows,
        up[LFC],
        up[LFC_ROW],
        out,
        (index + 4, begin, n),
    )
    told(
        rows,
        up[EL],
        up[EL_ROW],
        out,
        (index + 6, begin, n),
    )


@compiled
def parcels(
    step: Step,
    tables: Tables,
    work: Work,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """The ground's parcel with the lifted index, the mixed one, and last, for SHIP, the most unstable."""
    begin, n, high = place
    rows, parcel, up = work.rows, work.parcel, work.up
    from_ground(rows, parcel, n)
    lift(
        rows,
        parcel,
        tables,
        up,
        step.height,
        n,
    )
    tell(work, out, _SB, begin, n)
    lifted(
        work.read,
        parcel,
        tables,
        out,
        (_LI, begin, n),
    )
    mixed(rows, parcel, n, high)
    lift(
        rows,
        parcel,
        tables,
        up,
        step.height,
        n,
    )
    tell(work, out, _ML, begin, n)
    most_unstable(rows, parcel, n, high)
    for c in range(n):
        out[_START, begin + c] = exp(-parcel[X0, c])
    lifted(work.read, parcel, tables, out, (_BEST_LI, begin, n))
    lift(
        rows,
        parcel,
        tables,
        up,
        step.height,
        n,
    )
    tell(work, out, _MU, begin, n)


@compiled
def without_humidity(
    work: Work,
    out: Array,
    begin: int,
    n: int,
) -> None:
    """What needs humidity is not told of columns where it ends too low.

    A parcel is compared with the air around it up to where the most unstable one may start; the downdraught begins at
    500 hPa; the lifted index needs the ground's humidity alone.
    """
    for c in range(n):
        wet = work.wet[c]
        ground = work.rows[P, 0, c]
        at = begin + c
        none = not wet > ZERO
        low = none or wet > ground - UNSTABLE_HPA
        if low:
            for index in range(_START + 1):
                out[index, at] = NAN
            out[_BEST_LI, at] = NAN
            out[_SHIP, at] = NAN
        if none:
            out[_LI, at] = NAN
        if none or wet > P500:
            out[_DCAPE, at] = NAN


@compiled
def heights(
    tables: Tables,
    work: Work,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Isotherms, wet-bulb zero and hail growth zone."""
    begin, n, high = place
    row = work.some[0]
    end = begin + n
    ground = work.rows[Z, 0]
    for i in range(_ISOTHERMS.shape[0]):
        isotherm(
            work.rows,
            _ISOTHERMS[i],
            row,
            out[_H0 + i, begin:end],
        )
        for c in range(n):
            out[_H0_AGL + i, begin + c] = out[_H0 + i, begin + c] - ground[c]
    isotherm(
        work.rows,
        _GROWTH_TOP,
        row,
        out[_GROWTH, begin:end],
    )
    wet_bulb_zero(
        work.rows,
        tables,
        work.tw,
        row,
        out[_WBZ, begin:end],
        high,
    )
    for c in range(n):
        # Above the last humidity the air is taken as dry, and its wet bulb is none.
        k = np.uint64(np.int32(row[c]))
        humid = work.rows[P, k, np.uint64(c)] >= work.wet[c]
        out[_WBZ, begin + c] = pick(
            humid,
            out[_WBZ, begin + c],
            NAN,
        )
        out[_GROWTH, begin + c] -= out[_H10, begin + c]
        out[_WBZ_AGL, begin + c] = out[_WBZ, begin + c] - ground[c]


@compiled
def winds(
    work: Work,
    out: Array,
    begin: int,
    n: int,
) -> None:
    """Shear and lapse rates."""
    end = begin + n
    shear(
        work.rows,
        _KM1,
        work.some,
        out[_SHEAR1, begin:end],
    )
    shear(
        work.rows,
        _KM6,
        work.some,
        out[_SHEAR6, begin:end],
    )
    shear(
        work.rows,
        _KM3,
        work.some,
        out[_SHEAR3, begin:end],
    )
    lapse_above_ground(
        work.rows,
        _KM3,
        work.some,
        out[_LAPSE3, begin:end],
    )
    lapse_aloft(
        work.read,
        out[_LAPSE, begin:end],
    )


@compiled
def everything(
    step: Step,
    tables: Tables,
    bounds: Bounds,
    work: Work,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Every ingredient of *n* columns from *begin*; labels reach up to row *high*."""
    begin, n, high = place
    end = begin + n
    fill(step, tables, work.rows, work.wet, place)
    levels(work.rows, step.pressure, work.read, n)
    parcels(step, tables, work, out, place)
    thermal(work.read, work.wet, out, (_K, begin, n))
    showalter(work.read, tables, work.wet, out, (_SI, begin, n))
    water(work.rows, work.wet, out, (_PW, begin, n))
    heights(tables, work, out, place)
    winds(work, out, begin, n)
    # SHIP takes the most unstable parcel, which is the one lifted last.
    given = (
        out[_MU, begin:end],
        out[_LAPSE, begin:end],
        out[_H0_AGL, begin:end],
        out[_SHEAR6, begin:end],
    )
    significant_hail(work.read, work.parcel, given, out[_SHIP, begin:end])
    downdraught(
        work.rows,
        tables,
        work.some,
        out[_DCAPE, begin:end],
        high,
    )
    clouds = (work.cloud, work.wet, work.some[0])
    layers(work.rows, bounds, clouds, out, (_LAYERS, begin, n))
    without_humidity(work, out, begin, n)
