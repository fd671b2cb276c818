"""The process that decodes files from outside; it may crash, hang or run out of memory, and nothing else does.

Asked on standard input, a JSON object a line: ``{"open": {"grib": […], "netcdf": […]}, "language": …, "memory_mb": …}``
once, then ``{"name": …, "time": …}``.  It answers a JSON object a line, and after it as many raw bytes as ``bytes``
says: numbers only, nothing that is run.
"""

import json
import math
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.ensemble import Ensemble, ensemble
from wxmod.weather.readers.grids.pieces import Floats
from wxmod.wording import N_, use

MEGABYTE = 1 << 20


def main() -> None:
    """Serve one model until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the answers
    warnings.simplefilter("ignore")
    asked = sys.stdin.buffer
    request = json.loads(asked.readline() or "null")
    if request is None:
        return
    confine(int(request["memory_mb"]))
    use(request["language"])
    try:
        found = opened(
            {kind: [Path(p) for p in paths] for kind, paths in request["open"].items()},
            out,
        )
        ahead = {name: found.models[0].read(name, 0) for name in found.models[0].steps}
    except (UnreadableFileError, MemoryError) as error:
        _say(out, refusal(error))
        return
    _say(
        out,
        described(found),
        found.models[0].grid.lat.astype(float),
        found.models[0].grid.lon.astype(float),
    )
    while line := asked.readline():
        _answer(found, ahead, json.loads(line), out)


def _answer(
    found: Ensemble,
    ahead: dict[str, Floats],
    request: Mapping[str, Any],
    out: BinaryIO,
) -> None:
    name = str(request["name"])
    time = int(request["time"])
    member = int(request.get("member", 0))
    try:
        values = None
        if time == 0 and member == 0:
            values = ahead.pop(name, None)
        if values is None:
            values = found.models[member].read(name, time)
        _say(out, {}, values)
    except (UnreadableFileError, MemoryError) as error:
        _say(out, refusal(error))


def confine(memory_mb: int) -> None:
    """No more than so much memory, and no core dumps, where the system can say so."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = memory_mb * MEGABYTE
    resource.setrlimit(
        resource.RLIMIT_AS,
        (wanted if hard < 0 else min(wanted, hard), hard),
    )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opened(files: Mapping[str, list[Path]], out: BinaryIO | None = None) -> Ensemble:
    """The models of *files* by kind; each is named on *out* before it is touched.

    Raises:
        UnreadableFileError: one is damaged, or nothing in them belongs to the model.
    """
    from wxmod.weather.readers.grids import grib, netcdf  # noqa: PLC0415  neither library is loaded for the other's files

    def reached(path: Path) -> None:
        if out is not None:
            _say(out, {"at": str(path)})

    readers = {"grib": grib.read, "netcdf": netcdf.read}
    read = [readers[kind](paths, reached) for kind, paths in files.items() if paths]
    notes = dict.fromkeys(note for each in read for note in each.notes)
    return ensemble(
        [p for each in read for p in each.pieces],
        [p for ps in files.values() for p in ps],
        list(notes),
    )


def described(found: Ensemble) -> dict[str, Any]:
    """What the other side needs to know before it asks for values."""
    model = found.models[0]
    return {
        "shape": model.grid.shape,
        "levels": [float(lv) for lv in model.levels],
        "times": [int(t) for t in model.times.astype("int64")],
        "run": int(model.run.astype("int64")),
        "hours": [None if math.isnan(h) else float(h) for h in model.hours],
        "variables": list(model.steps),
        "notes": found.notes,
        "members": found.members,
    }


def refusal(error: Exception) -> dict[str, Any]:
    """An error as the other side can raise it again."""
    if isinstance(error, UnreadableFileError):
        told = {k: error.fields[k] for k in ("path", "expected", "found")}
        return {
            "refused": {
                **{k: str(v) for k, v in told.items()},
                "where": str(error.fields["where"]),
                "remedy": error.remedy,
            }
        }
    return {"refused": {"found": N_("要的内存超过限度")}}


def _say(out: BinaryIO, header: Mapping[str, Any], *arrays: Floats) -> None:
    flat = [np.ascontiguousarray(a) for a in arrays]
    out.write(json.dumps({**header, "bytes": sum(a.nbytes for a in flat)}).encode() + b"\n")
    out.writelines(each.view("uint8").reshape(-1).data for each in flat)
    out.flush()


if __name__ == "__main__":
    main()
