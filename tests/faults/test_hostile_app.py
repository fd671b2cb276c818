"""Text made to act, in the app: typed, pasted, kept as a draft and read on every page, it is text."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Paste
from textual.widgets import DataTable, Input

import tui.app
from tests.conftest import NOW
from tests.duty_log import hail, ready
from tests.faults.children import LONG
from tests.faults.hostile import ALL, soil
from tests.tui.test_app import PAGES, SIZES, fill, text, until
from tui.app import WxmodApp
from tui.chrome.line import seen_only
from tui.chrome.paged import PagedTable
from tui.pages.form import FormPage
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.record import drafts, setup
from wxmod.domain.visible import visible
from wxmod.store import journal

pytestmark = pytest.mark.slow


@pytest.fixture
def soiled(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "wxmod-demo-x").mkdir()
    made = replace(
        setup.init(
            tmp_path / "wxmod-demo-x" / "w.db",
            program="yuxian",
            actor="C1",
        ),
        clock=lambda: NOW,
    )
    ready(made)
    recording.record(
        made,
        hail(made),
    )
    soil(made)
    yield made
    made.store.close()


class Watched(WxmodApp):
    """The app, and what text made it do."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.did: list[str] = []

    async def action_quit(self) -> None:
        self.did.append("quit")

    def copy_to_clipboard(self, text: str) -> None:
        self.did.append(text)


def said(app: WxmodApp) -> str:
    """What stands on the screen; fails where it would act on the terminal or not fit."""
    lines = text(app)
    assert [line for line in lines if visible(line) != line] == []
    assert {cell_len(line) for line in lines} == {app.size.width}
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("lang", "size"),
    [
        ("zh", SIZES[0]),
        ("en", SIZES[1]),
    ],
    ids=str,
)
async def test_every_page_over_hostile_entries_is_text(
    soiled: Desk, lang: str, size: tuple[int, int]
) -> None:
    wording.use(lang)
    app, shown = Watched(soiled), ""
    async with app.run_test(size=size) as pilot:
        for key in PAGES:
            await pilot.press(key)
            await pilot.pause()
            shown += said(app)
            for table in [*app.screen.query(DataTable), *app.screen.query(PagedTable)]:
                table.focus()
                for _row in range(min(table.row_count, 5)):
                    await pilot.press("enter")
                    await pilot.pause()
                    shown += said(app)
                    if len(app.screen_stack) > 2:
                        await pilot.press("escape")
                    await pilot.press("down")
            await pilot.press("f1")
            await pilot.press("escape", "escape")
        assert app.did == []
        assert app.return_value is None
    assert "[@click=app.quit]" in shown


async def test_every_room_of_command_over_hostile_entries_is_text(soiled: Desk) -> None:
    app, shown = Watched(soiled), ""
    async with app.run_test(size=SIZES[0]) as pilot:
        for room in "aispg":
            await pilot.press("f4", room)
            await pilot.pause()
            table = app.screen.query_one(PagedTable)
            for _row in range(min(table.row_count, 4)):
                for key in ("enter", "right", "escape", "down"):
                    await pilot.press(key)
                    shown += said(app)
        assert app.did == []
        assert app.return_value is None
    assert "[@click=app.quit]" in shown


async def test_a_form_filled_with_it_says_so_and_keeps_it(soiled: Desk) -> None:
    app, before = Watched(soiled), journal.tail(soiled.store)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, FormPage)
        names = [field.name for field in app.screen.fields]
        for what, told in list(ALL.items())[:: 1 if LONG else 5]:
            await fill(
                pilot,
                **dict.fromkeys(names, told),
            )
            app.screen.query_one(
                f"#{names[len(what) % len(names)]}",
                Input,
            ).focus()
            await pilot.pause()
            said(app)
            await pilot.press("ctrl+s")
            await pilot.pause()
            said(app)
            left = drafts.take(soiled, app.session, "operation")
            assert left is not None
            assert set(left.words.values()) == {seen_only(told)}, what
        assert app.did == []
        assert app.return_value is None
    assert journal.tail(soiled.store) == before


def holds(place: Input, wanted: str) -> bool:
    """Whether a field holds that and nothing else."""
    return place.value == wanted


async def test_what_is_pasted_is_text(soiled: Desk) -> None:
    app = Watched(soiled)
    async with app.run_test(size=(80, 24)) as pilot:
        for key, field in (
            ("f2", "#before"),
            ("escape slash", "#find"),
            ("ctrl+p", "CommandInput"),
        ):
            await pilot.press(*key.split())
            await pilot.pause()
            place = app.screen.query_one(field, Input)
            place.focus()
            for what, told in ALL.items():
                place.value = ""
                app.post_message(Paste(told))
                # A paste is let through when what came before it has come to rest.
                await until(pilot, partial(holds, place, seen_only(told)))
                assert place.value == seen_only(told), (field, what)
                said(app)
        assert app.did == []
        assert app.return_value is None


async def test_several_lines_pasted_are_one_and_nothing_of_them_is_lost(soiled: Desk) -> None:
    app = Watched(soiled)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        place = app.screen.query_one("#crew", Input)
        place.focus()
        place.value = ""
        app.post_message(Paste("P11\nP12\r\nP\u200b13"))
        await pilot.pause()
        assert place.value == "P11 P12 P13"
