"""What a page may ask of the app around it; pages know this and not the app, so that no import runs in a circle."""

from typing import Protocol

from wxmod.actions import Desk


class Shell(Protocol):
    """The app as its pages see it.

    Attributes:
        desk: Where every action takes place.
        unkept: Words of a form that could not be kept as a draft, and its key.
    """

    desk: Desk
    unkept: tuple[dict[str, str], str] | None

    def tell(self, said: object, *, grave: bool = False) -> None:
        """A short word at the edge of the screen."""

    def action_go(self, name: str) -> None:
        """Show a page, in place of whatever page is shown."""
