"""Words people type, and files they keep, into an `Operation`.  One mechanism for flags, files and the app's form.

Every fault is told with the field it is about, so that a form can show it beside that field.
"""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wxmod.actions.ammunition.stores import place
from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.command.instructions import Order
from wxmod.domain.errors import BadInput, UnreadableFileError, WxmodError, reason
from wxmod.domain.explain import faults
from wxmod.domain.operations import affected_area
from wxmod.domain.operations.operation import RELEASE_COLUMNS, Operation, Purpose, ServiceFocus
from wxmod.domain.text import normalise
from wxmod.domain.times import parse_day, parse_instant
from wxmod.domain.typed import SEPARATORS, FormFaults, choice, release_from_text
from wxmod.store import tables
from wxmod.wording import N_, Term, _

_LISTS = {"azimuths_deg", "elevations_deg", "crew", "attachments"}
_INSTANTS = {
    "start",
    "end",
    "instructed_at",
    "reported_at",
    "requested_at",
    "answered_at",
    "closed_at",
}
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
    desk: Desk, words: Mapping[str, str], releases: Sequence[Mapping[str, str]] = ()
) -> Operation:
    """An operation from what was typed, field by field; empty fields are left out.

    Args:
        words: By field name; release fields here are the first release, weather fields need no prefix, ``day`` is the
            day that bare clock times belong to and ``area_km2`` an area entered by hand.
        releases: More releases.

    Raises:
        FormFaults: something does not fit.
    """
    given = {name: text for name, text in words.items() if text.strip()}
    first = {name: given.pop(name) for name in RELEASE_COLUMNS if name in given}
    rows = [
        dict(row)
        for row in ([first] if first else [])
        + [{k: v for k, v in r.items() if v} for r in releases]
    ]
    record: dict[str, Any] = {name: text for name, text in given.items() if name not in _WEATHER}
    record["weather"] = {name: text for name, text in given.items() if name in _WEATHER}
    return operation_from_record(desk, record | {"releases": rows})


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


def operation_from_record(desk: Desk, record: Mapping[str, Any]) -> Operation:
    """An operation from a mapping shaped like one, with times, names and choices as people write them.

    Raises:
        FormFaults: something does not fit.
    """
    reader = _Reader(desk)
    settled = reader.operation(dict(record))
    if reader.faults:
        raise FormFaults(reader.faults)
    try:
        return Operation.model_validate(settled)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error


def clearance_from_record(
    desk: Desk, record: Mapping[str, Any], operation: Operation
) -> Clearance | None:
    """The clearance told along with an operation (its ``[airspace]`` table), or None if it tells none.

    Raises:
        FormFaults: something does not fit.
    """
    if not (told := dict(record.get("airspace") or {})):
        return None
    reader = _Reader(desk)
    settled = reader.times("airspace", told)
    window = {"start": settled.pop("start", None), "end": settled.pop("end", None)}
    whole = {
        "number": operation.clearance,
        "sites": (operation.site,),
        "wanted": window,
        "granted": window,
        "requested_by": operation.commander or desk.actor,
        "status": ClearanceStatus.CLOSED if settled.get("closed_at") else ClearanceStatus.GRANTED,
    } | settled
    if reader.faults:
        raise FormFaults(reader.faults)
    try:
        return Clearance.model_validate(whole)
    except ValidationError as error:
        raise FormFaults(
            {f"airspace.{field}": why for field, why in faults(error).items()}
        ) from error


def read_records(path: Path) -> list[dict[str, Any]]:
    """Operations in a TOML or JSON file: one, or a list under ``operation``.

    Raises:
        UnreadableFileError: neither TOML nor JSON, or not UTF-8.
    """
    try:
        text = path.read_text("utf-8-sig")
        is_json = path.suffix.lower() == ".json" or text.lstrip().startswith("{")
        told = json.loads(text) if is_json else tomllib.loads(text)
    except OSError as error:
        raise UnreadableFileError(path, expected=N_("可读的文件"), found=reason(error)) from error
    except (
        ValueError,
        RecursionError,
    ) as error:  # no UTF-8, no JSON, no TOML, too deep or too many digits
        raise UnreadableFileError(
            path, expected="UTF-8 TOML / JSON", found=reason(error)
        ) from error
    listed = told if isinstance(told, list) else told.get("operation", [told])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UnreadableFileError(path, expected=N_("一条或多条作业"), found=type(listed).__name__)
    return listed


def order_from_text(text: str) -> Order:
    """One order of an instruction typed on a line: ``equipment=G1 rounds=9 azimuth=150,180 elevation=60``.

    Raises:
        BadInput: not names and values, or they do not fit.
    """
    told: dict[str, Any] = dict(release_from_text(text, "--order"))
    for name in ("azimuths_deg", "elevations_deg"):
        if name in told:
            told[name] = [part for part in SEPARATORS.split(told[name]) if part]
    try:
        return Order.model_validate(told)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error


class _Reader:
    """Settles one record, gathering what is wrong instead of stopping at the first fault."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.faults, self.day = desk, {}, None  # type: ignore[var-annotated]
        self.day = desk.today()

    def operation(self, record: dict[str, Any]) -> dict[str, Any]:
        record.pop("airspace", None)
        if day := record.pop("day", None):
            self.day = (
                self._try(
                    "day",
                    lambda: parse_day(str(day), self.desk.today()),
                )
                or self.day
            )
        area = record.pop("area_km2", None)
        settled = self.times("", record)
        settled["releases"] = [
            self._release(n, dict(r)) for n, r in enumerate(record.get("releases") or ())
        ]
        if "site" in settled:
            settled["site"] = self._try(
                "site",
                lambda: self.desk.program.site(normalise(settled["site"])).code,
            )
        for name, kind in (("purpose", Purpose), ("focus", ServiceFocus)):
            if name in settled:
                settled[name] = self._choice(name, kind, settled[name])
        for name in _PEOPLE & settled.keys():
            if settled[name] is not None:  # nobody is named, and nobody is called "None"
                settled[name] = self._person(name, settled[name])
        if crew := settled.get("crew"):
            settled["crew"] = [self._member(n, each) for n, each in enumerate(self._list(crew))]
        settled["weather"] = self.times("weather", dict(record.get("weather") or {}))
        if area and settled.get("site"):
            settled["area"] = self._try(
                "area_km2",
                lambda: self._manual_area(settled["site"], str(area)),
            )
        return settled

    def times(self, where: str, record: dict[str, Any]) -> dict[str, Any]:
        """*record* with every moment in it on the county's clock."""
        dot = f"{where}." if where else ""
        return {
            k: self._instant(dot + k, v) if k in _INSTANTS and v is not None else v
            for k, v in record.items()
        }

    def _release(self, n: int, record: dict[str, Any]) -> dict[str, Any]:
        where = f"releases.{n}"
        settled = self.times(where, record)
        settled.setdefault("end", settled.get("start"))
        settled.setdefault("lot", None)
        for name in ("azimuths_deg", "elevations_deg"):
            if name in settled:
                settled[name] = self._list(settled[name])
        for name in ("equipment", "lot"):
            if isinstance(settled.get(name), str):
                settled[name] = normalise(settled[name])
        said = settled.get("place")
        if isinstance(said, str) and "/" not in said:
            settled["place"] = self._try(
                f"{where}.place",
                lambda: place(self.desk, normalise(said)),
            )
        return settled

    def _instant(self, field: str, value: Any) -> Any:
        zone = self.desk.program.zone
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        return self._try(
            field,
            lambda: parse_instant(
                str(value),
                zone=zone,
                now=self.desk.now(),
                day=self.day,
            ),
        )

    def _choice(self, field: str, kind: type[Term], value: Any) -> Any:
        return self._try(field, lambda: choice(kind, str(value)))

    def _person(self, field: str, value: Any) -> Any:
        """The id of a person named by id or by name; an unknown one is kept for the rules to find."""
        said = normalise(str(value))
        found = [
            p.id
            for p in tables.registry.people(self.desk.store).values()
            if said in {p.id, normalise(p.name)}
        ]
        if len(found) > 1:
            self.faults[field] = _(N_("有 {n} 人同名，请用编号：{ids}")).format(
                n=len(found),
                ids=" ".join(found),
            )
        return found[0] if found else said

    def _member(self, n: int, value: Any) -> Any:
        told = value if isinstance(value, dict) else {"person": value}
        return told | {"person": self._person(f"crew.{n}", told.get("person", ""))}

    def _manual_area(self, site: str, text: str) -> Any:
        try:
            km2 = float(normalise(text))
        except ValueError:
            raise BadInput(N_("应为数字")) from None
        if km2 < 0:
            raise BadInput(N_("应不小于 {ge}"), ge=0)
        position = self.desk.program.site(site).position
        return affected_area.manual(
            position,
            km2,
            source=_(N_("{actor} 填报")).format(actor=self.desk.actor),
        )

    @staticmethod
    def _list(value: Any) -> list[Any]:
        return (
            [part for part in SEPARATORS.split(value.strip()) if part]
            if isinstance(value, str)
            else list(value)
        )

    def _try(self, field: str, settle: Callable[[], Any]) -> Any:
        try:
            return settle()
        except WxmodError as error:
            self.faults[field] = str(error).replace("\n", " ")
            return None
