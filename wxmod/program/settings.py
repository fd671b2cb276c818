"""What a programme holds.  Every setting is dated and sourced: 2022 is judged by 2022's settings for ever."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from wxmod.domain.ammunition.codes import CodePattern
from wxmod.domain.ammunition.ledger import AmmunitionKind, AmmunitionType
from wxmod.domain.base import Value
from wxmod.domain.errors import UnknownName
from wxmod.domain.firing.surroundings import Surrounding, Territory
from wxmod.domain.firing.trajectories import TrajectoryTable
from wxmod.domain.geodesy import Outline
from wxmod.domain.operations.affected_area import AreaMethod
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment, EquipmentKind
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.registry.sites import Depot, Site, Vehicle
from wxmod.domain.text import Code, Name, Natural, Remark
from wxmod.domain.times import Season
from wxmod.program.history import Choice, Codes, Dated, History, Numbers
from wxmod.program.planning import Planning
from wxmod.wording import N_, _

_ENDS = {
    "fired": N_("发射"),
    "destroyed": N_("销毁"),
    "lost": N_("丢失"),
    "dud-lost": N_("故障弹丢失"),
    "unbacked": N_("账外"),
}

_HELD = {
    "dud": N_("{site}故障弹"),
    "loaded": N_("{site}已装填"),
    "transit": N_("在途 {site}"),
    "handed": N_("移交 {site}"),
}

Count = Natural
Counts = History[Count]
Pairs = History[tuple[tuple[AmmunitionKind, AmmunitionKind], ...]]


def _known_zone(name: str) -> str:
    """The zone's own name; one that nobody knows is a fault of the field, like any other."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise PydanticCustomError("timezone", "no time zone of that name") from error


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
        rounds_per_minute: The most a unit fires, by kind; not asked where nothing is said.
        process_gap_hours: Favourable spells no farther apart are one process.
        process_area_pct: Least share of the county that must be favourable.
        process_hours: A favourable spell shorter than this is no process.
        parcel_family: Pseudo-adiabats that parcels rise along, ``pseudoadiabatic`` or ``wobus``.
        store_capacity_rounds: Most rounds a store or vehicle may hold, by account (``depot/CODE``, ``site/CODE`` …).
        store_kinds: Kinds of ammunition a store or vehicle may hold, by account; any, where nothing is said.
        kinds_apart: Pairs of kinds that may not lie in one store.
        transit_hours: How long a consignment may be under way.
        counter_slack_minutes: How far a shot counter's clock may be off.
        discrepancy_hours: How long a difference may stand unexplained.
        count_within_days: How often a store that holds rounds is counted.
        seal_within_days: How long after its end a month is sealed.
        pins_required: Whether who moves rounds by two must prove who they are; off until everyone has a PIN.
        pin_tries, pin_wait_seconds: Wrong PINs in a row before one has to wait, and how long; it doubles each time.
        pin_most_wrong: Wrong PINs in a row after which the PIN must be set anew, whatever the clock says.
        break_glass: Whether one person alone may set the two-person rule aside; a bureau administrator answers it.
        duties: Roles that may do each thing (`TransferKind`, ``count``, ``seal``); anyone, where nothing is said.
    """

    season: Mapping[Purpose, History[Season]]
    inspection_valid_days: Counts
    report_hours: Counts
    airspace_lapse_minutes: Counts
    crew_minimum: Mapping[EquipmentKind, Counts]
    training_valid_days: Counts
    examination_valid_days: Counts
    filing_valid_days: Counts
    expiry_warning_days: Counts
    inspection_warning_days: Counts
    sector_map_valid_days: Counts
    elevation_min_deg: Numbers
    surface_wind_max_ms: Numbers
    area_method: History[AreaMethod]
    area_nominal_km2: Mapping[Purpose, Numbers]
    sector_range_m: Mapping[EquipmentKind, Numbers] = {}
    rounds_per_minute: Mapping[EquipmentKind, Numbers] = {}
    process_gap_hours: Counts
    process_area_pct: Numbers = Numbers()
    process_hours: Counts = Counts()
    parcel_family: Codes = Codes()
    store_capacity_rounds: Mapping[Code, Counts] = {}
    store_kinds: Mapping[Code, History[tuple[AmmunitionKind, ...]]] = {}
    kinds_apart: Pairs = Pairs()
    transit_hours: Counts = Counts()
    counter_slack_minutes: Counts = Counts()
    discrepancy_hours: Counts = Counts()
    count_within_days: Counts = Counts()
    seal_within_days: Counts = Counts()
    pins_required: Choice = Choice()
    pin_tries: Counts = Counts()
    pin_wait_seconds: Counts = Counts()
    pin_most_wrong: Counts = Counts()
    break_glass: Choice = Choice()
    duties: Mapping[Code, History[tuple[Role, ...]]] = {}
    criteria: Mapping[Purpose, History[Code]]
    # Unset in programmes written before these were asked for; `wxmod program check` says so.
    copies_daily: Counts = Counts()
    copies_monthly: Counts = Counts()
    verify_every_days: Counts = Counts()
    disk_free_mb: Counts = Counts()


class Program(Value):
    """One county's programme.

    Attributes:
        code: Six-digit administrative code.
        codes: How codes on rounds and boxes are written (弹药物联网); tried in this order.
        law: Which file of ``data/law`` the rules rest on.
        sites: As each stands now or is to stand last.
        earlier_sites: As they stood before, where one was moved or its sectors drawn anew.
        trajectories: Tables of its ammunition, and the demonstration one.
        surroundings: Places and installations nothing may fall on; empty until the bureau enters them.
        boundary: The county's outline, for union areas and maps; a sketch (示意图), never a legal boundary.
    """

    code: Annotated[Code, Field(pattern=r"^\d{6}$")]
    name: Name
    name_en: Name
    bureau: Name
    timezone: Annotated[str, AfterValidator(_known_zone)]
    law: Code
    example: bool = False
    settings: Settings
    planning: Planning
    ammunition: tuple[AmmunitionType, ...]
    sites: tuple[Site, ...]
    earlier_sites: tuple[Site, ...] = ()
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...] = ()
    equipment: tuple[Equipment, ...]
    people: tuple[Person, ...]
    boundary: Outline
    boundary_source: Remark
    codes: tuple[CodePattern, ...] = ()
    trajectories: tuple[TrajectoryTable, ...] = ()
    surroundings: tuple[Surrounding, ...] = ()
    neighbours: tuple[Territory, ...] = ()

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
        offered = [f"{site.code} {site.name}" for site in self.sites]
        raise UnknownName(N_("作业点"), code, offered)

    def site_on(self, code: str, day: date) -> Site | None:
        """The site of that code as it stood on a day; None where the programme did not have it then."""
        latest: Site | None = None
        begun = date.min
        for site in (*self.earlier_sites, *self.sites):
            if site.code != code or not site.stood(day):
                continue
            since = site.since or date.min
            if since >= begun:
                latest = site
                begun = since
        return latest

    def site_name(self, code: str) -> str:
        """A site's name; its code where the programme no longer has it, as the log goes on showing it."""
        for site in self.sites:
            if site.code == code:
                return site.name
        return code

    def ammunition_type(self, code: str) -> AmmunitionType:
        """The ammunition type of that code.

        Raises:
            UnknownName: no such type.
        """
        for kind in self.ammunition:
            if kind.code == code:
                return kind
        offered = [kind.code for kind in self.ammunition]
        raise UnknownName(N_("弹药型号"), code, offered)

    def places(self) -> dict[str, str]:
        """Every store and vehicle of the programme, account to name."""
        return {store.place: store.name for store in self.stores}

    @property
    def stores(self) -> tuple[Depot | Site | Vehicle, ...]:
        """Everything that holds rounds: depots, sites with their magazines, vehicles."""
        return (*self.depots, *self.sites, *self.vehicles)

    def place_name(self, account: str) -> str:
        """An account of the ledger in words: a store by its name, duds by their store, the ends as what they are."""
        kind, _slash, code = account.partition("/")
        if kind == "maker":
            return code
        if kind == "end":
            end = _ENDS.get(code, account)
            return _(end)
        held = _HELD.get(kind)
        if held:
            return _(held).format(site=self._store_name(code))
        return self.places().get(account, account)

    def _store_name(self, code: str) -> str:
        """A store's name; its code where the programme no longer has it."""
        for store in self.stores:
            if store.code == code:
                return store.name
        return code

    def season(self, purpose: Purpose, day: date) -> Dated[Season] | None:
        """The season for *purpose* by the plan of the year *day* lies in; snow falls back on rain.

        None where that year has no plan of its own on record: last year's plan announces nothing for this one.
        """
        announced = self.last_season(purpose, day)
        if announced and _is_of_the_year(announced, day):
            return announced
        return None

    def last_season(self, purpose: Purpose, day: date) -> Dated[Season] | None:
        """The season last announced by then, whichever year's plan it stands in."""
        seasons = self.settings.season
        history = seasons.get(purpose)
        if not history:
            history = seasons.get(purpose.family)
        if not history:
            return None
        return history.on(day)


def _is_of_the_year(announced: Dated[Season], day: date) -> bool:
    """Whether a season was announced for *day*'s year, or is one over New Year that began in the year before."""
    year = announced.since.year
    if year == day.year:
        return True
    season = announced.value
    if season is None:
        return False
    if season.first <= season.last:
        return False
    return year == day.year - 1 and (day.month, day.day) <= season.last
