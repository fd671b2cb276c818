"""Readiness says what the rules would say, before anything is fired."""

from dataclasses import replace

import pytest

from tests.duty_log import at, ready
from wxmod.actions import Desk
from wxmod.actions.airspace import clearances
from wxmod.actions.ammunition import stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.command import readiness
from wxmod.actions.registry import registers
from wxmod.domain.airspace import Clearance
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.times import Window
from wxmod.planning.readiness import Fixer, State, Verdict
from wxmod.store import tables


def verdict(
    desk: Desk,
    unit: str,
    when: str,
    *,
    tonight: bool = False,
) -> Verdict:
    told = readiness.readiness(desk, at(desk, when))
    return next(v for v in (told.tonight if tonight else told.now) if v.unit.id == unit)


def blocks(told: Verdict) -> set[str]:
    return {o.finding.code for o in told.obstacles if o.finding.severity.value == "block"}


def test_a_unit_with_everything_is_ready_for_what_is_in_season(desk: Desk) -> None:
    ready(desk)
    told = verdict(desk, "G1", "2023-07-20 15:00")
    assert (told.state, told.clearance, len(told.crew)) == (State.READY, "KY1", 5)
    assert Purpose.HAIL in told.purposes
    assert not {"G505", "D701", "D702"} & {
        o.finding.code for o in told.obstacles
    }  # nothing is written down yet
    assert dict(told.rounds) == {Held("site/140322001", "A-7"): 20}


def test_a_unit_that_lacks_airspace_alone_says_so_and_who_asks_for_it(desk: Desk) -> None:
    ready(desk)
    told = verdict(desk, "G1", "2023-07-20 17:00")
    assert (told.state, told.purposes, blocks(told)) == (State.AIRSPACE, (), {"A201"})
    assert {o.who for o in told.obstacles if o.finding.code == "A201"} == {Fixer.COMMANDER}


def test_a_bare_county_is_told_everything_that_is_missing(desk: Desk) -> None:
    told = verdict(desk, "G1", "2023-07-20 15:00")
    assert told.state is State.BLOCKED
    assert blocks(told) == {"A201", "R401", "R422"}
    who = {o.finding.code: o.who for o in told.obstacles}
    assert (who["R401"], who["R422"]) == (Fixer.INSPECTOR, Fixer.STOREKEEPER)


def test_a_burner_needs_no_airspace(desk: Desk) -> None:
    assert not {
        code for code in blocks(verdict(desk, "B1", "2023-07-20 15:00")) if code.startswith("A")
    }


def test_out_of_season_one_purpose_is_barred_and_the_others_are_not(desk: Desk) -> None:
    told = verdict(desk, "B1", "2023-04-02 15:00")
    barred = {o.finding.code: o.purposes for o in told.obstacles}
    assert barred["S101"] == (Purpose.HAIL,)


def test_rounds_a_stopped_or_expired_lot_holds_do_not_count(desk: Desk) -> None:
    ready(desk)
    told = verdict(desk, "G1", "2025-10-01 15:00")
    assert not told.rounds
    assert "R422" in blocks(told)


def test_stock_is_that_of_the_moment_asked_about(desk: Desk) -> None:
    ready(desk)
    assert not verdict(desk, "G1", "2023-05-25 15:00").rounds
    back = Handover("K1", "K2", at=at(desk, "2023-07-20 15:30"))
    stores.give_back(desk, Held("东邢", "A-7"), "county", 20, back)
    assert verdict(desk, "G1", "2023-07-20 15:00").rounds
    assert "R422" in blocks(verdict(desk, "G1", "2023-07-20 15:40"))


def test_a_crew_whose_training_has_run_out_leaves_the_unit_without_one(desk: Desk) -> None:
    ready(desk)
    for person in tables.registry.people(desk.store).values():
        if person.site == "140322001":
            registers.add_person(desk, person.model_copy(update={"filed_on": None}))
    told = verdict(desk, "G1", "2023-07-20 15:00")
    assert (told.crew, told.state) == ((), State.BLOCKED)
    assert blocks(told) == {"R423", "R408"}
    assert sum(o.finding.code == "R408" for o in told.obstacles) == 5


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("2023-07-20 18:00", "2023-07-20 20:00", "2023-07-21 08:00"),
        ("2023-07-20 23:00", "2023-07-20 23:00", "2023-07-21 08:00"),
        ("2023-07-21 03:00", "2023-07-21 03:00", "2023-07-21 08:00"),
        ("2023-07-21 08:00", "2023-07-21 20:00", "2023-07-22 08:00"),
    ],
)
def test_tonight_is_what_is_left_of_the_night_or_the_next_one(
    desk: Desk,
    asked: str,
    start: str,
    end: str,
) -> None:
    night = readiness.next_night(desk, at(desk, asked))
    assert night is not None
    assert (night.start, night.end) == (at(desk, start), at(desk, end))


def test_where_nobody_says_when_night_is_there_is_no_tonight(desk: Desk) -> None:
    hours = type(desk.program.planning.night_starts_hour)(())
    silent = desk.program.planning.model_copy(update={"night_starts_hour": hours})
    told = readiness.readiness(
        replace(desk, program=desk.program.model_copy(update={"planning": silent}))
    )
    assert (told.night, told.tonight) == (None, ())


def test_tonight_is_judged_when_its_airspace_opens(desk: Desk) -> None:
    ready(desk)
    window = Window(start=at(desk, "2023-07-20 22:00"), end=at(desk, "2023-07-20 23:00"))
    asked = Clearance(
        number="KY2",
        sites=("140322001",),
        requested_at=desk.now(),
        requested_by="C1",
        wanted=window,
    )
    clearances.request(desk, asked)
    assert verdict(desk, "G1", "2023-07-20 18:00", tonight=True).state is State.AIRSPACE
    clearances.grant(desk, "KY2", window)
    told = verdict(desk, "G1", "2023-07-20 18:00", tonight=True)
    assert (told.state, told.clearance, told.at) == (State.READY, "KY2", window.start)
    before = verdict(desk, "G1", "2023-07-20 18:00")
    assert (before.state, before.coming, told.coming) == (State.AIRSPACE, window.start, None)
    assert verdict(desk, "G1", "2023-07-20 23:30").coming is None


def test_asking_writes_nothing(desk: Desk) -> None:
    ready(desk)
    before = desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()
    readiness.readiness(desk)
    assert desk.store.conn.execute("SELECT count(*) FROM journal").fetchone() == before


def test_a_unit_at_no_site_is_told_so_and_hides_no_other(desk: Desk) -> None:
    registers.register(
        desk,
        Equipment.model_validate({"id": "G9", "kind": "gun", "model": "备"}),
    )
    assert blocks(verdict(desk, "G9", "2023-07-20 15:00")) == {"R421", "R422", "R423"}
    assert verdict(desk, "G1", "2023-07-20 15:00").state is State.BLOCKED
