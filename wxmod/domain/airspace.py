"""Airspace and time limit asked of flight control, granted or refused, and closed again (Decree 348 art. 11-12)."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Instant, Value
from wxmod.domain.geodesy import Azimuth
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import Code, Name, Real, Remark
from wxmod.domain.times import Window
from wxmod.wording import N_, Term


class ClearanceStatus(Term):
    REQUESTED = "requested", N_("已申请")
    GRANTED = "granted", N_("已批准")
    DELAYED = "delayed", N_("暂缓答复")
    REFUSED = "refused", N_("不同意")
    CANCELLED = "cancelled", N_("已撤销")
    CLOSED = "closed", N_("已关闭")


_GIVEN = frozenset({ClearanceStatus.GRANTED, ClearanceStatus.CLOSED})
OPEN = frozenset({ClearanceStatus.REQUESTED, ClearanceStatus.DELAYED, ClearanceStatus.GRANTED})
"""Somebody still waits for something: an answer, the end of the window, the end report."""


class Clearance(Value):
    """One airspace application (空域申请) through its life.

    Attributes:
        number: The bureau's own number for it; unique.
        sites: Site codes it covers.
        equipment: Kinds it covers; empty means any.
        wanted: Window asked for.
        max_height_msl_m, azimuth_from_deg, azimuth_to_deg: As asked for, and once granted as granted.
        answered_at: When flight control answered last; a delay is an answer.
        not_before: Where the answer was to wait: until when.
        granted: Window given; None until flight control answers, and for ever when refused.
        approval: Flight control's number or name of the controller.
        started_at: When the start of firing was reported (作业开始报).
        closed_at: When the end was reported (作业结束报), or the application withdrawn.
    """

    number: Code
    sites: Annotated[tuple[Code, ...], Field(min_length=1)]
    equipment: tuple[EquipmentKind, ...] = ()
    status: ClearanceStatus = ClearanceStatus.REQUESTED
    requested_at: Instant
    requested_by: Code
    wanted: Window
    max_height_msl_m: Annotated[Real, Field(gt=0)] | None = None
    azimuth_from_deg: Azimuth | None = None
    azimuth_to_deg: Azimuth | None = None
    answered_at: Instant | None = None
    not_before: Instant | None = None
    granted: Window | None = None
    approval: Name = ""
    started_at: Instant | None = None
    closed_at: Instant | None = None
    remarks: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = self.granted is not None
        if self.status is not ClearanceStatus.CANCELLED and given != (self.status in _GIVEN):
            raise PydanticCustomError(
                "clearance_window", "a granted clearance has a window, others have none"
            )
        return self

    def covers(self, site: str, kind: EquipmentKind, time: Window) -> bool:
        """Whether firing *kind* from *site* throughout *time* was cleared."""
        return (
            self.granted is not None
            and site in self.sites
            and (not self.equipment or kind in self.equipment)
            and self.granted.covers(time)
            and (self.closed_at is None or time.end <= self.closed_at)
        )
