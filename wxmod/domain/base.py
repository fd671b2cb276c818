"""What every value of the domain is made of."""

import re
from datetime import datetime, timedelta, timezone
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError, PydanticKnownError

from wxmod.wording import N_, Term


class Value(BaseModel):
    """A value that is complete when made and never changes after."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=False
    )


YEARS = N_("年份应在 {first} 到 {last} 之间")
FIRST_YEAR, LAST_YEAR = 1950, 2199
_WRITTEN = re.compile(r"\d{4}-")


def _not_a_number(value: object) -> object:
    if isinstance(value, datetime):
        return value
    # pydantic takes a bare number, "20230402" too, for seconds since 1970.
    if isinstance(value, str) and _WRITTEN.match(value):
        return value
    raise PydanticKnownError("datetime_type")


def _whole_second(at: datetime) -> datetime:
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        return settled(at)
    raise PydanticCustomError(
        "year",
        YEARS,
        {"first": FIRST_YEAR, "last": LAST_YEAR},
    )


def settled(at: datetime) -> datetime:
    """*at* to the second under a fixed offset.

    Python subtracts and compares two datetimes of one zone by their hands on the clock: over a night on which the clock
    was set, an hour would count as two.  Under a fixed offset it is real elapsed time.
    """
    whole = at.replace(microsecond=0)
    if at.tzinfo is None or at.tzinfo.utcoffset(None) is not None:
        # Only a zone, whose offset changes, does not know it without a date.
        return whole
    offset = at.utcoffset() or timedelta()
    return whole.replace(tzinfo=timezone(offset), fold=0)


Instant = Annotated[AwareDatetime, BeforeValidator(_not_a_number), AfterValidator(_whole_second)]
"""A moment that knows its offset, to the second, in a year people mean; the offset it was entered with is kept.

See `settled`: the offset, and not the zone.
"""


class Confidence(Term):
    """How sure the bureau is of a fact or setting."""

    CONFIRMED = "confirmed", N_("已核实")
    REPORTED = "reported", N_("据文献")
    UNVERIFIED = "unverified", N_("未核实")
