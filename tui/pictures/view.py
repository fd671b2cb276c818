"""One widget for every picture: it draws the value it was given into whatever room it has."""

from typing import Any, ClassVar, Protocol, runtime_checkable

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from wxmod.drawing.canvas import Drawing, Ink, Room, Row, Signs
from wxmod.drawing.picture import Pictured
from wxmod.wording import N_

INKS = {
    Ink.STRONG: Style(bold=True),
    Ink.FAINT: Style(dim=True),
    Ink.RAIN: Style(color="color(39)"),
    Ink.SNOW: Style(color="color(123)"),
    Ink.HAIL: Style(color="color(208)"),
    Ink.GOOD: Style(color="color(36)"),
    Ink.SOON: Style(color="color(220)"),
    Ink.BAD: Style(color="color(203)"),
    Ink.WARM: Style(color="color(203)"),
    Ink.COLD: Style(color="color(75)"),
}


@runtime_checkable
class Stepped(Pictured, Protocol):
    """A picture with several moments."""

    shown: int

    def step(self, by: int) -> "Stepped": ...


class PictureView(Widget, can_focus=True):
    """A picture in a pane.

    Give it a value: ``view.picture = value``.  It draws it anew when the value or the room changes; arrows step through
    a value that has moments (`Stepped`).  What it draws is pure arithmetic on the value: no record, no file.

    Attributes:
        signs: ASCII for terminals that show no dots.
    """

    DEFAULT_CSS = """
    PictureView {
        width: 1fr;
        height: 1fr;
        min-height: 8;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,[", "step(-1)", N_("上一时次"), show=False),
        Binding("right,]", "step(1)", N_("下一时次"), show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]
    picture: reactive[Pictured | None] = reactive(None, always_update=True)
    signs: reactive[Signs] = reactive(Signs.BRAILLE)

    class Moved(Message):
        """Another moment is shown."""

        def __init__(self, shown: int) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self, picture: Pictured | None = None, **named: Any) -> None:
        super().__init__(**named)
        self._drawn: tuple[Room, Drawing] | None = None
        self.set_reactive(PictureView.picture, picture)

    def watch_picture(self) -> None:
        """What was drawn is of another value."""
        self._drawn = None

    def render_line(self, y: int) -> Strip:
        """A row of the picture, padded to the width of the pane."""
        width = self.size.width
        rows = self._rows()
        base = self.rich_style
        if y >= len(rows):
            return Strip.blank(width, base)
        segments = [Segment(run.text, base + INKS.get(run.ink, Style.null())) for run in rows[y]]
        return Strip(segments).adjust_cell_length(width, base)

    def _rows(self) -> tuple[Row, ...]:
        """The picture for the room there is now, drawn once for it."""
        if self.picture is None:
            return ()
        room = Room(self.size.width, self.size.height, self.signs)
        if self._drawn is None or self._drawn[0] != room:
            self._drawn = (room, self.picture.draw(room))
        return self._drawn[1].rows

    def action_step(self, by: int) -> None:
        """Some moments on, where the picture has moments."""
        if not isinstance(self.picture, Stepped):
            return
        before = self.picture.shown
        after = self.picture.step(by)
        if after.shown != before:
            self.picture = after
            self.post_message(self.Moved(after.shown))

    def action_edge(self, way: int) -> None:
        """The first moment, or the last."""
        self.action_step(way * 10_000)
