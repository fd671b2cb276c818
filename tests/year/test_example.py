"""The published paragraph comes out of the log by computation, and follows it when it changes."""

import json

import pytest

from wxmod.actions import Desk, year
from wxmod.actions.ammunition import stocktakes
from wxmod.actions.command import readiness
from wxmod.actions.operations import recording
from wxmod.actions.record import keeping, setup
from wxmod.documents import text
from wxmod.documents.year import Line, YearSummary
from wxmod.domain.operations.operation import Provenance
from wxmod.planning.readiness import State


@pytest.fixture(scope="module")
def figures(example: Desk) -> YearSummary:
    return year.summary(example, 2023)


def consumed(line: Line) -> tuple[int, int, int, int, float]:
    return line.operations, line.rockets, line.shells, line.flares, line.area_km2


def test_the_published_totals_of_2023(figures: YearSummary) -> None:
    assert len(figures.processes) == len(figures.seized) == 22
    assert consumed(figures.total) == (55, 84, 262, 20, 2211)
    assert [consumed(line) for line in figures.by_purpose] == [
        (38, 84, 109, 20, 1536),
        (17, 0, 153, 0, 675),
    ]


def test_every_table_adds_up_to_the_total(figures: YearSummary) -> None:
    for lines in (
        figures.by_purpose,
        figures.by_site,
        figures.by_month,
        figures.by_focus,
        figures.by_mode,
    ):
        summed = tuple(
            sum(values) for values in zip(*(consumed(line) for line in lines), strict=True)
        )
        assert summed == consumed(figures.total)


def test_the_union_counts_ground_once_and_only_inside_the_county(figures: YearSummary) -> None:
    assert 0 < figures.total.union_km2 < figures.total.area_km2
    assert figures.total.union_km2 <= sum(line.union_km2 for line in figures.by_site) + 0.1


def test_the_ledger_agrees_with_the_operations(example: Desk, figures: YearSummary) -> None:
    fired = example.store.conn.execute(
        "SELECT sum(rounds) FROM holding WHERE place = 'end/fired'"
    ).fetchone()[0]
    assert fired == figures.total.rockets + figures.total.shells + figures.total.flares
    assert stocktakes.unbacked(example) == {}
    assert stocktakes.open_discrepancies(example) == []


def test_every_row_is_marked_as_a_reconstruction(example: Desk, figures: YearSummary) -> None:
    rows = recording.find(example)
    assert {r.operation.provenance for r in rows} == {Provenance.RECONSTRUCTED}
    assert figures.reconstructed == 55
    assert any("重构" in note for note in text.notes(figures))


def test_no_operation_of_the_example_breaks_a_rule(example: Desk) -> None:
    for row in recording.find(example):
        assert {f.code for f in recording.findings_of(example, row)} <= {"G502", "G506", "M308"}


def test_changing_one_operation_moves_every_figure_that_rests_on_it() -> None:
    desk = setup.demo()
    before = year.summary(desk, 2023)
    row = next(r for r in recording.find(desk) if r.operation.purpose == "hail")
    release = row.operation.releases[0].model_copy(update={"rounds": 4})
    area = row.operation.area.model_copy(update={"km2": 30.0}) if row.operation.area else None
    told = row.operation.model_copy(update={"releases": (release,), "area": area})
    recording.correct(desk, row.no, told, reason="试改")
    after = year.summary(desk, 2023)
    assert after.total.shells == before.total.shells - 5
    assert after.by_purpose[1].shells == 148
    assert row.operation.area is not None
    assert (
        after.by_purpose[1].area_km2 == before.by_purpose[1].area_km2 - row.operation.area.km2 + 30
    )
    site = next(line for line in after.by_site if line.key == row.operation.site)
    assert site.shells == next(line for line in before.by_site if line.key == site.key).shells - 5
    recording.correct(desk, row.no, None, reason="作废")
    assert year.summary(desk, 2023).total.operations == 54
    assert keeping.verify(desk).breaks == ()


def test_figures_name_the_operations_behind_them(figures: YearSummary) -> None:
    assert len(figures.total.numbers) == 55
    assert sorted(n for line in figures.by_month for n in line.numbers) == sorted(
        figures.total.numbers
    )
    assert json.loads(figures.model_dump_json())["total"]["numbers"][0] == figures.total.numbers[0]


def test_a_year_without_operations_says_so(example: Desk) -> None:
    empty = year.summary(example, 2019)
    assert consumed(empty.total) == (0, 0, 0, 0, 0)
    assert "0 次" in text.paragraph(empty, "局")


def test_the_example_opens_on_the_morning_after_with_units_that_could_fire(example: Desk) -> None:
    """A newcomer on any day of any year meets a county at work, not one whose papers have all run out."""
    assert example.local(example.now()).isoformat().startswith("2023-11-11T09:")
    told = {verdict.unit.id: verdict for verdict in readiness.readiness(example).now}
    assert told["B1"].state is State.READY
    assert {told[unit].state for unit in ("G1", "G2", "L1", "L2")} == {State.AIRSPACE}
    entered = [
        row[0] for row in example.store.conn.execute("SELECT recorded_at FROM journal ORDER BY seq")
    ]
    assert entered == sorted(entered)
