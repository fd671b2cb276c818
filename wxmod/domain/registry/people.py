"""Who may command, serve a gun and keep the store."""

from datetime import date, timedelta

from wxmod.domain.base import Confidence, Value
from wxmod.domain.text import Code, Codes, Name, Remark
from wxmod.wording import N_, Term


class Role(Term):
    COMMANDER = "commander", N_("指挥员")
    CHIEF = "chief", N_("炮长")
    CREW = "crew", N_("作业人员")
    STOREKEEPER = "storekeeper", N_("库管员")
    INSPECTOR = "inspector", N_("检查员")
    FORECASTER = "forecaster", N_("预报员")
    BUREAU = "bureau", N_("局管理员")


PAPERS = frozenset({"trained_on", "examined_on", "filed_on"})
"""Fields of a person that are the day of a paper: they hold from that day on, whenever they are entered."""


def is_current(
    done: date | None,
    valid_days: int | None,
    day: date,
) -> bool:
    """Whether something that has to be done every so often was done in time for *day*.

    Args:
        valid_days: How long it holds; None where nobody has said, and it holds for good.
    """
    if done is None or done > day:
        return False
    if valid_days is None:
        return True
    last_day = done + timedelta(days=valid_days)
    return day <= last_day


class Person(Value):
    """One person of the programme and what lets them operate.

    Decree 348 art. 10: trained and examined by the provincial authority, and on the list filed with the police.

    Attributes:
        trained_on: Last training of the cycle (DB14/T 1988).
        examined_on: Last pre-season examination passed (岗前考核).
        filed_on: Day the name list was filed with public security (公安备案).
        certificate, valid_until: Number and last day of the operator's certificate.
        insured_until: Last day of the accident insurance.
        stated: Fields an entry was made for, since version 2; where none is named, those that differ from before.
    """

    id: Code
    name: Name
    roles: tuple[Role, ...]
    site: Code | None = None
    trained_on: date | None = None
    examined_on: date | None = None
    filed_on: date | None = None
    certificate: Name = ""
    valid_until: date | None = None
    insured_until: date | None = None
    active: bool = True
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED
    stated: Codes = ()
