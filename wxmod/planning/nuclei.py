"""How many ice nuclei a gram of silver iodide gives in air of a temperature."""

from collections.abc import Sequence
from math import log10

import numpy as np

from wxmod.program.firing import Activity


def per_gram(known: Sequence[Activity], temperature_c: float) -> float | None:
    """Nuclei that act at a temperature, between the two nearest measured ones.

    The number goes up by powers of ten as it gets colder, so its logarithm is what is drawn straight between two
    temperatures.  Colder than the coldest one measured it stays; warmer than the warmest nothing is known, and AgI
    hardly acts there.

    Returns:
        Nuclei per gram; None above the warmest temperature known, and without any.
    """
    ordered = sorted(known, key=lambda each: each.temperature_c)
    if not ordered or temperature_c > ordered[-1].temperature_c:
        return None
    temperatures = [each.temperature_c for each in ordered]
    powers = [log10(each.nuclei_per_g) for each in ordered]
    return float(10 ** np.interp(temperature_c, temperatures, powers))
