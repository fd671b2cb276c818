"""Variables of `xarray` whose values are fetched when asked for.  Importing this loads xarray."""

from typing import Any

import numpy as np
from xarray import Variable
from xarray.backends import BackendArray
from xarray.core import indexing

from wxmod.weather.fields import DIMS, VOLUMES
from wxmod.weather.readers.grids.apart import Source
from wxmod.weather.readers.grids.pieces import Floats


class Steps(BackendArray):
    """One variable of *held*, a time at a time."""

    dtype = np.dtype("float32")

    def __init__(self, held: Source, name: str) -> None:
        self.held = held
        self.name = name
        rows, columns = held.told.shape
        levels: tuple[int, ...] = ()
        if name in VOLUMES:
            levels = (len(held.told.levels),)
        self.shape = (len(held.told.times), *levels, rows, columns)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.BASIC, self._taken
        )

    def _taken(self, key: tuple[Any, ...]) -> Any:
        times = key[0]
        rest = key[1:]
        if isinstance(times, int | np.integer):
            return self._step(int(times))[rest]
        taken = [self._step(t)[rest] for t in range(*times.indices(self.shape[0]))]
        if taken:
            return np.stack(taken)
        return np.empty((0, *self.shape[1:]), self.dtype)[(slice(None), *rest)]

    def _step(self, time: int) -> Floats:
        return self.held.step(
            self.name,
            time % self.shape[0],
            self.shape[1:],
        )


def lazy(held: Source, name: str) -> Variable:
    """The variable *name* of *held*, no value of it read yet."""
    dims: tuple[str, ...] = DIMS
    if name not in VOLUMES:
        dims = (DIMS[0], *DIMS[2:])
    return Variable(dims, indexing.LazilyIndexedArray(Steps(held, name)))
