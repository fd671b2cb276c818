"""Members of an ensemble as models of their own, on one grid, one row of times and one row of levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wxmod.weather.readers.grids.pieces import Piece
from wxmod.weather.readers.grids.whole import Model, whole
from wxmod.wording import N_, _

_SHOWN = 5


@dataclass(frozen=True)
class Ensemble:
    """What some files hold.

    Attributes:
        members: Their numbers, as the files have them; empty where there is no ensemble.
        models: One for each member, or the only one.
    """

    members: tuple[int, ...]
    models: tuple[Model, ...]

    @property
    def notes(self) -> list[str]:
        """What is to be said, each once."""
        every = (note for model in self.models for note in model.notes)
        return list(dict.fromkeys(every))


def ensemble(pieces: Sequence[Piece], paths: Sequence[Path], notes: list[str]) -> Ensemble:
    """The models of *pieces*, a member each; what is of no member holds for every one that lacks it.

    Raises:
        UnreadableFileError: nothing in them belongs to the model.
    """
    members = sorted({p.member for p in pieces if p.member is not None})
    if len(members) <= 1:
        return Ensemble((), (whole(pieces, paths, notes),))
    shared = [p for p in pieces if p.member is None]
    kept: list[int] = []
    models: list[Model] = []
    left_out: list[int] = []
    for member in members:
        own = [p for p in pieces if p.member == member]
        names = {p.name for p in own}
        own += [p for p in shared if p.name not in names]
        model = whole(own, paths, list(notes))
        if models and not _alike(models[0], model):
            left_out.append(member)
            continue
        kept.append(member)
        models.append(model)
    models[0].notes.append(_(N_("集合预报 {n} 个成员，逐个计算")).format(n=len(kept)))
    if left_out:
        named = " ".join(str(member) for member in left_out[:_SHOWN])
        models[0].notes.append(
            _(N_("{n} 个成员的时次、层次或要素与第一个不同，未用：{members}")).format(
                n=len(left_out), members=named
            )
        )
    return Ensemble(tuple(kept), tuple(models))


def _alike(first: Model, other: Model) -> bool:
    same_grid = first.grid.key == other.grid.key
    same_times = np.array_equal(first.times, other.times)
    same_levels = np.array_equal(first.levels, other.levels)
    return bool(same_grid and same_times and same_levels and [*first.steps] == [*other.steps])
