"""Columns of air whose truth is known."""

import numpy as np

from wxmod.weather.profile import Profile

ISA_GROUND_DEGC, ISA_LAPSE = 15.0, 0.0065


def isa(top_m: float = 15_000.0, *, depression: float = 10.0, shift: float = 0.0) -> Profile:
    """The standard atmosphere (ISO 2533), *shift* K warmer, with a fixed dew-point depression."""
    z = np.arange(0.0, top_m + 1, 250.0)
    low = np.minimum(z, 11_000.0)
    kelvin = 288.15 - ISA_LAPSE * low
    pressure = 1013.25 * (kelvin / 288.15) ** 5.2559
    pressure = np.where(
        z > 11_000,
        pressure * np.exp(-9.80665 * (z - 11_000) / (287.05 * 216.65)),
        pressure,
    )
    degc = kelvin - 273.15 + shift
    u = z / 1000 * 5
    return Profile(
        pressure,
        z,
        degc,
        degc - depression,
        u,
        np.zeros_like(z),
        place="ISA",
    )


def spc(
    profile: Profile,
    *,
    end: bool = True,
    when: str = "230719/1200",
    station: str = "XYZ",
) -> str:
    """*profile* as SPC text."""
    speed = np.hypot(profile.wind_u_ms, profile.wind_v_ms) / 0.514444
    rows = zip(
        profile.pressure_hpa,
        profile.height_msl_m,
        profile.temperature_degc,
        profile.dewpoint_degc,
        speed,
        strict=True,
    )
    lines = [
        f" {p:8.2f}, {z:9.2f}, {t:9.2f}, {d:9.2f}, {270:9.2f}, {s:9.2f}" for p, z, t, d, s in rows
    ]
    head = f"%TITLE%\n {station}   {when}\n\n   LEVEL       HGHT       TEMP       DWPT       WDIR       WSPD\n%RAW%\n"
    return head + "\n".join(lines) + ("\n%END%\n" if end else "\n")


def wyoming(profile: Profile) -> str:
    """*profile* as a University of Wyoming list."""
    rule = "-" * 77
    head = "   PRES   HGHT   TEMP   DWPT   RELH   MIXR   DRCT   SKNT   THTA   THTE   THTV"
    unit = "    hPa     m      C      C      %    g/kg    deg   knot     K      K      K "
    speed = np.hypot(profile.wind_u_ms, profile.wind_v_ms) / 0.514444
    rows = zip(
        profile.pressure_hpa,
        profile.height_msl_m,
        profile.temperature_degc,
        profile.dewpoint_degc,
        speed,
        strict=True,
    )
    lines = [
        f"{p:7.1f}{z:7.0f}{t:7.1f}{d:7.1f}{50:7d}{1:7.2f}{270:7d}{s:7.0f}" for p, z, t, d, s in rows
    ]
    return "\n".join(
        [
            "53772 ZBYN Taiyuan Observations at 00Z 19 Jul 2023",
            "",
            rule,
            head,
            unit,
            rule,
            *lines,
            "",
            "Station information",
        ]
    )
