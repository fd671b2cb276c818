"""What was done: one site, one purpose, one stretch of time (counted in 点次), and every release within it.

The unit of record is equipment unit x release segment x lot; everything else is derived from it.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Instant, Value
from wxmod.domain.geodesy import Azimuth, Elevation, Point
from wxmod.domain.operations.affected_area import AffectedArea
from wxmod.domain.text import Code, Name, NotNegative, OneOrMore, Real, Remark, Whole
from wxmod.domain.times import Window
from wxmod.wording import N_, Term

Rounds = Annotated[Whole, Field(ge=0, le=100_000)]


class Purpose(Term):
    RAIN = "rain", N_("增雨")
    SNOW = "snow", N_("增雪")
    HAIL = "hail", N_("防雹")

    @property
    def family(self) -> "Purpose":
        """What it is reported under: snow enhancement counts as rain enhancement (增雨(雪))."""
        if self is Purpose.SNOW:
            return Purpose.RAIN
        return self


class ServiceFocus(Term):
    """What the operation served (服务重点)."""

    AGRICULTURE = "agriculture", N_("农业生产")
    DROUGHT = "drought", N_("抗旱")
    FOREST_FIRE = "forest-fire", N_("森林防火")
    AIR_QUALITY = "air-quality", N_("大气污染")
    RESERVOIR = "reservoir", N_("水库蓄水")
    ECOLOGY = "ecology", N_("生态修复")
    EVENT = "event", N_("重大活动")
    OTHER = "other", N_("其他")


class Mode(Term):
    SINGLE = "single", N_("单点作业")
    JOINT = "joint", N_("联合作业")


class Provenance(Term):
    OBSERVED = "observed", N_("实况记录")
    RECONSTRUCTED = "reconstructed", N_("重构示例")


class Release(Value):
    """Rounds of one lot from one piece of equipment in one stretch of time.

    Attributes:
        rounds: How many left the barrel or rail, or flares that burned.
        duds: How many failed (哑弹/故障弹), beyond *rounds*; they stay at the site as duds.
        place: Ledger account the rounds came from (a launcher or gun loaded before, a vehicle, a depot); the site's own
            magazine if not given.
        azimuths_deg: Directions fired in; clockwise from true north.
    """

    equipment: Code
    lot: Code | None = None
    start: Instant
    end: Instant
    rounds: Rounds
    duds: Rounds = 0
    azimuths_deg: tuple[Azimuth, ...] = ()
    elevations_deg: tuple[Elevation, ...] = ()
    place: Annotated[Code, Field(pattern=r"^(depot|site|vehicle|loaded)/\S+$")] | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("window_backwards", "ends before it starts")
        return self


RELEASE_COLUMNS = tuple(Release.model_fields)
"""Names of a release's fields, as columns of a table or keys of a form."""


class CrewMember(Value):
    """Someone who took part."""

    person: Code
    duty: Name = ""


class Weather(Value):
    """What the sky did, and what was measured when the decision was taken."""

    cloud_type: Name = ""
    before: Remark = ""
    after: Remark = ""
    effect: Remark = ""
    hail_observed: bool | None = None
    rain_mm: NotNegative | None = None
    damage: Remark = ""
    surface_wind_ms: NotNegative | None = None
    surface_wind_from_deg: Azimuth | None = None
    max_reflectivity_dbz: Real | None = None
    echo_top_km: NotNegative | None = None
    vil_kgm2: NotNegative | None = None
    height_0c_msl_m: Real | None = None
    height_minus5c_msl_m: Real | None = None
    height_minus10c_msl_m: Real | None = None


class Operation(Value):
    """One operation as it happened; a fact, whatever the rules think of it.

    Attributes:
        joint: Name shared by the operations of one 联合作业; None for a single-site one.
        clearance: Number of the airspace clearance it was fired under.
        position: Where a mobile unit stood; the site's own position if not given.
        provenance: A reconstruction is marked as one for ever.
    """

    site: Code
    purpose: Purpose
    focus: ServiceFocus = ServiceFocus.OTHER
    joint: Code | None = None
    process: Code | None = None
    releases: OneOrMore[Release]
    position: Point | None = None
    instruction_no: Name = ""
    instructed_at: Instant | None = None
    clearance: Code | None = None
    commander: Code | None = None
    crew: tuple[CrewMember, ...] = ()
    recorder: Code | None = None
    approver: Code | None = None
    seeding_base_msl_m: Real | None = None
    seeding_top_msl_m: Real | None = None
    weather: Weather = Weather()
    area: AffectedArea | None = None
    reported_at: Instant | None = None
    attachments: tuple[Name, ...] = ()
    remarks: Remark = ""
    provenance: Provenance = Provenance.OBSERVED
    source: Remark = ""

    @property
    def window(self) -> Window:
        """From the first release to the last."""
        # No release ends before it starts, so nothing is left to ask; rules ask for it a dozen times an operation.
        return Window.model_construct(
            start=min(release.start for release in self.releases),
            end=max(release.end for release in self.releases),
        )

    @property
    def mode(self) -> Mode:
        """Single-site, or one part of a joint operation."""
        if self.joint:
            return Mode.JOINT
        return Mode.SINGLE

    @property
    def azimuths_deg(self) -> tuple[float, ...]:
        """Every direction fired in."""
        azimuths: list[float] = []
        for release in self.releases:
            azimuths += release.azimuths_deg
        return tuple(azimuths)
