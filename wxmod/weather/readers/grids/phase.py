"""Over what a file takes relative humidity: water, or the mixed phase of its centre; here it becomes that over water.

Which centre did what and since when stands, with its sources, in ``data/weather/humidity.toml``.  The values themselves
are looked at too: between −45 and −35 °C saturation over ice is only some two thirds of that over water.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import Field

from wxmod.domain.base import Value
from wxmod.resources import data
from wxmod.weather.readers.grids.names import ZERO_DEGC
from wxmod.weather.readers.grids.pieces import Floats, Origin
from wxmod.wording import N_, _, language

WATER = "water"
RELATIVE = "relative_humidity_pct"
_BOLTON_HPA, _BOLTON_A, _BOLTON_B = 6.112, 17.67, 243.5
# IFS documentation, part IV, 7.4.2: Teten's formula and its parameters over water and over ice
_TETEN_HPA, _TRIPLE_K = 6.1121, 273.16
_WATER_A, _WATER_B = 17.502, 32.19
_ICE_A, _ICE_B = 22.587, -0.7


class Formulation(Value):
    """How a centre blends saturation over ice and water: weight of water = ((T − ice) / (water − ice)) ^ power."""

    ice_k: float
    water_k: float
    power: float
    source: str
    confidence: str


class Phase(Value):
    """What one centre takes a parameter over, since when."""

    centre: str
    parameters: tuple[int, ...]
    over: str
    since: date
    source: str
    source_en: str
    confidence: str

    @property
    def cited(self) -> str:
        """The source in the language of who reads it."""
        if language() == "zh":
            return self.source
        return self.source_en


class Clue(Value):
    """By what the values of a file are judged."""

    cold_degc: float
    warm_degc: float
    supersaturation: float
    share: float
    impossible_pct: float
    moist: float
    source: str
    confidence: str


class Table(Value):
    """``data/weather/humidity.toml``."""

    formulation: dict[str, Formulation]
    phase: tuple[Phase, ...] = Field(min_length=1)
    evidence: Clue


class Decision(NamedTuple):
    """What is believed of a file.

    Attributes:
        over: ``water`` or the name of a formulation.
    """

    over: str
    note: str


Seen = Literal["mixed", "impossible over water", "water", "nothing"]


@cache
def table() -> Table:
    """The dated, sourced table."""
    path = data() / "weather" / "humidity.toml"
    return Table.model_validate(tomllib.loads(path.read_text("utf-8")))


def by_table(origin: Origin, on: date | None) -> Phase | None:
    """The newest entry for *origin* in force *on*; without a date, the newest of all."""
    fitting = [
        phase
        for phase in table().phase
        if phase.centre == origin.centre and (origin.parameter or 157) in phase.parameters
    ]
    if on is not None:
        fitting = [phase for phase in fitting if phase.since <= on]
    return max(fitting, key=lambda phase: phase.since, default=None)


def seen_in(humidity_pct: Floats, temperature_k: Floats) -> tuple[Seen, float]:
    """What the values between −45 and −35 °C tell, and the highest of them in percent."""
    bounds = table().evidence
    cold = temperature_k >= bounds.cold_degc + ZERO_DEGC
    band = cold & (temperature_k <= bounds.warm_degc + ZERO_DEGC) & np.isfinite(humidity_pct)
    values = np.asarray(humidity_pct[band], float)
    if not values.size:
        return "nothing", float("nan")
    kelvin = np.asarray(temperature_k[band], float)
    ice_over_water = _over_ice(kelvin) / _over_water(kelvin)
    over_ice = values / 100 / ice_over_water
    highest = float(values.max())
    enough = max(1.0, bounds.share * values.size)
    if (values > bounds.impossible_pct).sum() >= enough:
        return "impossible over water", highest
    if (over_ice > bounds.supersaturation).sum() >= enough:
        return "mixed", highest
    if (over_ice > bounds.moist).sum() >= enough:
        return "water", highest
    return "nothing", highest


def decided(
    origin: Origin, on: date | None, humidity_pct: Floats, temperature_k: Floats
) -> Decision:
    """What *humidity_pct* is taken over, and why: the table first, the values where it is silent or they refute it."""
    phase = by_table(origin, on)
    seen, highest = seen_in(humidity_pct, temperature_k)
    if phase is None:
        return _by_values(seen, highest)
    told = _(N_("{centre} 的相对湿度（参数 {parameter}）")).format(
        centre=origin.centre, parameter=origin.parameter or "?"
    )
    if phase.over != WATER:
        note = _(N_("{told}是混合相的，已换算为对水面；依据：{source}"))
        agreeing = {
            "mixed": N_("；文件里 -35…-45 ℃ 的值（最高 {n:.0f} %）与此相符"),
            "impossible over water": N_("；文件里 -35…-45 ℃ 的值（最高 {n:.0f} %）与此相符"),
            "water": N_("；文件里 -35…-45 ℃ 的值（最高 {n:.0f} %）看不出冰面过饱和"),
            "nothing": N_("；文件里没有可供核对的冷湿空气"),
        }
        note += _(agreeing[seen]).format(n=highest)
        return Decision(phase.over, note.format(told=told, source=phase.cited))
    if seen == "impossible over water":
        note = _(N_("{told}按表应对水面，但 -35…-45 ℃ 有 {n:.0f} %，只能是对冰：按混合相换算"))
        return Decision("ifs", note.format(told=told, n=highest))
    note = _(N_("{told}按对水面；依据：{source}"))
    return Decision(WATER, note.format(told=told, source=phase.cited))


def _by_values(seen: Seen, highest: float) -> Decision:
    """Where nobody says whose humidity it is."""
    if seen in {"mixed", "impossible over water"}:
        note = _(
            N_(
                "相对湿度在 -35…-45 ℃ 高到 {n:.0f} %（冰面饱和只合对水 62–71 %）："
                "判为混合相，已按 IFS 公式换算为对水面"
            )
        )
        return Decision("ifs", note.format(n=highest))
    if seen == "water":
        note = _(N_("相对湿度在 -35…-45 ℃ 最高 {n:.0f} %，不超过冰面饱和多少：按对水面"))
        return Decision(WATER, note.format(n=highest))
    note = _(N_("文件没有说相对湿度对水还是对冰，也没有冷湿空气可以分辨：按对水面，未核实"))
    return Decision(WATER, note)


def over_water_pct(humidity_pct: Floats, temperature_k: Floats, over: str) -> Floats:
    """Relative humidity over water (Bolton's, which the columns compute with) from that over *over*."""
    if over == WATER:
        return humidity_pct
    vapour_hpa = humidity_pct * saturation_hpa(temperature_k, table().formulation[over])
    degc = temperature_k - ZERO_DEGC
    bolton_hpa = _BOLTON_HPA * np.exp(_BOLTON_A * degc / (degc + _BOLTON_B))
    return np.asarray(vapour_hpa / bolton_hpa, dtype="float32")


def saturation_hpa(temperature_k: Floats, blend: Formulation) -> Floats:
    """Saturation vapour pressure of the mixed phase (IFS documentation, part IV, 7.4.2)."""
    kelvin = np.asarray(temperature_k)
    share = (kelvin - blend.ice_k) / (blend.water_k - blend.ice_k)
    water = np.clip(share, 0, 1) ** blend.power
    return np.asarray(water * _over_water(kelvin) + (1 - water) * _over_ice(kelvin))


def _over_water(kelvin: Floats) -> Floats:
    return np.asarray(_TETEN_HPA * np.exp(_WATER_A * (kelvin - _TRIPLE_K) / (kelvin - _WATER_B)))


def _over_ice(kelvin: Floats) -> Floats:
    return np.asarray(_TETEN_HPA * np.exp(_ICE_A * (kelvin - _TRIPLE_K) / (kelvin - _ICE_B)))


_CENTRES: Mapping[str, tuple[str, ...]] = {
    "ecmf": ("ecmf", "ecmwf", "european centre for medium"),
    "kwbc": ("kwbc", "ncep", "national centers for environmental prediction"),
    "babj": ("babj", "cma", "china meteorological"),
}


def centre_in(*words: Any) -> str:
    """The centre that one of *words* (institutions, histories, folders) names; empty if none does."""
    text = " ".join(str(word) for word in words).lower()
    for centre, marks in _CENTRES.items():
        if any(mark in text for mark in marks):
            return centre
    return ""
