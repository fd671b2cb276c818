"""Trajectory tables, firing solutions and their fall zones."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from wxmod.domain.ammunition.ledger import AmmunitionKind
from wxmod.domain.errors import BadInput, UnreadableFileError
from wxmod.domain.firing.aiming import FallZone
from wxmod.domain.firing.trajectories import Spot, TrajectoryRow, TrajectoryTable
from wxmod.domain.geodesy import Point, gap_m
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.planning import firing, winds
from wxmod.planning.firing import Wanted
from wxmod.program import load_program, program_folder
from wxmod.program.ground import blank_trajectories, read_trajectories, surroundings_in

ROWS = (
    {
        "elevation_deg": 50,
        "start_height_m": 2500,
        "start_range_m": 2200,
        "end_height_m": 4000,
        "end_range_m": 4800,
        "final_height_m": 3500,
        "final_range_m": 6000,
        "dud_range_m": 8000,
    },
    {
        "elevation_deg": 60,
        "start_height_m": 3000,
        "start_range_m": 1800,
        "end_height_m": 5000,
        "end_range_m": 4000,
        "final_height_m": 4500,
        "final_range_m": 5000,
        "dud_range_m": 7000,
    },
    {
        "elevation_deg": 70,
        "start_height_m": 3500,
        "start_range_m": 1200,
        "end_height_m": 6000,
        "end_range_m": 3000,
        "final_height_m": 5500,
        "final_range_m": 3800,
        "dud_range_m": 5200,
    },
)
HEAD = {"name": "T", "ammunition": "shell-37", "dated": "2020-01-01", "source": "试验用，非真实"}


def table(**changes: Any) -> TrajectoryTable:
    return TrajectoryTable.model_validate({**HEAD, "rows": ROWS, **changes})


def written(tmp_path: Path, rows: tuple[dict[str, Any], ...] = ROWS, **head: Any) -> Path:
    told = {**HEAD, **head}
    columns = [*told, *rows[0]]
    lines = [",".join(str((told | row).get(c, "")) for c in columns) for row in rows]
    path = tmp_path / "t.csv"
    path.write_text(
        "\n".join([",".join(columns), *lines]) + "\n",
        "utf-8",
    )
    return path


def test_a_table_is_read_as_it_is_printed(tmp_path: Path) -> None:
    assert read_trajectories(written(tmp_path)) == table()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"end_height_m": 100}, "高度应增加"),
        ({"elevation_deg": 55}, "仰角须逐行增大"),
        ({"end_range_m": 900}, "起点"),
        ({"end_height_m": 50_000}, "40000"),
    ],
)
def test_a_table_that_is_no_path_is_refused(
    tmp_path: Path, change: dict[str, float], says: str
) -> None:
    rows = (*ROWS[:2], {**ROWS[2], **change})
    with pytest.raises(BadInput, match=says):
        read_trajectories(written(tmp_path, rows))


def test_a_table_in_kilometres_is_refused(tmp_path: Path) -> None:
    """Its shape is that of a path, so only the size tells."""
    rows = tuple(
        {k: v if k == "elevation_deg" else v / 1000 for k, v in row.items()} for row in ROWS
    )
    with pytest.raises(BadInput, match=r"最高只有 6 m.*不是千米"):
        read_trajectories(written(tmp_path, rows))


def test_what_is_wrong_is_told_with_its_line_or_its_elevations(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="第 2 行：end_range_m: 应为数字 ← 四千"):
        read_trajectories(
            written(
                tmp_path,
                (
                    ROWS[0],
                    ROWS[1] | {"end_range_m": "四千"},
                    ROWS[2],
                ),
            )
        )
    with pytest.raises(BadInput, match="仰角 60° 到 70°"):
        read_trajectories(
            written(
                tmp_path,
                (*ROWS[:2], ROWS[2] | {"end_height_m": 4900}),
            )
        )
    with pytest.raises(BadInput, match="仰角 70°：距离"):
        read_trajectories(
            written(
                tmp_path,
                (*ROWS[:2], ROWS[2] | {"end_range_m": 1100}),
            )
        )


def test_a_blank_table_filled_in_is_a_table(tmp_path: Path) -> None:
    *remarks, head, begun = blank_trajectories("shell-37").splitlines()
    assert all(line.startswith("# ") for line in remarks)
    columns = head.split(",")
    told = dict(zip(columns, begun.split(","), strict=True))
    lines = [
        ",".join(
            str(
                (told | HEAD | {"name": told["name"]} | row).get(
                    c,
                    "",
                )
            )
            for c in columns
        )
        for row in ROWS
    ]
    path = tmp_path / "filled.csv"
    path.write_text(
        "\r\n".join(
            [
                *remarks,
                head,
                *lines,
                "," * (len(columns) - 1),
                "",
            ]
        ),
        "utf-8-sig",
        newline="",
    )
    read = read_trajectories(
        path
    )  # as a spreadsheet leaves it: a mark in front, an empty line behind
    assert (read.name, read.ammunition, len(read.rows)) == ("shell-37", "shell-37", 3)


def test_a_table_without_source_or_date_is_refused(tmp_path: Path) -> None:
    for lacking in ({"source": ""}, {"dated": ""}):
        with pytest.raises(BadInput, match=next(iter(lacking))):
            read_trajectories(written(tmp_path, **lacking))
    path = tmp_path / "no.csv"
    path.write_text("name\nx,y\n", "utf-8")
    with pytest.raises(UnreadableFileError):
        read_trajectories(path)


def test_between_lines_it_is_linear_and_beyond_them_nothing_is_known() -> None:
    middle = table().at(55)
    assert middle is not None
    assert middle.spot("end") == Spot(4500, 4400)
    assert middle.dud_range_m == 7500
    assert table().at(49.9) is None
    assert table().at(70.1) is None


def any_path(_path: TrajectoryRow) -> bool:
    return True


def test_the_layer_comes_first_then_the_range() -> None:
    path, miss = firing.solve(table(), Wanted((5200, 6000), None), any_path)
    assert (path.elevation_deg, miss.height_m) == (70, 0)
    assert miss.share == pytest.approx((6000 - 5200) / (6000 - 3500))
    # 2500–6000 m holds the whole burn at every line; the middle of seeding at 60° lies 2900 m away.
    path, miss = firing.solve(table(), Wanted((2500, 6000), 2900), any_path)
    assert path.elevation_deg == 60
    assert miss == (0, 0, 1)


def test_a_touch_of_the_layer_does_not_beat_most_of_it() -> None:
    """At 50° 500 of 1500 m of the burn lie above 3500 m, at 60° 1500 of 2000; 3500 m away 50° lies right in range."""
    wanted = Wanted((3500, 6500), 3500)
    flat, steep = (table().at(elevation) for elevation in (50, 60))
    assert flat is not None
    assert steep is not None
    assert firing.miss(flat, wanted) == (0, 0, pytest.approx(1 / 3))
    assert firing.miss(steep, wanted) == (0, 600, pytest.approx(3 / 4))
    path, miss = firing.solve(table(), wanted, any_path)
    assert miss.share >= 0.95
    assert path.elevation_deg > 60


def test_a_layer_out_of_reach_is_told_with_how_far() -> None:
    path, miss = firing.solve(table(), Wanted((7000, 8000), None), any_path)
    assert (path.elevation_deg, miss.height_m, miss.share) == (70, 1000, 0)


def test_only_permitted_paths_are_taken_where_there_are_any() -> None:
    wanted = Wanted((5200, 6000), None)
    path, _miss = firing.solve(table(), wanted, lambda path: path.elevation_deg <= 65)
    assert path.elevation_deg == 65
    path, _miss = firing.solve(table(), wanted, lambda path: firing.top_m(path) <= 5000)
    assert path.elevation_deg == 60


@pytest.mark.parametrize(("apex_m", "top_m"), [(None, 5000), (5000, 5000), (6130, 6130)])
def test_a_round_that_does_not_burst_climbs_to_its_apex(apex_m: float | None, top_m: float) -> None:
    rows = tuple(row | {"apex_height_m": apex_m} for row in ROWS[1:2])
    path = table(rows=rows).at(60)
    assert path is not None
    assert firing.top_m(path) == top_m


def test_an_apex_below_the_path_is_none() -> None:
    with pytest.raises(ValidationError, match="apex"):
        table(rows=(ROWS[1] | {"apex_height_m": 4999},))


def test_wind_is_taken_apart_along_the_line_of_fire() -> None:
    steady = winds.constant(270, 10, "试验")
    u, v = steady.mean(0, 1000)
    assert winds.against(90, u, v) == pytest.approx((10, 0), abs=1e-9)
    assert winds.against(0, u, v) == pytest.approx((0, -10), abs=1e-9)  # from the left
    assert winds.against(180, u, v) == pytest.approx((0, 10), abs=1e-9)


DAY = date(2024, 7, 1)


@pytest.mark.parametrize(
    ("kind", "behind", "from_the_left"),
    [
        ("gun", "落点偏远，射程要缩短", "弹体偏右，方位要向左修正"),
        ("launcher", "弹道抬高，仰角要减小", "弹体偏左，方位要向右修正"),
    ],
)
def test_a_shell_goes_with_the_wind_and_a_burning_rocket_turns_into_it(
    kind: str, behind: str, from_the_left: str
) -> None:
    planning = load_program(program_folder("yuxian")).planning
    piece, wind = EquipmentKind(kind), winds.constant(270, 10, "试验")
    blowing = firing.low_wind(wind, 900, 1000, 90)
    (said,) = firing.corrections(blowing, piece, planning, DAY)
    assert f"顺风 10.0 m/s：{behind}" in said
    crossing = firing.low_wind(wind, 900, 1000, 0)
    (said,) = firing.corrections(crossing, piece, planning, DAY)
    assert f"左侧风 10.0 m/s：{from_the_left}" in said


def fallen(kind: str, air: firing.Air, **changes: Any) -> tuple[Point, tuple[FallZone, ...]]:
    """The zones of 60° to the east from 东邢, 900 m above the sea."""
    county = load_program(program_folder("yuxian"))
    site, path = county.site("东邢").position, table().at(60)
    assert site is not None
    assert path is not None
    path = path.model_copy(update=changes)
    laid = firing.Laid(EquipmentKind(kind), path, site, 900.0, 90.0, table())
    return site, firing.zones(laid, county.planning, DAY, air)


def test_a_body_under_its_parachute_comes_down_as_far_as_the_wind_takes_it() -> None:
    """From 4500 m above the piece, 6–10 m/s down, 8–12 m/s of wind: 3600 to 9000 m beyond 5000 m, and 5 % of 5000 m."""
    site, (residue, _dud) = fallen("launcher", firing.Air(winds.constant(270, 10, "试验"), 10))
    for metres, gap in ((8300, 50), (8400, 0), (14200, 0), (14350, 100)):
        there = firing.ahead(site, 90, metres)
        assert gap_m(residue.outline, there) == pytest.approx(gap, abs=5), metres
    aside = firing.ahead(firing.ahead(site, 90, 11000), 0, 350)
    assert gap_m(residue.outline, aside) == pytest.approx(100, abs=5)
    assert "6–10 m/s" in residue.assumed
    assert "试验" in residue.assumed


def test_splinters_of_a_shell_come_down_aside_of_the_line_of_fire() -> None:
    """In 8 m/s from the north they lie south of it, by hundreds of metres; nothing lies north."""
    site, (residue, _dud) = fallen("gun", firing.Air(winds.constant(0, 8, "试验"), 10))
    there = firing.ahead(site, 90, 5000)
    south = firing.ahead(firing.ahead(there, 90, 200), 180, 900)
    assert gap_m(residue.outline, south) == 0
    assert gap_m(residue.outline, firing.ahead(there, 0, 50)) > 50
    assert "5–150 g" in residue.assumed


def test_without_a_wind_the_zone_is_a_ring_for_the_strongest_that_may_be_fired_in() -> None:
    site, (residue, _dud) = fallen("launcher", firing.Air(None, 10))
    there = firing.ahead(site, 90, 5000)
    for azimuth in (0, 90, 180, 270):
        edge = 10 * 4500 / 6 + 250
        inside, outside = (firing.ahead(there, azimuth, edge + off) for off in (-40, 100))
        assert gap_m(residue.outline, inside) == 0
        assert gap_m(residue.outline, outside) == pytest.approx(100, abs=30)
    assert "10 m/s" in residue.assumed
    _site, (only,) = fallen("launcher", firing.Air(None, None))
    assert only.kind.value == "dud"


def test_duds_come_down_out_to_the_range_of_the_table() -> None:
    site, (_residue, dud) = fallen("gun", firing.Air(None, 10))
    assert gap_m(dud.outline, firing.ahead(site, 90, 6990)) == 0
    assert gap_m(dud.outline, firing.ahead(site, 90, 7100)) == pytest.approx(100, abs=10)
    assert dud.basis == HEAD["source"]
    site, (_residue, notice) = fallen("gun", firing.Air(None, 10), dud_range_m=None)
    assert "作业公告" in notice.basis
    assert gap_m(notice.outline, firing.ahead(site, 90, 9900)) == 0


def test_doses_are_those_of_the_ammunition_and_the_day() -> None:
    planning = load_program(program_folder("yuxian")).planning
    held = firing.doses(planning, AmmunitionKind.ROCKET, date(2024, 7, 1))
    assert {(d.cloud, d.least, d.most) for d in held} == {("weak", 2, 4), ("strong", 6, 10)}
    assert firing.doses(planning, AmmunitionKind.FLARE, date(2024, 7, 1)) == ()


def test_surroundings_come_from_csv_and_geojson(tmp_path: Path) -> None:
    (tmp_path / "surroundings.csv").write_text(
        "name,kind,lon,lat,radius_m\n甲村,populated,113.1,38.2,300\n", "utf-8"
    )
    feature = '{"properties":{"name":"变电站","kind":"installation"},"geometry":{"coordinates":[113.2,38.1]}}'
    (tmp_path / "surroundings.geojson").write_text(f'{{"features":[{feature}]}}', "utf-8")
    assert [s["name"] for s in surroundings_in(tmp_path)] == ["甲村", "变电站"]
    (tmp_path / "surroundings.geojson").write_text("[]", "utf-8")
    with pytest.raises(UnreadableFileError):
        surroundings_in(tmp_path)


def test_no_table_is_shipped_for_the_rockets_of_the_county() -> None:
    county = load_program(program_folder("yuxian"))
    assert [(t.name, t.demonstration) for t in county.trajectories] == [("demonstration", True)]
    (row,) = county.trajectories[0].rows
    assert (row.elevation_deg, row.end_height_m, row.end_range_m) == (65, 6600, 4900)
    assert row.spot("start") is None
