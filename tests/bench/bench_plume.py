"""A plume's speed as ratios within one run: ``python -m pytest tests/bench/bench_plume.py -m bench -s``.

Two hours of a burner in 6 m/s, the longest release there is: each puff on every cell of the grid, by NumPy and by the
formula of the module's head one cell at a time.
"""

from functools import partial
from math import exp, pi, sqrt

import numpy as np
import pytest

from tests.bench.bench_columns import best, say
from wxmod.planning.dispersion import Air, Puffs, concentration, footprint, releases

AIR = Air(6.0, 0.0, 40, 20, 1e4, 1800)
CELLS, CHECKED = 200, 6

pytestmark = pytest.mark.bench


def burner(minutes: float) -> Puffs:
    starts = releases(0, minutes * 60, AIR.u_ms)
    return Puffs(
        np.zeros(starts.size),
        np.zeros(starts.size),
        starts,
        np.full(starts.size, 6e15 / starts.size),
    )


def one_by_one(
    puffs: Puffs,
    xs: list[float],
    ys: list[float],
    seconds: float,
) -> list[list[float]]:
    """Nuclei per m³, by rows, with no arrays."""
    rows = []
    for y in ys:
        row = []
        for x in xs:
            total = 0.0
            for px, py, start, nuclei in zip(*(column.tolist() for column in puffs), strict=True):
                age = seconds - start
                if 0 < age <= AIR.life_s:
                    gap = (x - px - AIR.u_ms * age) ** 2 + (y - py) ** 2
                    room = (4 * pi * age) ** 1.5 * AIR.k_horizontal_m2s * sqrt(AIR.k_vertical_m2s)
                    total += nuclei / room * exp(-gap / (4 * AIR.k_horizontal_m2s * age))
            row.append(total)
        rows.append(row)
    return rows


def test_by_arrays_against_one_cell_at_a_time() -> None:
    puffs, seconds = burner(120), 3600.0
    x, y = np.linspace(0, 12_000, CELLS), np.linspace(-1500, 1500, CELLS)
    whole = best(lambda: concentration(puffs, AIR, x, y, seconds)) / CELLS**2
    some = x[:: CELLS // CHECKED].tolist(), y[:: CELLS // CHECKED].tolist()
    alone = best(lambda: one_by_one(puffs, *some, seconds), 3) / (len(some[0]) * len(some[1]))
    seen = concentration(
        puffs,
        AIR,
        np.array(some[0]),
        np.array(some[1]),
        seconds,
    )
    assert seen == pytest.approx(np.array(one_by_one(puffs, *some, seconds)), rel=1e-9)
    say(
        f"{puffs.start_s.size} puffs: {whole * 1e9:.0f} ns a cell, {alone / whole:.0f} times one at a time"
    )
    assert alone > 50 * whole


def test_a_longer_release_costs_no_more_than_its_puffs_and_moments() -> None:
    """Twice as long is twice the moments; the puffs that count at one moment stay as many."""
    hour, two = (best(partial(footprint, burner(minutes), AIR), 3) for minutes in (60, 120))
    say(f"an hour {hour * 1e3:.0f} ms, two hours {two / hour:.1f} times that")
    assert two < 4 * hour
