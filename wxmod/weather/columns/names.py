"""What the kernel tells of each column, in the order of its output rows."""

PARCELS = ("sb", "ml", "mu")
OF_PARCEL = (
    "cape_jkg",
    "cin_jkg",
    "lcl_hpa",
    "lcl_msl_m",
    "lfc_hpa",
    "lfc_msl_m",
    "el_hpa",
    "el_msl_m",
)
ISOTHERMS = {
    "0c": 0.0,
    "minus5c": -5.0,
    "minus10c": -10.0,
    "minus15c": -15.0,
    "minus20c": -20.0,
}
SHEARS_KM = (1, 3, 6)

NAMES = (
    *(f"{parcel}_{each}" for parcel in PARCELS for each in OF_PARCEL),
    "mu_start_hpa",
    "k_index_degc",
    "total_totals_degc",
    "showalter_index_degc",
    "lifted_index_degc",
    "precipitable_water_mm",
    *(f"height_{name}_msl_m" for name in ISOTHERMS),
    *(f"height_{name}_agl_m" for name in ISOTHERMS),
    "wet_bulb_zero_msl_m",
    "wet_bulb_zero_agl_m",
    *(f"shear_0_{km}km_ms" for km in SHEARS_KM),
    "lapse_700_500_ckm",
    "lapse_0_3km_ckm",
    "ship",
    "dcape_jkg",
    "hail_growth_depth_m",
    "moist_layer_depth_m",
    "supercooled_layer_depth_m",
    "ice_supersaturation_pct",
    "cloud_base_msl_m",
    "cloud_top_msl_m",
    "cloud_top_temperature_degc",
    "seeding_base_msl_m",
    "seeding_top_msl_m",
    "omega_seeding_pa_s",
    "cloud_depth_m",
    "tropopause_msl_m",
    "tropopause_hpa",
    "best_lifted_index_degc",
)
"""Of one column alone."""

CONVERGENCE, TREND = "moisture_convergence_seeding_gkgh", "height_0c_trend_mh"
LIQUID = "supercooled_water_mm"
FIELD_NAMES = (
    *NAMES,
    CONVERGENCE,
    TREND,
    LIQUID,
)
"""With what only neighbours or other times can tell."""

UNITS = {
    "jkg": "J kg-1",
    "hpa": "hPa",
    "m": "m",
    "degc": "degC",
    "mm": "mm",
    "ms": "m s-1",
    "ckm": "K km-1",
    "pct": "%",
    "s": "Pa s-1",
    "gkgh": "g kg-1 h-1",
    "mh": "m h-1",
    "ship": "1",
}


def unit(name: str) -> str:
    """The unit an ingredient is told in, by the end of its name."""
    return UNITS[name.rsplit("_", 1)[-1]]
