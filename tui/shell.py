"""What a page may ask of the app around it; pages know this and not the app, so that no import runs in a circle."""

from typing import Protocol

from tui.acts import Act
from tui.chrome.status import Status
from wxmod.actions import Desk
from wxmod.actions.record.drafts import Kept


class Shell(Protocol):
    """The app as its pages see it.

    Attributes:
        desk: Where every action takes place.
        session: Name of this open app; what is typed is kept under it.
        unkept: What could not be kept as a draft, by window.
        status: What the top line says.
    """

    desk: Desk
    session: str
    unkept: dict[str, Kept]
    status: Status

    @property
    def is_ascii(self) -> bool:
        """Whether pictures are drawn with letters."""

    @property
    def pressed_at(self) -> float:
        """When the key in hand was pressed."""

    def tell(self, said: object, *, grave: bool = False) -> None:
        """A short word at the edge of the screen."""

    def fault(self, error: BaseException | None) -> None:
        """A fault nobody foresaw."""

    def did(self, act: Act) -> None:
        """Something was written; Ctrl+Z names it."""

    def action_go(self, name: str) -> None:
        """Show a page, in place of whatever page is shown."""
