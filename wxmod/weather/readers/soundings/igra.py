"""Soundings of the Integrated Global Radiosonde Archive, version 2: raw and derived files of fixed columns."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.domain.geodesy import Point
from wxmod.weather.profile import FEWEST_LEVELS, Profile
from wxmod.weather.readers.soundings.levels import Told, moment_of, position_of, profile_of
from wxmod.wording import N_, _

_HEAD = 71  # characters of a header line, igra2-data-format.txt (NOAA NCEI); derived files have 158
_DERIVED_HEAD = 150
_MISSING_BELOW = -8887  # -9999 missing, -8888 removed by quality control; derived files -99999
_NO_HOUR = 99


def is_igra(text: str) -> bool:
    head = text.split("\n", 1)[0]
    return (
        text.startswith("#") and len(head.rstrip()) >= _HEAD - 10 and head[13:17].strip().isdigit()
    )


def read_igra(text: str, path: Path) -> list[Profile]:
    """All soundings in the file, in its order; those too short to be one are left out.

    Raises:
        UnreadableFileError: none holds enough levels, or a line is none of this format.
    """
    found = []
    short = 0
    for head, levels in _blocks(text):
        numbers = [
            row
            for row in map(_derived if len(head.rstrip()) > _DERIVED_HEAD else _raw, levels)
            if row
        ]
        wanted = head[31:36].strip()
        told = _title(
            head,
            lost=(int(wanted) if wanted.isdecimal() else len(levels)) - len(numbers),
        )
        try:
            found.append(profile_of(numbers, told, path))
        except UnreadableFileError:
            short += 1
    if not found:
        raise UnreadableFileError(
            path,
            expected=_(N_("至少 {n} 层")).format(n=FEWEST_LEVELS),
            found=_(N_("{n} 份过短的探空")).format(n=short),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return found


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    for block in text.split("#")[1:]:
        head, *levels = block.splitlines()
        yield "#" + head, [line for line in levels if line.strip()]


def _title(head: str, *, lost: int) -> Told:
    """Station and nominal hour; where that is missing (99), the hour of release."""
    hour = head[24:26].strip()
    if hour == str(_NO_HOUR):
        hour = head[27:29].strip()
    at = moment_of(
        [
            head[13:17],
            head[18:20],
            head[21:23],
            hour,
        ]
    )
    if at:
        notes = []
    else:
        notes = [_(N_("文件没有时间"))]
    if lost:
        notes.append(_(N_("与文件所说的层数差 {n} 层")).format(n=lost))
    return Told(head[1:12], at, tuple(notes), _position(head))


def _position(head: str) -> Point | None:
    """Degrees in ten thousandths, in the header of raw files only; -98.8888 and -998.8888 for a station that moved."""
    if len(head.rstrip()) > _DERIVED_HEAD:
        return None
    lat, lon = head[55:62].strip(), head[63:71].strip()
    try:
        return position_of(int(lon) / 10_000, int(lat) / 10_000)
    except ValueError:
        return None


def _cut(line: str, columns: Sequence[tuple[int, int]]) -> list[float]:
    """Integers in fixed columns, NaN where missing or removed.

    Raises:
        ValueError: one is no number.
    """
    found = [float(line[start:end].strip() or "nan") for start, end in columns]
    return [np.nan if value <= _MISSING_BELOW else value for value in found]


def _reader(
    columns: Sequence[tuple[int, int]], made: Callable[[list[float]], list[float]]
) -> Callable[[str], list[float] | None]:
    def read(line: str) -> list[float] | None:
        try:
            return made(_cut(line, columns))
        except ValueError:
            return None

    return read


# pressure Pa, height m, temperature and depression 0.1 °C, direction °, speed 0.1 m/s; each followed by a flag
_raw = _reader(
    [
        (9, 15),
        (16, 21),
        (22, 27),
        (34, 39),
        (40, 45),
        (46, 51),
    ],
    lambda v: [
        v[0] / 100,
        v[1],
        v[2] / 10,
        (v[2] - v[3]) / 10,
        v[4],
        v[5] / 10,
    ],
)


def _from_vapour(v: list[float]) -> list[float]:
    """Temperature in 0.1 K, vapour pressure in 0.001 hPa, wind eastward and northward in 0.1 m/s."""
    if np.isfinite(v[3]):
        logged = np.log(max(v[3], 1e-3) / 1000 / 6.112)
    else:
        logged = np.nan
    direction = (np.degrees(np.arctan2(-v[4], -v[5])) + 360) % 360
    return [
        v[0] / 100,
        v[1],
        v[2] / 10 - 273.15,
        243.5 * logged / (17.67 - logged),
        direction,
        np.hypot(v[4], v[5]) / 10,
    ]


# pressure Pa, reported height m, temperature, vapour pressure, u, v
_derived = _reader(
    [
        (0, 7),
        (8, 15),
        (24, 31),
        (72, 79),
        (112, 119),
        (128, 135),
    ],
    _from_vapour,
)
