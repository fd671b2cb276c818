"""What every picture is to those who show it: a frozen value that draws itself into cells, or onto a sheet."""

from typing import Protocol

from wxmod.drawing.canvas import Drawing, Room


class Pictured(Protocol):
    """A value that can be shown: in a command, in a pane, in a paper."""

    def draw(self, room: Room) -> Drawing:
        """The picture, no wider and no higher than *room*."""
        ...

    def png(self) -> bytes:
        """The picture as a PNG."""
        ...
