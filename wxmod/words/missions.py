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
    """The rows in which anything is told but where, and that is not the form itself."""
    numbers = {int(tail) for name in words if (tail := name.rpartition("-")[2]).isdecimal()}
    return sorted(n for n in numbers if any(words.get(cell(n, c), "").strip() for c in COLUMNS))


def read(desk: Desk, words: Mapping[str, str]) -> list[Told]:
    """The operations a form tells: one for each site, the form's own first.

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
        try:
            shared = _shared(words) if site == here else _elsewhere(desk, words, site)
            told = _operation(desk, words, shared | {"joint": joint}, rows)
            found.append(Told(told, tuple(rows)))
        except FormFaults as error:
            faults |= {field_of(name, rows): why for name, why in error.by_field.items()}
        except WxmodError as error:
            faults[cell(rows[0], "site")] = str(error)
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
    return next((s.code for s in desk.program.sites if said in {s.code, s.name}), said)


def _shared(words: Mapping[str, str]) -> dict[str, str]:
    """The form's own words without its releases."""
    plain = {name: text for name, text in words.items() if not name.rpartition("-")[2].isdecimal()}
    return {name: text for name, text in plain.items() if name not in {*COLUMNS[1:], "reason"}}


def _elsewhere(desk: Desk, words: Mapping[str, str], site: str) -> dict[str, str]:
    """What is told once for every site, and what the other site has of its own."""
    shared = {name: text for name, text in _shared(words).items() if name not in NOT_SHARED}
    usual = defaults.for_new_operation(desk, site)
    return shared | {"site": site} | {name: usual.get(name, "") for name in OF_ITS_SITE}


def _operation(
    desk: Desk,
    words: Mapping[str, str],
    shared: Mapping[str, str],
    rows: list[int],
) -> Operation:
    first, *more = (dict(_release(words, row)) for row in rows)
    return operation_from_words(desk, {**shared, **first}, more)


def _release(words: Mapping[str, str], row: int) -> Iterator[tuple[str, Any]]:
    for column in COLUMNS[1:]:
        text = words.get(cell(row, column), "")
        if text.strip():
            yield column, text
