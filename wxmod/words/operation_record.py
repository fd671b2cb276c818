"""The record of an operation, as people write it, settled: names into codes, clock times into moments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wxmod.actions.ammunition.stores import place
from wxmod.actions.desk import Desk
from wxmod.domain.errors import BadInput
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea
from wxmod.domain.operations.operation import Operation, Purpose, ServiceFocus
from wxmod.domain.text import normalise
from wxmod.domain.times import Beside, Side, parse_day
from wxmod.domain.typed import SEPARATORS, choice, number
from wxmod.wording import N_, Term, _
from wxmod.words.reading import BACKWARDS, Fields, Reading

_PEOPLE = ("commander", "recorder", "approver")
_CODES = ("equipment", "lot")
_ANGLES = ("azimuths_deg", "elevations_deg")


def listed(value: Any) -> list[Any]:
    """The parts of a line, or the list a file has already."""
    if not isinstance(value, str):
        return list(value)
    line = value.strip()
    return [part for part in SEPARATORS.split(line) if part]


class OperationRecord(Reading):
    """Settles the record of one operation, moment by moment in the order in which their days follow from another.

    Attributes:
        was: The telling it corrects, if any.
    """

    def __init__(
        self,
        desk: Desk,
        side: Side,
        was: Operation | None = None,
    ) -> None:
        super().__init__(desk, side=side)
        self.was = was

    def settled(self, record: Fields) -> Fields:
        """The *record* with names, choices and moments settled."""
        record.pop("airspace", None)
        day = record.pop("day", None)
        area = record.pop("area_km2", None)
        if day:
            self._take_day(str(day))
        rows = record.get("releases") or ()
        releases = self._releases(rows)
        fields = record | self._around(record, releases)
        fields["releases"] = releases
        weather = record.get("weather") or {}
        fields["weather"] = dict(weather)
        self._settle_names(fields)
        if area:
            self._settle_area(fields, str(area))
        return fields

    def _take_day(self, day: str) -> None:
        """The day that bare clock times belong to."""
        today = self.desk.today()
        self.day = self.settle("day", parse_day, day, today)

    def _releases(self, rows: Sequence[Any]) -> list[Fields]:
        """Each release; the next one's bare times lie after its start, past midnight too."""
        releases: list[Fields] = []
        began: datetime | None = None
        for n, row in enumerate(rows):
            where = f"releases.{n}"
            release = self._release(where, dict(row), began)
            releases.append(release)
            start = release.get("start")
            if began is None and isinstance(start, datetime):
                began = start
        return releases

    def _release(
        self,
        where: str,
        record: Fields,
        began: datetime | None,
    ) -> Fields:
        release = record | self._stretch(where, record, began)
        release.setdefault("lot", None)
        for name in _ANGLES:
            if name in release:
                release[name] = listed(release[name])
        for name in _CODES:
            code = release.get(name)
            if isinstance(code, str):
                release[name] = normalise(code)
        named = release.get("place")
        # An account of the ledger ("site/DX") is no name to look up.
        if isinstance(named, str) and "/" not in named:
            code = normalise(named)
            field = f"{where}.place"
            release["place"] = self.settle(field, place, self.desk, code)
        return release

    def _stretch(
        self,
        where: str,
        record: Fields,
        began: datetime | None,
    ) -> Fields:
        """When a release began and ended; at once, where no end is told."""
        moments: Fields = {}
        beside = None
        if began:
            # Releases are told in any order, within an hour or so: only half a day before the first is another night.
            beside = Beside(began, Side.AHEAD)
        told = record.get("start")
        start = None
        if told is not None:
            start = self.at(f"{where}.start", told, beside)
            moments["start"] = start
        if start:
            beside = Beside(start, Side.AFTER)
        told = record.get("end")
        if told is not None:
            moments["end"] = self._end(where, told, start, beside)
        elif "end" not in record:
            moments["end"] = start
        return moments

    def _end(
        self,
        where: str,
        told: Any,
        start: datetime | None,
        beside: Beside | None,
    ) -> datetime | None:
        """When a release ended; a fault where that is before its start."""
        name = f"{where}.end"
        end = self.at(name, told, beside)
        if start and end and end < start:
            self.faults[name] = _(BACKWARDS)
        return end

    def _around(self, record: Fields, releases: Sequence[Fields]) -> Fields:
        """The moments before and after the work; their bare times count from its first and last one."""
        moments: Fields = {}
        instructed = record.get("instructed_at")
        if instructed is not None:
            before = _before(releases)
            moments["instructed_at"] = self.at("instructed_at", instructed, before)
        reported = record.get("reported_at")
        if reported is not None:
            after = _after(releases)
            moments["reported_at"] = self.at("reported_at", reported, after)
        return moments

    def _settle_names(self, fields: Fields) -> None:
        """Put codes, terms and people's ids in the place of what names them."""
        if "site" in fields:
            typed = fields["site"]
            fields["site"] = self.settle("site", self._site, typed)
        self._choose(fields, "purpose", Purpose)
        self._choose(fields, "focus", ServiceFocus)
        for name in _PEOPLE:
            person = fields.get(name)
            # Nobody is named, and nobody is called "None".
            if person is not None:
                fields[name] = self.person(name, person)
        crew = fields.get("crew")
        if crew:
            members = []
            for n, told in enumerate(listed(crew)):
                member = self._member(n, told)
                members.append(member)
            fields["crew"] = members

    def _site(self, text: str) -> str:
        typed = normalise(text)
        if self.was and typed == self.was.site:
            return typed
        return self.desk.program.site(typed).code

    def _choose(
        self,
        fields: Fields,
        name: str,
        kind: type[Term],
    ) -> None:
        if name not in fields:
            return
        typed = str(fields[name])
        fields[name] = self.settle(name, choice, kind, typed)

    def _member(self, n: int, told: Any) -> Fields:
        """One of the crew, named alone or with what was their duty."""
        field = f"crew.{n}"
        if not isinstance(told, dict):
            return {"person": self.person(field, told)}
        person = told.get("person", "")
        return told | {"person": self.person(field, person)}

    def _settle_area(self, fields: Fields, area: str) -> None:
        """Put an area entered by hand in place, once it is known where it lies."""
        site = fields.get("site")
        if site:
            fields["area"] = self.settle("area_km2", self._manual_area, site, area)

    def _manual_area(self, site: str, text: str) -> AffectedArea:
        """An area entered by hand, around its site where the programme has one."""
        km2 = number(text)
        if km2 < 0:
            raise BadInput(N_("应不小于 {ge}"), ge=0)
        source = _("{actor} 填报").format(actor=self.desk.actor)
        position = None
        for each in self.desk.program.sites:
            if each.code == site:
                position = each.position
        return affected_area.manual(position, km2, source=source)


def _before(releases: Sequence[Fields]) -> Beside | None:
    """What happened before the work, beside its first start."""
    starts = _moments(releases, "start")
    if not starts:
        return None
    return Beside(min(starts), Side.BEFORE)


def _after(releases: Sequence[Fields]) -> Beside | None:
    """What happened after the work, beside its last end."""
    ends = _moments(releases, "end")
    if not ends:
        return None
    return Beside(max(ends), Side.AFTER)


def _moments(releases: Sequence[Fields], name: str) -> list[datetime]:
    """The starts or ends of the releases that were settled."""
    moments = [release.get(name) for release in releases]
    return [moment for moment in moments if isinstance(moment, datetime)]
