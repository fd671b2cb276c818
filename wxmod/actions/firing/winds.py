"""Wind as it is typed or filed: ``FROM,SPEED``, or a sounding."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wxmod.domain.errors import BadInput
from wxmod.domain.geodesy import Point, distance_m
from wxmod.domain.text import normalise
from wxmod.planning.winds import Temperatures, Winds, constant
from wxmod.wording import N_, _

if TYPE_CHECKING:
    from wxmod.weather.profile import Profile

_TYPED = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[,，/]\s*(\d{1,3}(?:\.\d+)?)")
_FULL_CIRCLE = 360


class Column(NamedTuple):
    """Wind over a place, and where it is cold enough, as far as the source says.

    Attributes:
        taken_at: When the sounding was launched; None for a wind that was typed.
        position: Where it was; None for a wind that was typed and where the file does not say.
        temperature: By height, where there is a sounding.
    """

    winds: Winds
    height_minus5c_msl_m: float | None
    taken_at: datetime | None = None
    temperature: Temperatures | None = None
    position: Point | None = None

    def age_hours(self, at: datetime) -> float | None:
        """How long before a moment it was taken; None for a wind that was typed."""
        if self.taken_at is None:
            return None
        return round((at - self.taken_at) / timedelta(hours=1), 2)

    def distance_km(self, here: Point) -> float | None:
        """How far from a place it was taken; None for a wind that was typed and where the file does not say."""
        if self.position is None:
            return None
        return round(distance_m(self.position, here) / 1000, 1)


def read_winds(text: str) -> Winds:
    """Wind by height from what was typed.

    Raises:
        BadInput: neither ``FROM,SPEED`` nor a sounding file.
        UnreadableFileError: the file is none.
    """
    return read_column(text).winds


def read_column(text: str) -> Column:
    """Wind by height, and the height of −5 ℃ where a sounding gives it.

    Raises:
        BadInput, UnreadableFileError: as `read_winds`.
    """
    typed = _TYPED.fullmatch(normalise(text))
    if typed and float(typed[1]) <= _FULL_CIRCLE:
        from_deg, speed = float(typed[1]), float(typed[2])
        said = _("输入：{from_deg:g}° {speed:g} m/s，各高度相同").format(
            from_deg=from_deg, speed=speed
        )
        return Column(constant(from_deg, speed, said), None)
    path = Path(text)
    if not path.is_file():
        raise BadInput(N_("风应写作 来向,风速（如 270,8），或给出探空文件：{text}"), text=text)
    return _sounding(path)


def _sounding(path: Path) -> Column:
    from wxmod.weather.readers.files import open_weather  # noqa: PLC0415  loads NumPy and readers

    profile = open_weather([path]).profile
    if profile is None:
        raise BadInput(N_("{path} 不是探空"), path=path.name)
    return Column(
        _winds(profile, path.name),
        _cold(profile),
        profile.valid_at,
        _temperatures(profile),
        profile.position,
    )


def _winds(profile: "Profile", name: str) -> Winds:
    import numpy as np  # noqa: PLC0415

    known = (
        np.isfinite(profile.height_msl_m)
        & np.isfinite(profile.wind_u_ms)
        & np.isfinite(profile.wind_v_ms)
    )
    if not known.any():
        raise BadInput(N_("{path} 没有风"), path=name)
    return Winds(
        profile.height_msl_m[known],
        profile.wind_u_ms[known],
        profile.wind_v_ms[known],
        name,
    )


def _temperatures(profile: "Profile") -> Temperatures | None:
    import numpy as np  # noqa: PLC0415

    known = np.isfinite(profile.height_msl_m) & np.isfinite(profile.temperature_degc)
    if not known.any():
        return None
    return Temperatures(profile.height_msl_m[known], profile.temperature_degc[known])


def _cold(profile: "Profile") -> float | None:
    """The height of −5 ℃, where AgI begins to act, as the weather room finds it; None if it does not."""
    from wxmod.weather.columns.ingredients import of  # noqa: PLC0415  loads the kernel

    found, _why_not = of(profile)
    return found.get("height_minus5c_msl_m")
