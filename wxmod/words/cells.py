"""How a form with a table of further releases names what stands in each place of it."""

from collections.abc import Mapping, Sequence

Typed = Mapping[str, str]
"""What stands in a form, by the name of its field."""
FormWords = dict[str, str]
"""What a form is filled in with, by the name of its field."""

COLUMNS = (
    "site",
    "equipment",
    "lot",
    "start",
    "end",
    "rounds",
    "azimuths_deg",
    "elevations_deg",
    "duds",
)
"""What a row tells; the first release stands in the form's own fields of the same names."""


def cell(row: int, column: str) -> str:
    """The form's name for a column of a row; the first row is the form itself."""
    if row == 1:
        return column
    return f"{column}-{row}"


def row_of(field: str) -> int:
    """The row a field of the table belongs to; 0 for the form's own."""
    column, _dash, row = field.rpartition("-")
    if column and row.isdecimal():
        return int(row)
    return 0


def degrees(angles: Sequence[float]) -> str:
    """Angles as a form takes them back, with commas between them."""
    return ",".join(f"{angle:g}" for angle in angles)
