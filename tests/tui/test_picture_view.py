"""The picture widget: what it was given, in the room it has, stepped by arrows; it asks nobody for anything."""

from datetime import date, datetime

import numpy as np
import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui.pictures.view import PictureView
from wxmod.drawing.calendar import Calendar
from wxmod.drawing.canvas import Drawing, Room, Signs
from wxmod.drawing.hours import Hour, Hours

BOX = (113.0, 38.0, 113.4, 38.4)


def hours(count: int) -> Hours:
    told = tuple(
        Hour(datetime.fromisoformat(f"2023-07-20T{n:02}:00+08:00"), n / 10, np.zeros((2, 2)))
        for n in range(count)
    )
    return Hours("层状云增雨", BOX, (), (("东邢", 113.1, 38.2),), told, 0.1)


class Host(App[None]):
    """A pane and nothing else."""

    def __init__(self, view: PictureView) -> None:
        super().__init__()
        self.view = view
        self.moved: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_picture_view_moved(self, event: PictureView.Moved) -> None:
        self.moved.append(event.shown)


def rows(view: PictureView) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_it_fills_its_pane_and_no_row_is_longer(size: tuple[int, int]) -> None:
    view = PictureView(hours(5))
    async with Host(view).run_test(size=size):
        assert {cell_len(row) for row in rows(view)} == {view.size.width}
        assert rows(view)[0].startswith("层状云增雨")


async def test_arrows_step_and_stop_at_the_ends() -> None:
    view = PictureView(hours(3))
    app = Host(view)
    async with app.run_test() as pilot:
        view.focus()
        await pilot.press("right", "right", "right", "left", "home", "end")
        await pilot.pause()
        assert app.moved == [1, 2, 1, 0, 2]
        assert "20%" in rows(view)[0]


async def test_a_picture_without_moments_takes_arrows_calmly() -> None:
    view = PictureView(Calendar(2023, {date(2023, 7, 20): 3}))
    app = Host(view)
    async with app.run_test() as pilot:
        view.focus()
        await pilot.press("right", "left")
        assert app.moved == []
        assert "3" in "".join(rows(view)[2:])


async def test_it_is_drawn_once_for_a_room_and_anew_for_another() -> None:
    rooms: list[Room] = []

    class Counted:
        def draw(self, room: Room) -> Drawing:
            rooms.append(room)
            return Calendar(2023, {}).draw(room)

        def png(self) -> bytes:
            return b""

    view = PictureView(Counted())
    async with Host(view).run_test(size=(80, 24)) as pilot:
        rows(view)
        rows(view)
        assert rooms == [Room(80, 24)]
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        rows(view)
        assert rooms == [Room(80, 24), Room(100, 30)]
        view.signs = Signs.ASCII
        await pilot.pause()
        rows(view)
        assert rooms[-1] == Room(100, 30, Signs.ASCII)


async def test_an_empty_pane_is_blank_until_it_is_given_something() -> None:
    view = PictureView()
    async with Host(view).run_test(size=(40, 10)) as pilot:
        assert not "".join(rows(view)).strip()
        view.picture = Calendar(2023, {})
        await pilot.pause()
        assert "2023" in rows(view)[0]
