"""Instructions, suspensions and the products of a process, told in any order beside small models of what is promised.

What `wxmod.actions.instructions`, `suspension` and `stages` promise is what the models know; nothing is shared.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.actions.machines import MINUTES, SITE, DeskMachine, run
from wxmod.actions import airspace, facts, instructions
from wxmod.domain.airspace import Clearance
from wxmod.domain.errors import UnknownName
from wxmod.domain.instructions import Instruction, InstructionAnswered, InstructionStatus, Order
from wxmod.domain.operations import Operation, Purpose, Release
from wxmod.domain.times import Window
from wxmod.rules import check

NUMBERS = st.sampled_from(["ZL20230720-1", "ZL20230720-2", "ZL20230720-3", "ZL-X"])
AGO = st.integers(0, 20)
REASONS = st.sampled_from(["", " ", "回波东移"])
CALLED_OFF = InstructionStatus.CANCELLED


def firing(window: Window, **more: object) -> Operation:
    release = Release(equipment="G1", start=window.start, end=window.end, rounds=3)
    told = {"site": SITE, "purpose": Purpose.HAIL, "releases": (release,), "commander": "C1"}
    return Operation.model_validate(told | more)


@dataclass
class Given:
    """What the model remembers of one instruction."""

    told: Instruction
    key: str
    revision: int = 1
    answers: list[tuple[datetime, InstructionStatus]] = field(default_factory=list)
    cancelled: datetime | None = None

    def at(self, moment: datetime) -> InstructionStatus:
        """Called off since, else as the site last answered the telling in force."""
        if self.cancelled and self.cancelled < moment:
            return CALLED_OFF
        said = sorted((each for each in self.answers if each[0] <= moment), key=lambda each: each[0])
        return said[-1][1] if said else InstructionStatus.ISSUED


class Instructions(DeskMachine):
    """Under an airspace that is granted all along: nothing but the order of things stands in the way."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, Given] = {}
        self.keys = count(1)
        always = Window(start=self.now, end=self.now + timedelta(days=2))
        airspace.request(self.desk, Clearance(
            number="KY2", sites=(SITE,), requested_at=self.now, requested_by="C1", wanted=always,
        ))  # fmt: skip
        airspace.grant(self.desk, "KY2", always)

    @rule(number=NUMBERS | st.none(), start=st.integers(0, 60), minutes=MINUTES)
    def issue(self, number: str | None, start: int, minutes: int) -> None:
        name, key = number or instructions.next_number(self.desk), f"key-{next(self.keys)}"
        told = Instruction(
            number=name, site=SITE, purpose=Purpose.HAIL, issued_by="C1", issued_at=self.now,
            window=Window(start=self.after(start), end=self.after(start + minutes)),
            orders=(Order(equipment="G1", rounds=3, azimuths_deg=(230,), elevations_deg=(60,)),),
        )  # fmt: skip
        free = name not in self.held
        self.attempt(lambda: instructions.issue(self.desk, told, uid=key), allowed=free, match="已经下达")
        if free:
            self.held[name] = Given(told, key)

    @rule(number=NUMBERS)
    def issue_once_more_under_the_same_key(self, number: str) -> None:
        """The number was left to be found, and the next one is another by now."""
        if given := self.held.get(number):
            again = given.told.model_copy(update={"number": instructions.next_number(self.desk)})
            assert self.repeated(lambda: instructions.issue(self.desk, again, uid=given.key)) == number

    @rule(number=NUMBERS, revision=st.integers(1, 3), reason=REASONS)
    def revise(self, number: str, revision: int, reason: str) -> None:
        given = self.held.get(number)
        window = Window(start=self.after(0), end=self.after(10))
        told = given.told if given else self.unheard_of(number)
        told = told.model_copy(
            update={"revision": revision, "reason": reason, "window": window, "issued_at": self.now}
        )  # fmt: skip
        allowed = given is not None and not given.cancelled and bool(reason.strip()) and revision == given.revision
        self.attempt(lambda: instructions.revise(self.desk, told), allowed=allowed)
        if given and allowed:
            given.revision, given.answers = revision + 1, []

    def unheard_of(self, number: str) -> Instruction:
        order = Order(equipment="G1", rounds=3)
        window = Window(start=self.now, end=self.now)
        return Instruction(
            number=number, site=SITE, purpose=Purpose.HAIL, issued_by="C1", issued_at=self.now, window=window,
            orders=(order,),
        )  # fmt: skip

    @rule(number=NUMBERS, refused=st.sampled_from(["", "炮闩故障"]), ago=AGO)
    def answer(self, number: str, refused: str, ago: int) -> None:
        given, moment = self.held.get(number), self.after(-ago)
        allowed = given is not None and not given.cancelled
        self.attempt(lambda: instructions.answer(self.desk, number, "P11", refused=refused, at=moment), allowed=allowed)
        if given and allowed:
            said = InstructionStatus.DECLINED if refused else InstructionStatus.ACKNOWLEDGED
            given.answers.append((moment, said))

    @rule(number=NUMBERS, minutes=MINUTES)
    def answer_twice_under_one_key(self, number: str, minutes: int) -> None:
        given, key = self.held.get(number), f"key-{next(self.keys)}"
        if given and not given.cancelled:
            self.attempt(lambda: instructions.answer(self.desk, number, "P11", uid=key), allowed=True)
            given.answers.append((self.now, InstructionStatus.ACKNOWLEDGED))
            self.now = self.after(minutes)
            assert self.repeated(lambda: instructions.answer(self.desk, number, "P11", uid=key)) == number

    @rule(number=NUMBERS)
    def an_answer_to_the_telling_before_comes_in(self, number: str) -> None:
        given = self.held.get(number)
        if given and given.revision > 1:
            late = InstructionAnswered(number=number, revision=given.revision - 1, by="P11", at=self.now)
            self.desk.write("instruction.answered", late)

    @rule(number=NUMBERS, ago=AGO)
    def cancel(self, number: str, ago: int) -> None:
        given, moment = self.held.get(number), self.after(-ago)
        allowed = given is not None and not given.cancelled
        self.attempt(lambda: instructions.cancel(self.desk, number, reason="航班", at=moment), allowed=allowed)
        if given and allowed:
            given.cancelled = moment

    @rule(number=NUMBERS, start=st.integers(-40, 40), minutes=st.integers(1, 10))
    def judge_a_firing(self, number: str, start: int, minutes: int) -> None:
        fired = Window(start=self.after(start), end=self.after(start + minutes))
        told = firing(fired, clearance="KY2", instruction_no=number)
        in_force = number not in self.held or self.held[number].at(fired.end) is InstructionStatus.ACKNOWLEDGED
        found = {f.code for f in check(told, facts.for_operation(self.desk, told))}
        assert ("P803" in found) is not in_force

    @invariant()
    def every_instruction_stands_where_the_model_has_it(self) -> None:
        listed = instructions.listed(self.desk)
        assert {i.instruction.number: (i.instruction.revision, i.status) for i in listed} == {
            number: (g.revision, CALLED_OFF if g.cancelled else g.at(datetime.max.replace(tzinfo=self.now.tzinfo)))
            for number, g in self.held.items()
        }  # fmt: skip
        for each in listed:
            given = self.held[each.instruction.number]
            for minutes in (-30, -10, 0, 5):
                assert each.status_at(self.after(minutes)) is given.at(self.after(minutes))

    @invariant()
    def the_next_number_is_free(self) -> None:
        with pytest.raises(UnknownName):
            instructions.get(self.desk, instructions.next_number(self.desk))


def test_instructions_live_as_the_model_says() -> None:
    run(Instructions)
