"""What seeding needs to know of one column of air, by the same kernel that does whole grids.

Every ingredient is a plain number with its unit in the name, or absent with a reason; never zero for "cannot tell".
A level found twice is the lowest.  Definitions stand in ``docs/weather.md``; `reference` is the oracle.
"""

from collections.abc import Callable

import numpy as np

from wxmod.weather.columns import moments
from wxmod.weather.columns.adiabats import Family
from wxmod.weather.columns.names import (
    CONVERGENCE,
    FIELD_NAMES,
    ISOTHERMS,
    LIQUID,
    OF_PARCEL,
    PARCELS,
    TREND,
)
from wxmod.weather.columns.rows import DEWPOINT, Step
from wxmod.weather.columns.step import columns, one_moment
from wxmod.weather.profile import FEWEST_LEVELS, VAPOUR_TOP_HPA, Profile
from wxmod.wording import N_, _

Found = dict[str, float | None]
KELVIN = 273.15
_SAME_HPA = 0.01  # a parcel that starts at its level is not lifted
DEPTHS = ("moist_layer_depth_m", "supercooled_layer_depth_m")
ISOTHERM_NAMES = tuple(f"height_{name}_{datum}_m" for datum in ("msl", "agl") for name in ISOTHERMS)
WET_BULB = ("wet_bulb_zero_msl_m", "wet_bulb_zero_agl_m")
CLOUD = ("cloud_base_msl_m", "cloud_top_msl_m", "cloud_top_temperature_degc")
SEEDING = ("seeding_base_msl_m", "seeding_top_msl_m", "ice_supersaturation_pct")
SHEARS = ("shear_0_1km_ms", "shear_0_3km_ms", "shear_0_6km_ms", "ship")
UNSTABLE_HPA = 300.0
"""The most unstable parcel starts somewhere in so much air above the ground."""
HUMID_TO_HPA = {"precipitable_water_mm": VAPOUR_TOP_HPA, "dcape_jkg": 500.0} | dict.fromkeys(
    (
        *DEPTHS,
        *CLOUD,
        "cloud_depth_m",
        "ice_supersaturation_pct",
    ),
    VAPOUR_TOP_HPA,
)
LEVELS_HPA = {
    "k_index_degc": (850, 500),
    "total_totals_degc": (850, 500),
    "showalter_index_degc": (850, 500),
    "lifted_index_degc": (500,),
    "best_lifted_index_degc": (500,),
    "lapse_700_500_ckm": (700, 500),
    "ship": (700, 500),
}


def of(profile: Profile, family: Family = Family.PSEUDO) -> tuple[Found, dict[str, str]]:
    """Every ingredient of *profile* by name, and the reason for each that is absent."""
    rows = moments.by_name(
        columns(
            step(profile),
            family=family,
        )[:, 0]
    )
    found: Found = {}
    for name in FIELD_NAMES:
        value = float(rows[name]) if name in rows else float("nan")
        known = np.isfinite(value) and not _starts_aloft(profile, name)
        found[name] = round(value, 4) if known else None
    absent = [name for name, value in found.items() if value is None]
    return found, {name: _why(profile, name, found) for name in absent}


def _starts_aloft(profile: Profile, name: str) -> bool:
    """Whether *name* compares with the wind at the ground, and there is none."""
    return name in SHEARS and not np.isfinite(profile.wind_u_ms[0])


def step(profile: Profile) -> Step:
    """*profile* as the kernel reads it: a grid of one column whose ground is the lowest level."""
    air = {
        "temperature": profile.temperature_degc + KELVIN,
        "humidity": profile.dewpoint_degc + KELVIN,
        "height": profile.height_msl_m,
        "east": profile.wind_u_ms,
        "north": profile.wind_v_ms,
    }
    if profile.omega_pa_s is not None:
        air["omega"] = profile.omega_pa_s
    told = {
        name: np.asarray(
            values,
            np.float32,
        )[:, None]
        for name, values in air.items()
    }
    return one_moment(
        profile.pressure_hpa,
        told,
        {},
        DEWPOINT,
    )


def _why(profile: Profile, name: str, found: Found) -> str:
    """Why *name* cannot be told of *profile*."""
    return next(
        (reason for asks in _REASONS if (reason := asks(profile, name, found))),
        _(N_("廓线里没有")),
    )


def _neighbours(_profile: Profile, name: str, _found: Found) -> str:
    return _(N_("单个廓线无法计算，需要格点或前一时次")) if name in {CONVERGENCE, TREND} else ""


def _liquid(_profile: Profile, name: str, _found: Found) -> str:
    return _(N_("资料没有云水")) if name == LIQUID else ""


def _motion(profile: Profile, name: str, _found: Found) -> str:
    if name != "omega_seeding_pa_s":
        return ""
    return _(N_("资料没有垂直速度")) if profile.omega_pa_s is None else _(N_("播撒层内没有等压面"))


def _wind(profile: Profile, name: str, _found: Found) -> str:
    if name not in SHEARS:
        return ""
    if np.isfinite(profile.wind_u_ms).sum() < FEWEST_LEVELS:
        return _(N_("缺风"))
    return _(N_("地面没有风，切变无从起算")) if _starts_aloft(profile, name) else ""


def _tropopause(_profile: Profile, name: str, _found: Found) -> str:
    return _(N_("廓线没有到对流层顶")) if name.startswith("tropopause") else ""


def _levels(profile: Profile, name: str, _found: Found) -> str:
    for level in LEVELS_HPA.get(name, ()):
        if profile.pressure_hpa[0] < level + ("lifted_index" in name) * _SAME_HPA:
            return _(N_("地面高于 {p:.0f} hPa")).format(p=level)
        if profile.pressure_hpa[-1] > level:
            return _(N_("探空没有到 {p:.0f} hPa")).format(p=level)
    return ""


def _isotherms(_profile: Profile, name: str, _found: Found) -> str:
    return _(N_("地面已低于该温度，或廓线没有穿过它")) if name in ISOTHERM_NAMES else ""


def _humidity(profile: Profile, name: str, _found: Found) -> str:
    known = profile.pressure_hpa[np.isfinite(profile.dewpoint_degc)]
    if known.size < FEWEST_LEVELS and not name.startswith(("shear", "lapse", "hail")):
        return _(N_("缺露点"))
    if known.size and known[-1] > _humid_to_hpa(profile, name):
        return _(N_("湿度只到 {p:.0f} hPa")).format(p=known[-1])
    return ""


def _humid_to_hpa(profile: Profile, name: str) -> float:
    """How high humidity must reach for *name*, as the kernel asks (see `block.without_humidity`)."""
    parcel = name.partition("_")[0]
    if parcel in PARCELS or name in {"ship", "best_lifted_index_degc"}:
        return float(profile.pressure_hpa[0]) - UNSTABLE_HPA
    if name in WET_BULB:
        melting = profile.pressure_hpa[profile.temperature_degc <= 0]
        return float(melting[0]) if melting.size else 0.0
    return HUMID_TO_HPA.get(
        name,
        np.inf,
    )


def _energy(profile: Profile, name: str, found: Found) -> str:
    parcel, _under, what = name.partition("_")
    if name != "ship" and not (parcel in PARCELS and what in OF_PARCEL):
        return ""
    if profile.truncated:
        return _(N_("探空在 {p:.0f} hPa 中断，低于平衡高度")).format(p=profile.pressure_hpa[-1])
    if found.get(f"{parcel}_cape_jkg") == 0:
        return _(N_("气块没有浮力，没有自由对流高度"))
    return _(N_("到廓线顶气块仍在上升")) if what else ""


def _cold(profile: Profile, name: str, _found: Found) -> str:
    return _(N_("地面已低于 0 ℃")) if name in WET_BULB and profile.temperature_degc[0] <= 0 else ""


def _cloudless(_profile: Profile, name: str, _found: Found) -> str:
    if name in CLOUD:
        return _(N_("没有完整的湿层"))
    return _(N_("廓线没有播撒温度层")) if name in SEEDING else ""


_REASONS: tuple[Callable[[Profile, str, Found], str], ...] = (
    _neighbours,
    _liquid,
    _motion,
    _wind,
    _tropopause,
    _levels,
    _isotherms,
    _humidity,
    _energy,
    _cold,
    _cloudless,
)
