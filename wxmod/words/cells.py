"""How a form with a table of further releases names what stands in each place of it."""

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
    return column if row == 1 else f"{column}-{row}"
