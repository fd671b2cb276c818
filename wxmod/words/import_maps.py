"""A county's own words for the columns and cells of its tables, kept in a file for the next time."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wxmod.domain.errors import BadInput, UnreadableFileError, reason
from wxmod.files import text_of
from wxmod.sheets.headings import names_of
from wxmod.sheets.layout import Layout
from wxmod.wording import N_, _, language
from wxmod.words.cells import FormWords, Typed


class Mapped(NamedTuple):
    """How a county's tables are to be read.

    Attributes:
        columns: Heading to column; "" for one to leave out.
        values: By column, what stands in its cells to what is meant.
    """

    columns: Mapping[str, str] = {}
    values: Mapping[str, Typed] = {}

    def meant(self, column: str, text: str) -> str | None:
        """What a text in a column stands for; None where it stands for itself."""
        values = self.values.get(column, {})
        return values.get(text)


AS_WRITTEN = Mapped()
"""Columns by their headings, cells as they stand."""


def called(column: str) -> str:
    """A column as it is shown: by the first of its Chinese names, in English by its own."""
    if language() != "zh":
        return column
    first, *_others = names_of("ops")[column]
    return first


def read_map(path: Path) -> Mapped:
    """A county's file for its tables: ``[columns]`` and ``[values.COLUMN]``.

    Raises:
        UnreadableFileError: no TOML of that shape.
        BadInput: it names a column nobody knows.
    """
    try:
        text = text_of(path)
        document = tomllib.loads(text)
        mapped = _mapped(document)
    except (OSError, ValueError, AttributeError) as error:
        raise UnreadableFileError(path, expected="TOML", found=reason(error)) from error
    for column in mapped.columns.values():
        # Empty leaves a column out.
        if column:
            _demand_known(column)
    for column in mapped.values:
        _demand_known(column)
    return mapped


def _demand_known(column: str) -> None:
    known = names_of("ops")
    if column in known:
        return
    raise BadInput(
        N_("没有这一列：{column}"),
        remedy=N_("可用的列：{known}"),
        column=column,
        known=", ".join(known),
    )


def _mapped(document: Mapping[str, Any]) -> Mapped:
    columns = _texts(document.get("columns", {}))
    values: dict[str, FormWords] = {}
    for column, meant in document.get("values", {}).items():
        values[column] = _texts(meant)
    return Mapped(columns, values)


def _texts(table: Mapping[str, Any]) -> FormWords:
    return {name: str(value) for name, value in table.items()}


def map_as_text(layout: Layout) -> str:
    """The columns as they were taken, for somebody to change and give back."""
    about_columns = _("表头 = 列名；写成空就是不用这一列")
    about_values = _("表中的写法 = 本系统的编码")
    columns = []
    for place, column in layout.columns.items():
        heading = layout.headings[place]
        columns.append(_pair(heading, column))
    unknown = [_pair(heading, "") for heading in layout.unknown]
    lines = [
        f"# {about_columns}",
        "[columns]",
        *columns,
        *unknown,
        "",
        f"# {about_values}",
        "# [values.site]",
        "",
    ]
    return "\n".join(lines)


def _pair(heading: str, column: str) -> str:
    """A line of TOML."""
    name = _quoted(heading)
    value = _quoted(column)
    return f"{name} = {value}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    escaped = escaped.replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n")
    return f'"{escaped}"'
