"""The magazine's book and its seals: every line balances, and nothing before a seal changes in silence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ammunition.test_ledger import DAY, movements
from tests.duty_log import at, hail, ready
from wxmod.actions import Desk, Refused
from wxmod.actions.ammunition import differences, lives, periods, seals, stocktakes, stores
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping
from wxmod.documents.magazine import Posted, book
from wxmod.domain.ammunition.accounts import is_store
from wxmod.domain.ammunition.ledger import Held, Movement, fold
from wxmod.domain.ammunition.periods import (
    Adjustment,
    PeriodSealed,
    adjustments,
    balances,
    month_before,
    period_window,
)
from wxmod.domain.errors import BadInput

TWO = Handover("K1", "K2")


def later(desk: Desk, **more: float) -> Desk:
    now = desk.now() + timedelta(**more)
    return replace(desk, clock=lambda: now)


@pytest.fixture
def july(desk: Desk) -> Desk:
    """The first of August: 100 rounds received and 20 issued in May, nine fired on 20 July."""
    ready(desk)
    recording.record(desk, hail(desk))
    return later(desk, days=13)


def sealed_differences(desk: Desk) -> list[tuple[str, str, str]]:
    return [
        (d.subject, d.expected, d.found)
        for d in differences.open_differences(desk)
        if d.kind.value == "sealed"
    ]


def test_a_day_says_what_every_store_opened_with_and_what_is_left(july: Desk) -> None:
    told = {(x.place, x.lot): x for x in periods.daily(july, date(2023, 7, 20)).lines}
    site = told["site/140322001", "A-7"]
    assert (site.opening, site.fired, site.closing) == (20, 9, 11)
    assert told["depot/county", "A-7"].closing == 80
    firing = next(p for p in lives.history(july, "A-7") if p.operation)
    assert site.entries == (firing.ref,)
    may = {x.place: x for x in periods.of_period(july, "2023-05").lines}
    assert (
        may["depot/county"].received,
        may["depot/county"].issued,
        may["depot/county"].closing,
    ) == (100, 20, 80)
    assert (may["site/140322001"].received, may["site/140322001"].closing) == (20, 20)


def test_the_monthly_report_names_the_operations_behind_its_figures(july: Desk) -> None:
    told = periods.of_period(july, "2023-07")
    assert [(u.operation, u.lot, u.fired, u.duds) for u in told.uses] == [
        ("20230720-001-1", "A-7", 9, 0)
    ]
    assert told.standing.seal is None
    assert told.head[1] == keeping.head(july)["seq"]
    assert [x.place for x in periods.of_period(july, "2023-07", "depot/county").lines] == [
        "depot/county"
    ]
    with pytest.raises(BadInput, match="还没有到"):
        periods.of_period(july, "2023-09")


def test_a_month_is_sealed_once_by_two_when_it_is_over(july: Desk) -> None:
    with pytest.raises(Refused) as refused:
        seals.seal(july, "2023-08", TWO)
    assert [f.code for f in refused.value.findings] == ["M351"]
    with pytest.raises(Refused) as refused:
        seals.seal(july, "2023-07", Handover("K1"))
    assert [f.code for f in refused.value.findings] == ["M352"]
    first = seals.seal(july, "2023-07", TWO)
    again = seals.seal(july, "2023-07", Handover("I1", "K1"))
    assert (first.receipt.repeated, again.receipt.repeated) == (False, True)
    assert first.receipt.mark == again.receipt.mark
    (row,) = periods.seals(july)
    assert row.seal.held[Held("site/140322001", "A-7")] == 11
    assert sum(row.seal.held.values()) == 0
    assert row.seal.heads[0].seq == first.receipt.seq - 1
    assert periods.of_period(july, "2023-07").standing.seal == row
    assert periods.daily(july, date(2023, 7, 20)).standing.seal == row
    assert periods.of_period(july, "2023-08").standing.seal is None
    assert keeping.verify(july).breaks == ()


def test_a_late_entry_is_taken_and_stands_open_against_the_seal(july: Desk) -> None:
    seals.seal(july, "2023-07", TWO)
    (row,) = periods.seals(july)
    assert sealed_differences(july) == []
    stores.issue(
        july,
        Held("county", "A-7"),
        "西村",
        5,
        TWO._replace(at=at(july, "2023-07-25 09:00")),
    )
    # One entry, one difference: it moved two balances, of this month and of every month sealed after it.
    assert sealed_differences(july) == [
        ("2023-07/A-7", "0", "site/140322002/A-7+5 depot/county/A-7-5")
    ]
    (late,) = periods.late_entries(july, row)
    assert late.kind == "ammunition.transferred"
    assert len(periods.of_period(july, "2023-07").standing.changed) == 2
    differences.answer(july, late.ref, "2023-07/A-7", Handover("I1", reason="漏记，已核"))
    assert sealed_differences(july) == []
    stores.issue(
        july,
        Held("county", "A-7"),
        "西村",
        2,
        TWO._replace(at=at(july, "2023-07-26 09:00")),
    )
    assert [found for _subject, _sealed, found in sealed_differences(july)] == [
        "site/140322002/A-7+2 depot/county/A-7-2"
    ]
    assert periods.seals(july) == [row]


def test_an_operation_declared_void_after_the_seal_stands_open_too(july: Desk) -> None:
    seals.seal(july, "2023-07", TWO)
    recording.correct(july, "20230720-001-1", None, reason="重复")
    assert sealed_differences(july) == [
        ("2023-07/20230720-001-1", "end/fired/A-7+9 site/140322001/A-7-9", "0")
    ]


def with_rounds(desk: Desk, no: str, rounds: int) -> None:
    operation = recording.get(desk, no).operation
    release = operation.releases[0].model_copy(update={"rounds": rounds})
    told = operation.model_copy(update={"releases": (release,)})
    recording.correct(desk, no, told, reason=f"应为 {rounds}")


def test_opposite_corrections_are_two_differences_and_neither_hides_the_other(july: Desk) -> None:
    seals.seal(july, "2023-07", TWO)
    with_rounds(july, "20230720-001-1", 8)
    with_rounds(july, "20230720-001-1", 9)
    assert [(was, now) for _subject, was, now in sealed_differences(july)] == [
        ("end/fired/A-7+9 site/140322001/A-7-9", "end/fired/A-7+8 site/140322001/A-7-8"),
        ("end/fired/A-7+8 site/140322001/A-7-8", "end/fired/A-7+9 site/140322001/A-7-9"),
    ]
    # The book agrees with the seal again, and the seal's paper says so.
    assert periods.of_period(july, "2023-07").standing.changed == ()


def test_a_correction_in_a_month_sealed_often_over_is_told_once(july: Desk) -> None:
    """Twelve seals after July used to open two balances each."""
    for month in ("2023-07", "2023-08", "2023-09", "2023-10"):
        later = at(july, f"{month}-28 09:00") + timedelta(days=10)
        seals.seal(replace(july, clock=lambda later=later: later), month, TWO)
    with_rounds(july, "20230720-001-1", 8)
    assert [subject for subject, _was, _now in sealed_differences(july)] == [
        "2023-07/20230720-001-1"
    ]


def test_an_operation_moved_out_of_a_sealed_month_is_told(july: Desk) -> None:
    seals.seal(july, "2023-07", TWO)
    operation = recording.get(july, "20230720-001-1").operation
    release = operation.releases[0]
    days = timedelta(days=12)
    moved = release.model_copy(update={"start": release.start + days, "end": release.end + days})
    told = operation.model_copy(update={"releases": (moved,)})
    recording.correct(july, "20230720-001-1", told, reason="月份记错")
    assert sealed_differences(july) == [
        ("2023-07/20230720-001-1", "end/fired/A-7+9 site/140322001/A-7-9", "0")
    ]


def test_what_is_entered_for_the_time_after_a_seal_leaves_it_alone(july: Desk) -> None:
    seals.seal(july, "2023-07", TWO)
    stores.issue(july, Held("county", "A-7"), "西村", 5, TWO)
    assert sealed_differences(july) == []
    found, since = keeping.verify_since(july)
    assert (found.breaks, since) == ((), periods.seals(july)[0].ref)
    assert found.entries == 3  # the entry the seal names, the seal, the issue


def test_a_seal_says_how_much_was_open_when_it_was_set(july: Desk) -> None:
    stocktakes.count(
        july,
        "county",
        {"A-7": 79},
        ("K1", "I1"),
        Handover(at=at(july, "2023-07-31 10:00")),
    )
    outcome = seals.seal(july, "2023-07", TWO)
    assert [f.code for f in outcome.findings] == ["M353"]
    assert periods.seals(july)[0].seal.open == 1


def test_a_period_is_a_month_or_a_year(desk: Desk) -> None:
    zone = desk.program.zone
    december = period_window("2023-12", zone)
    assert (december.start.isoformat(), december.end.isoformat()) == (
        "2023-12-01T00:00:00+08:00",
        "2023-12-31T23:59:59+08:00",
    )
    assert period_window("２０２３", zone).end == december.end
    for wrong in ("2023-13", "2023-7", "23-07", "July", ""):
        with pytest.raises(BadInput):
            period_window(wrong, zone)
    assert month_before(datetime(2023, 1, 31, tzinfo=zone)) == "2022-12"


def test_a_long_subject_is_cut_without_two_becoming_one() -> None:
    lots = ["批" * 60 + end for end in "AB"]
    subjects = {Adjustment("2023-07", "depot/county", lot, 3, 2).subject for lot in lots}
    assert len(subjects) == 2
    assert max(map(len, subjects)) <= 64


@given(movements, st.integers(0, 5))
def test_every_line_balances_and_closes_where_the_ledger_does(
    told: list[Movement], hour: int
) -> None:
    noon = DAY + timedelta(hours=hour)
    opening = fold([m for m in told if m.at <= noon]).held
    after = [m for m in told if m.at > noon]
    lines = book(
        opening,
        [Posted(f"c:{n}", "issue", None, move) for n, move in enumerate(after)],
    )
    assert all(line.balances for line in lines)
    closing = fold(after, opening).held
    assert {Held(x.place, x.lot): x.closing for x in lines if x.closing} == {
        here: n for here, n in closing.items() if is_store(here.place)
    }


@given(movements, movements)
def test_a_seal_carries_the_fold_and_every_later_change_stands_against_it(
    first: list[Movement], more: list[Movement]
) -> None:
    then, now = fold(first).held, fold([*first, *more]).held
    told = {
        "period": "2024-06",
        "until": "2024-06-30T23:59:59+08:00",
        "balances": balances(then),
        "heads": (),
    }
    seal = PeriodSealed.model_validate(told)
    assert seal.held == dict(then)
    found = adjustments(seal, now, {m.lot for m in [*first, *more]})
    assert {Held(a.place, a.lot) for a in found} == {
        h for h in {*then, *now} if then.get(h, 0) != now.get(h, 0)
    }
