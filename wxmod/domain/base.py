"""What every value of the domain is made of."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

from wxmod.wording import N_, Term


class Value(BaseModel):
    """A value that is complete when made and never changes after."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=False)


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


Instant = Annotated[AwareDatetime, AfterValidator(_whole_second)]
"""A moment that knows its offset, to the second; the offset it was entered with is kept."""


class Confidence(Term):
    """How sure the bureau is of a fact or setting."""

    CONFIRMED = "confirmed", N_("已核实")
    REPORTED = "reported", N_("据文献")
    UNVERIFIED = "unverified", N_("未核实")
