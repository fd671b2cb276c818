"""SHARPlib's figures of one column: the oracle where MetPy leaves virtual temperature out."""

from functools import cache

import numpy as np

from wxmod.weather.columns import reference
from wxmod.weather.profile import Profile

try:  # no wheel for every machine
    from nwsspc.sharp.calc import params, parcel, thermo, winds
    from nwsspc.sharp.calc.layer import HeightLayer, PressureLayer
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True
UNSTABLE_HPA = 300.0


def _column(profile: Profile) -> tuple[np.ndarray, ...]:
    """Pressure (Pa), height, temperature, dew point, virtual temperature (K) as SHARPlib wants them."""
    known = np.isfinite(profile.dewpoint_degc) & np.isfinite(profile.temperature_degc)
    p, z, t, d = (
        np.ascontiguousarray(each[known], np.float32)
        for each in (
            profile.pressure_hpa * 100,
            profile.height_msl_m,
            profile.temperature_degc + 273.15,
            profile.dewpoint_degc + 273.15,
        )
    )
    return (
        p,
        z,
        t,
        d,
        np.ascontiguousarray(
            thermo.virtual_temperature(t, thermo.mixratio(p, d)),
            np.float32,
        ),
    )


@cache
def lifter() -> "parcel.lifter_lut_cm1":
    """The quick one, by its table."""
    return parcel.lifter_lut_cm1(parcel.lut_data_cm1(parcel.lifter_cm1()))


def everything(profile: Profile) -> None:
    """All SHARPlib tells: three parcels, downdraught, wet bulb, hail growth layer, water, shear, lapse rate."""
    p, z, t, d, tv = _column(profile)
    u, v = (np.ascontiguousarray(w, np.float32) for w in (profile.wind_u_ms, profile.wind_v_ms))
    ground, mixing, theta = float(p[0]), thermo.mixratio(p, d), thermo.theta(p, t, 100000.0)
    near = PressureLayer(ground, ground - UNSTABLE_HPA * 100)
    for each in (
        parcel.Parcel.surface_parcel(
            ground,
            float(t[0]),
            float(d[0]),
        ),
        parcel.Parcel.mixed_layer_parcel(PressureLayer(ground, ground - 10000), p, theta, mixing),
        parcel.Parcel.most_unstable_parcel(near, lifter(), p, z, t, tv, d),
    ):
        each.cape_cinh(
            p,
            z,
            np.ascontiguousarray(
                thermo.buoyancy(each.lift_parcel(lifter(), p), tv),
                np.float32,
            ),
        )
    sinking = parcel.DowndraftParcel.min_thetae(
        PressureLayer(70000.0, 50000.0),
        p,
        t,
        d,
        thermo.thetae(p, t, d),
    )
    sinking.cape_cinh(
        p,
        z,
        np.ascontiguousarray(
            thermo.buoyancy(sinking.lower_parcel(lifter(), p), tv),
            np.float32,
        ),
    )
    thermo.wetbulb(lifter(), p, t, d)
    params.hail_growth_layer(p, t)
    params.precipitable_water(
        PressureLayer(ground, float(p[-1])),
        p,
        mixing,
    )
    thermo.lapse_rate(PressureLayer(70000.0, 50000.0), p, z, t)
    for top in (1000.0, 3000.0, 6000.0):
        winds.wind_shear(
            HeightLayer(
                float(z[0]),
                float(z[0]) + top,
            ),
            z,
            u,
            v,
        )


def most_unstable(profile: Profile) -> dict[str, float]:
    """CAPE (J/kg), start (hPa) and SHIP of the most unstable parcel of the lowest 300 hPa, by Wobus."""
    p, z, t, d, tv = _column(profile)
    wobus = parcel.lifter_wobus()
    layer = PressureLayer(
        float(p[0]),
        float(p[0]) - UNSTABLE_HPA * 100,
    )
    found = parcel.Parcel.most_unstable_parcel(layer, wobus, p, z, t, tv, d)
    lifted = found.lift_parcel(wobus, p)
    found.cape_cinh(
        p,
        z,
        np.ascontiguousarray(thermo.buoyancy(lifted, tv), np.float32),
    )
    told = reference.of(profile)[0]
    ground = float(profile.height_msl_m[0])
    kelvin = (
        float(
            np.interp(
                -np.log(500),
                -np.log(profile.pressure_hpa),
                profile.temperature_degc,
            )
        )
        + 273.15
    )
    lapse, shear, melting = (
        told["lapse_700_500_ckm"],
        told["shear_0_6km_ms"],
        told["height_0c_msl_m"],
    )
    ship = float("nan")
    if lapse is not None and shear is not None and melting is not None:
        ship = params.significant_hail_parameter(found, lapse, kelvin, melting - ground, shear)
    return {
        "cape": float(found.cape),
        "start": float(found.pres) / 100,
        "ship": float(ship),
    }
