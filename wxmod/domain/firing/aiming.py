"""A firing solution: how to lay a gun or launcher, where the round seeds, and where anything may come down."""

from wxmod.domain.base import Confidence, Instant, Value
from wxmod.domain.geodesy import Azimuth, Elevation, Outline, Point
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import Code, Name, NotNegative, OneOrMore, Real, Remark
from wxmod.wording import N_, Term


class ZoneKind(Term):
    """What may come down in a fall zone (落区); not the safety zone of a notice, not the affected area."""

    RESIDUE = "residue", N_("残骸落区")
    DUD = "dud", N_("哑弹落区")


class FallZone(Value):
    """Ground something may come down on.

    Attributes:
        basis: What its size rests on.
        assumed: What had to be assumed to work it out: masses, speeds, the wind.
    """

    kind: ZoneKind
    outline: Outline
    basis: Remark
    confidence: Confidence = Confidence.UNVERIFIED
    assumed: Remark = ""


class Burst(Value):
    """A point of the seeding path; heights above mean sea level."""

    moment: Name
    height_msl_m: Real
    range_m: Real
    position: Point


class LowWind(Value):
    """Mean wind of the lowest layer over the site, and its parts against the line of fire.

    Attributes:
        tail_ms: Along the line of fire; negative is a head wind.
        right_ms: From the right; negative is from the left.
    """

    depth_m: Real
    from_deg: Azimuth
    speed_ms: Real
    tail_ms: Real
    right_ms: Real
    source: Remark = ""


class Planned(Value):
    """What a firing solution and a burner's plan have in common: whose, when, and by which wind.

    Attributes:
        wind_age_hours: How long before the work the sounding was taken; None for a wind that was typed, or none.
        wind_distance_km: How far from the site it was taken; None where the file does not say.
    """

    site: Code
    equipment: Code
    at: Instant
    wind_age_hours: Real | None = None
    wind_distance_km: Real | None = None


class Aim(Planned):
    """A solution, judged before anyone fires by it.

    Attributes:
        layer_msl_m: Base and top of what is to be seeded.
        height_miss_m: How far the seeding path stays from that layer; 0 inside it.
        range_miss_m: How far its middle is from the target, along the ground.
        layer_share: How much of the burn lies inside that layer, 0 to 1.
        top_msl_m: Highest point a round can reach that the table knows of, burst or not.
        apex_msl_m: Top of the path of a round that does not burst; None where the table does not say.
        lightning_km: Nearest lightning somebody saw; None if nobody looked.
    """

    kind: EquipmentKind
    ammunition: Code
    table: Code
    demonstration: bool
    origin: Point
    azimuth_deg: Azimuth
    elevation_deg: Elevation
    target: Point | None = None
    layer_msl_m: tuple[Real, Real]
    bursts: OneOrMore[Burst]
    zones: tuple[FallZone, ...]
    height_miss_m: Real
    range_miss_m: Real | None = None
    layer_share: Real = 0
    top_msl_m: Real
    apex_msl_m: Real | None = None
    low_wind: LowWind | None = None
    lightning_km: NotNegative | None = None


class Cold(Term):
    """Whether a plume reaches −5 °C, over the whole range of the diffusivity."""

    REACHED = "reached", N_("能达到")
    OPEN = "open", N_("可能达到，区间跨过该层")
    SHORT = "short", N_("达不到")
    UNKNOWN = "unknown", N_("无从判断")


class BurnerPlan(Planned):
    """A burner in a wind: where its plume goes, and how high it gets by the time it is over the target.

    Attributes:
        wind_allowed: Whether the site may work in this wind; None where nobody has said which it may.
        minutes: Under way to the target; for the duration of the settings where there is none, or it lies upwind.
        travel_m: How far the wind takes the plume in that time.
        upwind: Whether the plume goes away from the target.
        aside_m: Distance of the target from the middle of the plume; None where none goes there.
        half_width_m: Of the plume there.
        top_msl_m: Of the plume there; low and high with the range of the diffusivity.
        cold_msl_m: Height of −5 °C; None where nobody told.
    """

    wind_from_deg: Azimuth
    wind_ms: Real
    wind_source: Remark
    wind_allowed: bool | None = None
    target: Point | None = None
    minutes: Real
    travel_m: Real
    upwind: bool = False
    aside_m: Real | None = None
    half_width_m: Real
    top_msl_m: Real
    low_msl_m: Real
    high_msl_m: Real
    cold_msl_m: Real | None = None
    source: Remark

    @property
    def cold(self) -> Cold:
        """Whether it gets cold enough there for silver iodide to act."""
        if self.cold_msl_m is None:
            return Cold.UNKNOWN
        if self.low_msl_m >= self.cold_msl_m:
            return Cold.REACHED
        return Cold.OPEN if self.high_msl_m >= self.cold_msl_m else Cold.SHORT
