"""Four days of duty, read like the log of each, from the first word of the forecast to the last report."""

from pathlib import Path
from typing import Any

import pytest

from tests.command.test_stages import following
from tests.scenarios.log import DutyLog, prepared
from wxmod import wording
from wxmod.actions import Desk


def units(told: dict[str, Any], when: str = "now") -> dict[str, str]:
    return {v["equipment"]: v["state"] for v in told[when]}


def stage_states(told: list[dict[str, Any]]) -> dict[str, str]:
    (mission,) = told
    return {step["stage"]: step["state"] for step in mission["steps"]}


def gravest(told: dict[str, Any]) -> set[str]:
    """Codes that block."""
    return {f["code"] for f in told["findings"] if f["severity"] == "block"}


def blocks(told: dict[str, Any], unit: str) -> set[str]:
    (verdict,) = [v for v in told["now"] if v["equipment"] == unit]
    return {o["code"] for o in verdict["obstacles"] if o["severity"] == "block"}


@pytest.fixture
def night(desk: Desk, tmp_path: Path) -> DutyLog:
    log = DutyLog(desk, "2023-04-02", tmp_path)
    prepared(log)
    return log


@pytest.fixture
def afternoon(desk: Desk, tmp_path: Path) -> DutyLog:
    log = DutyLog(desk, "2023-07-20", tmp_path)
    prepared(log)
    return log


def test_a_night_of_stratiform_rain_with_burner_and_rocket(night: DutyLog) -> None:
    at = night.at
    at(
        "10:00",
        "weather declare --start '2023-04-02 20:00' --end '2023-04-03 06:00' --purpose rain --reason 省台指导",
    )
    at("10:05", "plan guidance attach GC20230402 --kind demand --title 旱情 --text 中旱，春播在即")
    at("10:06", "plan guidance attach GC20230402 --kind cpas --title 云系 --text 过冷层云，4-6km")

    # The afternoon: who could work tonight, and the preliminary scheme.
    told = at("15:00", "plan readiness")
    assert (units(told, "tonight")["L1"], units(told, "tonight")["B1"]) == ("airspace", "ready")
    draft = at("15:30", "plan product draft GC20230402 --stage 2")
    assert "过冷层云" in draft["text"]
    two = at(
        "16:00",
        f"plan product sign GC20230402 --stage 2 --file {night.file('2.txt', '一、火箭与烟炉联合')}",
    )
    assert two["findings"] == []

    # The evening: airspace, the scheme, the instructions.
    airspace = "airspace request --site 西村 --start 21:00 --end 22:00 --equipment launcher --max-height 7000"
    number = at("18:30", f"{airspace} --azimuth 200 320")["name"]
    said = at("18:31", f"airspace message {number}")
    assert "2023-04-02 21:00" in said["text"]
    at("18:42", f"airspace grant {number} --start 21:00 --end 21:50 --approval 批7")
    three = at(
        "19:30",
        f"plan product sign GC20230402 --stage 3 --file {night.file('3.txt', '一、西村四枚')}",
    )
    assert three["findings"] == []
    common = "--purpose rain --joint 04-02联合 --process GC20230402 --cites " + three["name"]
    west = "plan fire --site 西村 --unit L1 --altitude 1000 --layer 4500,6000 --azimuth 270 --range 2900"
    laid, laying = night.solution(
        "20:25", f"{west} --wind 220,7 --cloud weak --rounds 4 --at 21:05"
    )
    assert (
        laid["aim"]["elevation_deg"],
        laid["aim"]["height_miss_m"],
        laid["aim"]["range_miss_m"],
    ) == (60, 0, 0)
    assert (
        "右侧风" not in laid["corrections"][0]
    )  # a south-westerly is ahead and from the left of a shot due west
    rocket = at(
        "20:30",
        f"plan instruction issue --from-solution {laying} --start 21:05 --end 21:20 {common}",
    )["name"]
    burn = "plan burner --unit B1 --altitude 1100 --wind 220,7 --target 113.53,38.165 --cold 3000 --rounds 6 --at 20:40"
    assert night.at("20:26", burn)["cold"] == "short"  # diffusion alone does not lift it to −5 ℃
    lit, lighting = night.solution("20:27", f"{burn} --lift 0.8")  # the slope does, or may
    assert lit["cold"] == "open"
    assert not {f["code"] for f in lit["findings"]} & {"G521", "G523", "G526"}
    burner = at(
        "20:31",
        f"plan instruction issue --from-solution {lighting} --start 20:40 --end 23:30 {common}",
    )["name"]
    at("20:35", f"plan instruction ack {rocket} --by P21")
    at("20:36", f"plan instruction ack {burner} --by P51")

    # The night itself.
    at("21:04", f"airspace start {number}")
    fired = at(
        "21:25",
        f"op record --instruction {rocket} --start 21:06 --end 21:14 --lot J-1 --crew 'P21 P22 P23'"
        " --before 层云 --after 小雨 --recorder P21",
    )
    at("21:26", f"airspace close {number} --at 21:20")
    burned = at(
        "23:40",
        f"op record --instruction {burner} --start 20:45 --end 23:25 --lot Y-1 --crew P51"
        " --before 层云 --after 小雨 --recorder P51",
    )
    for each in (fired, burned):
        assert not {
            f["code"]
            for f in each["findings"]
            if f["severity"] == "block" or f["code"] in {"P801", "A212"}
        }
    assert at("23:50", "airspace watch") == []

    _the_morning_after(night, fired, burned)


def _the_morning_after(night: DutyLog, fired: dict[str, Any], burned: dict[str, Any]) -> None:
    """What was done; then the evaluation waits for the written reports."""
    at = night.at
    four = at(
        "+08:00",
        f"plan product sign GC20230402 --stage 4 --file {night.file('4.txt', '一、两点联合')}",
    )
    assert four["findings"] == []
    (mission,) = at("+08:10", "plan board")
    assert mission["steps"][4]["missing"] == ["effect", "reported"]
    assert mission["report"]["operations"] == [burned["name"], fired["name"]]
    assert mission["report"]["first_due"] == "2023-04-03T21:14:00+08:00"
    report = at("+08:12", "plan report draft GC20230402")["text"]
    assert all(
        word in report
        for word in (fired["name"], burned["name"], "批7", "火箭弹 4 枚", "焰条 6 支", "不需要")
    )
    at("+08:15", f"plan report sign GC20230402 --file {night.file('r.txt', report)}")
    assert at("+08:16", "plan report due")["owed"] == []
    at(
        "+08:20",
        f"plan effect note {fired['name']} --source 太原雷达 --reading 'minutes=-30 station=太原 dbz=28 top=6'"
        " --reading 'minutes=30 station=太原 dbz=31'",
    )
    at("+08:25", f"plan effect note {burned['name']} --remarks 烟炉不在雷达覆盖内")
    text = at("+08:30", "plan product draft GC20230402 --stage 5")["text"]
    assert "不能作统计检验" in text
    at(
        "+08:40",
        f"plan product sign GC20230402 --stage 5 --file {night.file('5.txt', '一、全县小雨，效果不作判断')}",
    )
    states = stage_states(at("+08:41", "plan board --all"))
    assert states == {
        "1": "overdue",
        "2": "done",
        "3": "done",
        "4": "done",
        "5": "done",
    }  # nobody signed a plan
    precision = at("+09:00", "year 2023")["precision"]
    assert (precision["precise"], precision["counted"], precision["uninstructed"]) == (2, 2, 0)


def test_a_hail_afternoon_with_eight_minutes_notice(afternoon: DutyLog) -> None:
    at = afternoon.at
    at("12:00", "plan suspension evaluate flood --stop --source 县防办山洪预警")
    # 14:52: an echo grows over the western ridge.
    at(
        "14:52",
        "weather declare --start 14:52 --end 17:00 --purpose hail --reason '雷达 55 dBZ，-10℃ 以上'",
    )
    assert units(at("14:53", "plan readiness"))["G1"] == "airspace"
    ask = "airspace request --site 东邢 --start 15:00 --end 15:20 --equipment gun --azimuth 180 300"
    number = at("14:53", ask)["name"]
    # The gun can be laid while the airspace is asked for; the answer says that it may not fire yet.
    laying = (
        "plan fire --site 东邢 --unit G1 --purpose hail --altitude 900 --layer 4500,6000 --azimuth 250"
        " --range 2900 --wind 270,12 --cloud weak --rounds 18 --at 15:00"
    )
    early = afternoon.declined("14:54", laying)
    assert (gravest(early), early["aim"]["elevation_deg"]) == ({"A201"}, 60)
    at("14:56", f"airspace grant {number} --start 15:00 --end 15:15 --approval 管制二席")
    laid, solution = afternoon.solution("14:56", laying)
    assert [d["least"] for d in laid["rounds"]] == [20]  # of a weak cell; the commander orders 18
    order = "--order 'equipment=G1 rounds=18 azimuth=250 elevation=60'"
    hail = at(
        "14:57",
        f"plan instruction issue --from-solution {solution} --start 15:00 --end 15:12"
        " --process GC20230720",
    )["name"]
    # The same minute, the same gun, for rain: the flood warning stops that and not this.
    assert "P831" in afternoon.refused(
        "14:57",
        f"plan instruction issue --site 东邢 --purpose rain --start 15:00 --end 15:12 {order}",
    )
    at("14:58", f"plan instruction ack {hail} --by P11")
    at("14:59", f"airspace start {number}")
    (live,) = at("15:05", "airspace watch")
    assert {d["due"]: d["minutes_left"] for d in live["deadlines"]} == {
        "lapses": 10,
        "end-report": 20,
    }
    at("15:09", f"airspace close {number} --at 15:08")
    fired = at(
        "15:20",
        f"op record --instruction {hail} --start 15:00 --end 15:07 --lot A-7 --rounds 17 --duds 1"
        " --azimuth 253 --crew 'P11 P12 P13 P14 P15' --before 强回波 --after 小冰粒"
        " --recorder P11",
    )
    codes = {f["code"] for f in fired["findings"]}
    assert not codes & {
        "A201",
        "A202",
        "A203",
        "A207",
        "A209",
        "A212",
        "P801",
        "P803",
        "P831",
        "M301",
    }
    # Eight minutes from echo to first round, and the board says honestly what there was no time for.
    states = stage_states(at("15:30", "plan board"))
    assert (states["1"], states["2"], states["3"], states["4"]) == (
        "overdue",
        "overdue",
        "overdue",
        "due",
    )
    compared = at("15:25", f"plan instruction compare {fired['name']}")
    off = {d["aspect"]: (d["off"], d["within"]) for d in compared if d["limit"] is not None}
    assert off["azimuth"] == (3, True)
    assert {within for _off, within in off.values()} == {True}
    # What it may have reached: 17 shells of a gram each (nobody read the nameplate), and how sure that is.
    (claim,) = at("15:28", f"plan area {fired['name']} --method plume --wind 270,12 --agi-g 1")[
        "claims"
    ]
    assert claim["low_km2"] < claim["area"]["km2"] < claim["high_km2"]
    assert float(claim["area"]["inputs"]["nuclei"]) == pytest.approx(17 * 1e14)
    assert claim["inside_km2"] <= claim["area"]["km2"] + 0.01
    late = at(
        "15:40",
        f"plan product sign GC20230720 --stage 3 --file {afternoon.file('3.txt', '一、补记')}",
    )
    assert {f["code"] for f in late["findings"]} == {"P821"}


def test_eight_minutes_as_the_manual_prints_them(
    afternoon: DutyLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first solution may be declined, for want of the airspace that is being asked for."""
    monkeypatch.chdir(afternoon.folder)
    manual = (Path(__file__).parents[2] / "docs" / "planning.md").read_text("utf-8")
    clock, answers = "", list[Any]()
    for line in manual.split("```sh\n")[1].split("```")[0].splitlines():
        if line.startswith("# "):
            clock = line.split()[1]
        else:
            command = line.removeprefix("wxmod ")
            early = command.startswith("plan fire")
            answers.append((afternoon.declined if early else afternoon.at)(clock, command))
    assert gravest(answers[1]) == {"A201"}
    (aspects,) = answers[-2]["operations"].values()
    assert {each["within"] for each in aspects} == {True}
    assert answers[-2]["instruction"]["orders"][0]["rounds"] == 20
    assert answers[-1]["sum_km2"] > 0
    assert (afternoon.folder / "a.geojson").is_file()


def test_the_airspace_is_refused(afternoon: DutyLog) -> None:
    at, refused = afternoon.at, afternoon.refused
    number = at(
        "14:30", "airspace request --site 西村 --start 15:00 --end 16:00 --equipment launcher"
    )["name"]
    at("14:40", f"airspace delay {number} --until 14:50 --reason 航班")
    (waiting,) = at("14:52", "airspace watch")
    assert {f["code"] for f in waiting["findings"]} == {"A231"}
    at("14:55", f"airspace refuse {number} --reason 航路占用")
    told = at("14:56", "plan readiness")
    assert (units(told)["L1"], blocks(told, "L1")) == ("airspace", {"A201"})
    laying = "plan fire --site 西村 --unit L1 --altitude 1000 --layer 4500,6000 --azimuth 260"
    laid = afternoon.declined("14:56", laying)
    assert gravest(laid) == {"A201"}
    order = "--order 'equipment=L1 rounds=2 azimuth=260 elevation=65'"
    issue = f"plan instruction issue --site 西村 --purpose rain --start 15:00 --end 15:20 {order}"
    assert refused("14:57", issue) == {"A201"}
    assert refused("14:57", f"{issue} --clearance {number}") == {"A202"}
    # The burner fires nothing and needs nobody's leave.
    burner = at(
        "15:00",
        "plan instruction issue --site 140322005 --purpose rain --start 15:05 --end 17:00"
        " --order 'equipment=B1 rounds=4'",
    )["name"]
    assert at("15:01", f"plan instruction show {burner}")["instruction"]["clearance"] is None
    # Somebody fired all the same.  It happened, so it is on record, with what is wrong with it.
    fired = at(
        "16:00",
        f"op record --site 西村 --purpose rain --equipment L1 --lot J-1 --rounds 2 --start 15:10"
        f" --end 15:12 --azimuth 260 --elevation 65 --clearance {number}",
    )
    assert "A202" in {f["code"] for f in fired["findings"]}
    shown = at("16:01", f"op show {fired['name']}")
    assert "A202" in {f["code"] for f in shown["findings"]}


def test_the_rounds_run_out_in_the_middle(afternoon: DutyLog) -> None:
    at, refused = afternoon.at, afternoon.refused
    number = at(
        "14:30", "airspace request --site 西梁 --start 15:00 --end 16:30 --equipment launcher"
    )["name"]
    at("14:35", f"airspace grant {number} --start 15:00 --end 16:30 --approval 批9")
    issue = "plan instruction issue --site 西梁 --purpose rain"
    first = at(
        "14:40",
        f"{issue} --start 15:00 --end 15:10 --order 'equipment=L2 rounds=4 azimuth=90 elevation=65'",
    )
    at("14:45", f"plan instruction ack {first['name']} --by P31")
    at("14:59", f"airspace start {number}")
    record = "--lot F-1 --crew 'P31 P32 P33' --before 积层云 --after 阵雨 --recorder P31"
    at("15:12", f"op record --instruction {first['name']} --start 15:01 --end 15:08 {record}")
    # The cloud still grows; the launcher is empty, and nothing can be ordered of it.
    told = at("15:15", "plan readiness")
    assert "R422" in blocks(told, "L2")
    (fixer,) = {
        o["who"]
        for v in told["now"]
        if v["equipment"] == "L2"
        for o in v["obstacles"]
        if o["code"] == "R422"
    }
    assert fixer == "storekeeper"
    laid = afternoon.declined(
        "15:16", "plan fire --site 西梁 --unit L2 --altitude 1000 --layer 4500,6000 --azimuth 90"
    )
    assert gravest(laid) == {"R422"}
    second = f"{issue} --number ZL-2 --start 15:50 --end 16:00 --order 'equipment=L2 rounds=4 azimuth=90 elevation=65'"
    assert refused("15:16", second) >= {"R422"}
    # The depot has four left of that type: they go out for this instruction, by two.
    at(
        "15:20",
        "stock issue --type rocket-LF-12 --from county --to 西梁 --rounds 4 --for ZL-2 --by K1 --witness K2",
    )
    assert refused("15:40", second.replace("rounds=4", "rounds=5")) == {"M301"}
    at("15:41", second)
    at("15:45", "plan instruction ack ZL-2 --by P31")
    # One hangs fire: three flew, one is a misfire to be guarded.
    at(
        "16:05",
        f"op record --instruction ZL-2 --start 15:51 --end 15:56 --rounds 3 --duds 1 {record}",
    )
    at("16:06", f"airspace close {number} --at 16:00")
    balance = at("16:10", "stock balance ZL-2")
    assert (
        balance["missing"],
        balance["lots"][0]["fired"],
        balance["lots"][0]["duds"],
    ) == (
        0,
        3,
        1,
    )
    compared = at("16:11", "plan instruction show ZL-2")["operations"]
    assert {d["aspect"]: d["within"] for found in compared.values() for d in found}[
        "rounds"
    ] is True


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_night_of_rain_under_the_seven_columns(night: DutyLog, lang: str) -> None:
    """What the level above makes is received and cited; the county signs its three, none of which has a time."""
    wording.use(lang)
    night.desk = following(night.desk, ("2023-01-01", "seven"))
    at, gc = night.at, "GC20230402"
    at("10:00", "weather declare --start 20:00 --end 23:00 --purpose rain --reason 省台指导")
    for stage, title in (("1", "作业展望"), ("2", "作业计划"), ("3", "作业预案")):
        at(
            "10:05",
            f"plan guidance attach {gc} --kind upper --stage {stage} --title {title} --text 有利",
        )
    at("10:06", f"plan guidance attach {gc} --kind demand --title 旱情 --text 中旱，春播在即")
    (mission,) = at("12:00", "plan board")
    assert (mission["scheme"], mission["next"]) == ("seven", "4")
    assert mission["steps"][0]["product"] == f"{gc}-ZD1"
    assert mission["steps"][3]["missing"] == ["airspace"]
    assert night.refused(
        "12:01",
        f"plan product sign {gc} --stage 2 --file {night.file('2.txt', '计划')}",
    ) == {"P826"}

    number = at(
        "18:30", "airspace request --site 西村 --start 21:00 --end 22:00 --equipment launcher"
    )["name"]
    at("18:40", f"airspace grant {number} --start 21:00 --end 22:00")
    draft = at("19:00", f"plan product draft {gc} --stage 4")
    assert all(word in draft["text"] for word in ("中旱", "作业预案", number))
    four = at(
        "19:30",
        f"plan product sign {gc} --stage 4 --file {night.file('4.txt', '一、西村四枚')}",
    )
    assert four["findings"] == []
    unit = "equipment=L1 rounds=4 azimuth=270 elevation=60"
    order = at(
        "20:30",
        "plan instruction issue --site 西村 --purpose rain --start 21:05 --end 21:20"
        f" --process {gc} --cites {four['name']} --order '{unit}'",
    )
    at("20:35", f"plan instruction ack {order['name']} --by P21")
    at("21:04", f"airspace start {number}")
    at(
        "21:25",
        f"op record --instruction {order['name']} --start 21:06 --end 21:14 --lot J-1 --crew 'P21 P22 P23'"
        " --before 层云 --after 小雨 --recorder P21",
    )
    at("21:26", f"airspace close {number} --at 21:20")
    (mission,) = at("23:30", "plan board")
    assert (mission["next"], mission["steps"][4]["missing"]) == ("5", ["reported"])
    report = at("+08:10", f"plan report draft {gc}")["text"]
    at(
        "+08:15",
        f"plan report sign {gc} --file {night.file('r.txt', report)}",
    )
    for stage in ("5", "7"):
        text = at("+08:20", f"plan product draft {gc} --stage {stage}")["text"]
        signed = at(
            "+08:30",
            f"plan product sign {gc} --stage {stage} --file {night.file(f'{stage}.txt', text)}",
        )
        assert {f["code"] for f in signed["findings"]} <= {"P825"}
    states = stage_states(at("+08:41", "plan board --all"))
    assert states == {
        "1": "received",
        "2": "received",
        "3": "received",
        "4": "done",
        "5": "done",
        "6": "from-above",
        "7": "done",
    }
    at("+09:30", f"plan guidance attach {gc} --kind upper --stage 6 --title 效果评估 --text 见附件")
    assert stage_states(at("+09:31", "plan board --all"))["6"] == "received"
