"""Keys are taken one at a time, in the order they were pressed, each once what the last one did is done.

Textual hands a key to whatever has the focus when it arrives; a key that moves the focus or opens a window does so
later, by way of several queues.  Typed ahead, or sent in one batch over SSH, digits then land in the field that was
left or on the page behind the window.  Here the next key waits until the last one has gone all its way.
"""

import asyncio

from textual.app import App
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

PATIENCE_S = 10.0
"""What has not come to rest by then will not, and must not keep the keyboard."""
ROUNDS = 8
"""Windows that open windows: how often to look again."""
MOVES = frozenset({"tab", "shift+tab", "enter", "up", "down"})
_HALF_WIDTH = {
    "、": "/",
    "。": ".",
    "【": "[",
    "】": "]",
    "\u3000": " ",
    "￥": "$",
    "《": "<",
    "》": ">",
}


class KeyGate:
    """Stands between the terminal and the app.

    Attributes:
        pressed_at: When the key in hand was pressed, on the machine's running clock.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._waiting: asyncio.Queue[Key | Paste] = asyncio.Queue()
        self._in_hand: Key | Paste | None = None
        self._task: asyncio.Task[None] | None = None
        self.pressed_at = 0.0

    def open(self) -> None:
        """Begin to let keys through; within the app's own loop."""
        self._task = asyncio.create_task(self._let_through(), name="keys")

    def close(self) -> None:
        """The app is closing."""
        if self._task:
            self._task.cancel()

    def admits(self, event: Key | Paste) -> bool:
        """Whether it is this key's turn; if not, it will be given back to the app when it is."""
        if event is self._in_hand:
            return True
        self._waiting.put_nowait(event)
        return False

    async def _let_through(self) -> None:
        while True:
            event = await self._waiting.get()
            if not self._typing(event):
                # What was typed before a key that acts must stand in its field first.
                await self._passed(self._app.focused)
                event = self._half_width(event)
            self._in_hand = event
            self.pressed_at = event.time
            screen = self._app.screen
            self._app.post_message(event)
            await self._passed(self._app)
            if self._typing(event) or (self._moves(event) and self._app.screen is screen):
                continue
            await self._settled()

    def _typing(self, event: Key | Paste) -> bool:
        """Whether it is a letter for a field, and can do nothing else."""
        if isinstance(event, Paste):
            return False
        return event.is_printable and isinstance(self._app.focused, Input | TextArea)

    def _moves(self, event: Key | Paste) -> bool:
        """Whether it only moves the focus, which a screen that is typed into does at once."""
        quick = getattr(self._app.screen, "moves_at_once", False)
        return quick and isinstance(event, Key) and event.key in MOVES

    def _half_width(self, event: Key | Paste) -> Key | Paste:
        """A full-width letter or mark, as an input method sends it, is the key it stands on; in a field it is text."""
        if isinstance(event, Paste) or not event.character:
            return event
        if event.character == "\u3000":
            return Key("space", " ")
        if isinstance(self._app.focused, Input | TextArea):
            return event
        letter = event.character
        half = _HALF_WIDTH.get(letter)
        if half is None and "\uff01" <= letter <= "\uff5e":
            half = chr(ord(letter) - 0xFEE0)
        if half:
            return Key(_character_to_key(half), half)
        return event

    async def _settled(self) -> None:
        """Wait until everything the key set in motion is done: twice up the way it goes, and again where that moved."""
        for _round in range(ROUNDS):
            screen = self._app.screen
            focused = self._app.focused
            await self._ready(screen)
            for _pass in range(2):
                for pump in self._way(screen):
                    await self._passed(pump)
            if self._app.screen is screen and self._app.focused is focused:
                return

    def _way(self, screen: Screen[object]) -> list[MessagePump]:
        """The queues a key passes, first to last."""
        start = self._app.focused or screen
        return [*start.ancestors_with_self]

    async def _ready(self, screen: Screen[object]) -> None:
        """A window that opens has its fields first."""
        waited = 0.0
        while not screen.is_mounted and screen.is_running and waited < PATIENCE_S:
            await asyncio.sleep(0.005)
            waited += 0.005

    async def _passed(self, pump: MessagePump | None) -> None:
        """Wait until a queue has dealt with all that stood in it."""
        done = asyncio.Event()
        if pump is None or not pump.call_later(done.set):
            return
        try:
            await asyncio.wait_for(done.wait(), PATIENCE_S)
        except TimeoutError:
            # Textual drops what a queue held when its widget is taken away; nothing waits there any more.
            return
