"""The word for each ingredient; light, so that criteria can be listed without computing anything."""

from wxmod.wording import N_

LABELS = {
    "sb_cape_jkg": N_("地面 CAPE"), "sb_cin_jkg": N_("地面 CIN"), "sb_lcl_hpa": N_("地面气块 LCL"),
    "sb_lcl_msl_m": N_("地面气块 LCL 高度"), "sb_lfc_hpa": N_("地面气块 LFC"), "sb_lfc_msl_m": N_("地面气块 LFC 高度"),
    "sb_el_hpa": N_("地面气块 EL"), "sb_el_msl_m": N_("地面气块 EL 高度"),
    "ml_cape_jkg": N_("混合层 CAPE"), "ml_cin_jkg": N_("混合层 CIN"), "ml_lcl_hpa": N_("混合层 LCL"),
    "ml_lcl_msl_m": N_("混合层 LCL 高度"), "ml_lfc_hpa": N_("混合层 LFC"), "ml_lfc_msl_m": N_("混合层 LFC 高度"),
    "ml_el_hpa": N_("混合层 EL"), "ml_el_msl_m": N_("混合层 EL 高度"),
    "mu_cape_jkg": N_("最不稳定 CAPE"), "mu_cin_jkg": N_("最不稳定 CIN"), "mu_lcl_hpa": N_("最不稳定气块 LCL"),
    "mu_lcl_msl_m": N_("最不稳定气块 LCL 高度"), "mu_lfc_hpa": N_("最不稳定气块 LFC"),
    "mu_lfc_msl_m": N_("最不稳定气块 LFC 高度"), "mu_el_hpa": N_("最不稳定气块 EL"),
    "mu_el_msl_m": N_("最不稳定气块 EL 高度"), "mu_start_hpa": N_("最不稳定气块起始气压"),
    "k_index_degc": N_("K 指数"), "lifted_index_degc": N_("抬升指数 LI"), "showalter_index_degc": N_("沙氏指数 SI"),
    "total_totals_degc": N_("总指数 TT"), "precipitable_water_mm": N_("可降水量"),
    "height_0c_msl_m": N_("0 ℃ 层高度"), "height_minus5c_msl_m": N_("-5 ℃ 层高度"),
    "height_minus10c_msl_m": N_("-10 ℃ 层高度"), "height_minus15c_msl_m": N_("-15 ℃ 层高度"),
    "height_minus20c_msl_m": N_("-20 ℃ 层高度"), "wet_bulb_zero_msl_m": N_("湿球零度层高度"),
    "height_0c_agl_m": N_("0 ℃ 层离地高度"), "height_minus5c_agl_m": N_("-5 ℃ 层离地高度"),
    "height_minus10c_agl_m": N_("-10 ℃ 层离地高度"), "height_minus15c_agl_m": N_("-15 ℃ 层离地高度"),
    "height_minus20c_agl_m": N_("-20 ℃ 层离地高度"), "wet_bulb_zero_agl_m": N_("湿球零度层离地高度"),
    "shear_0_1km_ms": N_("0–1 km 切变"), "shear_0_3km_ms": N_("0–3 km 切变"), "shear_0_6km_ms": N_("0–6 km 切变"),
    "lapse_0_3km_ckm": N_("0–3 km 递减率"), "ship": N_("强冰雹参数 SHIP"), "dcape_jkg": N_("下沉 CAPE"),
    "hail_growth_depth_m": N_("冰雹增长层厚度（-10…-30 ℃）"),
    "moisture_convergence_seeding_gkgh": N_("播撒层水汽通量辐合"), "height_0c_trend_mh": N_("0 ℃ 层升降（每小时）"),
    "lapse_700_500_ckm": N_("700–500 hPa 递减率"), "moist_layer_depth_m": N_("湿层厚度"),
    "supercooled_layer_depth_m": N_("过冷湿层厚度"), "ice_supersaturation_pct": N_("播撒层冰面过饱和"),
    "omega_seeding_pa_s": N_("播撒层垂直速度 ω"), "cloud_base_msl_m": N_("云底高度"), "cloud_top_msl_m": N_("云顶高度"),
    "cloud_top_temperature_degc": N_("云顶温度"), "seeding_base_msl_m": N_("播撒层底"),
    "seeding_top_msl_m": N_("播撒层顶"),
}  # fmt: skip
