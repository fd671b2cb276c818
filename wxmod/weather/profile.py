"""One column of air, from the ground up, whoever measured or computed it."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.geodesy import Point
from wxmod.wording import N_, _

Levels = NDArray[np.float64]
FEWEST_LEVELS = 5
VAPOUR_TOP_HPA = 400.0  # above this level little vapour is left
TRUNCATED_ABOVE_HPA = 300.0  # a sounding that stops below this cannot tell the equilibrium level
WILDEST_STEP_DEGC = (
    25.0  # no real layer of 50 hPa changes by more; descents and transmission errors do
)
STEP_HPA = 50.0


def spot(lat: float, lon: float) -> str:
    """A place in degrees, as maps write it: ``39.93N 89.91W``."""
    lon = (lon + 180) % 360 - 180
    return f"{abs(lat):.2f}{'N' if lat >= 0 else 'S'} {abs(lon):.2f}{'E' if lon >= 0 else 'W'}"


@dataclass(frozen=True)
class Profile:
    """Levels from the ground up; NaN where a quantity is missing.

    Attributes:
        pressure_hpa: Strictly falling.
        omega_pa_s: Vertical motion, negative upward; None from soundings.
        valid_at: None where the file does not say.
        position: Where it was taken or is forecast for; None where the file does not say.
        notes: What was repaired or is to be kept in mind.
    """

    pressure_hpa: Levels
    height_msl_m: Levels
    temperature_degc: Levels
    dewpoint_degc: Levels
    wind_u_ms: Levels
    wind_v_ms: Levels
    omega_pa_s: Levels | None = None
    place: str = ""
    valid_at: datetime | None = None
    position: Point | None = None
    notes: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        """Whether it stops too low for parcel energies to mean anything."""
        return bool(self.pressure_hpa[-1] > TRUNCATED_ABOVE_HPA)

    @property
    def moist_top_hpa(self) -> float:
        """Up to where the dew point is known; NaN where it nowhere is."""
        known = self.pressure_hpa[np.isfinite(self.dewpoint_degc)]
        if not known.size:
            return float("nan")
        return float(known.min())

    def kept(self, keep: NDArray[np.bool_] | NDArray[np.intp], note: str = "") -> "Profile":
        """The levels *keep* names, in that order, with a note of why."""
        if self.omega_pa_s is None:
            omega = None
        else:
            omega = self.omega_pa_s[keep]
        return replace(
            self,
            pressure_hpa=self.pressure_hpa[keep],
            height_msl_m=self.height_msl_m[keep],
            temperature_degc=self.temperature_degc[keep],
            dewpoint_degc=self.dewpoint_degc[keep],
            wind_u_ms=self.wind_u_ms[keep],
            wind_v_ms=self.wind_v_ms[keep],
            omega_pa_s=omega,
            notes=(*self.notes, note) if note else self.notes,
        )


def cleaned(raw: Profile) -> Profile:
    """*raw* in order, each level once, impossible levels out; every repair is noted."""
    absent = ~np.isfinite(raw.pressure_hpa) | ~np.isfinite(raw.temperature_degc)
    profile = _without(raw, absent, N_("{n} 层缺气压或温度"))
    order = np.argsort(-profile.pressure_hpa, kind="stable")
    if (order != np.arange(order.size)).any():
        profile = profile.kept(order, _(N_("层次乱序，已按气压排列")))
    repeated = np.append(False, np.diff(profile.pressure_hpa) == 0)
    profile = _without(profile, repeated[: profile.pressure_hpa.size], N_("{n} 层重复"))
    profile = _without(profile, _wild(profile), N_("{n} 层温度突变（下降段或误码）"))
    if profile.pressure_hpa.size:
        profile = replace(profile, notes=(*profile.notes, *_ends_low(profile)))
    too_moist = profile.dewpoint_degc > profile.temperature_degc
    dewpoint = np.where(too_moist, profile.temperature_degc, profile.dewpoint_degc)
    return replace(profile, dewpoint_degc=dewpoint)


def _ends_low(profile: Profile) -> list[str]:
    """Where the column, its humidity or its wind do not reach as far as figures need."""
    notes = []
    if profile.truncated:
        notes.append(_(N_("探空只到 {p:.0f} hPa")).format(p=profile.pressure_hpa[-1]))
    moist_top = profile.moist_top_hpa
    if not np.isfinite(moist_top):
        notes.append(_(N_("没有露点：要湿度的指标算不出")))
    elif moist_top > VAPOUR_TOP_HPA and moist_top > profile.pressure_hpa[-1]:
        notes.append(_(N_("露点只到 {p:.0f} hPa：要其上湿度的指标不可信")).format(p=moist_top))
    windy = np.flatnonzero(np.isfinite(profile.wind_u_ms) & np.isfinite(profile.wind_v_ms))
    if not windy.size:
        notes.append(_(N_("没有风：切变算不出")))
    elif windy[0]:
        lowest = profile.pressure_hpa[windy[0]]
        notes.append(_(N_("{p:.0f} hPa 以下没有风：切变从那里算起")).format(p=lowest))
    return notes


def _without(profile: Profile, out: NDArray[np.bool_], said: str) -> Profile:
    if out.any():
        return profile.kept(
            ~out,
            _(said).format(n=int(out.sum())),
        )
    return profile


def _wild(profile: Profile) -> NDArray[np.bool_]:
    """Levels far off both neighbours, which agree with each other."""
    t = profile.temperature_degc
    p = profile.pressure_hpa
    wild = np.zeros(t.size, dtype=bool)
    for i in range(1, t.size - 1):
        near = p[i - 1] - p[i + 1] <= 2 * STEP_HPA
        jumps = (
            abs(t[i] - t[i - 1]) > WILDEST_STEP_DEGC and abs(t[i] - t[i + 1]) > WILDEST_STEP_DEGC
        )
        wild[i] = near and jumps
    return wild


def wind_components(direction_deg: Levels, speed_ms: Levels) -> tuple[Levels, Levels]:
    """Eastward and northward wind from where it blows and how fast."""
    from_rad = np.deg2rad(direction_deg)
    return -speed_ms * np.sin(from_rad), -speed_ms * np.cos(from_rad)
