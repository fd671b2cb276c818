"""Whether a unit could work lawfully at a moment: the rules asked about one round that nobody has fired.

The rules are the ones that judge real operations, so readiness and record never disagree.  Rules about how an
operation is written down afterwards say nothing about readiness and are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.operations.operation import CrewMember, Operation, Purpose, Release
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.registry.people import Person, Role
from wxmod.rules import Facts, Finding, Severity, Standby, check
from wxmod.wording import N_, Term

_NOWHERE = "0"  # asked of a unit without a site only to see which people are fit
_ABOUT_THE_RECORD = frozenset(
    {
        "record-operations",
        "possible-duration",
        "report-in-time",
        "report-airspace-use",
        "follow-instruction",
    }
)


class State(Term):
    READY = "ready", N_("可作业")
    AIRSPACE = "airspace", N_("只缺空域")
    BLOCKED = "blocked", N_("不可作业")


class Fixer(Term):
    """Who can clear an obstacle."""

    OFFICE = "office", N_("县人影办")
    COMMANDER = "commander", N_("指挥员")
    INSPECTOR = "inspector", N_("检查员")
    STOREKEEPER = "storekeeper", N_("库管员")


_FIXERS = {
    "clear-airspace": Fixer.COMMANDER,
    "fire-within-clearance": Fixer.COMMANDER,
    "mind-the-lapse": Fixer.COMMANDER,
    "enough-crew": Fixer.COMMANDER,
    "inspect-yearly": Fixer.INSPECTOR,
    "equipment-in-service": Fixer.INSPECTOR,
    "remind-inspection": Fixer.INSPECTOR,
    "fit-ammunition": Fixer.STOREKEEPER,
    "fits-the-weapon": Fixer.STOREKEEPER,
    "remind-expiry": Fixer.STOREKEEPER,
    "account-for-every-round": Fixer.STOREKEEPER,
}


class Obstacle(NamedTuple):
    """A finding that stands in the way, or is worth knowing.

    Attributes:
        purposes: What it stands in the way of.
    """

    finding: Finding
    who: Fixer
    purposes: tuple[Purpose, ...]

    def as_dict(self) -> dict[str, object]:
        """The obstacle as `--json` prints it."""
        purposes = [p.value for p in self.purposes]
        return self.finding.as_dict() | {
            "who": self.who.value,
            "purposes": purposes,
        }


class Asked(NamedTuple):
    """A unit, a moment, and what the record holds for it then.

    Attributes:
        rounds: Fit rounds within its reach, by account and lot, the lot to be used first in front.
        people: The roster.
        clearance: Airspace granted for its site at that moment.
        coming: When airspace granted for its site opens later, where none is open at that moment.
    """

    unit: Equipment
    at: datetime
    rounds: Mapping[Held, int]
    people: Sequence[Person]
    clearance: Clearance | None
    coming: datetime | None = None


class Verdict(NamedTuple):
    """Whether a unit could work at a moment.

    Attributes:
        purposes: What it could lawfully work for.
        crew: People of its site whom no rule keeps from working.
        rounds: Fit rounds within its reach, by account and lot.
        obstacles: The gravest first.
        coming: When airspace granted for its site opens, where none is open yet.
    """

    unit: Equipment
    at: datetime
    state: State
    purposes: tuple[Purpose, ...]
    crew: tuple[str, ...]
    rounds: Mapping[Held, int]
    clearance: str | None
    obstacles: tuple[Obstacle, ...]
    coming: datetime | None

    @property
    def blocks(self) -> list[Finding]:
        """What keeps the unit from work, of most purposes first; beside airspace, which everyone has to ask for."""
        held = [o for o in self.obstacles if o.finding.severity is Severity.BLOCK]
        kept = sorted(
            held,
            key=lambda o: -len(o.purposes),
        )
        return [o.finding for o in kept if not _of_airspace(o.finding.code)]

    def as_dict(self) -> dict[str, object]:
        """The verdict as `--json` prints it."""
        return {
            "equipment": self.unit.id,
            "kind": self.unit.kind.value,
            "site": self.unit.site,
            "at": self.at.isoformat(),
            "state": self.state.value,
            "purposes": [p.value for p in self.purposes],
            "crew": list(self.crew),
            "clearance": self.clearance,
            "airspace_from": self.coming.isoformat() if self.coming else None,
            "rounds": [
                {
                    "place": h.place,
                    "lot": h.lot,
                    "rounds": n,
                }
                for h, n in self.rounds.items()
            ],
            "obstacles": [o.as_dict() for o in self.obstacles],
        }


def hypothetical(
    asked: Asked,
    purpose: Purpose,
    crew: Iterable[str],
    commander: str | None,
) -> Operation:
    """One round from *asked*'s unit at its moment, as an operation nobody recorded."""
    first = next(
        iter(asked.rounds),
        None,
    )
    release = Release(
        equipment=asked.unit.id,
        lot=first.lot if first else None,
        start=asked.at,
        end=asked.at,
        rounds=1 if first else 0,
        place=first.place if first else None,
    )
    return Operation(
        site=asked.unit.site or _NOWHERE,
        purpose=purpose,
        releases=(release,),
        commander=commander,
        clearance=asked.clearance.number if asked.clearance else None,
        crew=tuple(CrewMember(person=p) for p in crew),
    )


def judge(asked: Asked, facts: Facts) -> Verdict:
    """What the rules say of *asked*.

    Args:
        facts: As of *asked*'s moment and clearance, with nothing short: *asked* tells the rounds there are.
    """
    serving = [person for person in asked.people if _serves(person, asked.unit)]
    crew = tuple(person.id for person in serving if _fit(asked, person, facts))
    # Where nobody is fit, the rules say why, person by person.
    named = crew or tuple(person.id for person in serving)
    commander = _fit_commander(asked, facts)
    ready = Standby(
        equipment=asked.unit.id,
        site=asked.unit.site,
        rounds=sum(asked.rounds.values()),
        crew=len(crew),
    )
    found = {}
    for purpose in Purpose:
        found[purpose] = check(ready, facts)
        # A unit without a site: that is what is wrong, and nothing about a place can be asked.
        if asked.unit.site is not None:
            imagined = hypothetical(asked, purpose, named, commander)
            found[purpose] += standing(imagined, facts)
    blocks = {purpose: _blocking(each) for purpose, each in found.items()}
    return Verdict(
        unit=asked.unit,
        at=asked.at,
        state=_state(blocks.values()),
        purposes=tuple(purpose for purpose, codes in blocks.items() if not codes),
        crew=crew,
        rounds=asked.rounds,
        clearance=asked.clearance.number if asked.clearance else None,
        obstacles=_obstacles(found),
        coming=asked.coming,
    )


def _serves(person: Person, unit: Equipment) -> bool:
    return person.site == unit.site and not {Role.CHIEF, Role.CREW}.isdisjoint(person.roles)


def _blocking(findings: Iterable[Finding]) -> set[str]:
    return {f.code for f in findings if f.severity is Severity.BLOCK}


def standing(operation: Operation, facts: Facts) -> tuple[Finding, ...]:
    """What the rules say of an operation nobody has fired: all but how it would be written down."""
    return tuple(f for f in check(operation, facts) if f.rule.basis not in _ABOUT_THE_RECORD)


def _state(blocks: Iterable[set[str]]) -> State:
    each = list(blocks)
    if not all(each):
        return State.READY
    return State.AIRSPACE if any(all(map(_of_airspace, codes)) for codes in each) else State.BLOCKED


def _of_airspace(code: str) -> bool:
    return code.startswith("A")


def _obstacles(found: Mapping[Purpose, Sequence[Finding]]) -> tuple[Obstacle, ...]:
    """Each finding once, with the purposes it was found for."""
    held: dict[tuple[str, str], tuple[Finding, list[Purpose]]] = {}
    for purpose, findings in found.items():
        for finding in findings:
            held.setdefault(
                (finding.code, finding.message),
                (finding, []),
            )[1].append(purpose)
    gravity = list(Severity)
    told = [
        Obstacle(
            f,
            _FIXERS.get(
                f.rule.basis,
                Fixer.OFFICE,
            ),
            tuple(purposes),
        )
        for f, purposes in held.values()
    ]
    return tuple(
        sorted(
            told,
            key=lambda o: (gravity.index(o.finding.severity), o.finding.code),
        )
    )


def _fit_commander(asked: Asked, facts: Facts) -> str | None:
    return next(
        (p.id for p in asked.people if Role.COMMANDER in p.roles and _fit(asked, p, facts)),
        None,
    )


def _fit(asked: Asked, person: Person, facts: Facts) -> bool:
    """Whether no rule about people blocks an operation with *person* alone."""
    found = check(
        hypothetical(
            asked,
            Purpose.HAIL,
            (person.id,),
            None,
        ),
        facts,
    )
    return not any(f.severity is Severity.BLOCK and f.field.startswith("crew") for f in found)
