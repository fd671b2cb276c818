"""Whether the county's units could work, now and tonight, as the record stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from wxmod.actions import judging
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.times import Window
from wxmod.planning.readiness import Asked, State, Verdict, judge
from wxmod.rules import Facts
from wxmod.store import tables


class Readiness(NamedTuple):
    """Every unit's verdict at a moment and in the night that follows it.

    Attributes:
        night: The night it looks at; None where the programme does not say when night is.
    """

    at: datetime
    now: tuple[Verdict, ...]
    night: Window | None
    tonight: tuple[Verdict, ...]

    def as_dict(self) -> dict[str, object]:
        """Readiness as `--json` prints it."""
        return {
            "at": self.at.isoformat(),
            "now": [v.as_dict() for v in self.now],
            "night": self.night.model_dump(mode="json") if self.night else None,
            "tonight": [v.as_dict() for v in self.tonight],
        }


def readiness(desk: Desk, at: datetime | None = None) -> Readiness:
    """Whether each unit could work lawfully at *at* (now, if not given) and in the night that follows."""
    moment = at or desk.now()
    night = next_night(desk, moment)
    units = [unit for _id, unit in sorted(tables.registry.equipment(desk.store).items())]
    now = tuple(_judged_at(desk, unit, moment) for unit in units)
    tonight = tuple(_judged(desk, unit, moment, night) for unit in units) if night else ()
    return Readiness(
        at=moment,
        now=now,
        night=night,
        tonight=tonight,
    )


def any_ready(desk: Desk) -> bool:
    """Whether a unit could work now but for the airspace; no more units are asked than it takes."""
    moment = desk.now()
    units = tables.registry.equipment(desk.store)
    verdicts = (_judged_at(desk, units[name], moment) for name in sorted(units))
    return any(verdict.state is not State.BLOCKED for verdict in verdicts)


def _judged_at(desk: Desk, unit: Equipment, moment: datetime) -> Verdict:
    return _judged(desk, unit, moment, Window(start=moment, end=moment))


def next_night(desk: Desk, at: datetime) -> Window | None:
    """What is left of the night *at* lies in, else the next one; None where the programme has no hours for it."""
    local, told = desk.local(at), desk.program.planning
    first, last = (h.value_on(local.date()) for h in (told.night_starts_hour, told.night_ends_hour))
    if first is None or last is None:
        return None
    for days in (-1, 0, 1):
        day = local.date() + timedelta(days=days)
        start = datetime.combine(
            day,
            time(first),
            tzinfo=desk.program.zone,
        )
        end = datetime.combine(
            day + timedelta(days=last <= first),
            time(last),
            tzinfo=desk.program.zone,
        )
        if end > at:
            return Window(start=max(start, at), end=end)
    raise AssertionError("a night ends within two days")


def _judged(
    desk: Desk,
    unit: Equipment,
    seen_at: datetime,
    window: Window,
) -> Verdict:
    """The unit's verdict at the first moment of *window* its airspace is granted for; at its start if none is."""
    clearance = granted(desk, unit, window)
    at = (
        max(window.start, clearance.granted.start)
        if clearance and clearance.granted
        else window.start
    )
    general = judging.for_rounds(desk)
    people = tuple(tables.registry.people(desk.store).values())
    later = None if clearance else opens(desk, unit, at)
    asked = Asked(
        unit,
        at,
        fit_rounds(desk, unit, seen_at, general),
        people,
        clearance,
        later,
    )
    return judge(
        asked,
        replace(general, clearance=clearance, now=at),
    )


def granted(desk: Desk, unit: Equipment, window: Window) -> Clearance | None:
    """The first airspace granted to the unit's site within *window*."""
    held = [
        c
        for c in _open_after(desk, unit, window.start)
        if c.granted and c.granted.start <= window.end
    ]
    return min(
        held,
        key=lambda c: (
            c.granted.start if c.granted else window.end,
            c.number,
        ),
        default=None,
    )


def opens(desk: Desk, unit: Equipment, at: datetime) -> datetime | None:
    """When airspace granted to the unit's site next opens within a day; None if none does."""
    starts = [c.granted.start for c in _open_after(desk, unit, at) if c.granted]
    return min(
        (s for s in starts if at < s <= at + timedelta(days=1)),
        default=None,
    )


def _open_after(
    desk: Desk,
    unit: Equipment,
    at: datetime,
) -> Iterator[Clearance]:
    """Airspace granted to the unit's site that is not over at *at*."""
    for held in tables.airspace.not_over(desk.store, at):
        named = unit.site in held.sites and (not held.equipment or unit.kind in held.equipment)
        if (
            held.granted
            and named
            and min(
                held.granted.end,
                held.closed_at or held.granted.end,
            )
            >= at
        ):
            yield held


def fit_rounds(
    desk: Desk,
    unit: Equipment,
    at: datetime,
    known: Facts,
) -> Mapping[Held, int]:
    """Fit rounds the unit takes, loaded in it or at its site at a moment; what expires first in front."""
    within = {
        Account.loaded(unit.id),
        Account.site(unit.site or ""),
    }
    fit = {}
    for held, rounds in tables.rounds.holdings_at(desk.store, at).items():
        lot = known.lots.get(held.lot)
        if (
            held.place in within
            and rounds > 0
            and lot
            and lot.type in unit.accepts
            and known.usable(lot, at)
        ):
            fit[held] = rounds

    def soonest(held: Held) -> tuple[bool, str, bool, str]:
        expires = known.lots[held.lot].expires_on
        return (
            expires is None,
            str(expires or ""),
            held.place.startswith("site/"),
            held.lot,
        )

    return {held: fit[held] for held in sorted(fit, key=soonest)}
