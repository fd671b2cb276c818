"""The word for each ingredient; light, so that criteria can be listed without computing anything."""

from wxmod.wording import N_

LABELS = {
    "sb_cape_jkg": N_("地面 CAPE"), "sb_cin_jkg": N_("地面 CIN"),
    "mu_cape_jkg": N_("最不稳定 CAPE"), "mu_cin_jkg": N_("最不稳定 CIN"),
    "k_index_degc": N_("K 指数"), "lifted_index_degc": N_("抬升指数 LI"), "showalter_index_degc": N_("沙氏指数 SI"),
    "total_totals_degc": N_("总指数 TT"), "precipitable_water_mm": N_("可降水量"),
    "height_0c_msl_m": N_("0 ℃ 层高度"), "height_minus5c_msl_m": N_("-5 ℃ 层高度"),
    "height_minus10c_msl_m": N_("-10 ℃ 层高度"), "height_minus15c_msl_m": N_("-15 ℃ 层高度"),
    "height_minus20c_msl_m": N_("-20 ℃ 层高度"), "wet_bulb_zero_msl_m": N_("湿球零度层高度"),
    "shear_0_1km_ms": N_("0–1 km 切变"), "shear_0_3km_ms": N_("0–3 km 切变"), "shear_0_6km_ms": N_("0–6 km 切变"),
    "lapse_700_500_ckm": N_("700–500 hPa 递减率"), "moist_layer_depth_m": N_("湿层厚度"),
    "supercooled_layer_depth_m": N_("过冷湿层厚度"), "ice_supersaturation_pct": N_("播撒层冰面过饱和"),
    "omega_seeding_pa_s": N_("播撒层垂直速度 ω"), "cloud_base_msl_m": N_("云底高度"), "cloud_top_msl_m": N_("云顶高度"),
    "cloud_top_temperature_degc": N_("云顶温度"), "seeding_base_msl_m": N_("播撒层底"),
    "seeding_top_msl_m": N_("播撒层顶"),
}  # fmt: skip
