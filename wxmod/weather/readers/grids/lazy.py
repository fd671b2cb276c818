"""Variables of `xarray` whose values are fetched when asked for.  Importing this loads xarray."""

from typing import Any

import numpy as np
from xarray import Variable
from xarray.backends import BackendArray
from xarray.core import indexing

from wxmod.weather.fields import DIMS, MEMBER, VOLUMES
from wxmod.weather.readers.grids.apart import Source
from wxmod.weather.readers.grids.pieces import Floats


class Steps(BackendArray):
    """One variable of *held*, a time of a member at a time."""

    dtype = np.dtype("float32")

    def __init__(self, held: Source, name: str) -> None:
        self.held = held
        self.name = name
        told = held.told
        levels: tuple[int, ...] = ()
        if name in VOLUMES:
            levels = (len(told.levels),)
        self.one = (*levels, *told.shape)
        running: tuple[int, ...] = (len(told.times),)
        if told.members:
            running = (len(told.members), *running)
        self.running = len(running)
        self.shape = (*running, *self.one)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.BASIC, self._taken
        )

    def _taken(self, key: tuple[Any, ...]) -> Any:
        return self._stacked((), key[: self.running], key[self.running :])

    def _stacked(self, at: tuple[int, ...], running: tuple[Any, ...], rest: tuple[Any, ...]) -> Any:
        """Values where the running dimensions so far stand *at*, along those that are left."""
        if not running:
            return self._step(at)[rest]
        first = running[0]
        size = self.shape[len(at)]
        if isinstance(first, int | np.integer):
            return self._stacked((*at, int(first) % size), running[1:], rest)
        taken = [self._stacked((*at, n), running[1:], rest) for n in range(*first.indices(size))]
        if taken:
            return np.stack(taken)
        empty = np.empty((0, *self.shape[len(at) + 1 :]), self.dtype)
        return empty[(slice(None), *running[1:], *rest)]

    def _step(self, at: tuple[int, ...]) -> Floats:
        member = 0
        if len(at) > 1:
            member = at[0]
        return self.held.step(self.name, at[-1], self.one, member)


def lazy(held: Source, name: str) -> Variable:
    """The variable *name* of *held*, no value of it read yet; of an ensemble, with a leading ``member``."""
    dims: tuple[str, ...] = DIMS
    if name not in VOLUMES:
        dims = (DIMS[0], *DIMS[2:])
    if held.told.members:
        dims = (MEMBER, *dims)
    return Variable(dims, indexing.LazilyIndexedArray(Steps(held, name)))
