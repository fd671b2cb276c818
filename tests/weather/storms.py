"""Made-up fields of convective air, as the canonical model has them."""

import numpy as np
import xarray as xr

from wxmod.weather.profile import Profile

LEVELS = np.array(
    [
        1000,
        975,
        950,
        925,
        900,
        875,
        850,
        825,
        800,
        775,
        750,
        725,
        700,
        650,
        600,
        550,
        500,
        450,
        400,
        350,
        300,
        275,
        250,
        225,
        200,
        175,
        150,
        125,
        110,
        100,
    ],
    float,
)


def warm_column(
    rng: np.random.Generator, *, ground_degc: float = 27.0, humid: float = 0.75
) -> Profile:
    """One column with a moist layer below, drier air aloft and wind that turns with height."""
    pressure = LEVELS
    z = 44330 * (
        1 - (pressure / 1013.25) ** 0.1903
    )  # where the air is put; its true height follows from it below
    degc = np.maximum(ground_degc - 7.2 * z / 1000, -62.0) + rng.normal(0, 0.3, z.size)
    share = np.clip(
        humid + rng.normal(0, 0.05, z.size) - z / 22_000,
        0.1,
        1.0,
    )
    vapour = share * 6.112 * np.exp(17.67 * degc / (degc + 243.5))
    dew = 243.5 * np.log(vapour / 6.112) / (17.67 - np.log(vapour / 6.112))
    dew = np.minimum(dew, degc)
    height = 110.0 + np.concatenate([[0.0], np.cumsum(_thickness(pressure, degc, dew))])
    turn = np.deg2rad(180 + z / 150)
    speed = 4 + z / 600
    return Profile(
        pressure,
        height,
        degc,
        dew,
        -speed * np.sin(turn),
        -speed * np.cos(turn),
    )


def _thickness(pressure: np.ndarray, degc: np.ndarray, dew: np.ndarray) -> np.ndarray:
    """Metres between levels in hydrostatic balance; energy by height and by pressure are then the same."""
    vapour = 6.112 * np.exp(17.67 * dew / (dew + 243.5))
    mixing = 0.622 * vapour / (pressure - vapour)
    warm = (degc + 273.15) * (1 + mixing / 0.622) / (1 + mixing)
    return 287.05 / 9.80665 * (warm[1:] + warm[:-1]) / 2 * -np.diff(np.log(pressure))


def fields(
    times: int = 2,
    rows: int = 3,
    columns: int = 5,
    *,
    seed: int = 1,
) -> xr.Dataset:
    """`warm_column`s side by side, with ascent and a ground at 950 hPa in the south."""
    rng = np.random.default_rng(seed)
    shape = (times, LEVELS.size, rows, columns)
    names = ("temperature_k", "dewpoint_k", "height_msl_m", "wind_u_ms", "wind_v_ms", "omega_pa_s")
    out = {name: np.empty(shape, np.float32) for name in names}
    for t in range(times):
        for y in range(rows):
            for x in range(columns):
                column = warm_column(
                    rng,
                    ground_degc=22 + 2 * t + 2 * x,
                    humid=0.6 + 0.1 * y,
                )
                out["temperature_k"][t, :, y, x] = column.temperature_degc + 273.15
                out["dewpoint_k"][t, :, y, x] = column.dewpoint_degc + 273.15
                out["height_msl_m"][t, :, y, x] = column.height_msl_m
                out["wind_u_ms"][t, :, y, x], out["wind_v_ms"][t, :, y, x] = (
                    column.wind_u_ms,
                    column.wind_v_ms,
                )
    out["omega_pa_s"][:] = rng.normal(-0.2, 0.3, shape)
    surface = np.full((times, rows, columns), 1005.0, np.float32)
    surface[:, 0] = 950.0
    lat, lon = np.meshgrid(
        38 + 0.1 * np.arange(rows),
        113 + 0.1 * np.arange(columns),
        indexing="ij",
    )
    when = np.datetime64("2023-07-20T00:00", "ns") + np.arange(times) * np.timedelta64(6, "h")
    air = {name: (("time", "level", "y", "x"), values) for name, values in out.items()}
    return xr.Dataset(
        {**air, "surface_pressure_pa": (("time", "y", "x"), surface * 100)},
        {
            "time": when,
            "level": LEVELS,
            "lat": (("y", "x"), lat),
            "lon": (("y", "x"), lon),
        },
        {"notes": (), "files": []},
    )
