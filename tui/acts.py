"""What was written in this session of the app, so that the last of it can be taken back by name, and again.

The record never forgets: taking back is an entry of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple


class Act(NamedTuple):
    """One thing that was written.

    Attributes:
        said: What it was, by name.
        reverse: Writes the entry that takes it back, and tells how that is taken back in turn; None where only an
            act of its own can.
        instead: What to do where it cannot be taken back by a key.
    """

    said: str
    reverse: "Callable[[], Act] | None" = None
    instead: str = ""


@dataclass
class Acts:
    """The acts of one session, and those that were taken back."""

    done: list[Act] = field(default_factory=list)
    undone: list[Act] = field(default_factory=list)

    def did(self, act: Act) -> None:
        """Something new was written: what was taken back before it is not offered again."""
        self.done.append(act)
        self.undone.clear()

    def undo(self) -> Act:
        """Take the last act back; the act itself.

        Raises:
            WxmodError: it cannot be taken back now; nothing is changed.
        """
        act = self.done[-1]
        assert act.reverse is not None  # noqa: S101  asked before
        back = act.reverse()
        self.done.pop()
        self.undone.append(back)
        return act

    def redo(self) -> Act:
        """Write again what was taken back last; what was written.

        Raises:
            WxmodError: it cannot be written again now; nothing is changed.
        """
        back = self.undone[-1]
        assert back.reverse is not None  # noqa: S101  what takes back can be taken back
        again = back.reverse()
        self.undone.pop()
        self.done.append(again)
        return again
