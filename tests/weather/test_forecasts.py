"""A forecast becomes a process on record once; later forecasts update it, older ones leave it alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.weather.synthetic import SHIPPED, forecast, write
from wxmod.actions import Desk
from wxmod.actions.weather import forecasts, maps, opportunities, reading, skill
from wxmod.actions.weather.forecasts import State, Wanted
from wxmod.domain.errors import BadInput, UnknownName, UnreadableFileError
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.times import Window
from wxmod.drawing.maps import Drawn, Paint, classed, draw, edges_of, legend

RAIN = ("north-china-stratiform",)


def wanted(path: Path = SHIPPED, **more: object) -> Wanted:
    return Wanted([path], RAIN, **more)  # type: ignore[arg-type]


def test_the_shipped_example_says_it_is_synthetic_and_holds_one_process(desk: Desk) -> None:
    import xarray as xr  # noqa: PLC0415

    with xr.open_dataset(SHIPPED, engine="netcdf4") as made:
        assert "SYNTHETIC" in made.attrs["title"]
    first, again = (forecasts.detect(desk, wanted()) for _n in range(2))
    (found,) = first.found
    assert [f.as_dict() for f in first.found] == [f.as_dict() for f in again.found]
    assert found.state is State.NEW
    assert found.process.purpose is Purpose.RAIN
    assert found.process.layer_base_msl_m is not None
    assert found.process.layer_top_msl_m is not None
    assert 3000 < found.process.layer_base_msl_m < found.process.layer_top_msl_m < 9000
    assert {s.site for s in found.process.sites} == {s.code for s in desk.program.sites}
    assert len(found.evidence) == 7
    assert found.origins[0].sha256


def test_a_dry_forecast_holds_none(desk: Desk, tmp_path: Path) -> None:
    assert (
        forecasts.detect(
            desk,
            wanted(write(forecast(moist=False), tmp_path / "dry.nc")),
        ).found
        == ()
    )


def test_a_later_forecast_updates_and_never_doubles(desk: Desk, tmp_path: Path) -> None:
    (outcome,) = forecasts.confirm_all(desk, forecasts.detect(desk, wanted()))
    assert outcome.name == "GC20230720"
    (same,) = forecasts.detect(desk, wanted()).found
    assert (same.state, same.known) == (State.SAME, "GC20230720")
    assert forecasts.confirm_all(desk, forecasts.detect(desk, wanted())) == []
    with pytest.raises(BadInput, match="同样的资料"):
        forecasts.confirm(desk, same)
    before = reading.processes(desk)[0]
    # Run three hours later, the band three hours later still.
    later = write(forecast(later_h=3, run="2023-07-20T03:00"), tmp_path / "later.nc")
    told = forecasts.detect(desk, wanted(later))
    assert told.found[0].state is State.NEWER
    assert [o.name for o in forecasts.confirm_all(desk, told)] == ["GC20230720"]
    (now,) = reading.processes(desk)
    assert now.window.start > before.window.start
    assert now.run_at != before.run_at
    older = forecasts.detect(desk, wanted(SHIPPED)).found[0]
    assert older.state is State.OLDER
    with pytest.raises(BadInput, match="更晚起报"):
        forecasts.confirm(desk, older)


def test_what_people_said_of_a_process_is_kept(desk: Desk) -> None:
    (found,) = forecasts.detect(desk, wanted()).found
    reading.declare(desk, found.process.window, [Purpose.RAIN], reason="上级指导产品")
    assert forecasts.matched(desk, found).state is State.NEWER
    forecasts.confirm(desk, found)
    (held,) = reading.processes(desk)
    assert held.remarks == "上级指导产品"
    assert held.score is not None


def test_another_purpose_or_another_day_is_another_process(desk: Desk) -> None:
    (found,) = forecasts.detect(desk, wanted()).found
    window = found.process.window
    reading.declare(desk, window, [Purpose.HAIL], reason="雷达")
    far = Window(start=window.start.replace(day=28), end=window.end.replace(day=28))
    reading.declare(desk, far, [Purpose.RAIN], reason="另一次")
    assert forecasts.matched(desk, found).state is State.NEW


def test_only_a_process_that_was_found_can_be_named(desk: Desk) -> None:
    with pytest.raises(UnknownName):
        forecasts.confirm_all(desk, forecasts.detect(desk, wanted()), ["rain-x"])
    assert reading.processes(desk) == []


def test_a_process_over_another_area_is_none_of_the_county_and_is_not_recorded(desk: Desk) -> None:
    (found,) = forecasts.detect(desk, wanted(area="112.6,37.6,114.4,38.9")).found
    assert found.process.place == "area"
    assert found.process.key.endswith("-area")
    assert "全县" not in " ".join(
        opportunities.told(
            desk,
            opportunities.listed(desk, forecasts.detect(desk, wanted(area="all")))[0],
        )
    )
    with pytest.raises(BadInput, match="不是本县"):
        forecasts.confirm(desk, found)
    assert reading.processes(desk) == []


@pytest.mark.parametrize(
    "text", ["1,2,3", "a,b,c,d", "114,38,113,39", "113,39,114,38", "113,38,114,99"]
)
def test_an_area_is_four_degrees(desk: Desk, text: str) -> None:
    with pytest.raises(BadInput, match="范围"):
        forecasts.outline(desk, text)
    assert forecasts.outline(desk, "170,-10,-170,10") == (
        (170, -10),
        (190, -10),
        (190, 10),
        (170, 10),
    )
    assert forecasts.outline(desk, "all") is None
    assert forecasts.outline(desk, None) == desk.program.boundary


def test_long_work_tells_how_far_it_is_and_can_be_called_off(desk: Desk) -> None:
    from threading import Event  # noqa: PLC0415

    from wxmod.weather.columns.pipeline import Cancelled  # noqa: PLC0415

    done: list[int] = []
    stop = Event()

    def progress(n: int, of: int) -> None:
        done.append(n)
        assert of == 9
        if n == 2:
            stop.set()

    with pytest.raises(Cancelled):
        forecasts.detect(desk, wanted(progress=progress, stop=stop))
    assert done == [1, 2]


def test_skill_is_not_reported_on_the_data_thresholds_came_from(desk: Desk) -> None:
    with pytest.raises(BadInput, match="不能用它检验"):
        skill.hail(
            desk, [SHIPPED.parent], criteria=["hail-tianjin"], dataset="tianjin-hail-2009-2019"
        )


def test_a_forecast_without_rain_verifies_nothing(desk: Desk) -> None:
    with pytest.raises(UnreadableFileError, match=r"格点雨量.*temperature_k"):
        skill.rain(
            desk,
            wanted(),
            [SHIPPED],
            skill.terms(None, None, 0, ""),
        )


def test_a_map_shows_the_county_in_every_terminal(desk: Desk, tmp_path: Path) -> None:
    chart = maps.chart(desk, wanted(), "score", None)
    drawn = maps.drawn(chart, 60, 20)
    for paint in Paint:
        lines = draw(drawn, paint)
        assert len(lines) <= 20
        assert ("\x1b" in "".join(lines)) == (paint is Paint.COLOUR)
        assert "1" in "".join(lines)
        assert any("0.7…0.85" in line for line in legend(drawn, paint, "", "?"))
    assert all(ord(c) < 128 for line in draw(drawn, Paint.ASCII) for c in line)
    maps.save(desk, chart, tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert chart.as_dict()["known"] == chart.values.size
    with pytest.raises(UnknownName):
        maps.chart(desk, wanted(), "no_such", None)


def test_a_map_computes_the_time_asked_for_alone_and_says_which_it_took(desk: Desk) -> None:
    steps: list[tuple[int, int]] = []
    ask = wanted()._replace(progress=lambda *told: steps.append(told))
    when = datetime(2023, 7, 20, 8, 40, tzinfo=UTC)
    chart = maps.chart(desk, ask, "height_0c_trend_mh", when)
    assert chart.valid_at == datetime(2023, 7, 20, 9, tzinfo=UTC)
    assert "2023-07-20 08:40Z" in chart.notes[0]
    assert steps == [(1, 2), (2, 2)], "the time before is for trends"
    assert np.isfinite(chart.values).all()
    with pytest.raises(BadInput, match="2023-07-20 00:00Z … 2023-07-21 00:00Z"):
        maps.chart(desk, ask, "score", when + timedelta(days=2))
    assert len(steps) == 2, "refused before anything was computed"


def test_classes_hold_every_value_and_shades_tell_them_apart() -> None:
    values = np.array([[0.0, 3.0, 7.0], [9.9, np.nan, 5.0]])
    edges = edges_of(values)
    assert edges[0] <= 0
    assert edges[-1] > 9.9
    told = classed(values, edges)
    assert told[1, 1] == -1
    assert (
        np.diff(
            [
                told[0, 0],
                told[0, 1],
                told[1, 2],
                told[0, 2],
                told[1, 0],
            ]
        )
        >= 0
    ).all()
    drawn = Drawn(
        np.repeat(values, 2, axis=0),
        (0, 0, 1, 1),
        edges,
        ((2, 2), (3, 2), (3, 3)),
        {},
    )
    assert "?" in draw(drawn, Paint.ASCII)[1]


@pytest.mark.parametrize(
    ("degrees", "named"),
    [
        (1.0, {"a", "b"}),
        (2.0, {"a"}),
        (60.0, {"Yuxian"}),
    ],
)
def test_labels_of_a_map_never_lie_on_one_another(degrees: float, named: set[str]) -> None:
    from wxmod.drawing import pictures  # noqa: PLC0415

    lat, lon = np.meshgrid(
        38 + np.linspace(-1, 1, 9) * degrees,
        113 + np.linspace(-1, 1, 9) * degrees,
        indexing="ij",
    )
    county = ((112.6, 37.7), (113.4, 37.7), (113.4, 38.3), (112.6, 38.3))
    spots = {name: (113 + n / 200, 38.0) for n, name in enumerate("abcdefgh")} | {
        "far": (20.0, 20.0)
    }
    figure = pictures.figure_of(
        pictures.Picture(
            lat,
            lon,
            lat * 0,
            (0.0, 1.0),
            county,
            spots,
            "t",
            "1",
            "n",
            county="Yuxian",
        )
    )
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    assert named <= {text.get_text() for text in texts}
    assert "far" not in {text.get_text() for text in texts}
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in texts]
    assert not any(box.count_overlaps(boxes[:n]) for n, box in enumerate(boxes))


def test_a_map_is_in_english_where_there_are_no_chinese_letters(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wxmod.drawing import pictures  # noqa: PLC0415

    monkeypatch.setattr(pictures, "han_font", lambda: "")
    drawn: list[pictures.Picture] = []
    monkeypatch.setattr(pictures, "save", lambda picture, _path, _font: drawn.append(picture))
    assert (
        maps.save(
            desk,
            maps.chart(desk, wanted(), "precipitable_water_mm", None),
            tmp_path / "m.png",
        )
        is False
    )
    words = drawn[0].title + drawn[0].note + "".join(drawn[0].sites)
    assert not any("\u4e00" <= c <= "\u9fff" for c in words)
