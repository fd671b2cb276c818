"""Two and a half years of a second county: every figure as an independent script works it out from what was entered."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.year import recomputed
from tests.year.county import County, lived
from wxmod.actions import Desk, year
from wxmod.actions.ammunition import differences, periods
from wxmod.actions.operations import recording
from wxmod.actions.record import exchange, keeping
from wxmod.documents import text
from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.ammunition.periods import period_window
from wxmod.domain.registry.people import Person
from wxmod.rules import Severity

YEARS = ("2022", "2023", "2024")
MONTHS = [f"{y}-{m:02}" for y in YEARS for m in range(1, 13)]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = lived(tmp_path_factory.mktemp("county"))
    yield made
    made.a.store.close()
    made.b.store.close()


@pytest.fixture(scope="module")
def desk(county: County) -> Desk:
    return county.a


@pytest.mark.parametrize("of", YEARS)
def test_the_figures_of_a_year(desk: Desk, of: str) -> None:
    held = year.summary(desk, int(of))
    expected = recomputed.figures(of)
    total = {name: getattr(held.total, name) for name in expected if hasattr(held.total, name)}
    assert total == {name: value for name, value in expected.items() if name in total}
    assert len(held.processes) == expected["processes"]
    assert len(held.seized) == expected["seized"]
    assert list(held.processes) == recomputed.processes(of)
    assert tuple(held.inspected) == recomputed.inspected(of)
    assert tuple(held.crew) == recomputed.crew(of)


@pytest.mark.parametrize("of", YEARS)
@pytest.mark.parametrize(
    ("lines", "key"), [("by_site", "site"), ("by_purpose", "purpose"), ("by_month", "month")]
)
def test_the_parts_of_a_year(desk: Desk, of: str, lines: str, key: str) -> None:
    found = {
        line.key: (line.operations, line.rockets + line.shells + line.flares)
        for line in getattr(year.summary(desk, int(of)), lines)
    }
    assert found == recomputed.grouped(of, key)


@pytest.mark.parametrize("period", [*MONTHS, *YEARS])
def test_the_book_of_a_period(desk: Desk, period: str) -> None:
    book = periods.of_period(desk, period)
    found = {
        (line.place, line.lot): (line.opening, line.fired, line.closing) for line in book.lines
    }
    assert found == recomputed.book(period)
    assert all(line.balances for line in book.lines)


@pytest.mark.parametrize("of", YEARS)
def test_year_months_seals_and_counties_foot_across(desk: Desk, of: str) -> None:
    held = year.summary(desk, int(of))
    assert held.footings
    assert [f for f in held.footings if f.ours != f.other] == []
    fired = sum(line.fired for line in periods.of_period(desk, of).lines)
    months = [month for month in MONTHS if month.startswith(of)]
    by_month = sum(line.fired for month in months for line in periods.of_period(desk, month).lines)
    counties = exchange.totals(desk, int(of))
    totals = (held.total.rockets, held.total.shells, held.total.flares)
    assert sum(totals) == fired == by_month
    summed = [sum(getattr(t, name) for t in counties) for name in ("rockets", "shells", "flares")]
    assert tuple(summed) == totals
    assert sum(t.operations for t in counties) == held.total.operations


@pytest.mark.parametrize("period", ["2022-12", "2022", "2023-07", "2023"])
def test_a_sealed_paper_tells_what_it_said_what_it_would_say_and_why(
    county: County, period: str
) -> None:
    was, now = recomputed.sealed(period)
    held = year.sealed_paper(county.a, period)
    assert held
    changed = {figure.name: (figure.was, figure.now) for figure in held.figures}
    assert changed == {name: (was[name], now[name]) for name in was if was[name] != now[name]}
    assert county.names(tuple(each.no for each in held.why)) == recomputed.retold(period)
    assert all(each.was != each.now for each in held.why)


def test_opposite_corrections_stand_in_the_years_notes(desk: Desk, county: County) -> None:
    notes = "\n".join(text.notes(year.summary(desk, 2023)))
    for name in ("b1", "b4", "b11"):
        assert county.numbers[name] in notes
    assert "12→13" in notes
    assert "6→5" in notes


def test_each_late_entry_is_one_difference(desk: Desk, county: County) -> None:
    """Months and years sealed one over the other do not multiply it, and no other is hidden by it."""
    by_number = {no: name for name, no in county.numbers.items()}
    found = []
    for each in differences.open_differences(desk):
        if each.kind.value == "sealed":
            about = each.subject.split("/", 1)[1]
            found.append(by_number.get(about, about))
    assert sorted(found) == recomputed.late_entries()


def test_what_is_open_of_later_years_does_not_spoil_an_earlier_one(desk: Desk) -> None:
    late = len(recomputed.late_entries())
    assert year.summary(desk, 2023).open_discrepancies == late
    assert year.summary(desk, 2022).open_discrepancies == 0
    assert year.summary(desk, 2024).open_discrepancies == late


@pytest.mark.parametrize("of", YEARS)
def test_doubles_of_a_year(county: County, of: str) -> None:
    held = year.summary(county.a, int(of))
    assert county.names(held.doubtful) == recomputed.doubtful(of)


def codes(county: County, name: str) -> set[str]:
    row = recording.get(county.a, county.numbers[name])
    found = recording.findings_of(county.a, row)
    return {f.code for f in found if f.severity is not Severity.NOTE}


@pytest.mark.parametrize(
    ("name", "code", "holds"),
    [
        ("b2", "R406", True),  # P3 fired ten days before the training
        ("c7", "R406", True),  # and more than a year after it
        ("a4", "R406", False),  # P1 and P2, trained in May 2022
        ("b1", "R406", False),
        ("b11", "R406", True),  # P2 was not trained again in 2023
        ("b8", "R401", False),  # G2 had passed in March
        ("b11", "R401", False),  # and failed only five days later
        ("a1", "R402", False),  # G2 was scrapped in 2024
        ("b8", "R402", False),
        ("c2", "M303", False),  # the lot's last day
        ("c3", "M303", True),
        ("b10", "M304", False),  # before the recall
        ("c4", "M304", True),
        # 2022 has no plan of its own, and the notice of 2018 does not speak for it.
        ("a3", "S102", True),
        ("a3", "S101", False),
        ("b8", "S102", False),
    ],
)
def test_every_operation_is_judged_as_of_its_own_moment(
    county: County, name: str, code: str, *, holds: bool
) -> None:
    assert (code in codes(county, name)) == holds


def test_the_record_holds_together(desk: Desk) -> None:
    assert keeping.verify(desk).breaks == ()


def test_unknown_area_is_no_area_and_never_nought(desk: Desk) -> None:
    held: Any = year.summary(desk, 2022)
    hail = next(line for line in held.by_purpose if line.key == "hail")
    assert (hail.area_km2, hail.without_area) == (0, 2)
    assert text.row(hail)[4] == "—"
    said = text.paragraph(held, "局")
    assert "—（2 次没有面积）" in said
    assert " 0 平方公里" not in said


def test_a_month_whose_rounds_the_ledger_counts_otherwise_is_sealed_with_that_said(
    example: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    july = period_window("2023-07", example.program.zone)
    figures = year.period_figures(example, july)
    assert figures["shells"] > 0
    assert year.disagreements(example, july) == ()
    book = {
        AmmunitionKind.SHELL: int(figures["shells"]) - 1,
        AmmunitionKind.ROCKET: int(figures["rockets"]),
        AmmunitionKind.FLARE: int(figures["flares"]),
    }
    monkeypatch.setattr(year, "_fired_by_book", lambda *_: book)
    (finding,) = year.disagreements(example, july)
    assert finding.code == "D708"
    assert (finding.details["ours"], finding.details["other"]) == (
        figures["shells"],
        book[AmmunitionKind.SHELL],
    )
    assert finding.details["name"] == "炮弹"


@pytest.mark.parametrize("paper", ["trained_on", "examined_on", "filed_on"])
@pytest.mark.parametrize(
    ("done", "ready"),
    [("2022-07-19", False), ("2022-07-20", True), ("2023-07-20", True), ("2023-07-21", False)],
    ids=["a day too long ago", "365 days ago", "that day", "the day after"],
)
def test_who_counts_as_trained_has_papers_that_still_hold(
    example: Desk, paper: str, done: str, ready: bool
) -> None:
    day = date(2023, 7, 20)
    papers = dict.fromkeys(("trained_on", "examined_on", "filed_on"), day)
    whole = Person(id="X", name="X", roles=(), **papers)
    changed = whole.model_copy(update={paper: date.fromisoformat(done)})
    assert year._ready(example, whole, day)
    assert year._ready(example, changed, day) is ready
