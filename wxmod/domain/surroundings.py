"""What lies around a site that nothing may fall on: the programme's own layer of places and installations."""

from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Point
from wxmod.domain.text import Name, Real, Remark
from wxmod.wording import N_, Term


class SurroundingKind(Term):
    POPULATED = "populated", N_("居民点")
    INSTALLATION = "installation", N_("重要设施")


class Surrounding(Value):
    """A place taken as a circle.

    Attributes:
        radius_m: Reaches from its middle to its outermost house or fence.
    """

    name: Name
    kind: SurroundingKind
    position: Point
    radius_m: Annotated[Real, Field(ge=0)] = 0
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED
