"""Words people type, and files they keep, into an `Operation`.  One mechanism for flags, files and the app's form.

Every fault is told with the field it is about, so that a form can show it beside that field.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.actions.ammunition.stores import place
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.command.instructions import Order
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.domain.explain import faults
from wxmod.domain.json_text import json_once
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.affected_area import AffectedArea
from wxmod.domain.operations.operation import RELEASE_COLUMNS, Operation, Purpose, ServiceFocus
from wxmod.domain.text import normalise
from wxmod.domain.times import Beside, Side, parse_day
from wxmod.domain.typed import SEPARATORS, FormFaults, choice, number, release_from_text
from wxmod.files import text_of
from wxmod.wording import N_, Term, _
from wxmod.words.reading import BACKWARDS, Reading

_AIRSPACE_MOMENTS = {
    "requested_at": Side.BEFORE,
    "answered_at": Side.BEFORE,
    "start": Side.BEFORE,
    "started_at": Side.BEFORE,
    "end": Side.AFTER,
    "closed_at": Side.AFTER,
}
"""Where the bare times of airspace told along with an operation lie beside its first release."""
_PEOPLE = {"commander", "recorder", "approver"}
_WEATHER = {
    "cloud_type",
    "before",
    "after",
    "effect",
    "hail_observed",
    "rain_mm",
    "damage",
    "surface_wind_ms",
    "surface_wind_from_deg",
    "max_reflectivity_dbz",
    "echo_top_km",
    "vil_kgm2",
    "height_0c_msl_m",
    "height_minus5c_msl_m",
    "height_minus10c_msl_m",
}


def operation_from_words(
    desk: Desk,
    words: Mapping[str, str],
    releases: Sequence[Mapping[str, str]] = (),
    side: Side = Side.PAST,
    was: Operation | None = None,
) -> Operation:
    """An operation from what was typed, field by field; empty fields are left out.

    Args:
        words: By field name; release fields here are the first release, weather fields need no prefix, ``day`` is the
            day that bare clock times belong to and ``area_km2`` an area entered by hand.
        releases: More releases.
        side: Whether it is told as done or as meant to be done, for bare clock times around midnight.
        was: The telling it corrects; its site holds even where the programme no longer has it.

    Raises:
        FormFaults: something does not fit.
    """
    given = _filled(words)
    first = {name: given.pop(name) for name in RELEASE_COLUMNS if name in given}
    weather = {name: given.pop(name) for name in _WEATHER if name in given}
    rows = [first] if first else []
    rows += [_filled(row) for row in releases]
    record: dict[str, Any] = {**given, "weather": weather, "releases": rows}
    return operation_from_record(desk, record, side, was)


def _filled(words: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in words.items() if text.strip()}


def where(name: str, *, releases: int) -> str:
    """Where in an operation's record the form's field *name* stands, dotted.

    Raises:
        BadInput: a field of a release, and there is not just one.
    """
    if name in _WEATHER:
        return f"weather.{name}"
    if name not in RELEASE_COLUMNS:
        return name
    if releases != 1:
        raise BadInput(
            N_("这次作业有 {n} 段发射，{name} 属于其中一段"),
            remedy=N_("写作 releases.0.{name}（第一段为 0）"),
            n=releases,
            name=name,
        )
    return f"releases.0.{name}"


def operation_from_record(
    desk: Desk,
    record: Mapping[str, Any],
    side: Side = Side.PAST,
    was: Operation | None = None,
) -> Operation:
    """An operation from a mapping shaped like one, with times, names and choices as people write them.

    Args:
        was: The telling it corrects; its site holds even where the programme no longer has it.

    Raises:
        FormFaults: something does not fit.
    """
    told = _Record(desk, side, was)
    settled = told.operation(dict(record))
    try:
        return told.reading.made(Operation, settled)
    except FormFaults as error:
        raise FormFaults(_without_echoes(error.by_field)) from error


def _without_echoes(found: Mapping[str, str]) -> dict[str, str]:
    """An end nobody typed is its start: where that is missing, the start's fault says it all."""
    return {
        field: why
        for field, why in found.items()
        if not (field.endswith(".end") and f"{field.removesuffix('end')}start" in found)
    }


def clearance_from_record(
    desk: Desk, record: Mapping[str, Any], operation: Operation
) -> Clearance | None:
    """The clearance told along with an operation (its ``[airspace]`` table), or None if it tells none.

    Raises:
        FormFaults: something does not fit.
    """
    told = dict(record.get("airspace") or {})
    if not told:
        return None
    reading, worked = Reading(desk), operation.window
    for name, beside in _AIRSPACE_MOMENTS.items():
        if told.get(name) is not None:
            anchor = Beside(worked.start, beside)
            told[name] = reading.at(
                f"airspace.{name}",
                told[name],
                anchor,
            )
    window = {
        "start": told.pop("start", None),
        "end": told.pop("end", None),
    }
    closed = told.get("closed_at") is not None
    unsaid = {
        "number": operation.clearance,
        "sites": (operation.site,),
        "wanted": window,
        "granted": window,
        "requested_by": operation.commander or desk.actor,
        "status": ClearanceStatus.CLOSED if closed else ClearanceStatus.GRANTED,
    }
    return reading.made(
        Clearance,
        unsaid | told,
        under="airspace.",
    )


def read_records(path: Path) -> list[dict[str, Any]]:
    """Operations in a TOML or JSON file: one, or a list under ``operation``.

    Raises:
        UnreadableFileError: neither TOML nor JSON, or not UTF-8.
    """
    try:
        text = text_of(path)
        is_json = path.suffix.lower() == ".json" or text.lstrip().startswith("{")
        document = json_once(text) if is_json else tomllib.loads(text)
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("可读的文件"),
            found=reason(error),
        ) from error
    except (ValueError, RecursionError) as error:
        # No UTF-8, no JSON, no TOML, too deep or too many digits.
        raise UnreadableFileError(
            path, expected="UTF-8 TOML / JSON", found=reason(error)
        ) from error
    listed = document if isinstance(document, list) else document.get("operation", [document])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UnreadableFileError(
            path,
            expected=N_("一条或多条作业"),
            found=type(listed).__name__,
        )
    return listed


def order_from_text(text: str) -> Order:
    """One order of an instruction typed on a line: ``equipment=G1 rounds=9 azimuth=150,180 elevation=60``.

    Raises:
        BadInput: not names and values, or they do not fit.
    """
    order: dict[str, Any] = dict(release_from_text(text, "--order"))
    for name in ("azimuths_deg", "elevations_deg"):
        if name in order:
            order[name] = _listed(order[name])
    try:
        return Order.model_validate(order)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error


class _Record:
    """Settles the record of one operation, moment by moment in the order in which their days follow from another."""

    def __init__(self, desk: Desk, side: Side, was: Operation | None = None) -> None:
        self.desk, self.was = desk, was
        self.reading = Reading(desk, side=side)

    def operation(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record with names, choices and moments settled."""
        record.pop("airspace", None)
        self._take_day(record.pop("day", None))
        area = record.pop("area_km2", None)
        releases = self._releases(record.get("releases") or ())
        settled = record | {"releases": releases}
        settled |= self._around(settled, releases)
        self._names(settled)
        settled["weather"] = dict(record.get("weather") or {})
        if area and settled.get("site"):
            site = settled["site"]
            settled["area"] = self.reading.settle(
                "area_km2", lambda: self._manual_area(site, str(area))
            )
        return settled

    def _take_day(self, day: object) -> None:
        if day:
            today = self.desk.today()
            self.reading.day = self.reading.settle(
                "day",
                lambda: parse_day(str(day), today),
            )

    def _releases(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Each release; the next one's bare times lie after its start, past midnight too."""
        settled: list[dict[str, Any]] = []
        began: datetime | None = None
        for n, row in enumerate(rows):
            release = self._release(
                f"releases.{n}",
                dict(row),
                began,
            )
            if began is None and isinstance(
                release.get("start"),
                datetime,
            ):
                began = release["start"]
            settled.append(release)
        return settled

    def _release(
        self, where: str, record: dict[str, Any], began: datetime | None
    ) -> dict[str, Any]:
        settled = record | self._stretch(where, record, began)
        settled.setdefault("lot", None)
        for name in ("azimuths_deg", "elevations_deg"):
            if name in settled:
                settled[name] = _listed(settled[name])
        for name in ("equipment", "lot"):
            if isinstance(
                settled.get(name),
                str,
            ):
                settled[name] = normalise(settled[name])
        named = settled.get("place")
        if isinstance(named, str) and "/" not in named:
            settled["place"] = self.reading.settle(
                f"{where}.place", lambda: place(self.desk, normalise(named))
            )
        return settled

    def _stretch(
        self, where: str, record: dict[str, Any], began: datetime | None
    ) -> dict[str, datetime | None]:
        """When a release began and ended; at once, where no end is told."""
        told: dict[str, datetime | None] = {}
        # Releases are told in any order, within an hour or so: only half a day before the first is it another night.
        near = Beside(began, Side.AHEAD) if began else None
        if record.get("start") is not None:
            told["start"] = self.reading.at(
                f"{where}.start",
                record["start"],
                near,
            )
        start = told.get("start")
        if record.get("end") is not None:
            beside = Beside(start, Side.AFTER) if start else near
            told["end"] = self.reading.at(
                f"{where}.end",
                record["end"],
                beside,
            )
        elif "end" not in record:
            told["end"] = start
        end = told.get("end")
        if start and end and end < start:
            self.reading.faults[f"{where}.end"] = _(BACKWARDS)
        return told

    def _around(
        self, record: Mapping[str, Any], releases: Sequence[Mapping[str, Any]]
    ) -> dict[str, datetime | None]:
        """The moments before and after the work; their bare times count from its first and last one."""
        starts = [
            r["start"]
            for r in releases
            if isinstance(
                r.get("start"),
                datetime,
            )
        ]
        ends = [
            r["end"]
            for r in releases
            if isinstance(
                r.get("end"),
                datetime,
            )
        ]
        beside = {
            "instructed_at": Beside(
                min(starts),
                Side.BEFORE,
            )
            if starts
            else None,
            "reported_at": Beside(
                max(ends),
                Side.AFTER,
            )
            if ends
            else None,
        }
        return {
            name: self.reading.at(
                name,
                record[name],
                anchor,
            )
            for name, anchor in beside.items()
            if record.get(name) is not None
        }

    def _names(self, settled: dict[str, Any]) -> None:
        reading = self.reading
        if "site" in settled:
            typed = settled["site"]
            settled["site"] = reading.settle("site", lambda: self._site(typed))
        self._choose(settled, "purpose", Purpose)
        self._choose(settled, "focus", ServiceFocus)
        for name in _PEOPLE & settled.keys():
            # Nobody is named, and nobody is called "None".
            if settled[name] is not None:
                settled[name] = reading.person(name, settled[name])
        if crew := settled.get("crew"):
            settled["crew"] = [self._member(n, each) for n, each in enumerate(_listed(crew))]

    def _site(self, text: str) -> str:
        typed = normalise(text)
        if self.was and typed == self.was.site:
            return typed
        return self.desk.program.site(typed).code

    def _choose(self, settled: dict[str, Any], name: str, kind: type[Term]) -> None:
        if name in settled:
            typed = str(settled[name])
            settled[name] = self.reading.settle(
                name,
                lambda: choice(kind, typed),
            )

    def _member(self, n: int, value: Any) -> dict[str, Any]:
        member = value if isinstance(value, dict) else {"person": value}
        return member | {
            "person": self.reading.person(
                f"crew.{n}",
                member.get("person", ""),
            )
        }

    def _manual_area(self, site: str, text: str) -> AffectedArea:
        km2 = number(text)
        if km2 < 0:
            raise BadInput(N_("应不小于 {ge}"), ge=0)
        here = next((each for each in self.desk.program.sites if each.code == site), None)
        position = here.position if here else None
        source = _(N_("{actor} 填报")).format(actor=self.desk.actor)
        return affected_area.manual(position, km2, source=source)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part for part in SEPARATORS.split(value.strip()) if part]
    return list(value)
