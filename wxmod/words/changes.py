"""Single fields of an operation set anew, as ``FIELD=VALUE``."""

from collections.abc import Mapping, Sequence
from typing import Any

from wxmod.actions import Desk
from wxmod.domain.errors import BadInput
from wxmod.domain.operations.operation import Operation
from wxmod.domain.visible import visible
from wxmod.wording import N_
from wxmod.words.forms import where

Record = dict[str, Any]
"""An operation as it stands in a file."""


def changed(
    desk: Desk,
    operation: Operation,
    changes: Sequence[str],
    aliases: Mapping[str, str],
) -> Record:
    """The operation as a record, with fields set anew; a changed area or site has its outline made again.

    Args:
        changes: As typed, ``FIELD=VALUE``; nothing behind the sign empties the field.
        aliases: Other names of fields.

    Raises:
        BadInput: not so written, or there is no such field.
    """
    record = operation.model_dump(mode="json")
    began = desk.local(operation.window.start)
    record["day"] = began.date().isoformat()
    for change in changes:
        field, value = _parted(change)
        name = aliases.get(field, field)
        path = where(name, releases=len(operation.releases))
        steps = path.split(".")
        if not _set(record, steps, value or None):
            raise BadInput(N_("没有这个字段：{field}"), field=visible(field))
    moved = record["site"] != operation.site
    if moved or record.get("area_km2"):
        record.pop("area", None)
    return record


def _parted(change: str) -> tuple[str, str]:
    """The field and the value of one change."""
    field, equals, value = change.partition("=")
    if not equals:
        raise BadInput(
            N_("--set 写法不符：{text}"),
            remedy=N_("写作 字段=值"),
            text=visible(change),
        )
    return field, value


def _set(record: Any, path: list[str], value: str | None) -> bool:
    """Set what stands at *path* of a record; False where the record has no such place."""
    step, *rest = path
    place: Any = step
    if isinstance(record, list):
        if not step.isdecimal():
            return False
        place = int(step)
        if place >= len(record):
            return False
    elif not isinstance(record, dict) or (rest and step not in record):
        return False
    if rest:
        return _set(record[place], rest, value)
    record[place] = value
    return True
