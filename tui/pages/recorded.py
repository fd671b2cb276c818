"""How what was recorded in this session is taken back, and written again: always by an entry of its own."""

from collections.abc import Sequence

from tui.acts import Act
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.domain.operations.operation import Operation
from wxmod.wording import _


def recorded(desk: Desk, numbers: Sequence[str]) -> Act:
    """Operations were recorded; taken back, they are void and stay in the journal."""

    def reverse() -> Act:
        with desk.store.writing():
            for no in numbers:
                recording.correct(desk, no, None, reason=_("撤销"))
        return _voided(desk, numbers)

    return Act(
        _("记录作业 {no}").format(no=" ".join(numbers)),
        reverse,
    )


def _voided(desk: Desk, numbers: Sequence[str]) -> Act:
    """They were declared void; taken back in turn, they stand again as they were told."""

    def reverse() -> Act:
        with desk.store.writing():
            for no in numbers:
                recording.reopen(desk, no, reason=_("重做"))
        return recorded(desk, numbers)

    return Act(
        _("作废作业 {no}").format(no=" ".join(numbers)),
        reverse,
    )


def corrected(desk: Desk, no: str, before: Operation) -> Act:
    """An operation was corrected; taken back, it is told again as it was."""

    def reverse() -> Act:
        now = recording.get(desk, no).operation
        recording.correct(desk, no, before, reason=_("撤销更正"))
        return corrected(desk, no, now)

    return Act(_("更正作业 {no}").format(no=no), reverse)
