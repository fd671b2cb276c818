"""The course of an instruction: every telling, every answer, its end; and what the work is held against.

An operation is held against the telling its site had acknowledged when it fired.  What was told afterwards, and an
answer to a telling that did not exist yet, change nothing of that.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from wxmod.domain.command.instructions import (
    Instructed,
    Instruction,
    InstructionAnswered,
    InstructionCancelled,
    InstructionStatus,
    answered,
)
from wxmod.domain.registry.versions import Horizon, Written
from wxmod.domain.times import Window


class Given(NamedTuple):
    """One telling, the first or a revision, and where it was entered."""

    body: Instruction
    written: Written


class Reply(NamedTuple):
    """One answer, and where it was entered."""

    body: InstructionAnswered
    written: Written


class CalledOff(NamedTuple):
    """An end, and where it was entered."""

    body: InstructionCancelled
    written: Written


class Standing(NamedTuple):
    """How an instruction stood at a moment.

    Attributes:
        against: The telling work is held against: the one acknowledged last; where none was, the one given last.
        latest: The telling given last.
        status: None where nothing had been given yet.
    """

    against: Instruction
    latest: Instruction
    status: InstructionStatus | None


class Course:
    """Everything told of one instruction, each list in the order in which it counts."""

    def __init__(
        self,
        given: Sequence[Given],
        replies: Sequence[Reply] = (),
        called_off: Sequence[CalledOff] = (),
    ) -> None:
        self.given = tuple(given)
        self.replies = tuple(replies)
        self.called_off = tuple(called_off)

    @property
    def standing(self) -> Instructed:
        """Where it stands by all that is known: called off once anyone did, else as the last telling was answered."""
        latest = self.given[-1].body
        answer = self._last_answer(latest)
        status = answered(answer)
        cancelled = None
        if self.called_off:
            cancelled = self.called_off[0].body
            status = InstructionStatus.CANCELLED
        return Instructed(
            instruction=latest,
            status=status,
            answer=answer,
            cancelled=cancelled,
        )

    def at(self, moment: datetime) -> Standing:
        """How it stood at a moment."""
        given = [each.body for each in self.given if each.body.issued_at <= moment]
        if not given:
            first = self.given[0].body
            return Standing(first, first, None)
        latest = given[-1]
        against = latest
        for instruction in given:
            answer = self._last_answer(instruction, moment)
            if answer and answer.accepted:
                against = instruction
        if self._was_called_off(moment):
            return Standing(against, latest, InstructionStatus.CANCELLED)
        answer = self._last_answer(latest, moment)
        return Standing(against, latest, answered(answer))

    def _was_called_off(self, moment: datetime) -> bool:
        """Whether it was called off before a moment; work of that very moment still goes under it."""
        return any(each.body.at < moment for each in self.called_off)

    def during(self, work: Window) -> Standing:
        """How it stood for work: taken down before it began, and not called off before it was over."""
        before = self.at(work.start)
        after = self.at(work.end)
        if after.status is InstructionStatus.CANCELLED:
            return before._replace(status=after.status)
        return before

    def _last_answer(
        self,
        told: Instruction,
        moment: datetime | None = None,
    ) -> InstructionAnswered | None:
        """The last answer to a telling, by a moment if one is given.

        An answer dated before the telling counts from the telling on.
        """
        last = None
        for reply in self.replies:
            answer = reply.body
            if answer.revision != told.revision:
                continue
            if moment is None or answer.at <= moment:
                last = answer
        return last

    def known_to(self, horizon: Horizon) -> "Course | None":
        """What the record knew of it then; None where it knew nothing."""
        given = [each for each in self.given if horizon.covers(each.written)]
        if not given:
            return None
        replies = [each for each in self.replies if horizon.covers(each.written)]
        called_off = [each for each in self.called_off if horizon.covers(each.written)]
        return Course(given, replies, called_off)

    def late(self, horizon: Horizon, until: datetime) -> Iterator[Written]:
        """What was entered beyond the horizon about a time no later than *until*."""
        for written in self._entered():
            if written.since > until:
                continue
            if not horizon.covers(written):
                yield written

    def _entered(self) -> Iterator[Written]:
        """Where everything told of it was entered."""
        for given in self.given:
            yield given.written
        for reply in self.replies:
            yield reply.written
        for end in self.called_off:
            yield end.written
