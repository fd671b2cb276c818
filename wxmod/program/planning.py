"""What planning reads of a programme: when the night is.

The shared values stand in ``data/planning``; a programme replaces any of them, whole, in its own ``planning.toml``.
"""

from typing import Annotated

from pydantic import Field

from wxmod.domain.base import Value
from wxmod.domain.text import Whole
from wxmod.program.history import History

Hour = Annotated[Whole, Field(ge=0, le=23)]


class Planning(Value):
    """Every number of planning; none of them lives in code."""

    night_starts_hour: History[Hour]
    night_ends_hour: History[Hour]
