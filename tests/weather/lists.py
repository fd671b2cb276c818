"""One column of air as every list that is written of soundings."""

from collections.abc import Iterator

import numpy as np

from wxmod.weather.profile import Profile

KNOT_MS = 0.514444


def rows(profile: Profile) -> Iterator[tuple[float, ...]]:
    """Pressure hPa, height m, temperature and dew point °C, direction °, speed m/s."""
    speed = np.hypot(profile.wind_u_ms, profile.wind_v_ms)
    columns = (
        profile.pressure_hpa,
        profile.height_msl_m,
        profile.temperature_degc,
        profile.dewpoint_degc,
        speed,
    )
    for p, z, t, d, s in zip(*columns, strict=True):
        yield p, z, t, d, 270.0, s


def igra(profile: Profile, *, levels: int | None = None, hour: int = 0) -> str:
    count = profile.pressure_hpa.size if levels is None else levels
    head = f"#CHM00053772 2023 07 19 {hour:02d} 2315 {count:4d} ncdc-gts           377800  1125500"
    body = [
        f"20 -9999 {p * 100:6.0f} {z:5.0f}B{t * 10:5.0f}B-9999 {(t - d) * 10:5.0f} {w:5.0f} {s * 10:5.0f} "
        for p, z, t, d, w, s in rows(profile)
    ]
    return "\n".join([head, *body]) + "\n"


def bufkit(profile: Profile, hours: int = 2) -> str:
    blocks = []
    for hour in range(hours):
        head = f"STID = TYN STNM = 537720 TIME = 230719/{hour:02d}00\nSLAT = 37.6 SLON = 112.6 SELV = 780\n"
        head += f"STIM = {hour}\n"
        lines = [
            f"{p:.2f} {t:.2f} {t - 1:.2f} {d:.2f} 300.00 {w:.2f} {s / KNOT_MS:.2f} -0.30\n5.00 {z:.2f}"
            for p, z, t, d, w, s in rows(profile)
        ]
        blocks.append(
            head
            + "\nPRES TMPC TMWC DWPC THTE DRCT SKNT OMEG\nCFRL HGHT\n"
            + "\n".join(lines)
            + "\n\n"
        )
    names = "SNPARM = PRES;TMPC;TMWC;DWPC;THTE;DRCT;SKNT;OMEG;CFRL;HGHT\nSTNPRM = SHOW\n\n"
    return names + "".join(blocks) + "STN YYMMDD/HHMM PMSL\n537720 230719/0000 1007.5\n"


def page(text: str) -> str:
    """A list as the page of the university shows it."""
    title, _blank, rest = text.split("\n", 2)
    return (
        f"<HTML>\n<TITLE>Data</TITLE>\n<H2>{title}</H2>\n<PRE>\n{rest}\n</PRE>\n<P>1 2 3\n</HTML>\n"
    )


def university_csv(profile: Profile) -> str:
    head = (
        "time,longitude,latitude,pressure_hPa,geopotential height_m,temperature_C,dew point temperature_C,"
        "wind direction_degree,wind speed_m/s"
    )
    return "\n".join(
        [
            head,
            *(
                "2023-07-19 00:00:00,112.55,37.78," + ",".join(f"{n:.2f}" for n in r)
                for r in rows(profile)
            ),
        ]
    )


def order(profile: Profile) -> str:
    """The upper-air order of CMA: rows as they come, twice each."""
    head = "Station_Id_C Year_Data Mon_Data Day_Data Hour_Data PRS_HWC GPH TEM DPT WIN_D WIN_S DTD"
    body = [
        f"53772 2023 7 19 0 {' '.join(f'{n:.4f}' for n in each)} null" for each in rows(profile)
    ]
    marks = (
        "53772 2023 7 19 0 40.0 999999.0000 999998.0000 999999.0000 999999.0000 999999.0000 null"
    )
    return "\n".join([head, *body[::-1], marks, *body])
