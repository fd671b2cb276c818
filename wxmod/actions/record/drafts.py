"""What is typed into a window of the app, kept until it is written: by person, by open app, by window.

Two apps on one record never share a draft, nor the key under which it will be written.  What an app left that is gone
(killed, or its line dropped) is taken over by the next one of the same person.
"""

import json
import os
import platform
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.store import drafts

ROOM = "typed"
_HERE: set[str] = set()
"""Sessions of this process that are open."""
_NUMBERS = count(1)


class Kept(NamedTuple):
    """What was typed, and the key it will be written under."""

    words: dict[str, str]
    uid: str


def open_session() -> str:
    """A name for an app that opens, by which another one can tell later whether it is still there."""
    pid = os.getpid()
    session = f"{platform.node()}:{pid}:{_started(pid)}:{next(_NUMBERS)}"
    _HERE.add(session)
    return session


def close_session(session: str) -> None:
    """The app closes; what it leaves is for the next one."""
    _HERE.discard(session)


def keep(
    desk: Desk,
    session: str,
    window: str,
    kept: Kept,
) -> None:
    """Keep what stands in a window, over what stood there.

    Raises:
        StoreUnavailable: no room, or the record can only be read.
    """
    body = json.dumps(
        {"uid": kept.uid, "words": kept.words},
        ensure_ascii=False,
    )
    drafts.save(
        desk.store,
        _name(desk, session, window),
        body,
        now=desk.now(),
    )


def take(desk: Desk, session: str, window: str) -> Kept | None:
    """What was kept of a window: this app's own, else the latest of an app of the same person that is gone.

    What is taken over stays under the name of the app that left it until this one keeps or forgets the window.
    """
    # What this app kept itself goes before what another left.
    own = drafts.load(
        desk.store,
        _name(desk, session, window),
    )
    if own:
        return _kept(own[1])
    left = sorted(_left(desk, session, window).values())
    if not left:
        return None
    _saved_at, latest = left[-1]
    return _kept(latest)


def any_kept(desk: Desk, session: str) -> bool:
    """Whether this app keeps anything that was typed and not written."""
    mine = drafts.named(
        desk.store,
        f"{ROOM}\t{desk.actor}\t",
    )
    return any(name.endswith(f"\t{session}") for name in mine)


def forget(desk: Desk, session: str, window: str) -> None:
    """It was written, or given up: this app's draft, and what it had taken over.

    Raises:
        StoreUnavailable: the record can only be read.
    """
    names = [
        _name(desk, session, window),
        *_left(desk, session, window),
    ]
    for name in names:
        if drafts.load(desk.store, name):
            drafts.drop(desk.store, name)


def _kept(body: str) -> Kept:
    told: Mapping[str, object] = json.loads(body)
    words = told["words"]
    assert isinstance(words, dict)  # noqa: S101  `keep` wrote it
    return Kept(
        {str(name): str(text) for name, text in words.items()},
        str(told["uid"]),
    )


def _name(desk: Desk, session: str, window: str) -> str:
    return f"{ROOM}\t{desk.actor}\t{window}\t{session}"


def _left(
    desk: Desk,
    session: str,
    window: str,
) -> dict[str, tuple[datetime, str]]:
    """Drafts of the same window that a gone app of this person left, by name."""
    found = drafts.named(desk.store, _name(desk, "", window))
    left = {}
    for name, row in found.items():
        _window, _tab, other = name.rpartition("\t")
        if other != session and not _is_open(other):
            left[name] = row
    return left


def _is_open(session: str) -> bool:
    """Whether an app is still there; of another machine nobody can tell, and its draft is left alone."""
    node, pid, started, _number = session.rsplit(":", 3)
    if node != platform.node():
        return True
    if int(pid) == os.getpid() and started == _started(int(pid)):
        return session in _HERE
    return _exists(int(pid)) and _started(int(pid)) == started


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's: it is there
        return True
    return True


def _started(pid: int) -> str:
    """When a process began, where the system tells: a number that was given again is not the same process."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return "0"
    return told.rpartition(")")[2].split()[19]
