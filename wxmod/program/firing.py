"""What aiming, fall zones and plumes read of a programme: margins, doses, diffusion; each dated and sourced."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Azimuth
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.text import (
    Code,
    Filled,
    Name,
    Natural,
    NotNegative,
    Positive,
    Real,
)
from wxmod.program.history import History, Numbers
from wxmod.wording import N_, Term, either

Metres = NotNegative


class Least(Value):
    """The smallest sector a site may have, from a height of the site on."""

    above_msl_m: Real
    radial_m: Metres
    tangential_m: Metres


class Span(Value):
    """A number nobody knows well: the one used, and how low and high it may be."""

    low: Positive
    value: Positive
    high: Positive


class Activity(Value):
    """Ice nuclei a gram of AgI gives in air of one temperature."""

    temperature_c: Annotated[Real, Field(lt=0)]
    nuclei_per_g: Positive


class Side(Term):
    """The way a wind throws a round off; the table of none of our types says how far."""

    UP = "up", N_("弹道抬高")
    DOWN = "down", N_("弹道降低")
    FAR = "far", N_("落点偏远")
    NEAR = "near", N_("落点偏近")
    LEFT = "left", N_("弹体偏左")
    RIGHT = "right", N_("弹体偏右")


class WindSense(Value):
    """The published sense of what wind does to a round."""

    tail: Side
    head: Side
    from_right: Side
    from_left: Side


class Dose(Value):
    """Rounds suggested for a class of cloud, by kind of ammunition."""

    cloud: Code
    name: Name
    name_en: Name
    kind: AmmunitionKind
    least: Natural
    most: Natural
    since: date
    source: Filled
    confidence: Confidence

    @property
    def label(self) -> str:
        """The class in the current language."""
        return either(self.name, self.name_en)


class Directions(Value):
    """Winds a burner may work in: where they blow from, clockwise; 0 to 360 is all round."""

    from_deg: Azimuth
    to_deg: Azimuth


Distances = History[Metres]
Spans = History[Span]
Sectors = History[tuple[Least, ...]]
Activities = History[tuple[Activity, ...]]


class Firing(Value):
    """Every number of aiming and of plumes; none of them lives in code.

    Attributes:
        fall_margin_m: Distance kept between a fall zone and places or installations.
        sector_least: Smallest permitted sector by height of the site; for guns.
        danger_radius_m: Ground taken as within reach of a dud where a table does not say.
        keep_clear_m: Nobody but the crew within this distance of the piece.
        dispersion: Scatter about the aim as a share of the range, by kind of piece.
        wind_sense: Which way a wind throws a round off, by kind of piece: a shell goes with it, a burning rocket turns.
        fragment_g: Masses of the fragments of a shell.
        fragment_shape_kgm3: Relates mass and presented area of a tumbling fragment, A = (m/B)^(2/3).
        fragment_drag: Drag coefficient of a fragment.
        burst_speed_ms: How fast a shell still goes where it bursts.
        descent_ms: How fast a spent rocket body falls under its parachute.
        sounding_hours: How old a sounding may be for a shot.
        sounding_km: How far from the piece it may have been taken.
        lightning_min_km: Nearest lightning electrically fired rounds may be touched at.
        low_wind_depth_m: Depth of the layer whose wind throws a round off most.
        dose: Rounds by class of cloud.
        area_per_round_km2: Claimed per round, by kind, for the per-round method.
        diffusivity_horizontal_m2s, diffusivity_vertical_m2s: Of the air a plume spreads in.
        burner_diffusivity_m2s: Vertical, of the air between a burner and the cloud.
        nuclei_per_g: Ice nuclei a gram of AgI gives, where nobody knows how cold it is.
        agi_activity: The same by temperature.
        threshold_per_l: Nuclei in a litre of air from which ground counts as affected.
        plume_minutes: How long what was released counts.
        wind_error: How far off the wind may be, as a share.
        burner_winds: Winds each site's burner may work in.
    """

    fall_margin_m: Distances = Distances()
    sector_least: Sectors = Sectors()
    danger_radius_m: Mapping[EquipmentKind, Distances] = {}
    keep_clear_m: Distances = Distances()
    dispersion: Mapping[EquipmentKind, Numbers] = {}
    lightning_min_km: Numbers = Numbers()
    low_wind_depth_m: Distances = Distances()
    wind_sense: Mapping[EquipmentKind, History[WindSense]] = {}
    fragment_g: Spans = Spans()
    fragment_shape_kgm3: Numbers = Numbers()
    fragment_drag: Numbers = Numbers()
    burst_speed_ms: Spans = Spans()
    descent_ms: Spans = Spans()
    sounding_hours: Numbers = Numbers()
    sounding_km: Numbers = Numbers()
    dose: tuple[Dose, ...] = ()
    area_per_round_km2: Mapping[AmmunitionKind, Numbers] = {}
    diffusivity_horizontal_m2s: Spans = Spans()
    diffusivity_vertical_m2s: Spans = Spans()
    burner_diffusivity_m2s: Spans = Spans()
    nuclei_per_g: Numbers = Numbers()
    agi_activity: Activities = Activities()
    threshold_per_l: Numbers = Numbers()
    plume_minutes: Numbers = Numbers()
    wind_error: Numbers = Numbers()
    burner_winds: Mapping[Code, History[Directions]] = {}
