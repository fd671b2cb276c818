"""One mission told in one form: the shared words once, a row for each further release, at this site or at others.

A joint mission is as many operations as it has sites, under one name; a crew tells it once.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from wxmod.actions.desk import Desk
from wxmod.domain.errors import WxmodError
from wxmod.domain.operations.operation import Operation
from wxmod.domain.text import normalise
from wxmod.domain.typed import FormFaults
from wxmod.words import defaults
from wxmod.words.cells import COLUMNS, FormWords, Typed, cell, row_of
from wxmod.words.forms import operation_from_words

OF_ITS_SITE = ("clearance", "commander", "crew", "recorder")
"""What each site of a joint mission has for itself."""
NOT_SHARED = frozenset(
    {
        *COLUMNS,
        *OF_ITS_SITE,
        "instruction_no",
        "area_km2",
        "reason",
    }
)
_OF_A_RELEASE = COLUMNS[1:]


class Told(NamedTuple):
    """One operation of the mission, with the number of the form's row for each of its releases."""

    operation: Operation
    rows: tuple[int, ...]


def read(
    desk: Desk,
    words: Typed,
    was: Operation | None = None,
) -> list[Told]:
    """The operations a form tells: one for each site, the form's own first.

    Args:
        was: The telling that is corrected, if one is.

    Raises:
        FormFaults: something does not fit, by the form's own names.
    """
    by_site = _rows_by_site(desk, words)
    form = dict(words)
    form["joint"] = _joint(desk, words, sites=len(by_site))
    mission: list[Told] = []
    faults: dict[str, str] = {}
    for site, rows in by_site.items():
        try:
            operation = _operation(desk, form, site, rows, was)
        except FormFaults as error:
            faults |= _by_cell(error, rows)
        except WxmodError as error:
            first = rows[0]
            faults[cell(first, "site")] = str(error)
        else:
            told = Told(operation, tuple(rows))
            mission.append(told)
    if faults:
        raise FormFaults(faults)
    return mission


def _by_cell(faults: FormFaults, rows: Sequence[int]) -> dict[str, str]:
    """What is wrong, by the form's names of the fields."""
    by_cell = {}
    for dotted, why in faults.by_field.items():
        field = field_of(dotted, rows)
        by_cell[field] = why
    return by_cell


def _rows_by_site(desk: Desk, words: Typed) -> dict[str, list[int]]:
    """The rows that tell of each site; a row that names none is at the form's own."""
    here = _site(desk, words.get("site", ""))
    by_site = {here: [1]}
    for row in _rows(words):
        named = words.get(cell(row, "site"), "")
        site = _site(desk, named)
        if not site:
            site = here
        if site not in by_site:
            by_site[site] = []
        by_site[site].append(row)
    return by_site


def _rows(words: Typed) -> list[int]:
    """The rows in which anything is told, the form itself left out."""
    rows = set()
    for field, text in words.items():
        row = row_of(field)
        if row and text.strip():
            rows.add(row)
    return sorted(rows)


def _joint(desk: Desk, words: Typed, sites: int) -> str:
    """The joint mission's name as typed, or one made for work at several *sites*."""
    typed = words.get("joint", "").strip()
    if typed:
        return typed
    if sites > 1:
        return joint_name(desk, words)
    return ""


def joint_name(desk: Desk, words: Typed) -> str:
    """What a joint mission is called where nobody named it: by its day and first shot."""
    day = normalise(words.get("day", ""))
    if not day:
        day = desk.today().isoformat()
    name = "LH-" + day.replace("-", "")
    start = normalise(words.get("start", ""))
    clock = re.sub("[: ]", "", start)
    if clock:
        name += "-" + clock
    return name


def field_of(dotted: str, rows: Sequence[int]) -> str:
    """The form's name for a dotted field of an operation that was told in those *rows*."""
    head, *steps = dotted.split(".")
    if head == "releases":
        return _release_field(steps, rows)
    if head == "area":
        return "area_km2"
    if rows[0] != 1:
        # A row elsewhere has no line for what is shared or its site's own: it is told at the site.
        return cell(rows[0], "site")
    if head == "weather" and steps:
        return steps[0]
    return head


def _release_field(steps: Sequence[str], rows: Sequence[int]) -> str:
    """The cell for ``releases.N.FIELD``; the rounds, for a fault of the release as a whole."""
    row = rows[0]
    if steps and steps[0].isdecimal():
        number = int(steps[0])
        if number < len(rows):
            row = rows[number]
    for step in steps[1:]:
        if step in COLUMNS:
            return cell(row, step)
    return cell(row, "rounds")


def _site(desk: Desk, typed: str) -> str:
    """The code of a site where it is one, else what was typed: reading it will say what is wrong."""
    named = normalise(typed)
    for site in desk.program.sites:
        if named in {site.code, site.name}:
            return site.code
    return named


def _operation(
    desk: Desk,
    form: Typed,
    site: str,
    rows: Sequence[int],
    was: Operation | None,
) -> Operation:
    """What the form tells of one site."""
    # The form's own rows begin with its first; what is told of another site stands in later ones.
    here = rows[0] == 1
    shared = _shared(form) if here else _elsewhere(desk, form, site)
    first, *more = (_release(form, row) for row in rows)
    return operation_from_words(desk, shared | first, more, was=was)


def _shared(form: Typed) -> FormWords:
    """The form's own words without its releases."""
    shared = {}
    for field, text in form.items():
        if field in _OF_A_RELEASE or field == "reason":
            continue
        if row_of(field) == 0:
            shared[field] = text
    return shared


def _elsewhere(desk: Desk, form: Typed, site: str) -> FormWords:
    """What is told once for every site, and what the other site has of its own."""
    words = _shared(form)
    for field in NOT_SHARED & words.keys():
        del words[field]
    words["site"] = site
    usual = defaults.for_new_operation(desk, site)
    for field in OF_ITS_SITE:
        words[field] = usual.get(field, "")
    return words


def _release(form: Typed, row: int) -> FormWords:
    """The release a row tells, by the columns that are filled in."""
    release = {}
    for column in _OF_A_RELEASE:
        text = form.get(cell(row, column), "")
        if text.strip():
            release[column] = text
    return release
