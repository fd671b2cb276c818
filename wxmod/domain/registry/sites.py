"""Where rounds are fired from and kept: sites, their permitted sectors, and depots."""

from datetime import date
from typing import Annotated

from pydantic import Field

from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Azimuth, Elevation, Point, within_span
from wxmod.domain.text import Code, Name, Real, Remark
from wxmod.wording import N_, Term


class SiteKind(Term):
    FIXED = "fixed", N_("固定")
    MOBILE = "mobile", N_("流动")


class Sector(Value):
    """Directions a site may fire in (射界): clockwise from-to, and how steep.

    0 to 360 is all round, equal azimuths one direction.
    Taken from the site's 安全射界图, whose date is kept because it ages.

    Attributes:
        since: The day from which the site's sectors of that day hold, in place of those before; ever, if not given.
    """

    azimuth_from_deg: Azimuth
    azimuth_to_deg: Azimuth
    elevation_min_deg: Elevation
    elevation_max_deg: Elevation
    drawn_on: date | None = None
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED
    since: date | None = None

    def permits(self, azimuth_deg: float, elevation_deg: float) -> bool:
        """Whether one direction lies inside."""
        return self.elevation_min_deg <= elevation_deg <= self.elevation_max_deg and within_span(
            azimuth_deg, self.azimuth_from_deg, self.azimuth_to_deg
        )


class Site(Value):
    """A 作业点 as it stands from a day on.  Its code is nine digits, county code then serial (QX/T 340 practice).

    Attributes:
        since: The day from which it stands so; ever, if not given.  A site that is moved or drawn anew is told once
            more with another day, so that what was done before is judged by how it stood then.
    """

    code: Annotated[Code, Field(pattern=r"^\d{9}$")]
    name: Name
    town: Name = ""
    kind: SiteKind = SiteKind.FIXED
    position: Point | None = None
    position_confidence: Confidence = Confidence.UNVERIFIED
    elevation_msl_m: Real | None = None
    sectors: tuple[Sector, ...] = ()
    source: Remark = ""
    since: date | None = None

    def stood(self, day: date) -> bool:
        """Whether it stood so by a day, unless it was changed in between."""
        return self.since is None or self.since <= day

    @property
    def place(self) -> str:
        """The ledger account of the site's own magazine."""
        return Account.site(self.code)


class Depot(Value):
    """A 弹药库: a store that is not a site's own magazine."""

    code: Code
    name: Name
    source: Remark = ""

    @property
    def place(self) -> str:
        """The ledger account of this store."""
        return Account.depot(self.code)


class Vehicle(Value):
    """A vehicle that carries rounds or a mobile launcher (弹药车、流动作业车).

    Attributes:
        plate: Its registration, as on the transport permit.
    """

    code: Code
    name: Name
    plate: Name = ""
    source: Remark = ""

    @property
    def place(self) -> str:
        """The ledger account of what it carries."""
        return Account.vehicle(self.code)
