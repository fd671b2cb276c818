"""The bottom line: the keys that work now, written anew only when they changed."""

from rich.cells import cell_len
from rich.text import Text
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widgets import Static

from tui.chrome.text import plain


class KeyLine(Static):
    """The keys of the screen in one line, the first ones first; what does not fit stands in the help.

    Textual's own footer builds a widget for each key whenever the focus moves, which costs more than the move.
    """

    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; background: $panel; color: $text; }"

    def __init__(self) -> None:
        super().__init__("", id="keyline", markup=False)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._width = 0

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.changed)
        self.changed(self.screen)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self._paint()

    def changed(self, screen: Screen[object]) -> None:
        """The bindings may be others now."""
        # A thing with several keys is named once, by the first.
        by_action: dict[str, tuple[str, str]] = {}
        for active in screen.active_bindings.values():
            if shown(active):
                by_action.setdefault(active.binding.action, self._named(active))
        keys = tuple(by_action.values())
        if keys != self._shown:
            self._shown = keys
            self._paint()

    def _named(self, active: ActiveBinding) -> tuple[str, str]:
        key = self.app.get_key_display(active.binding)
        return key, active.binding.description

    def _paint(self) -> None:
        """As many keys as the line has room for; the way out is always among them."""
        room = self.size.width or self.app.size.width
        roomy = sum(_width(key) + 1 for key in self._shown) <= room
        gap = ""
        if roomy:
            gap = " "
        last = self._shown[-1:]
        left = room - sum(_width(key) for key in last)
        parts = []
        for key in self._shown[:-1]:
            left -= _width(key) + len(gap)
            if left < 0:
                break
            parts.append(key)
        text = Text()
        for name, word in (*parts, *last):
            text += plain(f" {name} ", "bold") + plain(f"{word}{gap}")
        self.update(text)


def shown(active: ActiveBinding) -> bool:
    """Whether the line of keys tells of it."""
    return active.binding.show and active.enabled and bool(active.binding.description)


def _width(key: tuple[str, str]) -> int:
    return cell_len(key[0]) + cell_len(key[1]) + 2
