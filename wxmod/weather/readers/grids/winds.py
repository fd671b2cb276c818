"""Winds along the rows and columns of a grid, both components of each, turned to east and north."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from wxmod.weather.readers.grids.derived import turned
from wxmod.weather.readers.grids.pieces import Floats, Piece
from wxmod.wording import N_, _

PAIRS = {"wind_u_ms": "wind_v_ms", "surface_wind_u_ms": "surface_wind_v_ms"}
WINDS = frozenset((*PAIRS, *PAIRS.values()))


class Along(NamedTuple):
    """A component of wind along the grid."""

    piece: Piece

    @property
    def layer(self) -> tuple[object, ...]:
        """What both components of one wind have in common."""
        one = self.piece
        ground = one.name.startswith("surface")
        return (str(one.time), str(one.run), one.levels, one.grid.key, ground, one.member)


def turned_pairs(along: Sequence[Along], notes: list[str]) -> Iterator[Piece]:
    """The winds of *along*, turned; one without its partner is left out and said to be."""
    layers: dict[tuple[object, ...], dict[str, Piece]] = {}
    for each in along:
        layers.setdefault(each.layer, {})[each.piece.name] = each.piece
    alone = 0
    for both in layers.values():
        for east, north in PAIRS.items():
            if east in both and north in both:
                yield from _turned(both[east], both[north])
            elif east in both or north in both:
                alone += 1
    if alone:
        notes.append(_(N_("{n} 层风只有一个分量，不能转到正东正北，未用")).format(n=alone))
    if len(layers) > alone:
        notes.append(_(N_("风沿网格方向，已转到正东正北")))


def _turned(east: Piece, north: Piece) -> Iterator[Piece]:
    def component(which: int) -> Callable[[], Floats]:
        return lambda: turned(east.grid, east.read(), north.read())[which]

    yield replace(east, read=component(0))
    yield replace(north, read=component(1))
