"""Hints at the synoptic type: what the flow over an area looks like.  They explain; they decide nothing.

Signs only, on levels every analysis has: vorticity and advection by the kernel's own derivatives, the reach of the
look-around from ``data/criteria/definitions.toml``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.command.processes import Hint, HintKind
from wxmod.weather.area import Mask
from wxmod.weather.columns.neighbours import Sphere
from wxmod.weather.judging.criteria import definition

if TYPE_CHECKING:
    from xarray import Dataset

Floats = NDArray[np.float64]
MIDDLE, LOW = 500.0, (850.0, 700.0)
VORTICITY_UNIT, SECONDS = 1e5, 3600.0


class Flow(NamedTuple):
    """One level at one time ``(y, x)``: east and north wind (m/s), temperature (K)."""

    level_hpa: float
    east: Floats
    north: Floats
    kelvin: Floats


def hints(fields: "Dataset", time: int, area: Mask) -> tuple[Hint, ...]:
    """What the flow over *area* looks like at time *time*; nothing without levels or neighbours."""
    sphere = Sphere(
        fields["lat"].values.astype(float),
        fields["lon"].values.astype(float),
    )
    if not sphere.big_enough:
        return ()
    found = [
        *_aloft(fields, time, area, sphere),
        *_below(fields, time, area, sphere),
    ]
    return tuple(h for h in found if np.isfinite(h.value))


def _flow(fields: "Dataset", time: int, level: float) -> Flow | None:
    if level not in fields["level"].values:
        return None
    cut = fields.isel(time=time).sel(level=level)
    east, north, kelvin = (
        cut[n].values.astype(float) for n in ("wind_u_ms", "wind_v_ms", "temperature_k")
    )
    return Flow(level, east, north, kelvin)


def _aloft(
    fields: "Dataset",
    time: int,
    area: Mask,
    sphere: Sphere,
) -> Iterator[Hint]:
    """Ahead of a trough at 500 hPa: southerly here, with more cyclonic vorticity upstream (west) than here."""
    flow = _flow(fields, time, MIDDLE)
    if flow is None:
        return
    vorticity = (
        sphere.divergence(
            flow.north,
            -flow.east,
        )
        * VORTICITY_UNIT
    )
    west = _beside(
        fields,
        area,
        east=(-definition("hint_reach_deg"), 0.0),
    )
    here = _mean(vorticity[area])
    upstream = _mean(vorticity[west])
    if _mean(flow.north[area]) > 0 and upstream >= max(here, definition("hint_vorticity_1e5")):
        yield Hint(
            kind=HintKind.TROUGH_500,
            level_hpa=MIDDLE,
            value=round(upstream, 2),
        )


def _below(
    fields: "Dataset",
    time: int,
    area: Mask,
    sphere: Sphere,
) -> Iterator[Hint]:
    """Advection and a shear line on the lower of the levels that stands above the ground."""
    flows = (_flow(fields, time, level) for level in LOW)
    flow = next((f for f in flows if f is not None and np.isfinite(f.kelvin[area]).any()), None)
    if flow is None:
        return
    carried = sphere.divergence(
        flow.east * flow.kelvin,
        flow.north * flow.kelvin,
    )
    advection = (
        _mean((flow.kelvin * sphere.divergence(flow.east, flow.north) - carried)[area]) * SECONDS
    )
    if abs(advection) >= definition("hint_advection_kh"):
        kind = HintKind.WARM_ADVECTION if advection > 0 else HintKind.COLD_ADVECTION
        yield Hint(
            kind=kind,
            level_hpa=flow.level_hpa,
            value=round(advection, 3),
        )
    reach = definition("hint_reach_deg")
    north, south = (
        _beside(fields, area, north=span)
        for span in (
            (0.0, reach),
            (-reach, 0.0),
        )
    )
    vorticity = _mean(sphere.divergence(flow.north, -flow.east)[area]) * VORTICITY_UNIT
    turns = _mean(flow.east[north]) < 0 < _mean(flow.east[south]) or _mean(
        flow.north[north]
    ) < 0 < _mean(flow.north[south])
    if turns and vorticity >= definition("hint_vorticity_1e5"):
        yield Hint(
            kind=HintKind.SHEAR_LINE,
            level_hpa=flow.level_hpa,
            value=round(vorticity, 2),
        )


def _beside(
    fields: "Dataset",
    area: Mask,
    *,
    east: tuple[float, float] = (-1.0, 1.0),
    north: tuple[float, float] = (-1.0, 1.0),
) -> Mask:
    """Cells so many degrees east and north of the middle of *area*."""
    lat, lon = fields["lat"].values, fields["lon"].values
    dy = lat - lat[area].mean()
    dx = (lon - lon[area].mean() + 180) % 360 - 180
    return np.asarray((dx >= east[0]) & (dx <= east[1]) & (dy >= north[0]) & (dy <= north[1]))


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
