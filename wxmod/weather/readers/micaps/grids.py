"""MICAPS grids: text (diamond 4 and 11) and MICAPS 4 (``mdfs``, types 4 and 11).

Layouts: MICAPS data file formats, appendix 4 of the user manual; MICAPS 4 network data formats, National
Meteorological Centre.  The text does not name its element: its description does, else the folder it lies in.
"""

import re
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
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
# Other quantities that hold such a word.
_OTHERWISE = (
    "变",
    "距平",
    "平流",
    "位温",
    "露点差",
    "梯度",
    "涡度",
    "散度",
)
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
_HEADER_WORDS = {"4": 19, "11": 14}
# heights above the ground in a description; "2米" and "10m", not "850百帕"
_NEAR_GROUND = re.compile(r"(?<!\d)(\d{1,3})\s*(?:米|m\b)|地面|地表", re.IGNORECASE | re.ASCII)
# what an element is called at the ground, and at how many metres it is measured there
_SCREEN = {
    "temperature_k": ("surface_temperature_k", "2"),
    "dewpoint_k": ("surface_dewpoint_k", "2"),
    "relative_humidity_pct": ("surface_humidity_pct", "2"),
    "wind_u_ms": ("surface_wind_u_ms", "10"),
    "wind_v_ms": ("surface_wind_v_ms", "10"),
}


def read_diamond(path: Path) -> Layer:
    """A text grid of one element, or of wind.

    Raises:
        UnreadableFileError: it is on a plane, its element is not told, or its numbers break off.
    """
    file = opened(decoded(path.read_bytes()), path)
    header = head(file, _HEADER_WORDS["11"])
    hour, lead, notes = _hour_and_lead(header)
    run, clock_notes = run_at(file, [*header[:3], hour])
    west, east, south, north = header[8:12]
    lon = axis(path, west, east, int(header[12]))
    lat = axis(path, south, north, int(header[13]), most=90)
    _on_the_sphere(file)
    names: tuple[str, ...] = WIND
    if file.kind != "11":
        names = (_element(file),)
    parts = _text_parts(file, (len(names), lat.size, lon.size))
    level = _level(file.said, names, header[5])
    values = dict(zip(names, parts, strict=True))
    if level is None:
        values = _at_screen(file.said, values)
    return Layer(
        path,
        values,
        level,
        run,
        lead,
        lat,
        lon,
        (*notes, *clock_notes),
        _rain_h(file),
    )


def _hour_and_lead(header: Sequence[float]) -> tuple[float, float, tuple[str, ...]]:
    """Hour of the run and lead time; some writers exchange them, which shows where the hour is none."""
    hour = header[3]
    lead = header[4]
    if hour >= _HOURS and 0 <= lead < _HOURS:
        return lead, hour, (_(N_("文件头的时次与时效颠倒，已对调")),)
    return hour, lead, ()


def _on_the_sphere(file: Diamond) -> None:
    """Refuse a grid on a map plane: it names its projection where the last contour should stand."""
    if file.kind != "4":
        return
    plane = _PLANE.get(head(file, _HEADER_WORDS["4"])[16])
    if plane:
        raise UnreadableFileError(
            file.path,
            expected=N_("经纬度格点"),
            found=plane,
            remedy=N_("导出经纬度网格的文件"),
        )


def _text_parts(file: Diamond, shape: tuple[int, int, int]) -> Floats:
    """The numbers after the header; where one too many stands, every cell after it is another's."""
    start = _HEADER_WORDS[file.kind]
    wanted = shape[0] * shape[1] * shape[2]
    found = numbers(file, file.words[start : start + wanted], wanted)
    there = len(file.words) - start
    if there > wanted:
        raise UnreadableFileError(
            file.path,
            expected=_(N_("{n} 个数")).format(n=wanted),
            found=str(there),
            remedy=N_("文件头的格点数与内容不符；重新取一份"),
        )
    return np.array(found, dtype="float32").reshape(shape)


def _level(described: str, names: Sequence[str], written: float) -> float | None:
    """The pressure level, None at the ground: "2米温度" stands at 2 m, whatever its header says."""
    if names[0] == "precipitation_mm" or _NEAR_GROUND.search(described):
        return None
    if _HIGHEST <= written <= _LOWEST:
        return written
    return None


def _at_screen(described: str, values: dict[str, Floats]) -> dict[str, Floats]:
    """Elements of the ground under their own names, where the description tells 2 m, 10 m or the ground."""
    found = _NEAR_GROUND.search(described)
    if found is None:
        return values
    metres = found[1]
    renamed = {}
    for name, each in values.items():
        at_ground, usual_metres = _SCREEN.get(name, ("", ""))
        # 100 m winds and the like have no place in the model: they keep their name and are refused.
        known = at_ground and metres in {None, usual_metres}
        renamed[at_ground if known else name] = each
    return renamed


def _rain_h(file: Diamond) -> float | None:
    found = _SPAN.search(file.said)
    if found:
        return float(found[1])
    return None


def _element(file: Diamond) -> str:
    if not any(word in file.said for word in _OTHERWISE):
        for word, name in _SAID.items():
            if word in file.said:
                return name
        # Capitals only: /tmp is no temperature.
        nearest_folders = reversed(file.path.absolute().parts[-4:-1])
        for folder in nearest_folders:
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
    _mark, kind, _model, code, description, level, *rest = _HEAD.unpack_from(content)
    described = _text(description)
    names = _names(path, kind, _text(code).upper())
    west, east, _dlon, columns, south, north, _dlat, rows = rest[6:14]
    lon = axis(path, west, east, columns)
    lat = axis(path, south, north, rows, most=90)
    parts = _parts(path, content, (len(names), rows, columns))
    run, notes = _mdfs_run(rest[:4], rest[4])
    if kind == _VECTOR:
        parts = _components(parts)
    values = dict(zip(names, parts, strict=True))
    hpa = _level(described, names, level)
    if hpa is None:
        values = _at_screen(described, values)
    lead = rest[5]
    return Layer(path, values, hpa, run, lead, lat, lon, notes)


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("gb18030", "replace").strip()


def _names(path: Path, kind: int, element: str) -> tuple[str, ...]:
    """What the file holds, by its kind and the code of its element.

    Raises:
        UnreadableFileError: nothing the model has a place for.
    """
    if kind == _VECTOR:
        return WIND
    name = _CODES.get(element, "")
    if kind != _SCALAR or not name:
        raise UnreadableFileError(
            path,
            expected=" ".join(_CODES),
            found=f"{kind} {element}",
            offset=4,
            remedy=N_("这个要素这里不用"),
        )
    return (name,)


def _mdfs_run(when: Sequence[int], zone: float) -> tuple[datetime | None, tuple[str, ...]]:
    """When the forecast starts; None, with a note, where the header holds no moment."""
    run = None
    if abs(zone) <= _HOURS // 2:
        parts = [str(part) for part in when]
        run = moment_of(parts, timezone(timedelta(hours=zone)))
    if run:
        return run, ()
    return None, (_(N_("文件头的时间不合理")),)


def _components(parts: Floats) -> Floats:
    """Speed and angle as the eastward and northward wind."""
    speed = parts[0]
    angle = np.deg2rad(parts[1])
    return np.stack([speed * np.cos(angle), speed * np.sin(angle)])


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
