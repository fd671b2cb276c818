"""What radar and gauges showed before and after one operation, as a person noted it (效果检验).

A before-and-after difference is no effect: one operation cannot be tested statistically, and nothing here tries.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Instant, Value
from wxmod.domain.text import Code, Filled, Name, Real, Remark
from wxmod.wording import N_, Term


class Quantity(Term):
    """What is looked at; the unit stands in the code."""

    REFLECTIVITY = "max_reflectivity_dbz", N_("最大反射率 dBZ")
    ECHO_TOP = "echo_top_km", N_("回波顶高 km")
    VIL = "vil_kgm2", N_("垂直累积液态水 kg/m²")
    RAIN = "rain_mm", N_("雨量 mm")


_DAY_MINUTES = 24 * 60
Minutes = Annotated[int, Field(ge=-_DAY_MINUTES, le=_DAY_MINUTES)]
"""Before the first release when negative, after the last when positive; for rain, the whole stretch up to there."""


Key = tuple[Quantity, str, int]
"""What is read, where and when."""


class Reading(Value):
    """One value.

    Attributes:
        station: Gauge or radar it is from; a gauge needs one.
        source: File, product or log it was read from.
    """

    quantity: Quantity
    station: Name = ""
    minutes: Minutes
    value: Real
    source: Filled

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.minutes:
            raise PydanticCustomError("no_moment", "a reading is before or after the work")
        if self.quantity is Quantity.RAIN and not self.station:
            raise PydanticCustomError("no_gauge", "rain is measured at a gauge")
        if self.value < 0 and self.quantity is not Quantity.REFLECTIVITY:
            raise PydanticCustomError("below_zero", "less than nothing")
        return self

    @property
    def key(self) -> Key:
        """What it is a reading of; a later one of the same stands in its place."""
        return self.quantity, self.station, self.minutes


class EffectNoted(Value):
    """Readings taken for one operation at one sitting.

    Attributes:
        remarks: What else was seen.
    """

    operation: Code
    at: Instant
    readings: tuple[Reading, ...] = ()
    remarks: Remark = ""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.readings and not self.remarks:
            raise PydanticCustomError("nothing_noted", "neither a reading nor a remark")
        return self


def in_force(noted: Iterable[EffectNoted]) -> Mapping[Key, Reading]:
    """The readings that stand, the later of the same having replaced the earlier."""
    standing = {}
    for each in noted:
        for reading in each.readings:
            standing[reading.key] = reading
    return standing
