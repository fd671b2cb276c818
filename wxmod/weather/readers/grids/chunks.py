"""Compressed chunks of HDF5 read where they lie and inflated on all cores: HDF5 itself uses one, and a slower library.

Only what is plain: chunks that went through shuffling and deflating, in this order, or through one of them.  Whatever
else a file holds is left to the library.
"""

import os
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SHUFFLE, _DEFLATE = 2, 1  # numbers of the filters, HDF5 file format specification
_SMALLEST = 1 << 16  # bytes: what is smaller is no work
_AHEAD = 1 << 26  # bytes of one step that may be decoded before it is asked for
_KEPT = 1 << 27  # bytes of chunks that hold further steps
Place = tuple[int, ...]


class Stored(NamedTuple):
    """Where a chunk lies in the file; *skipped* has a bit for each filter that was left out for it."""

    offset: int
    size: int
    skipped: int


class Layout(NamedTuple):
    """How a variable is stored.

    Attributes:
        filters: In the order they were applied.
        fill: What stands where no chunk was ever written.
    """

    shape: tuple[int, ...]
    chunk: tuple[int, ...]
    dtype: np.dtype[Any]
    filters: tuple[int, ...]
    fill: Any
    stored: Mapping[Place, Stored]

    @property
    def chunk_bytes(self) -> int:
        """Of one chunk, inflated."""
        return int(np.prod(self.chunk)) * self.dtype.itemsize


class _Inflater(NamedTuple):
    """A library for deflated bytes, and its own error."""

    decompress: Callable[[bytes], Any]
    error: type[Exception]


@cache
def _inflater() -> _Inflater:
    """The fastest one that is installed."""
    try:
        from isal import isal_zlib  # noqa: PLC0415  not on every machine
    except ImportError:
        return _Inflater(zlib.decompress, zlib.error)
    own_error: Any = isal_zlib.error
    return _Inflater(isal_zlib.decompress, own_error)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_cores(), "wxmod-inflate")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def layouts(path: Path) -> dict[str, Layout]:
    """The variables of *path* whose chunks can be read here; none where there is no library for their index."""
    try:
        import h5py  # noqa: PLC0415  only where there is NetCDF, and not on every machine
    except ImportError:
        return {}
    found = {}
    with h5py.File(path, "r") as file:
        for name, dataset in file.items():
            if isinstance(dataset, h5py.Dataset) and (layout := _layout(dataset)):
                found[name] = layout
    return found


def _layout(dataset: Any) -> Layout | None:
    """How *dataset* is stored; None where the library is to read it."""
    if dataset.chunks is None or dataset.dtype.kind not in "iuf":
        return None
    if dataset.size * dataset.dtype.itemsize < _SMALLEST:
        return None
    properties = dataset.id.get_create_plist()
    filters = tuple(properties.get_filter(n)[0] for n in range(properties.get_nfilters()))
    if filters not in {(_SHUFFLE, _DEFLATE), (_DEFLATE,)}:
        return None
    stored: dict[Place, Stored] = {}

    def noted(info: Any) -> None:
        place = tuple(
            offset // size for offset, size in zip(info.chunk_offset, dataset.chunks, strict=True)
        )
        stored[place] = Stored(info.byte_offset, info.size, info.filter_mask)

    dataset.id.chunk_iter(noted)
    return Layout(
        tuple(dataset.shape),
        tuple(dataset.chunks),
        dataset.dtype,
        filters,
        dataset.fillvalue,
        stored,
    )


class Chunked:
    """One variable, read as an array is; the next step along its first dimension is decoded while this one is used.

    Not for several threads at once: it belongs to the process that reads, and that answers one question at a time.
    """

    def __init__(self, path: Path, layout: Layout, otherwise: Callable[[Any], Any]) -> None:
        self.path = path
        self.layout = layout
        self.otherwise = otherwise
        self._decoded: dict[Place, Future[NDArray[Any]]] = {}

    def __getitem__(self, key: Any) -> Any:
        """Values at *key*: whole numbers and slices that leave nothing out; others are the library's."""
        wanted = _spans(key, self.layout.shape)
        if wanted is None:
            return self.otherwise(key)
        places = self._places(wanted)
        # All are asked for before any is waited for.
        futures = {place: self._asked(place) for place in places}
        out = self._whole_chunk(wanted, places)
        if out is None:
            out = np.empty([end - start for start, end in wanted], self.layout.dtype)
            for place, future in futures.items():
                self._laid(out, wanted, place, future.result())
        self._forget(places)
        self._look_ahead(wanted)
        alone = [
            n for n, each in enumerate(_whole_key(key, out.ndim)) if not isinstance(each, slice)
        ]
        return out.reshape([size for n, size in enumerate(out.shape) if n not in alone])

    def _places(self, wanted: list[tuple[int, int]]) -> list[Place]:
        """The chunks that hold any of *wanted*."""
        runs = [
            range(start // size, (end - 1) // size + 1)
            for (start, end), size in zip(wanted, self.layout.chunk, strict=True)
        ]
        return list(product(*runs))

    def _asked(self, place: Place) -> "Future[NDArray[Any]]":
        found = self._decoded.get(place)
        if found is None:
            found = _workers().submit(_chunk, self.path, self.layout, place)
            self._decoded[place] = found
        return found

    def _whole_chunk(
        self, wanted: list[tuple[int, int]], places: list[Place]
    ) -> NDArray[Any] | None:
        """What is wanted, where it is just one chunk: then it need not be copied."""
        if len(places) != 1:
            return None
        (place,) = places
        for (start, end), index, size in zip(wanted, place, self.layout.chunk, strict=True):
            if start != index * size or end != start + size:
                return None
        return self._asked(place).result()

    def _laid(
        self,
        out: NDArray[Any],
        wanted: list[tuple[int, int]],
        place: Place,
        values: NDArray[Any],
    ) -> None:
        """Puts the part of a chunk that is wanted where it belongs in *out*."""
        into, taken = [], []
        for (start, end), index, size in zip(wanted, place, self.layout.chunk, strict=True):
            begin = index * size
            first = max(start, begin)
            last = min(end, begin + size)
            into.append(slice(first - start, last - start))
            taken.append(slice(first - begin, last - begin))
        out[tuple(into)] = values[tuple(taken)]

    def _forget(self, places: list[Place]) -> None:
        """Lets go of chunks, unless they hold steps that are asked for next."""
        several = self.layout.chunk[0] > 1
        if several and len(places) * self.layout.chunk_bytes <= _KEPT:
            kept = set(places)
            self._decoded = {p: f for p, f in self._decoded.items() if p in kept}
        else:
            self._decoded = {}

    def _look_ahead(self, wanted: list[tuple[int, int]]) -> None:
        """Starts on the step after the one wanted, where steps are asked for one by one."""
        start, end = wanted[0]
        if end - start != 1 or end >= self.layout.shape[0]:
            return
        places = self._places([(end, end + 1), *wanted[1:]])
        if len(places) * self.layout.chunk_bytes <= _AHEAD:
            for place in places:
                self._asked(place)


def _whole_key(key: Any, dims: int) -> tuple[Any, ...]:
    """*key* with an entry for every dimension."""
    given = key if isinstance(key, tuple) else (key,)
    if Ellipsis in given:
        at = given.index(Ellipsis)
        left_out = dims - (len(given) - 1)
        given = (*given[:at], *(slice(None),) * left_out, *given[at + 1 :])
    return (*given, *(slice(None),) * (dims - len(given)))


def _spans(key: Any, shape: tuple[int, ...]) -> list[tuple[int, int]] | None:
    """Start and end of *key* along every dimension; None where it is anything but whole numbers and plain slices."""
    try:
        entries = _whole_key(key, len(shape))
    except ValueError:  # of arrays, which cannot be looked for an ellipsis
        return None
    spans = []
    for each, size in zip(entries, shape, strict=False):
        if isinstance(each, int | np.integer):
            index = int(each) % size
            spans.append((index, index + 1))
        elif isinstance(each, slice) and each.step in {None, 1}:
            start, end, _step = each.indices(size)
            spans.append((start, end))
        else:
            return None
    if any(end <= start for start, end in spans):
        return None
    return spans


def _chunk(path: Path, layout: Layout, place: Place) -> NDArray[Any]:
    """One chunk, decoded.

    Raises:
        OSError: the file breaks off, or what is there is not deflated.
    """
    stored = layout.stored.get(place)
    if stored is None:
        return np.full(layout.chunk, layout.fill, layout.dtype)
    with path.open("rb") as file:
        file.seek(stored.offset)
        content: Any = file.read(stored.size)
    if len(content) < stored.size:
        raise OSError("decompress: the chunk breaks off")
    for number in reversed(range(len(layout.filters))):
        if stored.skipped >> number & 1:
            continue
        if layout.filters[number] == _DEFLATE:
            content = _inflated(content)
        else:
            content = _unshuffled(content, layout.dtype.itemsize)
    values = np.frombuffer(content, layout.dtype)
    if values.size != np.prod(layout.chunk):
        raise OSError("decompress: the chunk is of another size")
    return values.reshape(layout.chunk)


def _inflated(content: Any) -> Any:
    library = _inflater()
    try:
        return library.decompress(content)
    except library.error as error:
        raise OSError(f"decompress: {error}") from error


def _unshuffled(content: Any, width: int) -> NDArray[np.uint8]:
    """Bytes of numbers, first of each, second of each …, back to numbers; a rest that fills none stays at the end."""
    flat = np.frombuffer(content, np.uint8)
    count = flat.size // width
    shuffled = flat[: count * width].reshape(width, count)
    ordered = np.empty((count, width), np.uint8)
    # Byte by byte: transposing at once costs four times as much.
    for byte in range(width):
        ordered[:, byte] = shuffled[byte]
    rest = flat[count * width :]
    if rest.size:
        return np.concatenate([ordered.reshape(-1), rest])
    return ordered.reshape(-1)
