"""Two applications at once on one record: what one writes the other counts with, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.conftest import NOW
from tests.duty_log import ready
from tests.tui.test_app import GOOD
from tui.app import WxmodApp
from wxmod.actions import Desk
from wxmod.actions.ammunition import stores
from wxmod.actions.desk import open_desk
from wxmod.domain.ammunition.accounts import Account
from wxmod.store import tables
from wxmod.store.chains import entries
from wxmod.store.keeping.verify import verify

pytestmark = pytest.mark.slow

SIZE = (120, 40)
IN_DEPOT = 80
"""Of 100 rounds of A-7, `ready` issues 20."""


@pytest.fixture
def desks(desk: Desk) -> Iterator[tuple[Desk, Desk]]:
    """The record as two programs have it open, each with a connection of its own."""
    ready(desk)
    made = []
    for who in ("C1", "K1"):
        opened = open_desk(desk.store.path, actor=who)
        made.append(replace(opened, clock=lambda: NOW))
    yield made[0], made[1]
    for each in made:
        each.store.close()


@asynccontextmanager
async def window(desk: Desk, key: str) -> AsyncIterator[Pilot[None]]:
    """An app with a window of the stock page open."""
    app = WxmodApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        yield pilot


async def fill(pilot: Pilot[None], words: dict[str, str]) -> None:
    for name, text in words.items():
        pilot.app.screen.query_one(f"#ask-{name}", Input).value = text
    await pilot.pause()


ISSUE = {"lot": "A-7", "source": "county", "to": "西村", "by": "K1", "witness": "K2"}


@pytest.mark.parametrize(("rounds", "accepted"), [(60, 1), (40, 2)])
async def test_the_last_rounds_are_issued_by_one_of_two_apps(
    desks: tuple[Desk, Desk], rounds: int, accepted: int
) -> None:
    """Both windows were filled before either was sent: what the first took, the second no longer finds."""
    one, two = desks
    async with window(one, "o") as here, window(two, "o") as there:
        for pilot in (here, there):
            await fill(pilot, ISSUE | {"rounds": str(rounds)})
        await asyncio.gather(here.press("ctrl+s"), there.press("ctrl+s"))
        await here.pause()
        await there.pause()
        refused = [p for p in (here, there) if p.app.screen.query("#fault")]
        said = [str(p.app.screen.query_one("#fault", Static).render()) for p in refused]
    assert len(refused) == 2 - accepted
    assert all("M321" in text and f"{2 * rounds - IN_DEPOT} 发" in text for text in said)
    left = {h.place: h.rounds for h in stores.stock(one) if h.lot.no == "A-7"}
    assert left.get(Account.depot("county"), 0) == IN_DEPOT - accepted * rounds
    issues = [e for e in entries(one.store) if e.kind == "ammunition.transferred"]
    assert len(issues) == 2 + accepted
    assert verify(one.store).breaks == ()


async def test_one_firing_entered_in_two_apps_stands_twice_and_the_second_says_so(
    desks: tuple[Desk, Desk],
) -> None:
    """A fact is never refused, and two people's facts are never made one in silence: a rule names the other."""
    one, two = desks
    async with window(one, "f2") as here, window(two, "f2") as there:
        for pilot in (here, there):
            for name, text in GOOD.items():
                pilot.app.screen.query_one(f"#{name}", Input).value = text
            await pilot.pause()
        await asyncio.gather(here.press("ctrl+s"), there.press("ctrl+s"))
        await here.pause()
        await there.pause()
    first, second = sorted(tables.operations.operations(one.store), key=lambda row: row.seq)
    assert first.no != second.no
    assert "D711" not in first.seen
    assert "D711" in second.seen
    assert verify(one.store).breaks == ()
