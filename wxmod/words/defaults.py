"""What a form starts from, so that logging takes a minute: last used, only choice, what is there."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import zip_longest

from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.command import filling, instructions
from wxmod.actions.desk import Desk
from wxmod.actions.operations import recording
from wxmod.domain.airspace import ClearanceStatus
from wxmod.domain.ammunition.accounts import Account
from wxmod.domain.command.instructions import Instructed, InstructionStatus
from wxmod.domain.operations.operation import CrewMember, Operation, Purpose, Release, ServiceFocus
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.typed import choice
from wxmod.store import tables
from wxmod.wording import Term
from wxmod.words.cells import FormWords, cell, degrees

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


Choices = dict[str, list[str]]
"""What each field of a form may be filled with."""

_FRESH = timedelta(hours=12)
_LATEST_INSTRUCTIONS = 3
_LATEST_PROCESSES = 5
_IN_FORCE = frozenset({InstructionStatus.ISSUED, InstructionStatus.ACKNOWLEDGED})
_OF_A_SITE = (
    "equipment",
    "lot",
    "clearance",
    "instruction_no",
    "crew",
    "recorder",
)
_USUAL = ("equipment", "lot", "clearance")
_SHOWN = frozenset(
    {
        *PLAIN_WORDS,
        "weather",
        "area",
        "site",
        "purpose",
        "focus",
        "releases",
        "crew",
        "reported_at",
    }
)
"""What of an operation the form shows, and so may change."""


def for_new_operation(desk: Desk, site: str = "") -> FormWords:
    """Words for an empty form at *site* (the last one worked at, if not given)."""
    code = _first_site(desk, site)
    words = {
        "site": desk.program.site_name(code),
        "day": desk.today().isoformat(),
        "duds": "0",
    }
    used: dict[str, str | None] = {}
    rows = recording.find(desk, site=code, newest=1)
    if rows:
        operation = rows[-1].operation
        words |= _people_of(operation)
        release = operation.releases[-1]
        used = {"equipment": release.equipment, "lot": release.lot}
    offered = options(desk, code)
    for field in _USUAL:
        usual = _usual(offered[field], used.get(field))
        if usual:
            words[field] = usual
    return words


def _usual(offered: list[str], used: str | None) -> str | None:
    """The only choice, else the one used last as long as it still stands there."""
    if len(offered) == 1:
        return offered[0]
    if used in offered:
        return used
    return None


def _first_site(desk: Desk, site: str) -> str:
    """The site a form opens for: the one named, else the last one worked at, else the programme's first."""
    if site:
        return desk.program.site(site).code
    codes = [each.code for each in desk.program.sites]
    rows = recording.find(desk, newest=1)
    if rows:
        worked = rows[-1].operation.site
        # One that is no longer in the programme is not where the next operation will be.
        if worked in codes:
            return worked
    return codes[0]


def _people_of(operation: Operation) -> FormWords:
    return {
        "commander": operation.commander or "",
        "recorder": operation.recorder or "",
        "focus": operation.focus.label,
        "crew": _crew(operation),
    }


def _crew(operation: Operation) -> str:
    return " ".join(member.person for member in operation.crew)


def for_new_request(desk: Desk) -> FormWords:
    """Words for an airspace application: the sites of the last one; when, nobody can know."""
    earlier = clearances.listed(desk)
    if not earlier:
        return {"sites": ""}
    names = _site_names(desk)
    latest = earlier[-1]
    # One that left the programme since is not asked for again.
    asked = [names[code] for code in latest.sites if code in names]
    return {"sites": " ".join(asked)}


def _site_names(desk: Desk) -> dict[str, str]:
    """The programme's sites, code to name."""
    return {site.code: site.name for site in desk.program.sites}


def waiting(desk: Desk) -> str:
    """The instruction being carried out: begun, over for at most half a day, nothing recorded under it yet.

    "" where there is none or more than one: a form must not guess.
    """
    owed = [row.instruction.number for row in instructions.listed(desk) if _owed(desk, row)]
    if len(owed) != 1:
        return ""
    return owed[0]


def _owed(desk: Desk, row: Instructed) -> bool:
    """Whether an instruction is being carried out and nothing is recorded under it."""
    if row.status not in _IN_FORCE:
        return False
    instruction = row.instruction
    latest = instruction.window.end + _FRESH
    if not instruction.window.start <= desk.now() <= latest:
        return False
    return not tables.rounds.mission_operations(desk.store, instruction.number)


def for_instruction(desk: Desk, number: str) -> FormWords:
    """Words of a form as an instruction has them: never times and lots.

    Raises:
        UnknownName: no such instruction.
    """
    words, rows = filling.prefill(desk, number, {})
    # The form has no line for it; the instruction tells.
    words.pop("instructed_at")
    site = words["site"]
    words["site"] = desk.program.site_name(site)
    purpose = choice(Purpose, words["purpose"])
    words["purpose"] = purpose.label
    for n, row in enumerate(rows, 1):
        for field, text in row.items():
            values = text.split()
            words[cell(n, field)] = ",".join(values)
    return words


def options(desk: Desk, site: str = "") -> Choices:
    """What each field of the form may be filled with; at *site*, what stands there."""
    names = _site_names(desk)
    offered = {
        "site": list(names.values()),
        "purpose": _labels(Purpose),
        "focus": _labels(ServiceFocus),
        "process": tables.command.last_processes(desk.store, _LATEST_PROCESSES),
        "commander": _commanders(desk),
    }
    for code, name in names.items():
        if site in {code, name}:
            return offered | _offered_at(desk, code)
    for field in _OF_A_SITE:
        offered[field] = []
    return offered


def _labels(kind: type[Term]) -> list[str]:
    return [term.label for term in kind]


def _people(desk: Desk) -> Iterable[Person]:
    return tables.registry.people(desk.store).values()


def _commanders(desk: Desk) -> list[str]:
    return [person.id for person in _people(desk) if Role.COMMANDER in person.roles]


def _offered_at(desk: Desk, code: str) -> Choices:
    """What stands, lies, is granted, is ordered and serves at one site."""
    units = tables.registry.equipment(desk.store).values()
    standing = [unit.id for unit in units if unit.site == code]
    in_store = stores.stock(desk, Account.site(code))
    serving = [person.id for person in _people(desk) if person.site == code]
    return {
        "equipment": standing,
        "lot": [held.lot.no for held in in_store],
        "clearance": _granted_at(desk, code),
        "instruction_no": _open_instructions(desk, code),
        "crew": serving,
        "recorder": serving,
    }


def _granted_at(desk: Desk, code: str) -> list[str]:
    """The site's clearances that are granted and not yet used or closed."""
    numbers = []
    for clearance in tables.airspace.waiting(desk.store):
        if code not in clearance.sites:
            continue
        if clearance.status is ClearanceStatus.GRANTED:
            numbers.append(clearance.number)
    return numbers


def _open_instructions(desk: Desk, code: str) -> list[str]:
    """The site's latest instructions that were not cancelled."""
    numbers: list[str] = []
    # The newest come first: the log is not read further back than it must be.
    for row in tables.command.newest_instructions(desk.store):
        if row.instruction.site != code:
            continue
        if row.status is InstructionStatus.CANCELLED:
            continue
        numbers.append(row.instruction.number)
        if len(numbers) == _LATEST_INSTRUCTIONS:
            break
    return numbers


def people(desk: Desk) -> dict[str, str]:
    """Everyone on the roster by name, to the id that is written; two of one name are told by their ids only."""
    by_name: dict[str, str] = {}
    shared = set()
    for person in _people(desk):
        name = person.name
        if name in by_name:
            shared.add(name)
        by_name[name] = person.id
    for name in shared:
        del by_name[name]
    return by_name


def words_of(desk: Desk, operation: Operation) -> FormWords:
    """An operation as the words of a form; `corrected` takes them back."""
    began = desk.local(operation.window.start)
    day = began.date()
    words = {
        "site": desk.program.site_name(operation.site),
        "purpose": operation.purpose.label,
        "focus": operation.focus.label,
        "day": day.isoformat(),
        "crew": _crew(operation),
        "area_km2": _area_km2(operation),
        "reported_at": _clock(desk, operation.reported_at, day),
    }
    for field in PLAIN_WORDS:
        words[field] = _plain(getattr(operation, field))
    for field in WEATHER_WORDS:
        words[field] = _plain(getattr(operation.weather, field))
    for n, release in enumerate(operation.releases, 1):
        for field, text in release_words(desk, release, day).items():
            words[cell(n, field)] = text
    return words


def _area_km2(operation: Operation) -> str:
    if operation.area is None:
        return ""
    return f"{operation.area.km2:g}"


def _plain(value: object) -> str:
    """A value as it stands in a form; an empty line where there is none."""
    if value is None:
        return ""
    return str(value)


def release_words(desk: Desk, release: Release, day: date) -> FormWords:
    """One release of an operation of that *day* as the words of a form."""
    return {
        "equipment": release.equipment,
        "lot": release.lot or "",
        "rounds": str(release.rounds),
        "duds": str(release.duds),
        "start": _clock(desk, release.start, day),
        "end": _clock(desk, release.end, day),
        "azimuths_deg": degrees(release.azimuths_deg),
        "elevations_deg": degrees(release.elevations_deg),
    }


def _clock(desk: Desk, at: datetime | None, day: date) -> str:
    """A moment as a form takes it back: the clock alone on the operation's own *day*."""
    if at is None:
        return ""
    local = desk.local(at)
    clock = f"{local:%H:%M}"
    if local.second:
        clock = f"{local:%H:%M:%S}"
    if local.date() == day:
        return clock
    return f"{local:%Y-%m-%d} {clock}"


def corrected(old: Operation, told: Operation) -> Operation:
    """*told* by a form, with everything the form does not show taken from *old*."""
    hidden = Operation.model_fields.keys() - _SHOWN
    update = {field: getattr(old, field) for field in hidden}
    observed = {field: getattr(told.weather, field) for field in WEATHER_WORDS}
    weather = old.weather.model_copy(update=observed)
    update |= {
        "weather": weather,
        "releases": _releases(old, told),
        "crew": _with_duties(old, told),
    }
    if _same_area(old, told):
        # Typed back as it was: its outline and its source still hold.
        update["area"] = old.area
    return told.model_copy(update=update)


def _releases(old: Operation, told: Operation) -> tuple[Release, ...]:
    """The releases as told, each beside the one that stood in its row before."""
    releases = []
    for was, now in zip_longest(old.releases, told.releases):
        if now is None:
            # There are fewer now; what is left of the old ones is gone.
            break
        releases.append(_from_same_place(was, now))
    return tuple(releases)


def _with_duties(old: Operation, told: Operation) -> tuple[CrewMember, ...]:
    """The crew as told; the form names them, what each of them did stands in the earlier telling."""
    duties = {member.person: member for member in old.crew}
    crew = []
    for member in told.crew:
        person = member.person
        crew.append(duties.get(person, member))
    return tuple(crew)


def _same_area(old: Operation, told: Operation) -> bool:
    """Whether the area told is the one on record: as large, at the same site."""
    if old.area is None:
        return False
    if told.area is None:
        return False
    if told.site != old.site:
        return False
    return told.area.km2 == old.area.km2


def _from_same_place(was: Release | None, now: Release) -> Release:
    """A release as told anew, out of the place the earlier telling names while it is the same unit and lot."""
    if was is None:
        return now
    same_unit = was.equipment == now.equipment
    same_lot = was.lot == now.lot
    if not same_unit or not same_lot:
        return now
    return now.model_copy(update={"place": was.place})
