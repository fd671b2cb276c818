"""BUFKIT files: soundings a model forecasts for a point, one after another."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.profile import Profile
from wxmod.weather.readers.soundings.levels import (
    KNOT_MS,
    Told,
    moment_of,
    position_of,
    profile_of,
)
from wxmod.wording import N_, _

_NAMES = re.compile(r"^SNPARM\s*=\s*(\S[^\n]*)$", re.MULTILINE)
_STATION = re.compile(
    r"STID\s*=\s*(\S*)\s+STNM\s*=\s*(\S+)\s+TIME\s*=\s*(\d{2})(\d{2})(\d{2})/(\d{2})(\d{2})",
    re.ASCII,
)
_PLACE = re.compile(r"SLAT\s*=\s*(\S+)\s+SLON\s*=\s*(\S+)", re.ASCII)
# GEMPAK names: hPa, m, °C, °C, °, kt, Pa/s
_WANTED = ("PRES", "HGHT", "TMPC", "DWPC", "DRCT", "SKNT", "OMEG")


def is_bufkit(text: str) -> bool:
    return bool(_NAMES.search(text[:4000])) and "STID" in text


def read_bufkit(text: str, path: Path) -> list[Profile]:
    """All hours of the file; times are UTC. What the surface table after them holds is left unused.

    Raises:
        UnreadableFileError: no sounding, or one breaks off within its first levels.
    """
    head = _NAMES.search(text)
    if head:
        names = [name.strip() for name in head[1].split(";") if name.strip()]
    else:
        names = []
    missing = [name for name in _WANTED[:6] if name not in names]
    stations = list(_STATION.finditer(text))
    if missing or not stations:
        raise UnreadableFileError(
            path,
            expected=N_("SNPARM 行和各站的 STID … TIME …"),
            found=_(N_("没有 {names}")).format(names=" ".join(missing) or "STID"),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    ends = [each.start() for each in stations[1:]] + [len(text)]
    columns = [names.index(name) for name in _WANTED if name in names]
    found = []
    for station, end in zip(stations, ends, strict=True):
        block = text[station.end() : end]
        rows, left = _levels(block, names)
        notes: tuple[str, ...] = ()
        if left:
            notes = (_(N_("最后一层不全（{n} 个数），已去掉")).format(n=left),)
        place = _PLACE.search(block)
        told = Told(
            place=station[1] or station[2],
            valid_at=moment_of(station.groups()[2:]),
            notes=notes,
            position=position_of(place[2], place[1]) if place else None,
        )
        found.append(
            profile_of(
                [[row[c] for c in columns] for row in rows],
                told,
                path,
                speed_ms=KNOT_MS,
            )
        )
    return found


def _levels(block: str, names: Sequence[str]) -> tuple[list[list[float]], int]:
    """Levels after the line of names, and how many numbers were left over; the names may break into lines."""
    words = block.split()
    width = len(names)
    start = next(
        (i + width for i in range(len(words)) if words[i : i + width] == list(names)),
        len(words),
    )
    numbers = []
    for word in words[start:]:
        try:
            numbers.append(float(word))
        except ValueError:
            break
    whole = len(numbers) // width * width
    return np.array(numbers[:whole]).reshape(-1, width).tolist(), len(numbers) - whole
