"""One operation in full: every field by its label, what the rules say of it, and how it was told before."""

from collections.abc import Iterator

from rich.cells import set_cell_size
from rich.text import Text

from tui.chrome.text import capital, finding, plain
from tui.pages.fields import LABELS
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.operations.recording import OperationRow
from wxmod.wording import _

LABEL_CELLS = 18


def told(desk: Desk, row: OperationRow) -> Iterator[Text]:
    from wxmod.words.defaults import words_of  # noqa: PLC0415

    words = words_of(desk, row.operation)
    for name in sorted(words, key=_in_form):
        if words[name]:
            yield plain(_labelled(name, words[name]))
    kind = row.operation.provenance.label
    yield plain(
        _("性质  {what}  {source}").format(
            what=kind,
            source=row.operation.source,
        )
    )
    yield from (
        finding(f)
        for f in recording.findings_of(
            desk,
            row,
        )
    )
    for v in recording.versions(desk, row.no):
        at = desk.local(v.recorded_at)
        reason = v.reason or _("首次记录")
        yield plain(
            f"v{v.version}  {v.ref}  {at:%Y-%m-%d %H:%M}  {v.recorded_by}  {reason}",
            "dim",
        )


def _in_form(name: str) -> tuple[int, int]:
    """Where a field stands in the form; further releases come behind it, row by row."""
    column, _dash, row = name.partition("-")
    names = list(LABELS)
    if column in LABELS:
        place = names.index(column)
    else:
        place = len(names)
    return (int(row) if row else 1), place


def _labelled(name: str, value: str) -> str:
    """A field by its label; of a further release, with its number."""
    column, _dash, row = name.partition("-")
    label = capital(_(LABELS.get(column, column)))
    return f"{set_cell_size(f'{label} {row}'.strip(), LABEL_CELLS)}{value}"
