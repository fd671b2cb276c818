"""The county's ammunition by lot foots, whatever happened to the rounds."""

from datetime import UTC, datetime

import pytest

from wxmod.documents.lot_book import LotLine, by_lot
from wxmod.documents.magazine import Posted
from wxmod.domain.ammunition.ledger import Held, Movement, fold

OPENING = {Held("depot/1", "A"): 100, Held("dud/3", "A"): 2, Held("end/fired", "A"): 50}
MOVES = (
    ("maker/M", "transit/C1", 40),
    ("transit/C1", "depot/1", 30),
    ("depot/1", "site/3", 60),
    ("site/3", "end/fired", 20),
    ("site/3", "dud/3", 3),
    ("dud/3", "handed/M", 4),
    ("dud/3", "end/destroyed", 1),
    ("depot/1", "maker/M", 24),
    ("site/3", "end/lost", 1),
    ("site/3", "depot/1", 5),
)


def posted(*moves: tuple[str, str, int]) -> list[Posted]:
    found = []
    for n, (source, target, rounds) in enumerate(moves):
        at = datetime(2023, 7, 1, n, tzinfo=UTC)
        move = Movement(lot="A", source=source, target=target, rounds=rounds, at=at)
        found.append(Posted(f"c:{n}", "transfer", None, move))
    return found


def line(*moves: tuple[str, str, int], barred: tuple[str, ...] = ()) -> LotLine:
    rows = posted(*moves)
    closing = fold([row.movement for row in rows], OPENING).held
    (found,) = by_lot(OPENING, rows, closing, barred)
    return found


def test_what_came_and_went_explains_what_is_left() -> None:
    found = line(*MOVES)
    # 102 + 40 − 20 − (24 + 4) − 1 − 1 lost = 92, by hand.
    assert found == LotLine(
        lot="A",
        opening=102,
        received=40,
        fired=20,
        handed=28,
        destroyed=1,
        adjusted=-1,
        closing=92,
        usable=82,
        duds=0,
        under_way=10,
        new_duds=3,
        entries=tuple(f"c:{n}" for n in range(10)),
    )
    assert found.foots


def test_a_stopped_lot_is_there_but_not_usable() -> None:
    found = line(*MOVES, barred=("A",))
    assert (found.usable, found.barred, found.under_way, found.closing) == (0, 92, 0, 92)
    assert found.foots


@pytest.mark.parametrize(("fired", "adjusted"), [(100, 0), (101, 1)])
def test_rounds_beyond_the_book_came_from_nowhere_the_book_knows(fired: int, adjusted: int) -> None:
    found = line(("depot/1", "end/fired", fired))
    assert (found.fired, found.adjusted, found.closing) == (fired, adjusted, 2)
    assert found.foots


def test_a_balance_that_is_not_what_the_movements_come_to_does_not_foot() -> None:
    (found,) = by_lot(OPENING, posted(MOVES[7]), OPENING, ())
    assert not found.foots


def test_between_two_stores_nothing_comes_in_or_goes_out() -> None:
    found = line(("depot/1", "site/3", 60))
    assert (found.received, found.handed, found.adjusted, found.closing) == (0, 0, 0, 102)
