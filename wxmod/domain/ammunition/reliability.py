"""The county's own dud rate: how many rounds of a lot failed of those tried, and how sure that is."""

from math import sqrt
from typing import NamedTuple

# The normal quantile of a two-sided 95 % interval.
Z_95 = 1.959963984540054


class DudRate(NamedTuple):
    """Failed rounds of a lot.

    Attributes:
        low, high: Ends of the 95 % interval of the rate (Wilson's score interval); 0 and 1 while none was tried.
    """

    tried: int
    duds: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """None while none was tried."""
        if self.tried == 0:
            return None
        return self.duds / self.tried


def dud_rate(fired: int, duds: int) -> DudRate:
    """The dud rate with its 95 % interval, after E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212.

    >>> [round(x, 4) for x in dud_rate(98, 2)[2:]]
    [0.0055, 0.07]
    """
    n = fired + duds
    if n == 0:
        return DudRate(tried=0, duds=0, low=0.0, high=1.0)
    p = duds / n
    z2 = Z_95**2
    variance = p * (1 - p) / n
    correction = z2 / (4 * n * n)
    spread = Z_95 * sqrt(variance + correction)
    centre = p + z2 / (2 * n)
    scale = 1 + z2 / n
    low = (centre - spread) / scale
    high = (centre + spread) / scale
    # At 0 and n failures rounding may leave the interval a hair outside of what a rate can be.
    return DudRate(
        tried=n,
        duds=duds,
        low=max(0.0, low),
        high=min(1.0, high),
    )
