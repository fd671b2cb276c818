"""The same ingredients by MetPy and plain NumPy, one column at a time: the oracle the kernel is held against.

MetPy's CAPE takes no virtual temperature in the parcel's LFC (Unidata/MetPy #3857) and tells 0 for soundings that stop
below the equilibrium level; those columns are left out here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from wxmod.weather.judging.criteria import definition
from wxmod.weather.profile import FEWEST_LEVELS, VAPOUR_TOP_HPA, Levels, Profile
from wxmod.wording import N_, _

ISOTHERMS = {
    "height_0c": 0.0,
    "height_minus5c": -5.0,
    "height_minus10c": -10.0,
    "height_minus15c": -15.0,
    "height_minus20c": -20.0,
}
DRY_K = 40.0  # dew-point depression at which vapour no longer matters to buoyancy
STEP_M = 50.0
LOWEST_TROPOPAUSE_HPA, TROPOPAUSE_LAPSE, TROPOPAUSE_DEPTH_M = 500.0, 2e-3, 2000.0
PARCELS = ("sb", "mu")


class Absent(Exception):  # noqa: N818  a reason, not a fault of the program
    """Why an ingredient cannot be told of this column."""


Found = dict[str, float | None]


def of(profile: Profile) -> tuple[Found, dict[str, str]]:
    """Every ingredient of *profile* by name, and the reason for each that is absent."""
    found: Found = {}
    gaps: dict[str, str] = {}
    for names, compute in _RECIPES:
        try:
            values = compute(profile)
        except Absent as reason:
            values, why = {}, str(reason)
        else:
            why = _(N_("廓线里没有"))
        for name in names:
            value = values.get(name)
            known = value is not None and bool(np.isfinite(value))
            found[name] = round(float(value), 4) if value is not None and known else None
            if not known:
                gaps[name] = why
    return found, gaps


def crossing_height(height_m: Levels, values: Levels, target: float) -> float:
    """Lowest height at which *values* fall to *target*; linear between levels, NaN if they never do.

    >>> round(float(crossing_height(np.array([0.0, 5000.0]), np.array([15.0, -17.5]), -10.0)), 1)
    3846.2
    """
    known = np.isfinite(values) & np.isfinite(height_m)
    z, t = height_m[known], values[known]
    falls = np.flatnonzero((t[:-1] > target) & (t[1:] <= target))
    if not falls.size:
        return float("nan")
    i = falls[0]
    return float(z[i] + (t[i] - target) / (t[i] - t[i + 1]) * (z[i + 1] - z[i]))


def _isotherms(profile: Profile) -> Found:
    t, found = profile.temperature_degc, {}
    for name, degc in ISOTHERMS.items():
        found[f"{name}_msl_m"] = crossing_height(
            profile.height_msl_m,
            t,
            degc,
        )
    if not np.isfinite(list(found.values())).any():
        raise Absent(_(N_("地面已低于 0 ℃ 或廓线没有穿过这些温度")))
    return {name: value if np.isfinite(value) else None for name, value in found.items()}


def _moist(profile: Profile) -> tuple[Any, Any, Any]:
    """Pressure, temperature and dew point with units, of the levels where all are known.

    Raises:
        Absent: too few.
    """
    from metpy.units import units  # noqa: PLC0415  MetPy takes seconds to load

    known = np.isfinite(profile.dewpoint_degc)
    if known.sum() < FEWEST_LEVELS:
        raise Absent(_(N_("缺露点")))
    return (
        units.Quantity(
            profile.pressure_hpa[known],
            "hPa",
        ),
        units.Quantity(
            profile.temperature_degc[known],
            "degC",
        ),
        units.Quantity(
            profile.dewpoint_degc[known],
            "degC",
        ),
    )


def _parcels(profile: Profile) -> Found:
    """CAPE and CIN of two parcels; a parcel still rising at the top of the sounding tells nothing."""
    import metpy.calc as mpcalc  # noqa: PLC0415

    if profile.truncated:
        raise Absent(
            _(N_("探空在 {p:.0f} hPa 中断，低于平衡高度")).format(p=profile.pressure_hpa[-1])
        )
    moist = _moist(_dry_aloft(profile))
    # No mixed-layer parcel: MetPy's picks a thin buoyant layer in some columns and tells 1 J/kg where there are 1000.
    compute = {
        "sb": mpcalc.surface_based_cape_cin,
        "mu": mpcalc.most_unstable_cape_cin,
    }
    found: Found = {}
    for parcel in PARCELS:
        try:
            cape, cin = compute[parcel](*moist)
        except (ValueError, IndexError):  # MetPy gives up on some dry or shallow columns
            continue
        found |= {
            f"{parcel}_cape_jkg": cape.m_as("J/kg"),
            f"{parcel}_cin_jkg": cin.m_as("J/kg"),
        }
    return found


def _dry_aloft(profile: Profile) -> Profile:
    """*profile* with the air above the last humidity reading taken as dry, so that parcels can rise through it."""
    known = np.flatnonzero(np.isfinite(profile.dewpoint_degc))
    if not known.size:
        return profile
    above = np.arange(profile.dewpoint_degc.size) > known[-1]
    return replace(
        profile,
        dewpoint_degc=np.where(
            above,
            profile.temperature_degc - DRY_K,
            profile.dewpoint_degc,
        ),
    )


def _has(profile: Profile, *levels_hpa: float) -> None:
    """Raises Absent unless the column reaches every level."""
    for level in levels_hpa:
        if profile.pressure_hpa[0] < level:
            raise Absent(_(N_("地面高于 {p:.0f} hPa")).format(p=level))
        if profile.pressure_hpa[-1] > level:
            raise Absent(_(N_("探空没有到 {p:.0f} hPa")).format(p=level))


def _at(profile: Profile, values: Levels, level_hpa: float) -> float:
    """*values* at a pressure, linear in its logarithm."""
    known = np.isfinite(values)
    logs = np.log(profile.pressure_hpa[known])
    if not logs.size:
        return float("nan")
    return float(
        np.interp(
            -np.log(level_hpa),
            -logs,
            values[known],
            left=np.nan,
            right=np.nan,
        )
    )


def _indices(profile: Profile) -> Found:
    """K and total totals from 850, 700 and 500 hPa (George 1960; Miller 1972)."""
    _has(profile, 850, 500)
    t850, t700, t500 = (_at(profile, profile.temperature_degc, p) for p in (850, 700, 500))
    d850, d700 = (_at(profile, profile.dewpoint_degc, p) for p in (850, 700))
    return {
        "k_index_degc": t850 - t500 + d850 - (t700 - d700),
        "total_totals_degc": t850 + d850 - 2 * t500,
    }


def _showalter(profile: Profile) -> Found:
    import metpy.calc as mpcalc  # noqa: PLC0415

    _has(profile, 850, 500)
    try:
        return {
            "showalter_index_degc": mpcalc.showalter_index(*_moist(profile)).m_as("delta_degC")[0]
        }
    except ValueError as error:
        raise Absent(_(N_("850 hPa 太干，抬升凝结高度在 500 hPa 以上"))) from error


def _lifted(profile: Profile) -> Found:
    import metpy.calc as mpcalc  # noqa: PLC0415

    _has(profile, 500)
    pressure, temperature, dewpoint = _moist(profile)
    parcel = mpcalc.parcel_profile(
        pressure,
        temperature[0],
        dewpoint[0],
    )
    return {
        "lifted_index_degc": mpcalc.lifted_index(pressure, temperature, parcel).m_as("delta_degC")[
            0
        ]
    }


def _water(profile: Profile) -> Found:
    import metpy.calc as mpcalc  # noqa: PLC0415

    pressure, _temperature, dewpoint = _moist(profile)
    if pressure[-1].m > VAPOUR_TOP_HPA:
        raise Absent(_(N_("湿度只到 {p:.0f} hPa")).format(p=pressure[-1].m))
    return {"precipitable_water_mm": mpcalc.precipitable_water(pressure, dewpoint).m_as("mm")}


def _wet_bulb(profile: Profile) -> Found:
    """Lowest level at which the wet-bulb temperature falls to 0 °C."""
    import metpy.calc as mpcalc  # noqa: PLC0415

    low = profile.kept(profile.temperature_degc > -15)  # noqa: PLR2004  wet bulb is within 15 K of a level that matters
    if not low.pressure_hpa.size or low.temperature_degc[0] <= 0:
        raise Absent(_(N_("地面已低于 0 ℃")))
    known = low.kept(np.isfinite(low.dewpoint_degc))
    wet = mpcalc.wet_bulb_temperature(*_moist(known)).m_as("degC")
    return {
        "wet_bulb_zero_msl_m": crossing_height(
            known.height_msl_m,
            np.asarray(wet),
            0.0,
        )
    }


def _winds(profile: Profile) -> Found:
    """Magnitude of the wind difference between the ground and a height above it."""
    known = np.isfinite(profile.wind_u_ms) & np.isfinite(profile.height_msl_m)
    if known.sum() < FEWEST_LEVELS:
        raise Absent(_(N_("缺风")))
    agl = profile.height_msl_m[known] - profile.height_msl_m[np.isfinite(profile.height_msl_m)][0]
    u, v = profile.wind_u_ms[known], profile.wind_v_ms[known]
    found: Found = {}
    for km in (1, 3, 6):
        du, dv = (
            np.interp(
                km * 1000,
                agl,
                c,
                right=np.nan,
            )
            - c[0]
            for c in (u, v)
        )
        found[f"shear_0_{km}km_ms"] = float(np.hypot(du, dv))
    return found


def _lapse(profile: Profile) -> Found:
    _has(profile, 700, 500)
    warm, cold = (_at(profile, profile.temperature_degc, p) for p in (700, 500))
    low, high = (_at(profile, profile.height_msl_m, p) for p in (700, 500))
    return {"lapse_700_500_ckm": 1000 * (warm - cold) / (high - low)}


def saturation_hpa(degc: Levels, *, over_ice: bool = False) -> Levels:
    """Saturation vapour pressure over water (Bolton 1980) or ice (Murray 1967)."""
    a, b = (21.875, 265.5) if over_ice else (17.67, 243.5)
    return np.asarray(6.112 * np.exp(a * degc / (degc + b)))


def _fine(profile: Profile) -> tuple[Levels, Levels, Levels]:
    """Height every 50 m, temperature and dew point there; where humidity is known."""
    known = np.isfinite(profile.dewpoint_degc) & np.isfinite(profile.height_msl_m)
    z = profile.height_msl_m[known]
    if z.size < FEWEST_LEVELS:
        raise Absent(_(N_("缺露点或高度")))
    fine = np.arange(
        z[0],
        z[-1],
        STEP_M,
    )
    return (
        fine,
        np.interp(
            fine,
            z,
            profile.temperature_degc[known],
        ),
        np.interp(
            fine,
            z,
            profile.dewpoint_degc[known],
        ),
    )


def _layers(profile: Profile) -> Found:
    """Moist layers, ice supersaturation, and the cloud that can be seeded, below the tropopause."""
    z, t, d = _fine(profile)
    below = z <= _tropopause(profile)
    z = z[below]
    t = t[below]
    d = d[below]
    vapour = saturation_hpa(d)
    over_water = 100 * vapour / saturation_hpa(t)
    over_ice = 100 * vapour / saturation_hpa(t, over_ice=True)
    moist = over_water >= definition("moist_rh_pct")
    cloudy = moist | (over_ice >= definition("cloud_rhi_pct"))
    warm, cold = definition("seeding_warm_degc"), definition("seeding_cold_degc")
    seedable = (t <= warm) & (t >= cold)
    known = np.isfinite(profile.dewpoint_degc)
    reaches = profile.pressure_hpa[known][-1] <= VAPOUR_TOP_HPA
    if not reaches and profile.temperature_degc[known][-1] > cold:
        raise Absent(_(N_("湿度只到 {p:.0f} hPa")).format(p=profile.pressure_hpa[known][-1]))
    deepest = max((STEP_M * (end - start) for start, end in _runs(moist)), default=0.0)
    found: Found = {"moist_layer_depth_m": float(deepest), "supercooled_layer_depth_m": 0.0}
    found["cloud_depth_m"] = 0.0
    held = seedable
    if runs := _runs(cloudy):
        start, end = max(
            runs,
            key=lambda run: (
                seedable[slice(*run)].sum(),
                run[1] - run[0],
            ),
        )
        cloud = np.zeros(z.size, dtype=bool)
        cloud[start:end] = True
        found["cloud_depth_m"] = STEP_M * float(end - start)
        iced = cloud & (t <= 0) & (t >= cold)
        found["supercooled_layer_depth_m"] = STEP_M * float(iced.sum())
        found["cloud_base_msl_m"] = float(z[start])
        found["cloud_top_msl_m"] = float(z[end - 1])
        found["cloud_top_temperature_degc"] = float(t[end - 1])
        held = cloud & seedable if (cloud & seedable).any() else seedable
    if seedable.any():
        found["ice_supersaturation_pct"] = float(over_ice[seedable].max()) - 100
        found["seeding_base_msl_m"] = float(z[held][0])
        found["seeding_top_msl_m"] = float(z[held][-1])
    return found


def _runs(held: "np.ndarray") -> list[tuple[int, int]]:
    """First index of each run of *held*, and the one beyond its last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], held, [False])).astype(int)))
    return [
        (
            int(a),
            int(b),
        )
        for a, b in edges.reshape(-1, 2)
    ]


def _tropopause(profile: Profile) -> float:
    """Height of the lowest tropopause (WMO 1957) above 500 hPa; infinite where there is none."""
    z, t = profile.height_msl_m, profile.temperature_degc
    for k in np.flatnonzero(profile.pressure_hpa <= LOWEST_TROPOPAUSE_HPA)[:-1]:
        rise = z - z[k]
        above = (np.arange(z.size) > k) & (rise <= TROPOPAUSE_DEPTH_M)
        above[k + 1] = True
        lapse = (t[k] - t[above]) / rise[above]
        if (lapse <= TROPOPAUSE_LAPSE).all() and rise[-1] >= TROPOPAUSE_DEPTH_M:
            return float(z[k])
    return float("inf")


def _ascent(profile: Profile) -> Found:
    """Mean omega of the seeding layer, negative upward."""
    if profile.omega_pa_s is None:
        raise Absent(_(N_("资料没有垂直速度")))
    layer = _layers(profile)
    base, top = layer.get("seeding_base_msl_m"), layer.get("seeding_top_msl_m")
    known = np.isfinite(profile.omega_pa_s)
    if base is None or top is None or not known.any():
        raise Absent(_(N_("播撒层内没有等压面")))
    fine = np.arange(
        base,
        top,
        STEP_M,
    )
    omega = np.interp(
        fine,
        profile.height_msl_m[known],
        profile.omega_pa_s[known],
    )
    return {"omega_seeding_pa_s": float(omega.mean())}


_RECIPES: tuple[tuple[tuple[str, ...], Callable[[Profile], Found]], ...] = (
    (
        tuple(f"{p}_{e}_jkg" for p in PARCELS for e in ("cape", "cin")),
        _parcels,
    ),
    (("k_index_degc", "total_totals_degc"), _indices),
    (("showalter_index_degc",), _showalter),
    (("lifted_index_degc",), _lifted),
    (("precipitable_water_mm",), _water),
    (
        tuple(f"{name}_msl_m" for name in ISOTHERMS),
        _isotherms,
    ),
    (("wet_bulb_zero_msl_m",), _wet_bulb),
    (
        ("shear_0_1km_ms", "shear_0_3km_ms", "shear_0_6km_ms"),
        _winds,
    ),
    (("lapse_700_500_ckm",), _lapse),
    (
        (
            "moist_layer_depth_m",
            "supercooled_layer_depth_m",
            "ice_supersaturation_pct",
            "cloud_base_msl_m",
            "cloud_top_msl_m",
            "cloud_top_temperature_degc",
            "cloud_depth_m",
            "seeding_base_msl_m",
            "seeding_top_msl_m",
        ),
        _layers,
    ),
    (("omega_seeding_pa_s",), _ascent),
)
