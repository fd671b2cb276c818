"""The line people type into: what cannot be seen does not get in, whoever typed, pasted or kept it.

A character that only acts on the terminal would act from inside the field, and one that shows nothing could be neither
seen nor deleted there.
"""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input
from textual.widgets.input import Selection

from wxmod.domain.visible import unseen
from wxmod.wording import _

STEPS = 100  # of typing that can be taken back in one field


def seen_only(text: str) -> str:
    """*text* on one line without what shows nothing; line ends become blanks, so that a pasted list keeps its parts."""
    one = " ".join(text.splitlines())
    gone = set(unseen(one))
    return "".join(c for c in one if c not in gone)


class Line(Input):
    """An `Input` that holds only what can be seen, and says what it left out.

    Attributes:
        filled: Whether what stands there was put there by the program and nobody has touched it: typing replaces it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "take_back", show=False),
        Binding("ctrl+y", "put_back", show=False),
    ]

    filled: bool = False
    _past: list[str]
    _future: list[str]

    def validate_value(self, value: str) -> str:
        """Textual asks this of every value before it is held."""
        if gone := dict.fromkeys(unseen(value)):
            if self.is_mounted:
                named = " ".join(f"U+{ord(c):04X}" for c in gone)
                said = _("已去掉看不见的字符：{named}").format(named=named)
                self.app.notify(said, markup=False, timeout=8)
            return seen_only(value)
        return value

    def fill(self, value: str, *, replaced: bool = True) -> None:
        """Put *value* there on the program's account.

        Args:
            replaced: Whether the first letter typed replaces it whole; a long remark is gone on with instead.
        """
        with self.prevent(Input.Changed):
            self.value = value
        self._past = []
        self._future = []
        self.filled = bool(value) and replaced
        self.select_on_focus = self.filled
        if self.filled and self.has_focus:
            self.selection = Selection(0, len(self.value))

    def watch_value(self, before: str, now: str) -> None:
        """Somebody typed: from now on it is theirs, and each step can be taken back."""
        if before == now:
            return
        self.filled = self.select_on_focus = False
        past: list[str] = self.__dict__.setdefault("_past", [])
        past.append(before)
        del past[:-STEPS]

    def action_take_back(self) -> None:
        """As it was before the last letter; never anything outside this field."""
        self._step(
            self.__dict__.setdefault("_past", []),
            self.__dict__.setdefault("_future", []),
        )

    def action_put_back(self) -> None:
        """The letter taken back last, again."""
        self._step(
            self.__dict__.setdefault("_future", []),
            self.__dict__.setdefault("_past", []),
        )

    def _step(self, out: list[str], into: list[str]) -> None:
        if not out:
            self.app.bell()
            return
        now = self.value
        value = out.pop()
        self.value = value
        # The watcher has noted the change as a step of its own.
        past: list[str] = self.__dict__["_past"]
        if past and past[-1] == now:
            past.pop()
        into.append(now)
        self.cursor_position = len(value)
