"""What planning reads of a programme: when the night is, deadlines of the airspace, notices, borders.

The shared values stand in ``data/planning``; a programme replaces any of them, whole, in its own ``planning.toml``.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.geodesy import Azimuth
from wxmod.domain.text import Code, Name, Whole
from wxmod.program.history import History

Hour = Annotated[Whole, Field(ge=0, le=23)]
Minutes = Annotated[Whole, Field(ge=0)]


class Neighbour(Value):
    """Ground of another province that a site's rounds could reach; equal azimuths mean all round."""

    name: Name
    azimuth_from_deg: Azimuth = 0
    azimuth_to_deg: Azimuth = 0


class Planning(Value):
    """Every number and choice of planning; none of them lives in code.

    Attributes:
        airspace_answer_minutes: How long after asking an answer is due.
        airspace_end_report_minutes: How long after the granted window the end report is due.
        airspace_start_report: Whether firing without a start report is a finding.
        border: By site, the other province its rounds could reach.
        public_notice: Whether firing without a public notice on record is a finding.
        contact, phone: Who answers for the bureau in messages and notices.
    """

    night_starts_hour: History[Hour]
    night_ends_hour: History[Hour]
    airspace_answer_minutes: History[Minutes] = History(())
    airspace_end_report_minutes: History[Minutes] = History(())
    airspace_start_report: History[bool] = History[bool](())
    border: Mapping[Code, History[Neighbour]] = {}
    public_notice: History[bool] = History[bool](())
    contact: History[Name] = History[Name](())
    phone: History[Name] = History[Name](())
