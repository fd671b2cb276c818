"""GRIB messages whose truth is known, written by ECMWF's library."""

from collections.abc import Mapping
from typing import Any

import pyproj.network  # noqa: F401  before eccodes, or PROJ is taken from the wrong library and the process dies

import eccodes  # isort: skip
import numpy as np  # isort: skip

LAMBERT: Mapping[str, Any] = {
    "gridType": "lambert",
    "Nx": 12,
    "Ny": 9,
    "latitudeOfFirstGridPointInDegrees": 30.0,
    "longitudeOfFirstGridPointInDegrees": 100.0,
    "LoVInDegrees": 110.0,
    "DxInMetres": 100_000,
    "DyInMetres": 100_000,
    "Latin1InDegrees": 30.0,
    "Latin2InDegrees": 60.0,
    "jScansPositively": 1,
    "uvRelativeToGrid": 1,
}
CONE = np.log(np.cos(np.deg2rad(30)) / np.cos(np.deg2rad(60))) / np.log(
    np.tan(np.deg2rad(75)) / np.tan(np.deg2rad(60))
)
"""Constant of the cone of `LAMBERT` (Snyder 1987, eq. 15-3)."""


def latlon(lat: np.ndarray, lon: np.ndarray) -> dict[str, Any]:
    """Keys of a regular grid, from north to south as forecasts are sent."""
    return {
        "gridType": "regular_ll",
        "Ni": lon.size,
        "Nj": lat.size,
        "iDirectionIncrementInDegrees": lon[1] - lon[0],
        "jDirectionIncrementInDegrees": abs(lat[1] - lat[0]),
        "latitudeOfFirstGridPointInDegrees": lat.max(),
        "latitudeOfLastGridPointInDegrees": lat.min(),
        "longitudeOfFirstGridPointInDegrees": lon[0],
        "longitudeOfLastGridPointInDegrees": lon[-1],
    }


def message(
    short: str,
    values: np.ndarray,
    grid: Mapping[str, Any],
    *,
    edition: int = 2,
    **keys: Any,
) -> bytes:
    """One field; *keys* as `level`, `typeOfLevel`, `dataDate`, `dataTime`, `step`."""
    handle = eccodes.codes_grib_new_from_samples(f"GRIB{edition}")
    try:
        laid = {
            "dataDate": 20230719,
            "dataTime": 0,
            **grid,
            "typeOfLevel": "isobaricInhPa",
            "shortName": short,
            **keys,
        }
        if edition == 2 and grid is LAMBERT:
            laid["LaDInDegrees"] = 30.0  # edition 1 has no such octets
        for key, value in laid.items():
            eccodes.codes_set(handle, key, value)
        eccodes.codes_set(handle, "packingType", "grid_simple")
        eccodes.codes_set(handle, "bitsPerValue", 24)
        flat = np.ravel(values).astype(float)
        if np.isnan(flat).any():
            eccodes.codes_set(handle, "bitmapPresent", 1)
            eccodes.codes_set(handle, "missingValue", -9e9)
            flat = np.nan_to_num(flat, nan=-9e9)
        eccodes.codes_set_values(handle, flat)
        return bytes(eccodes.codes_get_message(handle))
    finally:
        eccodes.codes_release(handle)


def lambert_lon() -> np.ndarray:
    """Longitudes of `LAMBERT`, ``[y, x]``."""
    handle = eccodes.codes_grib_new_from_samples("GRIB1")
    try:
        for key, value in LAMBERT.items():
            eccodes.codes_set(handle, key, value)
        eccodes.codes_set_values(handle, np.zeros(12 * 9))
        return np.asarray(eccodes.codes_get_array(handle, "longitudes")).reshape(9, 12)
    finally:
        eccodes.codes_release(handle)


def joined(one: bytes, other: bytes) -> bytes:
    """Two fields of edition 2 as one message, the second repeating sections 4 to 7 only."""

    def sections(text: bytes) -> list[bytes]:
        at, found = 16, []
        while text[at : at + 4] != b"7777":
            length = int.from_bytes(text[at : at + 4], "big")
            found.append(text[at : at + length])
            at += length
        return found

    body = (
        b"".join(
            [
                *sections(one),
                *(s for s in sections(other) if s[4] >= 4),
            ]
        )
        + b"7777"
    )
    return one[:8] + (16 + len(body)).to_bytes(8, "big") + body
