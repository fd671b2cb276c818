"""What planning and command read of a programme: stages, deadlines, tolerances, suspension, doses, safety, plume.

The shared values stand in ``data/planning``; a programme replaces any of them, whole, in its own ``planning.toml``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from wxmod.domain.base import Confidence, Value
from wxmod.domain.equipment import EquipmentKind
from wxmod.domain.geodesy import Azimuth, Point
from wxmod.domain.operations import Purpose
from wxmod.domain.text import Code, Name, Real, Remark, Whole
from wxmod.program.history import History
from wxmod.wording import N_, Term, language

Count = Annotated[Whole, Field(ge=0)]
Positive = Annotated[Real, Field(gt=0)]


class Named(Value):
    """Something a programme names in both languages, with where it comes from."""

    code: Code
    name: Name
    name_en: Name
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return self.name if language() == "zh" else self.name_en


class Stage(Named):
    """One stage of the workflow and the product it ends with.

    Attributes:
        opens_hours: Hours before the process begins that it opens.
        due_hours: Hours before the process begins that its product is due; negative is after.
        after_end: Whether *due_hours* counts from the end of the process instead.
        owner: Role that writes the product; ``upper`` where a higher level does and the county attaches it.
    """

    opens_hours: Real
    due_hours: Real
    after_end: bool = False
    owner: Code
    product: Name
    product_en: Name

    @property
    def product_label(self) -> str:
        """The product's name in the current language."""
        return self.product if language() == "zh" else self.product_en


class Scheme(Named):
    """A workflow: its stages in order."""

    stages: tuple[Stage, ...] = Field(min_length=1)


class SuspensionKind(Term):
    THRESHOLD = "threshold", N_("阈值")
    ALERT = "alert", N_("预警")
    ORDER = "order", N_("命令")


class Suspension(Named):
    """A condition under which work stops, for the purposes it names.

    Attributes:
        zone: Where it holds; empty is the whole county, else a site code.
        reading: What is measured, for a threshold; reached at or above *value*.
        valid_hours: How long one evaluation stands before it has to be made anew.
    """

    kind: SuspensionKind
    purposes: tuple[Purpose, ...]
    zone: Name = ""
    reading: Name = ""
    value: History[Real] | None = None
    valid_hours: Positive


class Strength(Term):
    WEAK = "weak", N_("弱")
    MODERATE = "moderate", N_("中")
    STRONG = "strong", N_("强")


class Dose(Value):
    """Rounds usual for a target of some strength, from a day on."""

    kind: EquipmentKind
    strength: Strength
    purpose: Purpose | None = None
    rounds_min: Count
    rounds_max: Count
    since: date
    source: Remark
    confidence: Confidence


class PlaceKind(Term):
    SETTLEMENT = "settlement", N_("居民点")
    INSTALLATION = "installation", N_("重要设施")
    ROAD = "road", N_("道路")


class Place(Value):
    """A populated place or installation nothing may fall on.

    Attributes:
        radius_m: How far it reaches from its point.
    """

    name: Name
    kind: PlaceKind = PlaceKind.SETTLEMENT
    position: Point
    radius_m: Annotated[Real, Field(ge=0)] = 0
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED


class Neighbour(Named):
    """A neighbouring county, by the directions it lies in as seen from the middle of this one."""

    other_province: bool = False
    azimuth_from_deg: Azimuth
    azimuth_to_deg: Azimuth


class SiteSetting(Value):
    """What planning is told of one site by name.

    Attributes:
        cross_province: Whether firing from here may reach another province; None leaves it to the outline.
        burner_azimuths_deg: Wind directions (from, clockwise) in which the site's burner reaches its target.
    """

    cross_province: bool | None = None
    burner_azimuths_deg: tuple[Azimuth, Azimuth] | None = None
    source: Remark = ""


class AirspaceDeadlines(Value):
    answer_minutes: History[Count]
    start_report_minutes: History[Count]
    end_report_minutes: History[Count]
    close_minutes: History[Count]
    default_radius_m: History[Positive]


class Tolerance(Value):
    azimuth_deg: History[Real]
    elevation_deg: History[Real]
    minutes: History[Real]
    rounds: History[Count]


class Accuracy(Value):
    """How 作业实施精准率 is counted; nobody published a definition, so this one is the programme's own.

    Attributes:
        judged: Which deviations count: ``time``, ``azimuth``, ``elevation``, ``rounds``.
    """

    definition: Remark
    definition_en: Remark
    judged: tuple[Code, ...] = Field(min_length=1)
    source: Remark
    confidence: Confidence
    target_percent: History[Real]

    @property
    def said(self) -> str:
        """The definition in the current language."""
        return self.definition if language() == "zh" else self.definition_en


class Safety(Value):
    place_margin_m: History[Real]
    spectator_radius_m: History[Real]
    danger_radius_m: History[Real]
    aim_tolerance_m: History[Real]
    dispersion_fraction: History[Real]
    low_wind_top_m: History[Real]
    sector_low_radial_m: History[Real]
    sector_low_tangential_m: History[Real]
    sector_high_radial_m: History[Real]
    sector_high_tangential_m: History[Real]
    sector_high_above_msl_m: History[Real]


class PlumeSettings(Value):
    diffusivity_m2s: History[Positive]
    vertical_diffusivity_m2s: History[Positive]
    threshold_per_litre: History[Positive]
    duration_minutes: History[Positive]
    nuclei_per_gram: History[Positive]
    nuclei_spread_factor: History[Positive]


class Planning(Value):
    """Every number and choice of planning and command; none of them lives in code."""

    scheme: Code
    schemes: tuple[Scheme, ...]
    night_starts_hour: History[Count]
    night_ends_hour: History[Count]
    airspace: AirspaceDeadlines
    tolerance: Tolerance
    accuracy: Accuracy
    suspensions: tuple[Suspension, ...] = ()
    doses: tuple[Dose, ...] = ()
    safety: Safety
    plume: PlumeSettings
    per_round: Mapping[EquipmentKind, History[Real]] = {}
    places: tuple[Place, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    sites: Mapping[Code, SiteSetting] = {}

    @model_validator(mode="after")
    def _scheme_is_there(self) -> Self:
        if self.scheme not in {s.code for s in self.schemes}:
            raise PydanticCustomError("unknown_scheme", "names no scheme")
        return self

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the scheme in force."""
        return next(s for s in self.schemes if s.code == self.scheme).stages
