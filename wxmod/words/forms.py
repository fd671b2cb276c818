"""Words people type, and files they keep, into an `Operation`.  One mechanism for flags, files and the app's form.

Every fault is told with the field it is about, so that a form can show it beside that field.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from pydantic import ValidationError

from wxmod.actions.desk import Desk
from wxmod.domain.airspace import Clearance, ClearanceStatus
from wxmod.domain.command.instructions import Order
from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.domain.explain import faults
from wxmod.domain.json_text import json_once
from wxmod.domain.operations.operation import RELEASE_COLUMNS, Operation
from wxmod.domain.times import Beside, Side
from wxmod.domain.typed import FormFaults, release_from_text
from wxmod.files import text_of
from wxmod.wording import N_
from wxmod.words.cells import FormWords, Typed
from wxmod.words.operation_record import OperationRecord, listed
from wxmod.words.reading import Fields, Reading

_AIRSPACE_MOMENTS = {
    "requested_at": Side.BEFORE,
    "answered_at": Side.BEFORE,
    "start": Side.BEFORE,
    "started_at": Side.BEFORE,
    "end": Side.AFTER,
    "closed_at": Side.AFTER,
}
"""Where the bare times of airspace told along with an operation lie beside its first release."""
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
    words: Typed,
    releases: Sequence[Typed] = (),
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
    first = _taken_out(given, RELEASE_COLUMNS)
    weather = _taken_out(given, _WEATHER)
    rows = [_filled(row) for row in releases]
    if first:
        rows.insert(0, first)
    record: Fields = {
        **given,
        "weather": weather,
        "releases": rows,
    }
    return operation_from_record(desk, record, side, was)


def _taken_out(words: FormWords, names: Iterable[str]) -> FormWords:
    """Those of the words that go by one of the names; *words* keeps the others."""
    taken: FormWords = {}
    for name in names:
        text = words.pop(name, None)
        if text is not None:
            taken[name] = text
    return taken


def _filled(words: Typed) -> FormWords:
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
    told = OperationRecord(desk, side, was)
    fields = told.settled(dict(record))
    try:
        return told.made(Operation, fields)
    except FormFaults as error:
        raise FormFaults(_without_echoes(error.by_field)) from error


def _without_echoes(by_field: Typed) -> dict[str, str]:
    """An end nobody typed is its start: where that is missing, the start's fault says it all."""
    kept = dict(by_field)
    for field in by_field:
        release, _dot, name = field.rpartition(".")
        if name == "end" and f"{release}.start" in by_field:
            del kept[field]
    return kept


def clearance_from_record(
    desk: Desk,
    record: Mapping[str, Any],
    operation: Operation,
) -> Clearance | None:
    """The clearance told along with an operation (its ``[airspace]`` table), or None if it tells none.

    Raises:
        FormFaults: something does not fit.
    """
    told = dict(record.get("airspace") or {})
    if not told:
        return None
    reading = Reading(desk)
    for name, side in _AIRSPACE_MOMENTS.items():
        if told.get(name) is not None:
            beside = Beside(operation.window.start, side)
            field = f"airspace.{name}"
            told[name] = reading.at(field, told[name], beside)
    window = {
        "start": told.pop("start", None),
        "end": told.pop("end", None),
    }
    status = ClearanceStatus.GRANTED
    if told.get("closed_at") is not None:
        status = ClearanceStatus.CLOSED
    unsaid = {
        "number": operation.clearance,
        "sites": (operation.site,),
        "wanted": window,
        "granted": window,
        "requested_by": operation.commander or desk.actor,
        "status": status,
    }
    return reading.made(Clearance, unsaid | told, under="airspace.")


def read_records(path: Path) -> list[Fields]:
    """Operations in a TOML or JSON file: one, or a list under ``operation``.

    Raises:
        UnreadableFileError: neither TOML nor JSON, or not UTF-8.
    """
    try:
        document = _document(path)
    except OSError as error:
        raise UnreadableFileError(
            path,
            expected=N_("可读的文件"),
            found=reason(error),
        ) from error
    except (ValueError, RecursionError) as error:
        # No UTF-8, no JSON, no TOML, too deep or too many digits.
        raise UnreadableFileError(
            path,
            expected="UTF-8 TOML / JSON",
            found=reason(error),
        ) from error
    records = document
    if isinstance(document, dict):
        records = document.get("operation", [document])
    if not _are_tables(records):
        raise UnreadableFileError(
            path,
            expected=N_("一条或多条作业"),
            found=type(records).__name__,
        )
    return records


def _document(path: Path) -> Any:
    """What a file holds: JSON where its name or its first letter says so, else TOML."""
    text = text_of(path)
    is_named_json = path.suffix.lower() == ".json"
    if is_named_json or text.lstrip().startswith("{"):
        return json_once(text)
    return tomllib.loads(text)


def _are_tables(records: object) -> TypeGuard[list[Fields]]:
    if not isinstance(records, list):
        return False
    return all(isinstance(record, dict) for record in records)


def order_from_text(text: str) -> Order:
    """One order of an instruction typed on a line: ``equipment=G1 rounds=9 azimuth=150,180 elevation=60``.

    Raises:
        BadInput: not names and values, or they do not fit.
    """
    order: Fields = dict(release_from_text(text, "--order"))
    for name in ("azimuths_deg", "elevations_deg"):
        if name in order:
            order[name] = listed(order[name])
    try:
        return Order.model_validate(order)
    except ValidationError as error:
        raise FormFaults(faults(error)) from error
