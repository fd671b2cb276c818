"""When a variable of NetCDF or Zarr is valid, since when, and of which member of an ensemble it is."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wxmod.domain.errors import UnreadableFileError
from wxmod.weather.readers.grids.cf import Variable, lapses, moments
from wxmod.weather.readers.grids.names import Unit
from wxmod.weather.readers.grids.roles import dimension_role, role
from wxmod.wording import N_, _

_NEVER, _NAT = np.datetime64("NaT", "ns"), np.timedelta64("NaT", "ns")


class Cut(NamedTuple):
    """One time of a variable: where the other dimensions stand, when it is, since when, over how long, of whom."""

    at: dict[str, int]
    time: np.datetime64
    run: np.datetime64
    lead: np.timedelta64
    member: int | None = None


class _Clocks(NamedTuple):
    """The coordinates that tell when a variable is valid, with their moments.

    Attributes:
        by_kind: Start of the run, lead time, time.
        valid: The time it is valid, where the file says so under that name.
        moments: Of the start and the time.
    """

    by_kind: dict[str, Variable]
    valid: Variable | None
    moments: dict[str, NDArray[Any]]
    valid_moments: NDArray[Any] | None
    leads: NDArray[Any]

    def run_along(self, dim: str) -> bool:
        """Whether time runs along *dim*."""
        several = [*self.by_kind.values()]
        if self.valid is not None:
            several.append(self.valid)
        return any(dim in clock.dims for clock in several)

    def cut(self, at: dict[str, int]) -> Cut:
        """The moment where the running dimensions stand *at*."""
        when = {kind: _at(each, self.by_kind[kind], at) for kind, each in self.moments.items()}
        lead = _NAT
        if "step" in self.by_kind:
            lead = _at(self.leads, self.by_kind["step"], at)
        ends = _NEVER
        if self.valid is not None and self.valid_moments is not None:
            ends = _at(self.valid_moments, self.valid, at)
        return _cut(at, when, lead, ends)

    def named(self, variable: Variable) -> Variable:
        """The clock to blame where no moment can be made of it."""
        return self.by_kind.get("time") or self.valid or variable


def _clocks(beside: Sequence[Variable]) -> _Clocks:
    by_kind: dict[str, Variable] = {}
    for kind in ("run", "step", "time"):
        for coordinate in beside:
            if role(coordinate) == kind:
                by_kind[kind] = coordinate
    valid = next((c for c in beside if c.name == "valid_time"), None)
    dated = {kind: moments(clock) for kind, clock in by_kind.items() if kind != "step"}
    leads: NDArray[Any] = np.asarray(_NAT)
    if "step" in by_kind:
        leads = lapses(by_kind["step"])
    valid_moments = None
    if valid is not None:
        valid_moments = moments(valid)
    return _Clocks(by_kind, valid, dated, valid_moments, leads)


def cuts(
    variable: Variable,
    beside: Sequence[Variable],
    space: set[str],
    notes: list[str],
) -> Iterator[Cut]:
    """Every time of every member of *variable*; of dimensions that are none of these nor space, the first.

    Raises:
        UnreadableFileError: there are several times, and it cannot be told when they are.
    """
    clocks = _clocks(beside)
    size = dict(zip(variable.dims, variable.shape, strict=True))
    dims = [d for d in variable.dims if d not in space]
    running = [d for d in dims if clocks.run_along(d)]
    member_dim = _running_as("member", dims, beside)
    # Versions (ERA5 beside ERA5T) are merged where the values are read.
    merged = _running_as("expver", dims, beside)
    others = [d for d in dims if d not in {*running, member_dim, merged}]
    notes += [
        _(N_("{dim} 有 {n} 个，只用第一个")).format(dim=dim, n=size[dim])
        for dim in others
        if size[dim] > 1
    ]
    members = _members(member_dim, size, beside)
    for index, number in members:
        dated = 0
        steps = product(*(range(size[d]) for d in running))
        for count, each in enumerate(steps, 1):
            at = dict(zip(running, each, strict=True))
            at.update(dict.fromkeys(others, 0))
            if member_dim:
                at[member_dim] = index
            cut = clocks.cut(at)._replace(member=number)
            dated += not np.isnat(cut.time)
            # Two cuts without a moment would be laid one on the other.
            if count > max(1, dated):
                raise _undated(variable.path, clocks.named(variable))
            yield cut


def _running_as(kind: str, dims: Sequence[str], beside: Sequence[Variable]) -> str:
    """The one of *dims* that runs along members or versions; empty if none does."""
    named = {c.name for c in beside if role(c) == kind}
    return next((d for d in dims if d in named or dimension_role(d) == kind), "")


def _members(
    dim: str, size: Mapping[str, int], beside: Sequence[Variable]
) -> Sequence[tuple[int, int | None]]:
    """Where each member stands along *dim*, and its number."""
    if not dim:
        return [(0, None)]
    count = size[dim]
    coordinate = next((c for c in beside if c.name == dim and c.shape == (count,)), None)
    if coordinate is None:
        return [(n, n) for n in range(count)]
    numbers = coordinate.values()
    return [(n, int(number)) for n, number in enumerate(numbers)]


def _undated(path: Path, clock: Variable) -> UnreadableFileError:
    said = " ".join(
        part for part in (clock.name, clock.said("units"), clock.said("calendar")) if part
    )
    return UnreadableFileError(
        path,
        expected=N_("读得懂的时间，如 hours since 2023-07-20，1950 至 2199 年"),
        found=said[:80],
        remedy=N_("改正文件里的时间单位或历法；或重新取一份"),
    )


def _at(values: NDArray[Any], of: Variable, at: Mapping[str, int]) -> Any:
    return np.asarray(values)[tuple(at.get(d, 0) for d in of.dims)]


def _cut(
    at: dict[str, int],
    when: Mapping[str, Any],
    lead: np.timedelta64,
    ends: np.datetime64,
) -> Cut:
    """When it is valid: as said, else start and lead time."""
    time = when.get("time", _NEVER)
    run = when.get("run", _NEVER)
    start = time
    if np.isnat(time):
        start = run
    if not np.isnat(ends):
        valid = ends
    elif not np.isnat(lead):
        valid = start + lead
    elif "time" in when:
        # A time that cannot be read is not that of the start.
        valid = time
    else:
        valid = run
    if np.isnat(run) and not np.isnat(lead):
        run = valid - lead
    if np.isnat(lead):
        lead = valid - run
    return Cut(at, valid, run, lead)


def ends(
    name: str,
    factor: Unit,
    cut: Cut,
    notes: list[str],
) -> tuple[np.datetime64, float]:
    """When a variable is valid, and over how many hours an amount fell."""
    if name != "precipitation_mm":
        return cut.time, float("nan")
    if factor.hours is None:
        if np.isnat(cut.lead):
            return cut.time, float("nan")
        return cut.time, cut.lead / np.timedelta64(1, "h")
    notes.append(_(N_("雨量是 {n} 小时的速率，文件时间当作开始时间")).format(n=f"{factor.hours:g}"))
    return cut.time + np.timedelta64(round(factor.hours * 3600), "s"), factor.hours
