"""Moments and windows on the county's clock, as short as they can be and as a form takes them back."""

from datetime import datetime

from rich.text import Text

from tui.chrome.text import plain
from wxmod.actions import Desk
from wxmod.domain.times import Window
from wxmod.planning.airspace import Deadline
from wxmod.wording import N_, _

CLOCK = N_("1432 或 14:32")
NOW = N_("空着为此刻")


def due(desk: Desk, each: Deadline, style: str = "") -> Text:
    """What is waited for, when, and how long until then or since."""
    left = each.minutes_left(desk.now())
    ahead = _("{due} {at:%H:%M}（{left:.0f} 分钟后）")
    gone = _("{due} {at:%H:%M}（已过 {left:.0f} 分钟）")
    said = (gone if left < 0 else ahead).format(
        due=each.due.label,
        at=desk.local(each.at),
        left=abs(left),
    )
    return plain(said, "bold red" if left < 0 else style)


def span(desk: Desk, window: Window | None) -> str:
    """A window on the county's clock; its day only where it is not today."""
    if window is None:
        return ""
    start = desk.local(window.start)
    end = desk.local(window.end)
    return f"{clock(desk, start)}–{end:%H:%M}"


def clock(desk: Desk, at: datetime) -> str:
    """A moment as a form takes it back; its day only where it is not today."""
    local = desk.local(at)
    today = desk.today()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
