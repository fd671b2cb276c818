"""Ice nuclei by temperature, and temperature by height."""

import numpy as np
import pytest

from wxmod.planning.nuclei import per_gram
from wxmod.planning.winds import Temperatures
from wxmod.program.firing import Activity

KNOWN = (
    Activity(temperature_c=-7, nuclei_per_g=1e14),
    Activity(temperature_c=-15, nuclei_per_g=1e15),
)


@pytest.mark.parametrize(
    ("temperature_c", "nuclei"),
    [
        (-6.9, None),  # warmer than anybody measured
        (-7.0, 1e14),
        (-11.0, 10**14.5),  # half way is half a power of ten
        (-13.0, 10**14.75),
        (-15.0, 1e15),
        (-25.0, 1e15),
    ],
)
def test_nuclei_go_up_by_powers_of_ten_as_it_gets_colder(
    temperature_c: float, nuclei: float | None
) -> None:
    found = per_gram(KNOWN, temperature_c)
    assert found == (None if nuclei is None else pytest.approx(nuclei, rel=1e-9))
    assert per_gram(KNOWN[::-1], temperature_c) == found


def test_one_temperature_holds_for_all_colder_ones_and_none_says_nothing() -> None:
    assert per_gram(KNOWN[:1], -7.0) == per_gram(KNOWN[:1], -30.0) == pytest.approx(1e14)
    assert per_gram(KNOWN[:1], -6.9) is None
    assert per_gram((), -10.0) is None


def test_a_layer_has_the_mean_of_its_temperatures() -> None:
    air = Temperatures(np.array([1000.0, 3000.0, 5000.0]), np.array([10.0, -2.0, -22.0]))
    assert air.mean(3000, 5000) == pytest.approx(-12.0)
    assert air.mean(1000, 1000) == pytest.approx(10.0)
    # 2000-4000: from 4 to -2 and on to -12 degrees, half and half.
    assert air.mean(2000, 4000) == pytest.approx((1.0 - 7.0) / 2, abs=0.05)
    assert air.mean(5000, 6000) == pytest.approx(-22.0)
