"""MICAPS grids: text (diamond 4 and 11) and MICAPS 4 (``mdfs``, types 4 and 11).

Layouts: MICAPS data file formats, appendix 4 of the user manual; MICAPS 4 network data formats, National
Meteorological Centre.  The text does not name its element: its description does, else the folder it lies in.
"""

import re
import struct
from datetime import timedelta, timezone
from pathlib import Path

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.micaps.layers import MOST_CELLS, WIND, Floats, Layer, axis
from wxmod.weather.readers.micaps.text import Diamond, head, numbers, opened, run_at
from wxmod.weather.readers.soundings.levels import moment_of
from wxmod.weather.readers.texts import decoded
from wxmod.wording import N_, _

_SAID = {
    "高度": "height_msl_m",
    "露点": "dewpoint_k",
    "比湿": "specific_humidity_kgkg",
    "相对湿度": "relative_humidity_pct",
    "温度": "temperature_k",
    "降水": "precipitation_mm",
}
_OTHERWISE = (
    "变",
    "距平",
    "平流",
    "位温",
    "露点差",
    "梯度",
    "涡度",
    "散度",
)  # other quantities that hold such a word
_CODES = {
    "HGT": "height_msl_m",
    "HEIGHT": "height_msl_m",
    "TMP": "temperature_k",
    "TEMPER": "temperature_k",
    "RH": "relative_humidity_pct",
    "SPFH": "specific_humidity_kgkg",
    "DPT": "dewpoint_k",
    "UGRD": "wind_u_ms",
    "VGRD": "wind_v_ms",
}
_HEAD = struct.Struct("<4sh20s50s30sf6i3fi3fi3f100s")
_SCALAR, _VECTOR = 4, 11
_PLANE = {-1.0: "Lambert", -2.0: "Mercator", -3.0: "polar"}  # where the last contour should stand
_SPAN = re.compile(r"(\d{1,3})\s*小时", re.ASCII)
_HIGHEST, _LOWEST = 0.5, 1100.0
_HOURS = 24


def read_diamond(path: Path) -> Layer:
    """A text grid of one element, or of wind.

    Raises:
        UnreadableFileError: it is on a plane, its element is not told, or its numbers break off.
    """
    file = opened(decoded(path.read_bytes()), path)
    told = head(file, 14)
    hour, lead = told[3], told[4]
    notes: tuple[str, ...] = ()
    if hour >= _HOURS and 0 <= lead < _HOURS:
        hour, lead, notes = lead, hour, (_(N_("文件头的时次与时效颠倒，已对调")),)
    at, clock = run_at(file, [*told[:3], hour])
    lon0, lon1, lat0, lat1 = told[8:12]
    lon, lat = axis(path, lon0, lon1, int(told[12])), axis(path, lat0, lat1, int(told[13]), most=90)
    if plane := _PLANE.get(head(file, 19)[16]) if file.kind == "4" else None:
        raise UnreadableFileError(
            path,
            expected=N_("经纬度格点"),
            found=plane,
            remedy=N_("导出经纬度网格的文件"),
        )
    names = WIND if file.kind == "11" else (_element(file),)
    size = lat.size * lon.size
    start = 19 if file.kind == "4" else 14
    wanted = size * len(names)
    found = numbers(file, file.words[start : start + wanted], wanted)
    if (
        there := len(file.words) - start
    ) > wanted:  # where one too many stands, every cell after it is another's
        raise UnreadableFileError(
            path,
            expected=_(N_("{n} 个数")).format(n=wanted),
            found=str(there),
            remedy=N_("文件头的格点数与内容不符；重新取一份"),
        )
    parts = np.array(found, dtype="float32").reshape(
        len(names),
        lat.size,
        lon.size,
    )
    level = told[5] if _HIGHEST <= told[5] <= _LOWEST and names[0] != "precipitation_mm" else None
    return Layer(
        path,
        dict(zip(names, parts, strict=True)),
        level,
        at,
        lead,
        lat,
        lon,
        (*notes, *clock),
        _rain_h(file),
    )


def _rain_h(file: Diamond) -> float | None:
    found = _SPAN.search(file.said)
    return float(found[1]) if found else None


def _element(file: Diamond) -> str:
    if not any(word in file.said for word in _OTHERWISE):
        for word, name in _SAID.items():
            if word in file.said:
                return name
        for folder in file.path.absolute().parts[-4:-1][
            ::-1
        ]:  # capitals only: /tmp is no temperature
            if folder in _CODES:
                return _CODES[folder]
    raise UnreadableFileError(
        file.path,
        expected=_(N_("说明里有要素：{names}")).format(names=" ".join(_SAID)),
        found=file.said[:40] or "-",
        offset=1,
        remedy=N_("把文件放在以要素命名的目录里，如 TMP、HGT、RH"),
    )


def read_mdfs(path: Path) -> Layer:
    """A MICAPS 4 grid; its time zone is honoured, a vector is its speed and its angle from west, counter-clockwise.

    Raises:
        UnreadableFileError: the file is cut short, or of an element or kind not known here.
    """
    content = path.read_bytes()
    if len(content) < _HEAD.size:
        raise UnreadableFileError(
            path,
            expected=_(N_("{n} 字节的文件头")).format(n=_HEAD.size),
            found=str(len(content)),
            remedy=N_("文件可能被截断；重新取一份"),
        )
    _mark, kind, _model, code, _said, level, *rest = _HEAD.unpack_from(content)
    when, zone, lead = rest[:4], rest[4], rest[5]
    lon0, lon1, _dlon, nlon, lat0, lat1, _dlat, nlat = rest[6:14]
    element = code.split(b"\0")[0].decode("gb18030", "replace").strip().upper()
    names = WIND if kind == _VECTOR else (_CODES.get(element, ""),)
    if kind not in {_SCALAR, _VECTOR} or not names[0]:
        raise UnreadableFileError(
            path,
            expected=" ".join(_CODES),
            found=f"{kind} {element}",
            offset=4,
            remedy=N_("这个要素这里不用"),
        )
    lon, lat = axis(path, lon0, lon1, nlon), axis(path, lat0, lat1, nlat, most=90)
    parts = _parts(path, content, (len(names), nlat, nlon))
    at = (
        moment_of([str(part) for part in when], timezone(timedelta(hours=zone)))
        if abs(zone) <= _HOURS // 2
        else None
    )
    notes = () if at else (_(N_("文件头的时间不合理")),)
    if kind == _VECTOR:
        angle = np.deg2rad(parts[1])
        parts = np.stack(
            [
                parts[0] * np.cos(angle),
                parts[0] * np.sin(angle),
            ]
        )
    hpa = level if _HIGHEST <= level <= _LOWEST else None
    return Layer(
        path,
        dict(zip(names, parts, strict=True)),
        hpa,
        at,
        lead,
        lat,
        lon,
        notes,
    )


def _parts(path: Path, content: bytes, shape: tuple[int, int, int]) -> Floats:
    wanted = shape[0] * shape[1] * shape[2]
    there = (len(content) - _HEAD.size) // 4
    if wanted > MOST_CELLS or there < wanted:
        raise UnreadableFileError(
            path,
            expected=_(N_("{n} 个数")).format(n=wanted),
            found=str(there),
            offset=_HEAD.size,
            remedy=N_("文件可能被截断；重新取一份"),
        )
    return np.frombuffer(content, "<f4", wanted, _HEAD.size).reshape(shape).astype("float32")
