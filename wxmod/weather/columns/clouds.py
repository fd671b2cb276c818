"""The clouds of one column, layer by layer: what the kernel judges one of, for the eye."""

import numpy as np

from wxmod.domain.base import Value
from wxmod.weather.columns.reference import saturation_hpa
from wxmod.weather.judging.criteria import definition
from wxmod.weather.profile import Levels, Profile


class CloudLayer(Value):
    """One unbroken cloud.

    Attributes:
        top_msl_m: None where the column, or its humidity, ends within it; so are *depth_m* and the temperature there.
        gap_m: Clear air down to the layer below; None under the lowest.
        judged: Whether the criteria judge this one.
    """

    base_msl_m: float
    top_msl_m: float | None
    depth_m: float | None
    base_degc: float
    top_degc: float | None
    gap_m: float | None = None
    judged: bool = False


def cloudiness(profile: Profile) -> Levels:
    """By how much each level is moister than cloud must be, over water or over ice (1); negative outside cloud."""
    vapour = saturation_hpa(profile.dewpoint_degc)
    over_water = 100 * vapour / saturation_hpa(profile.temperature_degc)
    over_ice = 100 * vapour / saturation_hpa(profile.temperature_degc, over_ice=True)
    moist = over_water / definition("moist_rh_pct")
    return np.asarray(
        np.maximum(
            moist,
            over_ice / definition("cloud_rhi_pct"),
        )
        - 1
    )


def cloud_layers(
    profile: Profile, ceiling_m: float | None, judged_base_m: float | None
) -> tuple[CloudLayer, ...]:
    """Every cloud below the tropopause, lowest first.

    Args:
        ceiling_m: The tropopause; None where the column does not reach it.
        judged_base_m: Base of the cloud the criteria judge.
    """
    known = np.isfinite(profile.dewpoint_degc) & np.isfinite(profile.height_msl_m)
    z = profile.height_msl_m[known]
    t = profile.temperature_degc[known]
    s = cloudiness(profile)[known]
    limit = np.inf if ceiling_m is None else ceiling_m
    found: list[CloudLayer] = []
    base: tuple[float, float] | None = None
    for k in range(z.size):
        if s[k] >= 0 and base is None and z[k] < limit:
            base = _edge(z, t, s, k)
        ends = s[k] < 0 or z[k] >= limit
        if base is not None and ends:
            top = (
                (
                    float(z[k]),
                    float(t[k]),
                )
                if s[k] >= 0
                else _edge(z, t, s, k)
            )
            found.append(_layer(base, top, found, judged_base_m))
            base = None
    if base is not None:
        found.append(_layer(base, None, found, judged_base_m))
    return tuple(found)


def _edge(z: Levels, t: Levels, s: Levels, k: int) -> tuple[float, float]:
    """Height and temperature where cloudiness changes sign under level *k*; the level itself at the bottom."""
    if k == 0:
        return float(z[0]), float(t[0])
    share = s[k - 1] / (s[k - 1] - s[k])
    return float(z[k - 1] + share * (z[k] - z[k - 1])), float(t[k - 1] + share * (t[k] - t[k - 1]))


def _layer(
    base: tuple[float, float],
    top: tuple[float, float] | None,
    below: list[CloudLayer],
    judged_base_m: float | None,
) -> CloudLayer:
    under = below[-1].top_msl_m if below else None
    near = judged_base_m is not None and abs(base[0] - judged_base_m) < 1
    return CloudLayer(
        base_msl_m=round(base[0], 0),
        top_msl_m=round(top[0], 0) if top else None,
        depth_m=round(
            top[0] - base[0],
            0,
        )
        if top
        else None,
        base_degc=round(base[1], 1),
        top_degc=round(top[1], 1) if top else None,
        gap_m=round(
            base[0] - under,
            0,
        )
        if under is not None
        else None,
        judged=near,
    )
