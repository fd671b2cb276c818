"""What GRIB calls the variables of the model: eccodes' short names, and the codes of WMO where they are hidden."""

ALOFT = {
    "t": "temperature_k",
    "q": "specific_humidity_kgkg",
    "r": "relative_humidity_pct",
    "dpt": "dewpoint_k",
    "u": "wind_u_ms",
    "v": "wind_v_ms",
    "w": "omega_pa_s",
    "gh": "height_msl_m",
    "z": "height_msl_m",
    "clwc": "cloud_water_kgkg",
    "clwmr": "cloud_water_kgkg",
    "ciwc": "cloud_ice_kgkg",
    "icmr": "cloud_ice_kgkg",
}
GROUND = {
    "sp": "surface_pressure_pa",
    "orog": "surface_height_msl_m",
    "z": "surface_height_msl_m",
    "gh": "surface_height_msl_m",
    "2t": "surface_temperature_k",
    "2d": "surface_dewpoint_k",
    "10u": "surface_wind_u_ms",
    "10v": "surface_wind_v_ms",
    "tp": "precipitation_mm",
    "refc": "reflectivity_dbz",
}
SCREEN = {
    ("t", 2): "surface_temperature_k",
    ("dpt", 2): "surface_dewpoint_k",
    ("r", 2): "surface_humidity_pct",
    ("2r", 2): "surface_humidity_pct",
    ("u", 10): "surface_wind_u_ms",
    ("v", 10): "surface_wind_v_ms",
}
CODES_2 = {
    (0, 0, 0): "t",
    (0, 0, 6): "dpt",
    (0, 1, 0): "q",
    (0, 1, 1): "r",
    (0, 1, 8): "tp",
    (0, 1, 22): "clwmr",
    (0, 1, 23): "icmr",
    (0, 2, 2): "u",
    (0, 2, 3): "v",
    (0, 2, 8): "w",
    (0, 3, 0): "sp",
    (0, 3, 4): "z",
    (0, 3, 5): "gh",
    (0, 16, 196): "refc",
}
CODES_1 = {
    1: "sp",
    7: "gh",
    11: "t",
    17: "dpt",
    33: "u",
    34: "v",
    39: "w",
    51: "q",
    52: "r",
    61: "tp",
}
TABLES_1 = (1, 2, 3)  # versions of edition 1's table 2 that mean the WMO codes below 128


def name_of(short: str, kind: str, level: float) -> str | None:
    if kind in {"isobaricInhPa", "isobaricInPa"}:
        return ALOFT.get(short)
    if kind == "heightAboveGround":
        return SCREEN.get((short, int(level))) or (
            GROUND.get(short) if short[:1].isdigit() else None
        )
    if kind in {"surface", "atmosphere", "atmosphereSingleLayer", "entireAtmosphere"}:
        return GROUND.get(short)
    return None
