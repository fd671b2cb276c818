"""The ground an operation claims to have reached (影响面积), never without how it was found.

No standard gives a formula; bureaus publish a cumulative sum.  So every claim keeps its method, inputs and source,
and a report shows both the sum (累计) and the ground covered at least once.  The safety zone is another thing.
"""

from collections.abc import Mapping

from pydantic import Field

from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Outline, Point, area_km2, circle_outline, sector_outline
from wxmod.domain.text import NotNegative, Remark
from wxmod.wording import N_, Term


class AreaMethod(Term):
    NOMINAL = "nominal", N_("定额")
    SECTOR = "sector", N_("扇形")
    PER_ROUND = "per-round", N_("按弹量")
    PLUME = "plume", N_("扩散")
    MANUAL = "manual", N_("人工填报")


class AffectedArea(Value):
    """An area claimed for one operation.

    Attributes:
        outline: Where it lies; for nominal and manual areas an equal-area circle about the site, drawn only so that
            overlaps can be dissolved.  None when the site's position is unknown.
        inputs: What the method was given, by name with the unit in it.
    """

    method: AreaMethod
    km2: NotNegative
    outline: Outline | None = None
    inputs: Mapping[str, str] = Field(default_factory=dict)
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED


def _circle(site: Point | None, km2: float) -> Outline | None:
    """A circle of that area about a site; None where nobody knows where the site is."""
    if site is None:
        return None
    return circle_outline(site, km2)


def nominal(
    site: Point | None,
    km2: float,
    *,
    source: str,
    confidence: Confidence,
) -> AffectedArea:
    """The programme's fixed area per operation."""
    return AffectedArea(
        method=AreaMethod.NOMINAL,
        km2=km2,
        outline=_circle(site, km2),
        inputs={"nominal_km2": f"{km2:g}"},
        source=source,
        confidence=confidence,
    )


def manual(site: Point | None, km2: float, *, source: str) -> AffectedArea:
    """An area someone entered, with their reason."""
    return AffectedArea(
        method=AreaMethod.MANUAL,
        km2=km2,
        outline=_circle(site, km2) if km2 else None,
        inputs={"entered_km2": f"{km2:g}"},
        source=source,
    )


def sector(
    site: Point,
    azimuths_deg: tuple[float, float],
    range_m: float,
    *,
    source: str,
) -> AffectedArea:
    """The sector between two azimuths (clockwise) out to *range_m*."""
    from_deg, to_deg = azimuths_deg
    outline = sector_outline(site, from_deg, to_deg, range_m)
    inputs = {
        "azimuth_from_deg": f"{from_deg:g}",
        "azimuth_to_deg": f"{to_deg:g}",
        "range_m": f"{range_m:g}",
    }
    return AffectedArea(
        method=AreaMethod.SECTOR,
        km2=round(area_km2(outline), 2),
        outline=outline,
        inputs=inputs,
        source=source,
    )


def per_round(
    site: Point | None,
    km2: float,
    inputs: Mapping[str, str],
    *,
    source: str,
) -> AffectedArea:
    """So much a round; drawn as a circle about the site so that overlaps can be dissolved."""
    return AffectedArea(
        method=AreaMethod.PER_ROUND,
        km2=round(km2, 2),
        outline=_circle(site, km2) if km2 else None,
        inputs=inputs,
        source=source,
    )


def plume(
    outline: Outline | None,
    km2: float,
    inputs: Mapping[str, str],
    *,
    source: str,
) -> AffectedArea:
    """The ground a plume held enough nuclei over; *outline* is its largest part."""
    return AffectedArea(
        method=AreaMethod.PLUME,
        km2=round(km2, 2),
        outline=outline,
        inputs=inputs,
        source=source,
    )
