"""Instructions, suspensions and the products of a process, told in any order beside small models of what is promised.

What `wxmod.actions.command.instructions`, `suspension` and `stages` promise is what the models know; nothing is shared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from tests.machines import MINUTES, SITE, DeskMachine, run
from wxmod.actions import Refused, judging
from wxmod.actions.airspace import clearances
from wxmod.actions.command import instructions, signing, stages, suspension
from wxmod.actions.command.stages import Draft
from wxmod.actions.command.suspension import Light, Look
from wxmod.actions.weather import reading
from wxmod.domain.airspace import Clearance
from wxmod.domain.command.instructions import (
    Instruction,
    InstructionAnswered,
    InstructionStatus,
    Order,
)
from wxmod.domain.command.suspension import COUNTY, SuspensionRule
from wxmod.domain.errors import BadInput, UnknownName
from wxmod.domain.operations.operation import Operation, Purpose, Release
from wxmod.domain.times import Window
from wxmod.planning.stages import State
from wxmod.program import History
from wxmod.rules import check
from wxmod.store import tables

NUMBERS = st.sampled_from(["ZL20230720-1", "ZL20230720-2", "ZL20230720-3", "ZL-X"])
AGO = st.integers(0, 20)
REASONS = st.sampled_from(["", " ", "回波东移"])
CALLED_OFF = InstructionStatus.CANCELLED
FOREVER = datetime.max.replace(tzinfo=UTC)


def firing(window: Window, **more: object) -> Operation:
    release = Release(equipment="G1", start=window.start, end=window.end, rounds=3)
    told = {"site": SITE, "purpose": Purpose.HAIL, "releases": (release,), "commander": "C1"}
    return Operation.model_validate(told | more)


@dataclass
class Given:
    """What the model remembers of one instruction: each telling with its moment, and what was answered to it."""

    told: Instruction
    key: str
    windows: list[Window]
    given: list[datetime]
    answers: list[tuple[int, datetime, InstructionStatus]] = field(default_factory=list)
    cancelled: datetime | None = None

    @property
    def revision(self) -> int:
        return len(self.given)

    def may_be_answered(self, moment: datetime) -> bool:
        """After the telling that stands was given, and before it was called off, whenever that is told."""
        called_off = self.cancelled is not None and moment >= self.cancelled
        return moment >= self.given[-1] and not called_off

    def answered(self, revision: int, moment: datetime) -> InstructionStatus:
        """What the site had last said to a telling by a moment."""
        said = sorted(
            ((at, status) for to, at, status in self.answers if to == revision and at <= moment),
            key=lambda each: each[0],
        )
        return said[-1][1] if said else InstructionStatus.ISSUED

    def at(self, moment: datetime) -> InstructionStatus | None:
        """Called off by then, else as the site last answered the telling in force; None before there was one."""
        told = [n for n, at in enumerate(self.given, 1) if at <= moment]
        if not told:
            return None
        if self.cancelled and self.cancelled < moment:
            return CALLED_OFF
        return self.answered(told[-1], moment)

    def against(self, moment: datetime) -> int:
        """Which telling work is held against: the last one that was acknowledged, else the last one given."""
        told = [n for n, at in enumerate(self.given, 1) if at <= moment] or [1]
        taken = [n for n in told if self.answered(n, moment) is InstructionStatus.ACKNOWLEDGED]
        return (taken or told)[-1]

    @property
    def outstanding(self) -> bool:
        return not self.cancelled and self.at(FOREVER) is not InstructionStatus.DECLINED


class Instructions(DeskMachine):
    """Under an airspace that is granted all along: nothing but the order of things stands in the way."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, Given] = {}
        self.keys = count(1)
        always = Window(start=self.now, end=self.now + timedelta(days=2))
        clearances.request(
            self.desk,
            Clearance(
                number="KY2",
                sites=(SITE,),
                requested_at=self.now,
                requested_by="C1",
                wanted=always,
            ),
        )
        clearances.grant(self.desk, "KY2", always)

    def order(self, number: str, window: Window) -> Instruction:
        three = Order(equipment="G1", rounds=3, azimuths_deg=(230,), elevations_deg=(60,))
        return Instruction(
            number=number,
            site=SITE,
            purpose=Purpose.HAIL,
            issued_by="C1",
            issued_at=self.now,
            window=window,
            orders=(three,),
        )

    @rule(
        number=NUMBERS | st.none(),
        start=st.integers(0, 60),
        minutes=MINUTES,
    )
    def issue(self, number: str | None, start: int, minutes: int) -> None:
        name, key = number or instructions.next_number(self.desk), f"key-{next(self.keys)}"
        window = Window(start=self.after(start), end=self.after(start + minutes))
        told = self.order(name, window)
        free, alone = name not in self.held, not self.collides(name, window)
        self.attempt(
            lambda: instructions.issue(self.desk, told, uid=key),
            allowed=free and alone,
            match="P814" if free else "已经下达",
            refusal=Refused if free else BadInput,
        )
        if free and alone:
            self.held[name] = Given(told, key, [window], [self.now])

    def collides(self, name: str, window: Window) -> bool:
        """Whether another instruction that still holds orders the same gun at the same time."""
        return any(
            given.outstanding
            and number != name
            and given.windows[-1].start < window.end
            and window.start < given.windows[-1].end
            for number, given in self.held.items()
        )

    @rule(number=NUMBERS)
    def issue_once_more_under_the_same_key(self, number: str) -> None:
        """The number was left to be found, and the next one is another by now."""
        if given := self.held.get(number):
            again = given.told.model_copy(update={"number": instructions.next_number(self.desk)})
            assert (
                self.repeated(lambda: instructions.issue(self.desk, again, uid=given.key)) == number
            )

    @rule(
        number=NUMBERS,
        revision=st.integers(1, 3),
        reason=REASONS,
    )
    def revise(self, number: str, revision: int, reason: str) -> None:
        """From the telling in force, with a reason."""
        window = Window(start=self.now, end=self.after(10))
        given, again = self.held.get(number), self.order(number, window)
        told = again.model_copy(update={"revision": revision, "reason": reason})
        possible = (
            given is not None
            and not given.cancelled
            and bool(reason.strip())
            and revision == given.revision
        )
        allowed = possible and not self.collides(number, window)
        self.attempt(
            lambda: instructions.revise(self.desk, told),
            allowed=allowed,
            refusal=Refused if possible else BadInput,
        )
        if given and allowed:
            given.given.append(self.now)
            given.windows.append(window)

    @rule(number=NUMBERS, minutes=st.integers(-60, 60))
    def an_order_dated_otherwise_than_it_is_given(self, number: str, minutes: int) -> None:
        """Nothing is ordered before it was known, nor ahead; two clocks may differ by five minutes."""
        window = Window(start=self.now, end=self.after(10))
        told = self.order(number, window).model_copy(update={"issued_at": self.after(minutes)})
        if number not in self.held and abs(minutes) > 5:
            self.attempt(lambda: instructions.issue(self.desk, told), allowed=False)

    @rule(
        number=NUMBERS,
        refused=st.sampled_from(["", "炮闩故障"]),
        ago=AGO,
    )
    def answer(self, number: str, refused: str, ago: int) -> None:
        given, moment = self.held.get(number), self.after(-ago)
        allowed = given is not None and given.may_be_answered(moment)
        self.attempt(
            lambda: instructions.answer(self.desk, number, "P11", refused=refused, at=moment),
            allowed=allowed,
        )
        if given and allowed:
            said = InstructionStatus.DECLINED if refused else InstructionStatus.ACKNOWLEDGED
            given.answers.append((given.revision, moment, said))

    @rule(number=NUMBERS, minutes=MINUTES)
    def answer_twice_under_one_key(self, number: str, minutes: int) -> None:
        given, key = self.held.get(number), f"key-{next(self.keys)}"
        if given and not given.cancelled:
            self.attempt(
                lambda: instructions.answer(self.desk, number, "P11", uid=key), allowed=True
            )
            taken = (given.revision, self.now, InstructionStatus.ACKNOWLEDGED)
            given.answers.append(taken)
            self.now = self.after(minutes)
            assert (
                self.repeated(lambda: instructions.answer(self.desk, number, "P11", uid=key))
                == number
            )

    @rule(number=NUMBERS)
    def an_answer_to_the_telling_before_comes_in(self, number: str) -> None:
        given = self.held.get(number)
        if given and given.revision > 1:
            late = InstructionAnswered(
                number=number,
                revision=given.revision - 1,
                by="P11",
                at=self.now,
            )
            self.desk.write("instruction.answered", late)
            taken = (given.revision - 1, self.now, InstructionStatus.ACKNOWLEDGED)
            given.answers.append(taken)

    @rule(number=NUMBERS, ago=AGO)
    def cancel(self, number: str, ago: int) -> None:
        given, moment = self.held.get(number), self.after(-ago)
        known = given is not None and moment >= given.given[-1]
        allowed = known and given is not None and not given.cancelled
        self.attempt(
            lambda: instructions.cancel(self.desk, number, reason="航班", at=moment),
            allowed=allowed,
        )
        if given and allowed:
            given.cancelled = moment

    @rule(
        number=NUMBERS,
        start=st.integers(-40, 40),
        minutes=st.integers(1, 10),
    )
    def judge_a_firing(self, number: str, start: int, minutes: int) -> None:
        fired = Window(start=self.after(start), end=self.after(start + minutes))
        told = firing(fired, clearance="KY2", instruction_no=number)
        given = self.held.get(number)
        taken_down = given is None or given.at(fired.start) is InstructionStatus.ACKNOWLEDGED
        called_off = given is not None and given.at(fired.end) is CALLED_OFF
        asked = judging.for_operation(self.desk, told)
        found = {f.code for f in check(told, asked)}
        assert ("P803" in found) is (called_off or not taken_down)
        if given and asked.instruction:
            standing = asked.instruction.during(fired)
            assert standing.against.revision == given.against(fired.start)

    @invariant()
    def every_instruction_stands_where_the_model_has_it(self) -> None:
        listed = instructions.listed(self.desk)
        assert {i.instruction.number: (i.instruction.revision, i.status) for i in listed} == {
            number: (g.revision, CALLED_OFF if g.cancelled else g.at(FOREVER))
            for number, g in self.held.items()
        }
        for number, given in self.held.items():
            course = tables.command.course(self.desk.store, number)
            assert course
            for minutes in (-30, -10, 0, 5):
                assert course.at(self.after(minutes)).status is given.at(self.after(minutes))

    @invariant()
    def the_next_number_is_free(self) -> None:
        with pytest.raises(UnknownName):
            instructions.get(self.desk, instructions.next_number(self.desk))


def test_instructions_live_as_the_model_says() -> None:
    run(Instructions)


BOTH, RAIN = (
    frozenset({Purpose.RAIN, Purpose.SNOW, Purpose.HAIL}),
    frozenset({Purpose.RAIN, Purpose.SNOW}),
)
STOPS = {"flood": RAIN, "severe": RAIN, "order": BOTH, "safety": BOTH, "soil": RAIN, "wind": BOTH}
LIMIT = 80.0  # of soil; nobody has set one for wind
NORTH = "140322002"


@dataclass
class Looked:
    """What the model remembers of one look."""

    rule: str
    zone: str
    at: datetime
    tripped: bool
    until: datetime | None

    def light(self, moment: datetime) -> Light:
        if self.until and self.until < moment:
            return Light.LAPSED
        return Light.STOP if self.tripped else Light.GO


class Suspensions(DeskMachine):
    """A county with a zone in the north, a limit for the soil and none for the wind."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[Looked] = []
        held = self.desk.program.planning
        wind = {"code": "wind", "name": "大风", "name_en": "Wind", "purposes": tuple(BOTH)}
        rules = {r.code: r.model_dump() for r in held.suspension}
        told = [*rules.values(), rules["soil"] | wind]
        made = tuple(
            SuspensionRule.model_validate(r | ({"limit": LIMIT} if r["code"] == "soil" else {}))
            for r in told
        )
        planning = held.model_copy(update={"suspension": made, "zones": {"north": (NORTH,)}})
        self.desk = replace(
            self.desk, program=self.desk.program.model_copy(update={"planning": planning})
        )

    def last(self, rule: str, zone: str, moment: datetime) -> Looked | None:
        """The last look by then; of two at the same moment, the one told later."""
        seen = [x for x in self.looks if (x.rule, x.zone) == (rule, zone) and x.at <= moment]
        return max(reversed(seen), key=lambda x: x.at, default=None)

    def stopping(self, zones: set[str], purpose: Purpose, moment: datetime) -> Iterator[str]:
        for code, purposes in STOPS.items():
            lasts = [self.last(code, zone, moment) for zone in zones]
            if purpose in purposes and any(x and x.light(moment) is Light.STOP for x in lasts):
                yield code

    @rule(
        code=st.sampled_from([*STOPS, "fog"]),
        zone=st.sampled_from([COUNTY, COUNTY, "north", "south"]),
        observed=st.sampled_from([None, 60.0, LIMIT, 90.0]),
        tripped=st.sampled_from([None, True, True, False]),
        ago=AGO,
        lasts=MINUTES | st.none(),
    )
    def look(
        self,
        code: str,
        zone: str,
        observed: float | None,
        tripped: bool | None,
        ago: int,
        lasts: int | None,
    ) -> None:
        """What is measured decides where there is a limit; somebody's word where there is nothing to measure."""
        at, until = self.after(-ago), self.after(lasts) if lasts else None
        decided = {"soil": observed is not None, "wind": False, "fog": False}.get(
            code,
            tripped is not None,
        )
        look = Look("值班员", zone, observed, tripped, until, at)
        allowed = decided and zone != "south"
        self.attempt(lambda: suspension.evaluate(self.desk, code, look), allowed=allowed)
        if allowed:
            stops = observed is not None and observed >= LIMIT if code == "soil" else bool(tripped)
            self.looks.append(Looked(code, zone, at, stops, until))

    @rule(
        purpose=st.sampled_from([Purpose.RAIN, Purpose.SNOW, Purpose.HAIL]),
        ago=st.integers(-40, 40),
        minutes=st.integers(0, 15),
        site=st.sampled_from([SITE, NORTH]),
    )
    def judge_a_firing(self, purpose: Purpose, ago: int, minutes: int, site: str) -> None:
        """Every reason that stops it at any moment, in the county or where it is done, is found; once in each."""
        fired = Window(start=self.after(-ago), end=self.after(minutes - ago))
        told = firing(fired, purpose=purpose, site=site)
        found = [
            str(f.details["name"])
            for f in check(told, judging.for_operation(self.desk, told))
            if f.code == "P831"
        ]
        names = {r.code: r.label for r in self.desk.program.planning.suspension}
        zones = {COUNTY, "north"} if site == NORTH else {COUNTY}
        looks = {x.at for x in self.looks if fired.start < x.at <= fired.end}
        halting = {
            (zone, code)
            for moment in (fired.start, *looks)
            for zone in zones
            for code in self.stopping({zone}, purpose, moment)
        }
        assert sorted(found) == sorted(names[code] for _zone, code in halting)

    @invariant()
    def the_board_shows_every_reason_as_it_was_last_seen(self) -> None:
        for ago in (0, 15):
            moment = self.after(-ago)
            lines = suspension.board(self.desk, moment)
            shown = {(line.rule.code, line.zone): line.light for line in lines}
            assert len(shown) == len(lines)
            unseen = {(c, COUNTY): Light.NO_LIMIT if c == "wind" else Light.UNSEEN for c in STOPS}
            lasts = [self.last(x.rule, x.zone, moment) for x in self.looks]
            assert shown == unseen | {(x.rule, x.zone): x.light(moment) for x in lasts if x}

    @invariant()
    def rain_and_hail_are_stopped_apart(self) -> None:
        stopped = suspension.stopped(suspension.board(self.desk))
        for purpose in Purpose:
            here = {line.rule.code for line in stopped[purpose]}
            assert here == set(self.stopping({COUNTY, "north"}, purpose, self.now))

    @invariant()
    def every_look_is_kept(self) -> None:
        kept = [(x.rule, x.zone, x.at, x.tripped) for x in suspension.history(self.desk)]
        assert kept == [
            (x.rule, x.zone, x.at, x.tripped) for x in sorted(self.looks, key=lambda x: x.at)
        ]


def test_suspensions_stand_as_the_model_says() -> None:
    run(Suspensions)


BEGINS, ENDS = timedelta(hours=6), timedelta(hours=12)  # after the clock begins to run
FIVE = {
    "1": (-72, -24),
    "2": (-24, -3),
    "3": (-3, 0),
    "4": (0, 9),
    "5": (6, 30),
}  # hours from the beginning
SEVEN = dict.fromkeys("1234567")  # no times written
ABOVE = {"1", "2", "3", "6"}  # of the seven
COMMANDERS = {"C1", "C2"}
NOT_OURS = "GC20220720-1-1"


@dataclass
class Made:
    """What the model remembers of one product or paper."""

    stage: str | None
    number: str
    at: datetime


class Stages(DeskMachine):
    """One process under the five stages or the seven columns: papers come in, products are signed."""

    def __init__(self) -> None:
        super().__init__()
        self.begins, self.keys = self.now + BEGINS, count(1)
        self.papers: list[Made] = []
        self.products: list[Made] = []
        window = Window(start=self.begins, end=self.now + ENDS)
        self.process = reading.declare(self.desk, window, [Purpose.HAIL], reason="省台指导").name
        self.scheme: dict[str, tuple[int, int] | None] = {}
        self.above: set[str] = set()
        self.shown: tuple[datetime, int] | None = None

    @initialize(seven=st.booleans())
    def follow(self, seven: bool) -> None:
        told = {"since": "2023-01-01", "value": "seven" if seven else "five", "source": "示例"}
        scheme = History[str].model_validate([told | {"confidence": "unverified"}])
        planning = self.desk.program.planning.model_copy(update={"scheme": scheme})
        self.desk = replace(
            self.desk, program=self.desk.program.model_copy(update={"planning": planning})
        )
        self.scheme, self.above = dict(SEVEN if seven else FIVE), ABOVE if seven else set()

    def closes(self, stage: str) -> datetime | None:
        hours = self.scheme[stage]
        return self.begins + timedelta(hours=hours[1]) if hours else None

    def latest(self, stage: str) -> Made | None:
        """What a stage rests on: the last paper for one made above, the last product for one of ours."""
        there = self.papers if stage in self.above else self.products
        return next((made for made in reversed(there) if made.stage == stage), None)

    @rule(
        stage=st.sampled_from([None, *"123456789"]),
        words=st.sampled_from(["", "有雨"]),
        papers=st.integers(1, 4),
    )
    def attach(self, stage: str | None, words: str, papers: int) -> None:
        """Whatever says something, to any stage there is; several at a time, as they come."""
        allowed = bool(words) and (stage is None or stage in self.scheme)
        told = {
            "process": self.process,
            "kind": "upper",
            "stage": stage,
            "title": "指导",
            "text": words,
        }
        for _each in range(papers):
            come_in = partial(
                signing.attach,
                self.desk,
                told,
                uid=f"key-{next(self.keys)}",
            )
            done = self.attempt(come_in, allowed=allowed)
            if allowed:
                self.papers.append(Made(stage, done.name, self.now))
                assert self.repeated(come_in) == done.name

    @rule(
        stage=st.sampled_from("1234567"),
        by=st.sampled_from(["C1", "C2", "P11"]),
        cites=st.sampled_from(["all", "last", "none", NOT_OURS]),
    )
    def sign(self, stage: str, by: str, cites: str) -> None:
        if stage not in self.scheme:
            with pytest.raises(UnknownName):
                stages.stage_of(self.desk, stages.one(self.desk, self.process), stage)
            return
        before = [
            made.number for s in sorted(self.scheme) if s < stage and (made := self.latest(s))
        ]
        everything = [made.number for made in (*self.papers, *self.products)]
        cited = {"all": everything, "last": before, "none": []}.get(
            cites,
            [*everything, cites],
        )
        closes = self.closes(stage)
        blocks = {
            "P823": cites == NOT_OURS,
            "P824": by not in COMMANDERS,
            "P826": stage in self.above,
        }
        warns = {
            "P821": closes is not None and self.now > closes,
            "P822": not set(before) <= set(cited),
        }
        expected = {code for code, there in (blocks | warns).items() if there}
        described = stages.stage_of(self.desk, stages.one(self.desk, self.process), stage)
        edited = Draft(self.process, described, "一、按计划", tuple(cited))
        put_a_name_to_it = partial(
            signing.sign,
            self.desk,
            edited,
            by=by,
            uid=f"key-{next(self.keys)}",
        )
        allowed = not any(blocks.values())
        done = self.attempt(put_a_name_to_it, allowed=allowed, refusal=Refused)
        assert {f.code for f in done.findings} == expected
        if allowed:
            self.products.append(Made(stage, done.name, self.now))
            assert self.repeated(put_a_name_to_it) == done.name
            assert stages.product(self.desk, done.name).cites == tuple(cited)

    def state(self, stage: str) -> State:
        made, closes, hours = self.latest(stage), self.closes(stage), self.scheme[stage]
        if stage in self.above:
            return State.RECEIVED if made else State.FROM_ABOVE
        if made:
            return State.DONE_LATE if closes and made.at > closes else State.DONE
        if closes is None or hours is None:
            return State.DUE
        if self.now < self.begins + timedelta(hours=hours[0]):
            return State.WAITING
        return State.DUE if self.now <= closes else State.OVERDUE

    def changed(self) -> tuple[datetime, int]:
        return self.now, self.entries()

    @precondition(lambda self: self.shown != self.changed())
    @rule()
    def look_at_the_board(self) -> None:
        """Only where it may show another thing: who could work is judged on the way, and takes its time."""
        self.shown = self.changed()
        (mission,) = stages.board(self.desk)
        shown = {step.stage.code: (step.state, step.product) for step in mission.steps}
        lasts = {stage: self.latest(stage) for stage in self.scheme}
        assert shown == {
            stage: (self.state(stage), made.number if made else None)
            for stage, made in lasts.items()
        }

    @invariant()
    def what_is_on_record_is_what_was_made_each_under_its_own_number(self) -> None:
        papers, products = (
            stages.guidance(self.desk, self.process),
            stages.products(self.desk, self.process),
        )
        assert [(g.number, g.stage) for g in papers] == [
            (made.number, made.stage) for made in self.papers
        ]
        assert [(p.number, p.stage) for p in products] == [
            (made.number, made.stage) for made in self.products
        ]
        numbers = [made.number for made in (*self.papers, *self.products)]
        assert len(set(numbers)) == len(numbers)


def test_a_process_goes_through_its_stages_as_the_model_says() -> None:
    run(Stages, lives=15)
