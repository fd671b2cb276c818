"""What a programme holds.  Every setting is dated and sourced: 2022 is judged by 2022's settings for ever."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Generic, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.affected_area import AreaMethod
from wxmod.domain.ammunition import AmmunitionType
from wxmod.domain.base import Confidence, Value
from wxmod.domain.equipment import Equipment, EquipmentKind
from wxmod.domain.errors import UnknownName
from wxmod.domain.geodesy import Outline
from wxmod.domain.operations import Purpose
from wxmod.domain.people import Person
from wxmod.domain.sites import Depot, Site
from wxmod.domain.text import Code, Name, Real, Remark, Whole
from wxmod.domain.times import Season
from wxmod.wording import N_, _

T = TypeVar("T")
_ENDS = {"fired": N_("发射"), "destroyed": N_("销毁"), "lost": N_("丢失"), "unbacked": N_("账外")}


class Dated(Value, Generic[T]):
    """A setting from the day it took effect, with the paper that set it.

    Attributes:
        value: None says that from *since* on nothing is known, so that an old value does not run on.
    """

    since: date
    value: T | None
    source: Remark
    confidence: Confidence


class History(RootModel[tuple[Dated[T], ...]], Generic[T]):
    """A setting through the years, oldest first."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _by_day(self) -> Self:
        days = [d.since for d in self.root]
        if days != sorted(set(days)):
            raise PydanticCustomError("history_order", "one value a day, oldest first")
        return self

    def on(self, day: date) -> Dated[T] | None:
        """The setting in force on a day: the latest not after it."""
        held = [d for d in self.root if d.since <= day]
        return held[-1] if held else None

    def value_on(self, day: date) -> T | None:
        """Its value on a day; None while nothing is known."""
        held = self.on(day)
        return held.value if held else None


Count = Annotated[Whole, Field(ge=0)]


class Settings(Value):
    """Every number and choice the rules and reports read; none of them lives in code.

    Attributes:
        season: By purpose; snow is looked up under its own name first, then under rain.
        crew_minimum: People needed to serve one piece of equipment, by kind.
        area_nominal_km2: Claimed per operation, by reported purpose (rain, hail).
        sector_range_m: Radius of the sector area method, by equipment kind.
        criteria: Names of the weather criteria sets (files in ``data/criteria``), by reported purpose.
        copies_daily: Automatic copies of the record kept, one a day; 0 or unknown makes none.
        copies_monthly: Months of which the last copy is kept besides.
        verify_every_days: After how many days without `verify` to remind of it.
        disk_free_mb: Room on the disk below which to warn, in megabytes.
        elevation_min_deg: Lowest elevation a gun or launcher may be fired at where the site gives no sector.
    """

    season: Mapping[Purpose, History[Season]]
    inspection_valid_days: History[Count]
    report_hours: History[Count]
    airspace_lapse_minutes: History[Count]
    crew_minimum: Mapping[EquipmentKind, History[Count]]
    training_valid_days: History[Count]
    examination_valid_days: History[Count]
    filing_valid_days: History[Count]
    expiry_warning_days: History[Count]
    inspection_warning_days: History[Count]
    sector_map_valid_days: History[Count]
    elevation_min_deg: History[Real]
    surface_wind_max_ms: History[Real]
    area_method: History[AreaMethod]
    area_nominal_km2: Mapping[Purpose, History[Real]]
    sector_range_m: Mapping[EquipmentKind, History[Real]] = {}
    process_gap_hours: History[Count]
    criteria: Mapping[Purpose, History[Code]]
    # Unset in programmes written before these were asked for; `wxmod program check` says so.
    copies_daily: History[Count] = History(())
    copies_monthly: History[Count] = History(())
    verify_every_days: History[Count] = History(())
    disk_free_mb: History[Count] = History(())


class Program(Value):
    """One county's programme.

    Attributes:
        code: Six-digit administrative code.
        law: Which file of ``data/law`` the rules rest on.
        boundary: The county's outline, for union areas and maps; a sketch (示意图), never a legal boundary.
    """

    code: Annotated[Code, Field(pattern=r"^\d{6}$")]
    name: Name
    name_en: Name
    bureau: Name
    timezone: Annotated[str, AfterValidator(lambda zone: ZoneInfo(zone).key)]
    law: Code
    example: bool = False
    settings: Settings
    ammunition: tuple[AmmunitionType, ...]
    sites: tuple[Site, ...]
    depots: tuple[Depot, ...]
    equipment: tuple[Equipment, ...]
    people: tuple[Person, ...]
    boundary: Outline
    boundary_source: Remark

    @cached_property
    def zone(self) -> ZoneInfo:
        """The county's clock."""
        return ZoneInfo(self.timezone)

    def site(self, code: str) -> Site:
        """The site of that code or name.

        Raises:
            UnknownName: no such site.
        """
        for site in self.sites:
            if code in {site.code, site.name}:
                return site
        raise UnknownName(N_("作业点"), code, [f"{s.code} {s.name}" for s in self.sites])

    def ammunition_type(self, code: str) -> AmmunitionType:
        """The ammunition type of that code.

        Raises:
            UnknownName: no such type.
        """
        for kind in self.ammunition:
            if kind.code == code:
                return kind
        raise UnknownName(N_("弹药型号"), code, [a.code for a in self.ammunition])

    def places(self) -> dict[str, str]:
        """Every store of the programme, account to name."""
        return {d.place: d.name for d in self.depots} | {s.place: s.name for s in self.sites}

    def place_name(self, account: str) -> str:
        """An account of the ledger in words: a store by its name, duds by their site, the ends as what they are."""
        kind, _slash, rest = account.partition("/")
        if kind == "end":
            return _(_ENDS.get(rest, account))
        site = next((s.name for s in self.sites if s.code == rest), rest)
        if kind == "dud":
            return _(N_("{site}故障弹")).format(site=site)
        return rest if kind == "maker" else self.places().get(account, account)

    def season(self, purpose: Purpose, day: date) -> Dated[Season] | None:
        """The season for *purpose* in force on *day*; snow falls back on rain."""
        history = self.settings.season.get(purpose) or self.settings.season.get(purpose.family)
        return history.on(day) if history else None
