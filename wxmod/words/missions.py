"""One mission told in one form: the shared words once, a row for each further release, at this site or at others.

A joint mission is as many operations as it has sites, under one name; a crew tells it once.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wxmod.actions.desk import Desk
from wxmod.domain.errors import WxmodError
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import normalise
from wxmod.domain.typed import FormFaults
from wxmod.words import defaults
from wxmod.words.cells import COLUMNS, cell
from wxmod.words.forms import operation_from_words

OF_ITS_SITE = ("clearance", "commander", "crew", "recorder")
"""What each site of a joint mission has for itself."""
NOT_SHARED = frozenset({*COLUMNS, *OF_ITS_SITE, "instruction_no", "area_km2", "reason"})


class Told(NamedTuple):
    """One operation of the mission, with the number of the form's row for each of its releases."""

    operation: Operation
    rows: tuple[int, ...]


def rows_of(words: Mapping[str, str]) -> list[int]:
    """The rows in which anything is told, the form itself left out."""
    found = set()
    for name, text in words.items():
        row = _row_of(name)
        if row and text.strip():
            found.add(row)
    return sorted(found)


def _row_of(name: str) -> int:
    """The row a field of the table belongs to; 0 for the form's own."""
    _column, _dash, row = name.rpartition("-")
    return int(row) if row.isdecimal() and _column else 0


def read(desk: Desk, words: Mapping[str, str], was: Operation | None = None) -> list[Told]:
    """The operations a form tells: one for each site, the form's own first.

    Args:
        was: The telling that is corrected, if one is.

    Raises:
        FormFaults: something does not fit, by the form's own names.
    """
    here = _site(desk, words.get("site", ""))
    by_site: dict[str, list[int]] = {here: [1]}
    for row in rows_of(words):
        site = _site(desk, words.get(cell(row, "site"), "")) or here
        by_site.setdefault(site, []).append(row)
    joint = words.get("joint", "").strip()
    if len(by_site) > 1 and not joint:
        joint = joint_name(desk, words)
    found: list[Told] = []
    faults: dict[str, str] = {}
    for site, rows in by_site.items():
        shared = _shared(words) if site == here else _elsewhere(desk, words, site)
        shared["joint"] = joint
        try:
            told = _operation(desk, words, shared, rows, was)
        except FormFaults as error:
            for name, why in error.by_field.items():
                faults[field_of(name, rows)] = why
        except WxmodError as error:
            faults[cell(rows[0], "site")] = str(error)
        else:
            found.append(Told(told, tuple(rows)))
    if faults:
        raise FormFaults(faults)
    return found


def joint_name(desk: Desk, words: Mapping[str, str]) -> str:
    """What a joint mission is called where nobody named it: by its day and first shot."""
    day = normalise(words.get("day", "")) or desk.today().isoformat()
    clock = normalise(words.get("start", "")).replace(":", "")
    return "-".join(part for part in ("LH", day.replace("-", ""), clock.replace(" ", "")) if part)


def field_of(dotted: str, rows: tuple[int, ...] | list[int]) -> str:
    """The form's name for a dotted field of an operation that was told in those *rows*."""
    parts = dotted.split(".")
    if parts[0] == "releases":
        at = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
        row = rows[at] if at < len(rows) else rows[0]
        column = next((part for part in parts[2:] if part in COLUMNS), "rounds")
        return cell(row, column)
    if parts[0] == "area":
        return "area_km2"
    name = next((part for part in parts if part != "weather"), dotted)
    # A row elsewhere has no line for what is shared or its site's own: it is told at the site.
    return name if rows[0] == 1 else cell(rows[0], "site")


def _site(desk: Desk, typed: str) -> str:
    """The code of a site where it is one, else what was typed: reading it will say what is wrong."""
    said = normalise(typed)
    for site in desk.program.sites:
        if said in {site.code, site.name}:
            return site.code
    return said


def _shared(words: Mapping[str, str]) -> dict[str, str]:
    """The form's own words without its releases."""
    kept = {}
    for name, text in words.items():
        in_release = name in COLUMNS and name != "site"
        if not in_release and not _row_of(name) and name != "reason":
            kept[name] = text
    return kept


def _elsewhere(desk: Desk, words: Mapping[str, str], site: str) -> dict[str, str]:
    """What is told once for every site, and what the other site has of its own."""
    shared = _shared(words)
    kept = {name: text for name, text in shared.items() if name not in NOT_SHARED}
    usual = defaults.for_new_operation(desk, site)
    for name in OF_ITS_SITE:
        kept[name] = usual.get(name, "")
    return kept | {"site": site}


def _operation(
    desk: Desk,
    words: Mapping[str, str],
    shared: Mapping[str, str],
    rows: list[int],
    was: Operation | None,
) -> Operation:
    first, *more = (dict(_release(words, row)) for row in rows)
    return operation_from_words(desk, {**shared, **first}, more, was=was)


def _release(words: Mapping[str, str], row: int) -> Iterator[tuple[str, Any]]:
    for column in COLUMNS[1:]:
        text = words.get(cell(row, column), "")
        if text.strip():
            yield column, text
