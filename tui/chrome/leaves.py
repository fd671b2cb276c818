"""Several texts to read, one at a time."""

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.chrome.dialogs import Reading
from wxmod.wording import N_


class Leaves(Reading):
    """Several texts under one title, one at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "", priority=True),
        Binding("right", "turn(1)", "", priority=True),
    ]
    keys = N_("←→ 换一份   Esc 返回")

    def __init__(self, title: str, leaves: list[Text]) -> None:
        super().__init__(title, leaves[0])
        self.leaves = leaves
        self.at = 0

    def action_turn(self, by: int) -> None:
        self.at = (self.at + by) % len(self.leaves)
        self.query_one(
            "#text Static",
            Static,
        ).update(self.leaves[self.at])
