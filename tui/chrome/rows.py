"""Lines with a label and a field, on pages and in windows alike."""

from typing import Any

from textual.events import DescendantFocus
from textual.screen import Screen


class Rows(Screen[Any]):
    """A screen that marks the line being filled in; without colour the field alone would not show it."""

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        for row in self.query(".row"):
            row.set_class(row is event.widget.parent, "-here")
