"""Where a judgement's numbers came from."""

from datetime import datetime

from wxmod.domain.command.processes import Origin
from wxmod.weather.readers.files import Opened


def origins(opened: Opened, at: datetime, place: str) -> tuple[Origin, ...]:
    """The files behind a judgement, as evidence keeps them."""
    return tuple(
        Origin(
            file=f.path.name,
            sha256=f.sha256,
            reader=f.reader,
            valid_at=at,
            place=place,
        )
        for f in opened.files
    )
