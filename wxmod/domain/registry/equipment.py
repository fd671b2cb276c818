"""Guns, launchers and burners, and the yearly inspection that lets them work."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.text import Code, Codes, Name, Remark, Whole
from wxmod.wording import N_, Term


class EquipmentKind(Term):
    GUN = "gun", N_("高炮")
    LAUNCHER = "launcher", N_("火箭发射架")
    BURNER = "burner", N_("烟炉")

    @property
    def fires(self) -> bool:
        """Whether it puts something into the airspace; a burner does not."""
        return self is not EquipmentKind.BURNER


class EquipmentStatus(Term):
    IN_SERVICE = "in-service", N_("在用")
    UNDER_REPAIR = "under-repair", N_("检修")
    OUT_OF_SERVICE = "out-of-service", N_("停用")
    SCRAPPED = "scrapped", N_("报废")


class InspectionResult(Term):
    PASSED = "passed", N_("合格")
    PASSED_AFTER_REPAIR = "passed-after-repair", N_("检修后合格")
    FAILED = "failed", N_("不合格")
    SCRAPPED = "scrapped", N_("报废")

    @property
    def good(self) -> bool:
        """Whether equipment with this result may be used."""
        return self in _GOOD


_GOOD = frozenset(
    {
        InspectionResult.PASSED,
        InspectionResult.PASSED_AFTER_REPAIR,
    }
)


class Equipment(Value):
    """One gun, launcher or burner of the programme.

    Attributes:
        accepts: Codes of the ammunition types it takes (`ammunition` in the programme).
        site: Where it stands; equipment that moves is logged at the site it fired from.
        stated: Fields an entry was made for, since version 2; where none is named, those that differ from before.
    """

    id: Code
    kind: EquipmentKind
    model: Name
    accepts: Codes = ()
    factory_no: Name = ""
    site: Code | None = None
    status: EquipmentStatus = EquipmentStatus.IN_SERVICE
    safety_lock: bool | None = None
    remote_control: bool | None = None
    camera: bool | None = None
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED
    stated: Codes = ()


class Inspection(Value):
    """The result of a yearly inspection (年检) of one piece of equipment."""

    equipment: Code
    year: Annotated[Whole, Field(ge=1990, le=2100)]
    inspected_on: date
    valid_until: date
    result: InspectionResult
    organiser: Name = ""
    certificate: Name = ""
    remarks: Remark = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.valid_until < self.inspected_on:
            raise PydanticCustomError("window_backwards", "valid until a day before the inspection")
        return self


class Fitness(Term):
    """What its inspections let a unit do on a day."""

    FIT = "fit", N_("年检有效")
    LAPSED = "lapsed", N_("年检已过期")
    FAILED = "failed", N_("最近一次年检不合格")
    CONFLICT = "conflict", N_("同一天的年检结论相反")
    NEVER = "never", N_("没有年检")


class Inspected(NamedTuple):
    """Where a unit stands on a day.

    Attributes:
        latest: The inspection that decides; None if there was none by that day.
        days_left: Days it may still work; None if it may not.
    """

    fitness: Fitness
    latest: Inspection | None = None
    days_left: int | None = None

    @property
    def is_fit(self) -> bool:
        """Whether it may work."""
        return self.fitness is Fitness.FIT


def inspected(held: Sequence[Inspection], day: date) -> Inspected:
    """What the inspections up to a day come to: the latest decides, and two opposite ones of one day decide nothing."""
    done = [each for each in held if each.inspected_on <= day]
    if not done:
        return Inspected(Fitness.NEVER)
    last_day = max(each.inspected_on for each in done)
    of_that_day = [each for each in done if each.inspected_on == last_day]
    latest = of_that_day[-1]
    good = {each.result.good for each in of_that_day}
    if good == {True, False}:
        return Inspected(Fitness.CONFLICT, latest)
    return _by(latest, day)


def _by(latest: Inspection, day: date) -> Inspected:
    """Where a unit stands by its latest inspection alone."""
    if not latest.result.good:
        return Inspected(Fitness.FAILED, latest)
    left = latest.valid_until - day
    if left.days < 0:
        return Inspected(Fitness.LAPSED, latest)
    return Inspected(Fitness.FIT, latest, left.days)


def unfit_days(held: Sequence[Inspection], days: Iterable[date]) -> list[tuple[date, Inspected]]:
    """Those of *days* on which a unit may not work, with why."""
    unfit = []
    for day in days:
        standing = inspected(held, day)
        if not standing.is_fit:
            unfit.append((day, standing))
    return unfit
