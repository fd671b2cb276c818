"""The field a scanner types into: a framed reader of codes, whatever comes between them."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.chrome.line import Line

DOUBLED_S = 0.15
"""A second line end within this comes from the scanner; a person needs longer."""
LEAST_CODE = 4
"""Shorter codes are not looked at for being two in one."""


class Scan(Line):
    """Codes with a blank between them; a line end closes the one that is being read.

    Attributes:
        closed_at: When the last code was closed, on the machine's running clock.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # A scanner set to CR LF sends both; the first has closed the code.
        Binding("ctrl+j", "ignore", show=False),
    ]

    closed_at: float = 0.0

    def close_code(self, at: float) -> bool:
        """A line end came; whether it belonged to the scanner, so that the field waits for the next code."""
        doubled = at - self.closed_at < DOUBLED_S
        if self.value.endswith(" ") or not self.value:
            return doubled
        codes = list(dict.fromkeys(self.value.split()))
        self.value = " ".join(codes) + " "
        self.cursor_position = len(self.value)
        self.closed_at = at
        return True

    @property
    def codes(self) -> list[str]:
        """What was read, each code once."""
        return list(dict.fromkeys(self.value.split()))

    def run_together(self) -> list[str]:
        """Codes as long as several of the others: a line end was lost between them, and they are not guessed apart."""
        lengths = {code: len(code) for code in self.codes}
        found = []
        for code, length in lengths.items():
            others = {each for name, each in lengths.items() if name != code and each < length}
            if any(each >= LEAST_CODE and length % each == 0 for each in others):
                found.append(code)
        return found

    def action_ignore(self) -> None:
        """Nothing: the code is closed."""
