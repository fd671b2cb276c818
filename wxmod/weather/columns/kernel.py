"""Every ingredient of many columns: blocks small enough for the cache, all columns of a block at one level at a time.

Compiled once and kept on disk; releases the interpreter, so threads run side by side.  It uses no ``parallel=True``:
numba's own thread layer aborts when two threads call it.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit

from wxmod.weather.columns.indices import (
    downdraught,
    isotherm,
    lapse_above_ground,
    lapse_aloft,
    levels,
    lifted,
    shear,
    showalter,
    significant_hail,
    thermal,
    water,
    wet_bulb_zero,
)
from wxmod.weather.columns.layers import CLOUD_QUANTITIES, Bounds, ascent, layers
from wxmod.weather.columns.maths import Array, Real, Tables, compiled, exp
from wxmod.weather.columns.names import ISOTHERMS, NAMES, PARCELS
from wxmod.weather.columns.parcels import (
    ASCENT_QUANTITIES,
    EL,
    EL_ROW,
    LCL0,
    LCL_ROW,
    LFC,
    LFC_ROW,
    START_QUANTITIES,
    X0,
    energy,
    from_ground,
    lift,
    mixed,
    most_unstable,
    told,
)
from wxmod.weather.columns.rows import QUANTITIES, Step, Z, fill

BLOCK = 512
# Constants of Python's int are a type each to numba, and what takes them would be compiled three times.
_SB, _ML, _MU = (cast("int", np.int64(NAMES.index(f"{parcel}_cape_jkg"))) for parcel in PARCELS)
_START, _K, _SI = (NAMES.index(n) for n in ("mu_start_hpa", "k_index_degc", "showalter_index_degc"))
_LI, _PW = NAMES.index("lifted_index_degc"), NAMES.index("precipitable_water_mm")
_H0, _H10 = NAMES.index("height_0c_msl_m"), NAMES.index("height_minus10c_msl_m")
_H0_AGL = NAMES.index("height_0c_agl_m")
_WBZ, _WBZ_AGL = NAMES.index("wet_bulb_zero_msl_m"), NAMES.index("wet_bulb_zero_agl_m")
_SHEAR1, _SHEAR3, _SHEAR6 = (NAMES.index(f"shear_0_{km}km_ms") for km in (1, 3, 6))
_LAPSE, _LAPSE3 = NAMES.index("lapse_700_500_ckm"), NAMES.index("lapse_0_3km_ckm")
_SHIP, _DCAPE, _GROWTH = (NAMES.index(n) for n in ("ship", "dcape_jkg", "hail_growth_depth_m"))
_LAYERS, _OMEGA = NAMES.index("moist_layer_depth_m"), NAMES.index("omega_seeding_pa_s")
_ISOTHERMS = np.array([degc + 273.15 for degc in ISOTHERMS.values()], np.float32)
_GROWTH_TOP = Real(-30 + 273.15)
_KM1, _KM3, _KM6 = Real(1000), Real(3000), Real(6000)
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
        np.empty((QUANTITIES, rows, n), np.float32),
        np.empty((START_QUANTITIES, n), np.float32),
        np.empty((ASCENT_QUANTITIES, n), np.float32),
        np.empty((CLOUD_QUANTITIES, n), np.float32),
        np.empty(n, np.float32),
        np.empty((7, n), np.float32),
        np.empty((4, n), np.float32),
        np.empty((rows, n), np.float32),
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
    energy(rows, up, out, (index, begin, n))
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
    from_ground(work.rows, work.parcel, n)
    lift(work.rows, work.parcel, tables, work.up, step.height, n)
    tell(work, out, _SB, begin, n)
    lifted(work.read, work.parcel, tables, out, (_LI, begin, n))
    mixed(work.rows, work.parcel, n, high)
    lift(work.rows, work.parcel, tables, work.up, step.height, n)
    tell(work, out, _ML, begin, n)
    most_unstable(work.rows, work.parcel, n, high)
    for c in range(n):
        out[_START, begin + c] = exp(-work.parcel[X0, c])
    lift(work.rows, work.parcel, tables, work.up, step.height, n)
    tell(work, out, _MU, begin, n)


@compiled
def without_humidity(
    work: Work,
    out: Array,
    begin: int,
    n: int,
) -> None:
    """Nothing can be told of parcels in a column without any humidity."""
    for index in range(_START + 1):
        for c in range(n):
            out[index, begin + c] = out[index, begin + c] if work.wet[c] > 0 else np.float32(np.nan)
    for index in (_LI, _DCAPE, _SHIP, _WBZ):
        for c in range(n):
            out[index, begin + c] = out[index, begin + c] if work.wet[c] > 0 else np.float32(np.nan)


@compiled
def heights(
    tables: Tables,
    work: Work,
    out: Array,
    place: tuple[int, int, int],
) -> None:
    """Isotherms, wet-bulb zero and hail growth zone."""
    begin, n, high = place
    row, end, ground = work.some[0], begin + n, work.rows[Z, 0]
    for i in range(_ISOTHERMS.shape[0]):
        isotherm(
            work.rows,
            _ISOTHERMS[i],
            row,
            out[_H0 + i, begin:end],
        )
        for c in range(n):
            out[_H0_AGL + i, begin + c] = out[_H0 + i, begin + c] - ground[c]
    isotherm(work.rows, _GROWTH_TOP, row, out[_GROWTH, begin:end])
    wet_bulb_zero(
        work.rows,
        tables,
        work.tw,
        row,
        out[_WBZ, begin:end],
        high,
    )
    for c in range(n):
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
    lapse_aloft(work.read, out[_LAPSE, begin:end])


Run = Callable[[Step, Tables, Bounds, Array, int, int], None]


def stamp() -> str:
    """Seal of the sources; numba itself looks only at the file of the function it keeps."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def arrays_without_scipy() -> None:
    """Load numba's array functions, which import all of ``scipy.linalg`` (0.2 s) to learn whether it is there.

    The kernel has no linear algebra; whoever compiles some meets numba's own question, put back, a moment later.
    """
    from numba.np import linalg  # noqa: PLC0415  the kernel's first call would load it

    asked: Any = getattr(linalg, "ensure_blas", None)
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath  # noqa: F401, PLC0415
    finally:
        linalg.ensure_blas = asked


@cache
def kernel() -> Run:
    """The compiled kernel: fills ``out[ingredient, column]`` of columns from *start* to *stop*.

    Kept on disk where numba finds a folder it may write to, else compiled anew by every process.
    """
    sources = stamp()
    arrays_without_scipy()

    def run(
        step: Step,
        tables: Tables,
        bounds: Bounds,
        out: Array,
        start: int,
        stop: int,
    ) -> None:
        if (
            sources == ""
        ):  # the seal is part of the kept kernel's name only where the kernel mentions it
            return
        work = room(
            step.pressure.shape[0] + 1,
            min(BLOCK, max(stop - start, 1)),
        )
        for begin in range(start, stop, BLOCK):
            n = min(BLOCK, stop - begin)
            end, high = begin + n, labelled(step, begin, n)
            fill(step, tables, work.rows, work.wet, (begin, n, high))
            levels(work.rows, step.pressure, work.read, n)
            parcels(step, tables, work, out, (begin, n, high))
            thermal(work.read, work.wet, out, (_K, begin, n))
            showalter(work.read, tables, work.wet, out, (_SI, begin, n))
            water(work.rows, work.wet, out, (_PW, begin, n))
            heights(tables, work, out, (begin, n, high))
            winds(work, out, begin, n)
            given = (
                out[_MU, begin:end],
                out[_LAPSE, begin:end],
                out[_H0_AGL, begin:end],
                out[_SHEAR6, begin:end],
            )
            significant_hail(
                work.read,
                work.parcel,
                given,
                out[_SHIP, begin:end],
            )
            downdraught(
                work.rows,
                tables,
                work.some,
                out[_DCAPE, begin:end],
                high,
            )
            layers(
                work.rows,
                bounds,
                work.cloud,
                work.wet,
                out,
                (_LAYERS, begin, n),
            )
            ascent(
                work.rows,
                bounds,
                work.some[0],
                out[_OMEGA, begin:end],
            )
            without_humidity(work, out, begin, n)

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        return cast("Run", njit(cache=True, **options)(run))
    except RuntimeError:  # numba: no folder for the kept kernel can be written to
        return cast("Run", njit(**options)(run))
