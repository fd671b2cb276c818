"""Operations as they happened, and faults said in the user's language."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from wxmod.domain.airspace import Clearance
from wxmod.domain.explain import explain, faults
from wxmod.domain.operations.operation import Mode, Operation, Purpose, Release
from wxmod.domain.registry.equipment import EquipmentKind
from wxmod.domain.times import Window

DAY = datetime(2024, 6, 1, 6, tzinfo=UTC)


def release(**more: Any) -> dict[str, Any]:
    return {
        "equipment": "G1",
        "lot": "24-07",
        "start": DAY,
        "end": DAY + timedelta(minutes=3),
        "rounds": 8,
    } | more


def operation(*releases: dict[str, Any], **more: Any) -> Operation:
    told = {"site": "140322003", "purpose": "hail", "releases": releases or (release(),)}
    return Operation.model_validate(told | more)


def fault(**more: Any) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        operation(**more)
    return refused.value


def test_an_operation_lasts_from_its_first_release_to_its_last() -> None:
    later = release(
        start=DAY + timedelta(hours=1),
        end=DAY + timedelta(hours=2),
        azimuths_deg=(350, "１０"),
    )
    told = operation(later, release(azimuths_deg=(90,)))
    assert (told.window.start, told.window.end) == (DAY, DAY + timedelta(hours=2))
    assert told.azimuths_deg == (350, 10, 90)


def test_a_release_never_ends_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="window_backwards"):
        operation(release(end=DAY - timedelta(seconds=1)))
    assert operation(release(end=DAY)).window.minutes == 0


@pytest.mark.parametrize("field", ["rounds", "duds"])
@pytest.mark.parametrize(
    "bad",
    [
        -1,
        True,
        False,
        2.5,
        "2.5",
        "-3",
        "八",
        "",
        None,
        100_001,
        "1e9",
        [8],
    ],
)
def test_rounds_are_whole_and_never_negative_or_true(field: str, bad: object) -> None:
    with pytest.raises(ValidationError):
        operation(release(**{field: bad}))


def test_rounds_may_be_typed_full_width() -> None:
    assert operation(release(rounds="１２", duds=" 0 ")).releases[0].rounds == 12


@pytest.mark.parametrize(
    "more",
    [
        {"azimuths_deg": (361,)},
        {"elevations_deg": (91,)},
        {"azimuths_deg": (True,)},
        {"elevations_deg": (-1,)},
        {"azimuths_deg": ("nan",)},
    ],
)
def test_directions_lie_on_the_compass_and_above_the_horizon(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        operation(release(**more))


def test_snow_is_reported_under_rain() -> None:
    assert [p.family for p in Purpose] == [Purpose.RAIN, Purpose.RAIN, Purpose.HAIL]


def test_an_operation_is_joint_when_it_names_the_others() -> None:
    assert (operation().mode, operation(joint="J1").mode) == (Mode.SINGLE, Mode.JOINT)


def test_an_operation_never_changes_after_it_is_made() -> None:
    with pytest.raises(ValidationError):
        operation().site = "x"


def test_an_operation_survives_storage() -> None:
    told = operation(
        release(azimuths_deg=(350.5,)), remarks="－5℃\n好", position={"lon": 113.4, "lat": 38.1}
    )
    assert Operation.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"site": ""}, "site", "不能为空"),
        ({"purpose": "war"}, "purpose", "应为下列之一"),
        ({"releases": ()}, "releases", "至少要有 1 项"),
        ({"nonsense": 1}, "nonsense", "没有这个字段"),
        ({"releases": (release(rounds="八"),)}, "releases.0.rounds", "应为整数"),
        ({"releases": (release(rounds=2.5),)}, "releases.0.rounds", "应为整数"),
        ({"releases": (release(rounds=-1),)}, "releases.0.rounds", "应不小于 0"),
        ({"releases": (release(rounds="9" * 5000),)}, "releases.0.rounds", "数字太大"),
        ({"releases": (release(end=DAY - timedelta(1)),)}, "releases.0", "结束早于开始"),
        ({"releases": ({"equipment": "G1"},)}, "releases.0.rounds", "必填"),
        ({"releases": 5}, "releases", "应为列表"),
        ({"releases": (5,)}, "releases.0", "应为按字段给出"),
        ({"reported_at": "2023-02-30T10:00Z"}, "reported_at", "没有这个时刻"),
        ({"reported_at": "2023-02-03T10:00"}, "reported_at", "时刻须带时区"),
        ({"reported_at": 5}, "reported_at", "没有这个时刻"),
        ({"reported_at": "0023-02-03T10:00Z"}, "reported_at", "年份应在 1950 到 2199 之间"),
        ({"site": "x" * 65}, "site", "最多 64 个字"),
        ({"site": 7}, "site", "应为文字"),
        ({"site": "甲 乙"}, "site", "空格"),
        ({"remarks": "x" * 4001}, "remarks", "最多 4000 个字"),
        ({"remarks": "\u202e"}, "remarks", "不可见的控制字符 U+202E"),
        ({"weather": {"rain_mm": "多"}}, "weather.rain_mm", "应为数字"),
        ({"weather": {"rain_mm": float("nan")}}, "weather.rain_mm", "应为有限的数字"),
        ({"weather": {"hail_observed": "也许"}}, "weather.hail_observed", "应为 true 或 false"),
        ({"weather": {"hail_observed": []}}, "weather.hail_observed", "应为 true 或 false"),
        ({"area": {"method": "manual", "km2": 1, "inputs": 3}}, "area.inputs", "应为按字段给出"),
    ],
)
def test_a_fault_is_said_in_chinese_with_its_field(
    more: dict[str, Any], field: str, said: str
) -> None:
    found = faults(fault(**more))
    assert said in found[field]
    assert f"{field}: {found[field]}" in explain(fault(**more))


def test_every_fault_has_its_line() -> None:
    said = explain(
        fault(
            site="",
            purpose="war",
            releases=(release(rounds=True, duds=-1),),
        )
    )
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "site",
        "purpose",
        "releases.0.rounds",
        "releases.0.duds",
    ]


def test_an_explanation_never_acts_on_the_terminal() -> None:
    said = explain(fault(site="\x1b[2J", **{"\x1b]0;x\x07": 1}))
    assert "\x1b" not in said
    assert "\x07" not in said


def test_a_broken_document_is_called_one() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Release).validate_json("{")
    assert "不是 JSON" in explain(refused.value)


def clearance(**more: Any) -> Clearance:
    window = {"start": DAY, "end": DAY + timedelta(hours=1)}
    told = {
        "number": "K1",
        "sites": ("140322003",),
        "requested_at": DAY,
        "requested_by": "甲",
        "wanted": window,
    }
    return Clearance.model_validate(
        told | {"status": "granted", "granted": window, "equipment": ("gun",)} | more
    )


def test_a_clearance_covers_its_site_kind_and_hour_and_nothing_else() -> None:
    hour = Window(start=DAY, end=DAY + timedelta(hours=1))
    late = Window(start=DAY, end=DAY + timedelta(hours=1, seconds=1))
    assert clearance().covers("140322003", EquipmentKind.GUN, hour)
    assert not clearance().covers("140322004", EquipmentKind.GUN, hour)
    assert not clearance().covers("140322003", EquipmentKind.LAUNCHER, hour)
    assert not clearance().covers("140322003", EquipmentKind.GUN, late)
    closed = clearance(status="closed", closed_at=DAY + timedelta(minutes=30))
    assert not closed.covers("140322003", EquipmentKind.GUN, hour)


@pytest.mark.parametrize(
    "more",
    [{"status": "requested"}, {"status": "refused"}, {"granted": None}],
)
def test_only_a_granted_clearance_has_a_window(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="clearance_window"):
        clearance(**more)
