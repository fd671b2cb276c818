"""The weather page: a forecast judged beside the work, called off, and confirmed; why, line by line."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static

from tests.duty_log import at
from tests.tui.test_app import fill, text, until
from tests.weather.columns import isa, spc
from tests.weather.synthetic import SHIPPED, forecast, write
from tui.app import WxmodApp
from tui.pages.weather import WeatherPage
from wxmod import wording
from wxmod.actions import Desk
from wxmod.actions.weather import forecasts, reading
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window
from wxmod.weather.columns.pipeline import Cancelled

RAIN = "north-china-stratiform"


async def page(pilot: Pilot[Any]) -> WeatherPage:
    await pilot.press("f3")
    await pilot.pause()
    shown = pilot.app.screen
    assert isinstance(shown, WeatherPage)
    return shown


async def judge(pilot: Pilot[Any], path: Path, **words: str) -> None:
    shown = pilot.app.screen
    for name, value in {"file": str(path), "criteria": RAIN, **words}.items():
        shown.query_one(f"#{name}", Input).value = value
    shown.query_one("#file", Input).focus()
    await pilot.press("enter")


def said(shown: WeatherPage, name: str) -> str:
    return str(shown.query_one(name, Static).render())


@pytest.mark.parametrize("lang", wording.LANGUAGES)
async def test_a_forecast_is_judged_and_its_process_confirmed_once(desk: Desk, lang: str) -> None:
    wording.use(lang)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        shown = await page(pilot)
        await judge(pilot, SHIPPED)
        await until(pilot, lambda: bool(shown.forecast))
        await pilot.pause()
        assert isinstance(shown.focused, DataTable)
        (row,) = shown.rows
        assert row.open
        why = said(shown, "#evidence")
        assert ">= 2000" in why
        assert "SHA-256" in why
        assert "东邢" in why
        assert any("+" in line for line in text(app))
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("enter")
        await until(
            pilot,
            lambda: [p.id for p in reading.processes(desk)] == ["GC20230720"],
        )
        await pilot.pause()
        assert any("GC20230720" in line for line in text(app))
        assert not shown.rows[0].open
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen is shown, "nothing is left to confirm"


async def test_a_forecast_that_holds_none_says_what_held_it_back(
    desk: Desk, tmp_path: Path
) -> None:
    dry = write(forecast(moist=False), tmp_path / "a dry one.nc")
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await page(pilot)
        await judge(pilot, dry)
        await until(pilot, lambda: bool(shown.forecast))
        await pilot.pause()
        assert "没有识别出" in said(shown, "#state")
        assert "云层厚度" in said(shown, "#evidence")
        assert "%" in said(shown, "#evidence")


async def test_one_place_and_time_of_a_forecast(desk: Desk) -> None:
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await page(pilot)
        await judge(pilot, SHIPPED, place="113.4, 38.1 2023-07-20 17:00")
        await until(pilot, lambda: shown.assessed is not None)
        await pilot.pause()
        assert "07-20 17:00" in said(shown, "#evidence")
        assert "✓ 有利" in said(shown, "#evidence")


async def test_esc_calls_the_work_off_and_keeps_what_was_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def slow(_desk: Desk, wanted: forecasts.Wanted, _place: str) -> None:
        assert wanted.progress
        assert wanted.stop
        wanted.progress(3, 72)
        begun.set()
        assert wanted.stop.wait(10)
        raise Cancelled

    monkeypatch.setattr(forecasts, "look_at", slow)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await page(pilot)
        await judge(pilot, SHIPPED)
        await until(pilot, begun.is_set)
        await pilot.pause()
        assert "3/72" in said(shown, "#state")
        await pilot.press("escape")
        await until(pilot, lambda: shown.stop is None)
        assert said(shown, "#state") == "已取消"
        assert app.screen is shown
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not shown, "with nothing to call off it leads home"


async def test_a_fault_nobody_foresaw_ends_the_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(forecasts, "look_at", broken)
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await page(pilot)
        await judge(pilot, SHIPPED)
        await until(pilot, lambda: "a fault" in said(shown, "#state"))
        assert shown.stop is None


async def test_a_sounding_is_judged_where_it_was_made_and_confirmed_over_a_window(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "a sounding.txt"
    path.write_text(spc(isa(20_000, depression=2, shift=6), when="230720/0000"), encoding="utf-8")
    app = WxmodApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        shown = await page(pilot)
        await judge(pilot, path, criteria=f"{RAIN} hail-kashi")
        await until(pilot, lambda: shown.assessed is not None)
        await pilot.pause()
        why = said(shown, "#evidence")
        assert "(>= 2000)" in why
        assert "K " in why
        await judge(pilot, tmp_path / "no such file")
        await until(pilot, lambda: "no such file" in said(shown, "#state"))
        assert shown.assessed is None, "nothing of the file before it is left to be confirmed"
        await judge(pilot, path, criteria=f"{RAIN} hail-kashi")
        await until(pilot, lambda: shown.assessed is not None)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await fill(pilot, **{"ask-end": "2023-07-20 12:00", "ask-synoptic": "低槽"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(reading.processes(desk)))
        (process,) = reading.processes(desk)
        assert process.synoptic_type == "低槽"
        assert process.window.start == at(desk, "2023-07-20 08:00")


async def test_what_is_on_record_is_listed_with_what_was_done_in_it(desk: Desk) -> None:
    window = Window(start=at(desk, "2023-07-19 14:00"), end=at(desk, "2023-07-19 20:00"))
    reading.declare(desk, window, [Purpose.HAIL], reason="雷达回波")
    app = WxmodApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await page(pilot)
        assert isinstance(shown.focused, DataTable)
        why = said(shown, "#evidence")
        assert "没有作业，已错过" in why
        assert "雷达回波" in why
