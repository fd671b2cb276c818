"""A programme is a folder: the example is complete, the template names every field, another county needs no code."""

import csv
import json
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from wxmod import wording
from wxmod.actions.record import setup
from wxmod.domain.ammunition.ledger import AmmunitionType
from wxmod.domain.base import Confidence
from wxmod.domain.errors import BadInput, UnknownName, UnreadableFileError
from wxmod.domain.geodesy import area_km2
from wxmod.domain.operations.operation import Purpose
from wxmod.domain.registry.equipment import Equipment
from wxmod.domain.registry.people import Person
from wxmod.domain.registry.sites import Depot, Sector, Site, Vehicle
from wxmod.program import load_program, program_folder
from wxmod.program.check import Gravity, check_program
from wxmod.program.example import load_example
from wxmod.program.files import lay_out, program_files
from wxmod.program.ground import read_trajectories
from wxmod.program.settings import Program, Settings
from wxmod.resources import data

TODAY = date(2024, 7, 1)
TEMPLATE = data() / "programs" / "_template"
# Says what an entry of the journal is about; a table of the programme is no entry.
OF_AN_ENTRY = {"stated"}
SHAPED = {"position": {"lon", "lat"}, "sectors": set()}


@pytest.fixture(scope="module")
def yuxian() -> Program:
    return load_program(program_folder("yuxian"))


def test_the_example_holds_what_the_plan_says(yuxian: Program) -> None:
    assert len(yuxian.sites) == 5
    kinds = [unit.kind.value for unit in yuxian.equipment]
    assert {kind: kinds.count(kind) for kind in kinds} == {"gun": 2, "launcher": 2, "burner": 1}
    season = yuxian.season(Purpose.HAIL, date(2024, 7, 1))
    assert season is not None
    assert season.value is not None
    assert (season.value.first, season.value.last) == ((5, 1), (10, 31))


def test_the_outline_has_the_area_of_the_county(yuxian: Program) -> None:
    assert area_km2(yuxian.boundary) == pytest.approx(2517.3, abs=1)


def test_2018_is_judged_by_the_notice_of_2018(yuxian: Program) -> None:
    season = yuxian.season(Purpose.HAIL, date(2018, 7, 1))
    assert season is not None
    assert season.value is not None
    assert not season.value.includes(date(2018, 5, 20))


def test_snow_has_the_season_of_rain(yuxian: Program) -> None:
    assert yuxian.season(Purpose.SNOW, TODAY) == yuxian.season(Purpose.RAIN, TODAY)


@pytest.mark.parametrize("name", ["yuxian", "_template"])
def test_shipped_programmes_have_no_errors(name: str) -> None:
    problems = check_program(data() / "programs" / name, TODAY)
    assert [p for p in problems if p.gravity is Gravity.ERROR] == []
    assert problems


@pytest.mark.parametrize(
    ("file", "model"),
    [
        ("sites", Site),
        ("sectors", Sector),
        ("depots", Depot),
        ("vehicles", Vehicle),
        ("equipment", Equipment),
        ("ammunition", AmmunitionType),
        ("people", Person),
    ],
)
def test_the_template_has_a_column_for_every_field(file: str, model: type) -> None:
    with (TEMPLATE / f"{file}.csv").open(encoding="utf-8") as table:
        columns = set(next(csv.reader(line for line in table if not line.startswith("#"))))
    needed = set(model.model_fields) - OF_AN_ENTRY  # type: ignore[attr-defined]
    for name, shaped in SHAPED.items():
        needed = (needed - {name}) | shaped if name in needed else needed
    assert needed <= columns


def test_the_template_names_every_setting() -> None:
    told = tomllib.loads((TEMPLATE / "program.toml").read_text("utf-8"))
    assert set(told["settings"]) == set(Settings.model_fields)
    tables = {
        "sites",
        "depots",
        "equipment",
        "ammunition",
        "people",
        "boundary",
        "settings",
        "vehicles",
        "planning",
    }
    tables |= {"earlier_sites", "surroundings", "trajectories", "neighbours"}
    assert set(told) - {"settings"} == set(Program.model_fields) - tables


def test_another_county_is_another_folder(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(TEMPLATE, folder)
    desk = setup.init(tmp_path / "w.db", program=str(folder))
    assert desk.program.name == "示例县"
    desk.store.close()


def test_ground_of_neighbours_is_read_with_every_part_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(TEMPLATE, folder)
    one, two = (
        [
            [
                [e, 38],
                [e + 1, 38, 900],
                [e + 1, 39],
                [e, 38],
            ]
        ]
        for e in (114, 116)
    )
    shapes = {"邻省": ("MultiPolygon", [one, two]), "邻县": ("Polygon", one)}
    layer = {
        "features": [
            {"properties": {"name": name}, "geometry": {"type": kind, "coordinates": corners}}
            for name, (kind, corners) in shapes.items()
        ]
    }
    path = folder / "neighbours.geojson"
    path.write_text(json.dumps(layer), "utf-8")
    read = load_program(folder).neighbours
    assert [(each.name, len(each.outlines), each.confidence) for each in read] == [
        ("邻省", 2, Confidence.UNVERIFIED),
        ("邻县", 1, Confidence.UNVERIFIED),
    ]
    assert read[0].outlines[1][1] == (117, 38)
    for wrong in (
        '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        "[",
        "3",
    ):
        path.write_text(wrong, "utf-8")
        with pytest.raises(UnreadableFileError, match=r"neighbours\.geojson"):
            load_program(folder)


def test_a_broken_programme_names_file_and_field(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(TEMPLATE, folder)
    table = folder / "equipment.csv"
    table.write_text(table.read_text("utf-8").replace(",gun,", ",cannon,"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"equipment\.0\.kind"):
        load_program(folder)
    (folder / "people.csv").unlink()
    with pytest.raises(UnreadableFileError, match=r"people\.csv"):
        load_program(folder)


def test_history_runs_from_early_to_late(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(data() / "programs" / "yuxian", folder)
    toml = folder / "program.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("since = 2018-05-28", "since = 2025-05-28"),
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="season"):
        load_program(folder)


def test_a_programme_has_the_shared_planning_settings_unless_it_has_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(TEMPLATE, folder)
    assert load_program(folder).planning.night_starts_hour.value_on(TODAY) == 20
    own = 'night_starts_hour = [{ since = 2020-01-01, value = 19, source = "local", confidence = "reported" }]'
    (folder / "planning.toml").write_text(own, encoding="utf-8")
    told = load_program(folder).planning
    assert (told.night_starts_hour.value_on(TODAY), told.night_ends_hour.value_on(TODAY)) == (19, 8)


def test_a_scheme_of_its_own_stands_beside_the_shared_ones(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(TEMPLATE, folder)
    own = """
        scheme = [{ since = 2002-05-01, value = "five", source = "x", confidence = "confirmed" },
                  { since = 2025-01-01, value = "seven", source = "x", confidence = "confirmed" }]
        [schemes.seven]
        name = "本县七段"
        name_en = "Our seven"
        source = "x"
        confidence = "confirmed"
        [[schemes.seven.stages]]
        code = "1"
        name = "展望"
        name_en = "Outlook"
        product = "展望"
        product_en = "Outlook"
        opens = { hours = -168 }
        closes = { hours = -72 }
    """
    (folder / "planning.toml").write_text(own, "utf-8")
    planning = load_program(folder).planning
    assert planning.schemes.keys() == {"five", "seven"}
    assert [stage.ours for stage in planning.schemes["seven"].stages] == [True]
    assert {p.message for p in check_program(folder, TODAY) if p.gravity is Gravity.ERROR} == set()


def test_every_example_in_the_template_of_planning_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(TEMPLATE, folder)
    words = (folder / "planning.toml").read_text("utf-8").splitlines()
    told = [
        line.removeprefix("# ")
        for line in words
        if line.startswith("# ") and ("=" in line or "# [" in line)
    ]
    (folder / "planning.toml").write_text("\n".join(told), "utf-8")
    planning = load_program(folder).planning
    followed = [planning.scheme.value_on(day) for day in (TODAY, date(2025, 7, 1))]
    assert (*followed, planning.phone.value_on(TODAY)) == ("five", "seven", "0000-0000000")
    assert planning.border.keys() == {"000000001"}
    assert (
        planning.night_starts_hour.value_on(TODAY) is not None
    )  # what the county leaves out stays as it is shared
    assert {p.message for p in check_program(folder, TODAY) if p.gravity is Gravity.ERROR} == set()


def test_planning_that_names_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(TEMPLATE, folder)
    (folder / "planning.toml").write_text(
        'scheme = [{ since = 2024-01-01, value = "nine", source = "x", confidence = "confirmed" }]\n'
        '[zones]\nnorth = ["000000009"]\n',
        "utf-8",
    )
    found = {
        p.field
        for p in check_program(folder, TODAY)
        if p.gravity is Gravity.ERROR and p.file == "planning.toml"
    }
    assert found == {"scheme 2024-01-01", "zones.north"}


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", ""])
def test_a_time_zone_nobody_knows_is_a_fault_of_its_field(tmp_path: Path, zone: str) -> None:
    county = tmp_path / "county"
    shutil.copytree(program_folder("yuxian"), county)
    told = (county / "program.toml").read_text("utf-8")
    (county / "program.toml").write_text(told.replace("Asia/Shanghai", zone), "utf-8")
    (problem,) = check_program(county, TODAY)
    assert problem.gravity is Gravity.ERROR
    assert "timezone" in problem.message


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("dud/140322004", "东苌池故障弹"),
        ("loaded/L1", "L1已装填"),
        ("site/140322004", "东苌池"),
        ("end/destroyed", "销毁"),
        ("end/elsewhere", "end/elsewhere"),
        ("maker/M", "M"),
    ],
)
def test_an_account_in_words_names_its_own_store(yuxian: Program, account: str, name: str) -> None:
    """东苌池 is the fourth site: the first in the list is not taken for it."""
    assert yuxian.place_name(account) == name


def test_a_position_beyond_the_boundary_is_an_error_and_one_within_is_not(tmp_path: Path) -> None:
    """东邢 at 113.09, 38.21 lies in the county; with its degrees exchanged it lies in no county at all."""
    folder = tmp_path / "county"
    shutil.copytree(program_folder("yuxian"), folder)
    sites = folder / "sites.csv"
    rows = sites.read_text("utf-8")
    sites.write_text(
        rows.replace("fixed,113.09,38.21,unverified", "fixed,38.21,38.21,confirmed"), "utf-8"
    )
    errors = [p for p in check_program(folder, TODAY) if p.gravity is Gravity.ERROR]
    assert [(p.file, p.field) for p in errors] == [("sites.csv", "140322001")]
    assert "坐标在县界之外" in errors[0].message
    sites.write_text(rows.replace("113.09,38.21,unverified", "113.09,38.21,confirmed"), "utf-8")
    others = [p for p in check_program(folder, TODAY) if p.file == "sites.csv"]
    unverified = {p.field for p in others if "坐标未核实" in p.message}
    assert unverified == {"140322002", "140322003", "140322004", "140322005"}
    assert not [p for p in others if p.gravity is Gravity.ERROR]


def test_a_site_without_sectors_is_told_and_one_with_them_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(program_folder("yuxian"), folder)
    sectors = folder / "sectors.csv"
    lines = [line for line in sectors.read_text("utf-8").splitlines() if line.startswith("site,")]
    columns = lines[0].split(",")
    row = {"site": "140322002", "azimuth_from_deg": "180", "azimuth_to_deg": "300"}
    row |= {"elevation_min_deg": "45", "elevation_max_deg": "85", "confidence": "unverified"}
    sectors.write_text(
        "\n".join([lines[0], ",".join(row.get(c, "") for c in columns), ""]), "utf-8"
    )
    told = {p.field for p in check_program(folder, TODAY) if "没有射界" in p.message}
    assert told == {"140322001", "140322003", "140322004", "140322005"}


def test_a_pattern_nobody_verified_is_told_and_a_confirmed_one_is_not(tmp_path: Path) -> None:
    """Of the two patterns of codes, 单发 is confirmed here and 箱 stays unverified."""
    folder = tmp_path / "county"
    shutil.copytree(program_folder("yuxian"), folder)
    settings = folder / "program.toml"
    before, mark, codes = settings.read_text("utf-8").partition("[[codes]]")
    confirmed = codes.replace('confidence = "unverified"', 'confidence = "confirmed"', 1)
    settings.write_text(before + mark + confirmed, "utf-8")
    problems = check_program(folder, TODAY)
    assert {p.field for p in problems if p.field.startswith("codes ")} == {"codes 箱"}


def test_the_example_year_is_read_whole() -> None:
    """Counted in its tables: so many rows of each, and the four lots of the one stocktake."""
    log = load_example(program_folder("yuxian"))
    lengths = [len(each) for each in log]
    assert lengths == [22, 50, 55, 4, 19, 5, 1]
    (count,) = log.stocktakes
    assert [(each.lot, each.rounds) for each in count.counts] == [
        ("重构-37-2201", 87),
        ("重构-JTZ-2201", 11),
        ("重构-LF-2201", 5),
        ("重构-YT-2201", 10),
    ]
    assert count.counted_by == ("I1", "K2")


@pytest.mark.parametrize(
    ("day", "announced"),
    [
        (date(2022, 10, 31), False),
        (date(2022, 11, 1), True),
        (date(2022, 12, 31), True),
        (date(2023, 2, 27), True),
        (date(2023, 2, 28), True),
        (date(2023, 3, 1), False),
        (date(2024, 2, 28), False),
    ],
)
def test_a_season_over_new_year_is_announced_to_its_last_day(
    yuxian: Program, day: date, announced: bool
) -> None:
    """One plan of 1 November 2022 for the winter to 28 February; the next winter has none."""
    winter = {"first": "11-15", "last": "02-28"}
    plan = {"since": "2022-11-01", "value": winter, "source": "x", "confidence": "unverified"}
    settings = yuxian.settings.model_dump() | {"season": {"rain": [plan]}}
    county = yuxian.model_copy(update={"settings": Settings.model_validate(settings)})
    assert (county.season(Purpose.SNOW, day) is not None) is announced


def test_a_season_within_a_year_does_not_speak_for_the_next(yuxian: Program) -> None:
    assert yuxian.season(Purpose.HAIL, date(2018, 12, 31)) is not None
    assert yuxian.season(Purpose.HAIL, date(2019, 1, 1)) is None


def test_a_dose_is_named_in_the_language_in_use(yuxian: Program) -> None:
    weak = next(dose for dose in yuxian.planning.dose if dose.cloud == "weak")
    labels = {}
    for code in wording.LANGUAGES:
        wording.use(code)
        labels[code] = weak.label
    wording.use("zh")
    assert labels == {"zh": "弱单体或层状云", "en": "Weak cell or stratiform cloud"}


def test_files_of_a_programme_laid_out_elsewhere_are_the_same_programme(yuxian: Program) -> None:
    files = program_files(program_folder("yuxian"))
    folder = lay_out(files)
    assert program_files(folder) == files
    assert load_program(folder) == yuxian


def test_a_type_of_ammunition_is_found_by_its_code(yuxian: Program) -> None:
    assert yuxian.ammunition_type("rocket-LF-12").model == "LF-12 配用火箭弹"
    with pytest.raises(UnknownName, match="rocket-X"):
        yuxian.ammunition_type("rocket-X")


@pytest.mark.parametrize("line", [1, 2])
def test_a_fault_of_a_trajectory_table_names_the_line_under_the_heading(
    tmp_path: Path, line: int
) -> None:
    elevations = ["45", "60"]
    elevations[line - 1] = "steep"
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["elevation_deg", *elevations, ""]), "utf-8")
    with pytest.raises(BadInput, match=rf"表头下第 {line} 行：elevation_deg"):
        read_trajectories(path)
