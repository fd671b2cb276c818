"""The shipped table is MetPy's; the other one is that of Wobus."""

import numpy as np
import pytest

from wxmod.weather.columns import adiabats
from wxmod.weather.columns.adiabats import Family


def test_the_shipped_table_is_what_metpy_builds() -> None:
    built, shipped = adiabats.build(), adiabats.load()
    assert shipped.temperature_k.shape == (adiabats.LEVELS, 241)
    np.testing.assert_allclose(built.temperature_k, shipped.temperature_k, atol=1e-3)


@pytest.mark.parametrize("family", list(Family))
def test_an_adiabat_is_named_by_its_temperature_at_1000_hpa(family: Family) -> None:
    table = adiabats.load(family)
    at = adiabats.at_levels(np.array([1000.0]), family)[0]
    np.testing.assert_allclose(at, table.label_k, atol=0.02)
    assert (np.diff(table.temperature_k, axis=1) > 0).all()
    assert (np.diff(table.temperature_k, axis=0) < 0).all()


def test_the_wobus_function_keeps_its_printed_values() -> None:
    # 20 °C lies where the two polynomials meet: 15.13 on either side.
    assert adiabats.wobus_degc(np.array([20.0]))[0] == pytest.approx(15.13)
    assert adiabats.wobus_degc(np.array([20.0 + 1e-9]))[0] == pytest.approx(29.93 - 14.8)


def test_labels_lead_back_to_temperatures() -> None:
    table, labels = adiabats.load(), adiabats.labels_by_temperature()
    level = 60
    there = np.interp(labels[level], table.label_k, table.temperature_k[level])
    inside = (table.label_k > table.temperature_k[level][0]) & (
        table.label_k < table.temperature_k[level][-1]
    )
    np.testing.assert_allclose(there[inside], table.label_k[inside], atol=1e-6)
