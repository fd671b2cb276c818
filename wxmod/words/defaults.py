"""What a form starts from, so that logging takes a minute: last used, only choice, what is there."""

from datetime import date, datetime, timedelta
from itertools import islice, zip_longest
from typing import Any

from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.command import filling, instructions
from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.command.instructions import InstructionStatus
from wxmod.domain.operations.operation import Operation, Purpose, Release, ServiceFocus
from wxmod.domain.registry.people import Role
from wxmod.domain.times import Window
from wxmod.domain.typed import choice
from wxmod.store import tables
from wxmod.words.cells import cell

WEATHER_WORDS = ("before", "after", "cloud_type", "effect", "surface_wind_ms")
PLAIN_WORDS = (
    "instruction_no",
    "joint",
    "process",
    "clearance",
    "commander",
    "recorder",
    "seeding_base_msl_m",
    "seeding_top_msl_m",
    "remarks",
)


def for_new_operation(desk: Desk, site: str = "") -> dict[str, str]:
    """Words for an empty form at *site* (the last one worked at, if not given)."""
    code = _first_site(desk, site)
    words = {
        "site": desk.program.site_name(code),
        "day": desk.today().isoformat(),
        "duds": "0",
    }
    here = recording.find(desk, site=code, newest=1)
    if here:
        words |= _people_of(here[-1].operation)
    offered = options(desk, code)
    last = here[-1].operation.releases[-1] if here else None
    usual = (
        {
            "equipment": last.equipment,
            "lot": last.lot,
        }
        if last
        else {}
    )
    for name in ("equipment", "lot", "clearance"):
        if len(offered[name]) == 1:
            words[name] = offered[name][0]
        elif usual.get(name) in offered[name]:
            # The one used last, as long as it still stands there.
            words[name] = str(usual[name])
    return words


def _first_site(desk: Desk, site: str) -> str:
    """The site a form opens for: the one named, else the last one worked at, else the programme's first."""
    if site:
        return desk.program.site(site).code
    latest = recording.find(desk, newest=1)
    codes = [known.code for known in desk.program.sites]
    worked = latest[-1].operation.site if latest else ""
    # One that is no longer in the programme is not where the next operation will be.
    return worked if worked in codes else codes[0]


def _people_of(operation: Operation) -> dict[str, str]:
    return {
        "commander": operation.commander or "",
        "recorder": operation.recorder or "",
        "focus": operation.focus.label,
        "crew": " ".join(member.person for member in operation.crew),
    }


def for_new_request(desk: Desk) -> dict[str, str]:
    """Words for an airspace application: the sites of the last one; when, nobody can know."""
    earlier = clearances.listed(desk)
    if not earlier:
        return {"sites": ""}
    known = {site.code: site.name for site in desk.program.sites}
    return {"sites": " ".join(known[code] for code in earlier[-1].sites if code in known)}


_FRESH = timedelta(hours=12)


def waiting(desk: Desk) -> str:
    """The instruction being carried out: begun, over for at most half a day, nothing recorded under it yet.

    "" where there is none or more than one: a form must not guess.
    """
    numbers = [
        held.instruction.number
        for held in instructions.listed(desk)
        if held.status in _IN_FORCE and _under_way(desk, held.instruction.window)
    ]
    owed = [
        no
        for no in numbers
        if not tables.rounds.mission_operations(
            desk.store,
            no,
        )
    ]
    return owed[0] if len(owed) == 1 else ""


_IN_FORCE = frozenset({InstructionStatus.ISSUED, InstructionStatus.ACKNOWLEDGED})


def _under_way(desk: Desk, window: Window) -> bool:
    return window.start <= desk.now() <= window.end + _FRESH


def for_instruction(desk: Desk, number: str) -> dict[str, str]:
    """Words of a form as an instruction has them: never times and lots.

    Raises:
        UnknownName: no such instruction.
    """
    words, rows = filling.prefill(desk, number, {})
    words.pop("instructed_at")  # the form has no line for it; the instruction tells
    for n, row in enumerate(rows, 1):
        typed = {name: ",".join(value.split()) for name, value in row.items()}
        words |= {cell(n, name): value for name, value in typed.items()}
    named = {
        "site": desk.program.site_name(words["site"]),
        "purpose": choice(Purpose, words["purpose"]).label,
    }
    return words | named


def _open_instructions(desk: Desk, code: str) -> list[str]:
    """The site's latest instructions that were not cancelled."""
    held = (
        each.instruction.number
        for each in tables.command.newest_instructions(desk.store)
        if each.instruction.site == code and each.status is not InstructionStatus.CANCELLED
    )
    return list(islice(held, 3))


def options(desk: Desk, site: str = "") -> dict[str, list[str]]:
    """What each field of the form may be filled with; at *site*, what stands there."""
    names = {known.code: known.name for known in desk.program.sites}
    code = next((code for code, name in names.items() if site in {code, name}), "")
    people = tables.registry.people(desk.store).values()
    return {
        "site": list(names.values()),
        "purpose": [purpose.label for purpose in Purpose],
        "focus": [focus.label for focus in ServiceFocus],
        "process": tables.command.last_processes(desk.store, 5),
        "commander": [person.id for person in people if Role.COMMANDER in person.roles],
        **(_offered_at(desk, code) if code else {name: [] for name in _OF_A_SITE}),
    }


_OF_A_SITE = (
    "equipment",
    "lot",
    "clearance",
    "instruction_no",
    "crew",
    "recorder",
)


def _offered_at(desk: Desk, code: str) -> dict[str, list[str]]:
    """What stands, lies, is granted, is ordered and serves at one site."""
    store = desk.store
    units = tables.registry.equipment(store).values()
    applications = tables.airspace.waiting(store)
    serving = [
        person.id for person in tables.registry.people(store).values() if person.site == code
    ]
    return {
        "equipment": [unit.id for unit in units if unit.site == code],
        "lot": [
            held.lot.no
            for held in stores.stock(
                desk,
                Account.site(code),
            )
        ],
        "clearance": [
            asked.number
            for asked in applications
            if code in asked.sites and asked.status is ClearanceStatus.GRANTED
        ],
        "instruction_no": _open_instructions(desk, code),
        "crew": serving,
        "recorder": serving,
    }


def people(desk: Desk) -> dict[str, str]:
    """Everyone on the roster by name, to the id that is written; two of one name are told by their ids only."""
    found: dict[str, str] = {}
    for person in tables.registry.people(desk.store).values():
        found[person.name] = "" if person.name in found else person.id
    return {name: who for name, who in found.items() if who}


def words_of(desk: Desk, operation: Operation) -> dict[str, str]:
    """An operation as the words of a form; `corrected` takes them back."""
    window = operation.window
    words: dict[str, Any] = {name: getattr(operation, name) for name in PLAIN_WORDS}
    words |= {name: getattr(operation.weather, name) for name in WEATHER_WORDS}
    words |= {
        "site": desk.program.site_name(operation.site),
        "purpose": operation.purpose.label,
        "focus": operation.focus.label,
        "day": desk.local(window.start).date().isoformat(),
        "crew": " ".join(m.person for m in operation.crew),
        "area_km2": f"{operation.area.km2:g}" if operation.area else "",
        "reported_at": _clock(
            desk,
            operation.reported_at,
            desk.local(window.start).date(),
        ),
    }
    day = desk.local(window.start).date()
    for n, release in enumerate(operation.releases, 1):
        typed = release_words(desk, release, day)
        words |= {cell(n, name): value for name, value in typed.items()}
    return {name: "" if value is None else str(value) for name, value in words.items()}


def release_words(desk: Desk, release: Release, day: date) -> dict[str, str]:
    """One release of an operation of that *day* as the words of a form."""
    return {
        "equipment": release.equipment,
        "lot": release.lot or "",
        "rounds": str(release.rounds),
        "duds": str(release.duds),
        "start": _clock(desk, release.start, day),
        "end": _clock(desk, release.end, day),
        "azimuths_deg": ",".join(f"{a:g}" for a in release.azimuths_deg),
        "elevations_deg": ",".join(f"{e:g}" for e in release.elevations_deg),
    }


def _clock(desk: Desk, at: datetime | None, day: date) -> str:
    """A moment as a form takes it back: the clock alone on the operation's own *day*."""
    if at is None:
        return ""
    local = desk.local(at)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return clock if local.date() == day else f"{local:%Y-%m-%d} {clock}"


def corrected(old: Operation, told: Operation) -> Operation:
    """*told* by a form, with everything the form does not show taken from *old*."""
    shown = {
        "weather",
        "area",
        *PLAIN_WORDS,
        "site",
        "purpose",
        "focus",
        "releases",
        "crew",
        "reported_at",
    }
    update = {name: getattr(old, name) for name in Operation.model_fields if name not in shown}
    update["weather"] = old.weather.model_copy(
        update={name: getattr(told.weather, name) for name in WEATHER_WORDS}
    )
    same_area = told.area and old.area and told.area.km2 == old.area.km2 and told.site == old.site
    update["area"] = old.area if same_area else told.area
    pairs = zip_longest(old.releases, told.releases)
    update["releases"] = tuple(_from_same_place(was, now) for was, now in pairs if now)
    duties = {member.person: member for member in old.crew}
    update["crew"] = tuple(duties.get(member.person, member) for member in told.crew)
    return told.model_copy(update=update)


def _from_same_place(was: Release | None, now: Release) -> Release:
    """A release as told anew, out of the place the earlier telling names while it is the same unit and lot."""
    if was is None or (was.equipment, was.lot) != (now.equipment, now.lot):
        return now
    return now.model_copy(update={"place": was.place})
