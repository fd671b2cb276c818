"""What lies around a site, from the programme's own layers: places nothing may fall on, and neighbours' ground."""

from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Confidence, Value
from wxmod.domain.geodesy import Outline, Point
from wxmod.domain.text import Name, NotNegative, OneOrMore, Remark
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
    radius_m: NotNegative = 0
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED


class Territory(Value):
    """Ground of a neighbour (another province, another county) with whom work that reaches it must be agreed.

    Attributes:
        outlines: The outer ring of each part.
        province: The first two digits of its administrative code; "" where nobody has said.
    """

    name: Name
    province: Annotated[Name, Field(pattern=r"^(\d{2})?$")] = ""
    outlines: OneOrMore[Outline]
    source: Remark = ""
    confidence: Confidence = Confidence.UNVERIFIED
