"""The line people type into: what cannot be seen does not get in, whoever typed, pasted or kept it.

A character that only acts on the terminal would act from inside the field, and one that shows nothing could be neither
seen nor deleted there.
"""

from textual.widgets import Input

from wxmod.domain.visible import unseen
from wxmod.wording import _


def seen_only(text: str) -> str:
    """*text* on one line without what shows nothing; line ends become blanks, so that a pasted list keeps its parts."""
    one = " ".join(text.splitlines())
    gone = set(unseen(one))
    return "".join(c for c in one if c not in gone)


class Line(Input):
    """An `Input` that holds only what can be seen, and says what it left out."""

    def validate_value(self, value: str) -> str:
        """Textual asks this of every value before it is held."""
        if gone := dict.fromkeys(unseen(value)):
            if self.is_mounted:
                named = " ".join(f"U+{ord(c):04X}" for c in gone)
                self.app.notify(
                    _("已去掉看不见的字符：{named}").format(named=named), markup=False, timeout=8
                )
            return seen_only(value)
        return value
