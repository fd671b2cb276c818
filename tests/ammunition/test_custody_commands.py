"""Books, seals, handing over, spot checks and PINs from the command line."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from wxmod.cli.face import Session, build
from wxmod.domain.errors import UnknownName
from wxmod.domain.registry import pins as kept
from wxmod.resources import data


@pytest.fixture
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs wxmod with a record that received 100 rounds in May 2023 and issued 20."""
    record = str(tmp_path_factory.mktemp("record") / "w.db")

    def go(*words: str, code: int = 0, said: bool = False) -> Any:
        ran = CliRunner().invoke(
            build(),
            ["--db", record, *words, *([] if said else ["--json"])],
            obj=Session(),
        )
        assert ran.exit_code == code, ran.output
        return ran.exception if code else ran.output if said else json.loads(ran.output)

    go("init")
    lot = ("--lot", "A-7", "--type", "shell-37", "--maker", "M", "--expires", "2099-09-30")
    go(
        "stock",
        "receive",
        *lot,
        "--rounds",
        "100",
        "--to",
        "county",
        "--by",
        "K1",
        "--at",
        "2023-05-20 09:00",
    )
    hands = ("--by", "K1", "--witness", "K2", "--at", "2023-05-30 09:00")
    go(
        "stock",
        "issue",
        "--lot",
        "A-7",
        "--from",
        "county",
        "--to",
        "东邢",
        "--rounds",
        "20",
        *hands,
    )
    return go


def test_a_month_is_told_and_sealed_and_verified_from_there(stocked: Any) -> None:
    told = stocked("stock", "monthly", "--month", "2023-05")
    assert [(x["place"], x["received"], x["issued"], x["closing"]) for x in told["lines"]] == [
        ("depot/county", 100, 20, 80),
        ("site/140322001", 20, 0, 20),
    ]
    assert told["types"][0]["net_received"] == 100
    assert told["sealed"] is None
    sealed = stocked("stock", "seal", "2023-05", "--by", "K1", "--witness", "K2")
    assert stocked("stock", "seal", "2023-05", "--by", "K1", "--witness", "K2")["repeated"]
    assert stocked("stock", "monthly", "--month", "2023-05")["sealed"]["period"] == "2023-05"
    assert stocked("stock", "seals")[0]["changed"] == []
    found = stocked("verify", "--since-seal")
    assert (found["entries"], found["breaks"]) == (2, [])
    assert found["since"].endswith(f":{sealed['seq']}")
    assert stocked("stock", "daily", "--date", "2023-05-30")["lines"][0]["issued"] == 20


def test_one_person_cannot_seal(stocked: Any) -> None:
    refused = stocked("stock", "seal", "2023-05", "--by", "K1", code=1)
    assert [f.code for f in refused.findings] == ["M352"]


def test_a_store_is_handed_over_and_what_waits_is_told(stocked: Any) -> None:
    due = stocked("stock", "due")
    assert {s["place"] for s in due["stores"]} == {"depot/county", "site/140322001"}
    assert due["months"]["periods"][0] == "2023-05"
    assert len(due["months"]["findings"]) == 1
    people = ("--outgoing", "K1", "--incoming", "K2")
    told = stocked("stock", "takeover", "--place", "county", *people, "--count", "A-7=79")
    assert [(d["book"], d["counted"]) for d in told["discrepancies"]] == [(80, 79)]
    assert stocked("stock", "keepers")[0]["custodian"]["incoming"] == "K2"
    assert [s["place"] for s in stocked("stock", "due")["stores"]] == ["site/140322001"]


def test_a_spot_check_names_places_and_no_numbers_of_the_book(stocked: Any) -> None:
    told = stocked("stock", "spot-check", "--count", "1", "--seed", "s")
    assert len(told["picks"]) == 1
    assert set(told["picks"][0]) == {"place", "lot"}
    assert stocked("stock", "spot-checks")[0]["seed"] == "s"
    assert stocked("stock", "due")["spot_check"]["ref"] == told["name"]


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs wxmod for a county that requires PINs; the depot holds 100 rounds."""
    monkeypatch.setattr(kept, "LOG2_COST", 4)
    folder = tmp_path / "county"
    shutil.copytree(data() / "programs" / "yuxian", folder)
    plan = folder / "program.toml"
    told = '[settings]\npins_required = [{ since = 2002-05-01, value = true, source = "x", confidence = "unverified" }]'
    plan.write_text(plan.read_text("utf-8").replace("[settings]", told, 1), "utf-8")

    def go(*words: str, typed: str = "") -> Any:
        line = [
            "--db",
            str(tmp_path / "w.db"),
            "--program",
            str(folder),
            *words,
            "--json",
        ]
        return CliRunner().invoke(build(), line, obj=Session(), input=typed)

    assert go("init").exit_code == 0
    lot = ("--lot", "A-7", "--type", "shell-37", "--maker", "M", "--expires", "2099-09-30")
    assert (
        go("stock", "receive", *lot, "--rounds", "100", "--to", "county", "--by", "K1").exit_code
        == 0
    )
    return go


ISSUE = (
    "stock",
    "issue",
    "--lot",
    "A-7",
    "--from",
    "county",
    "--to",
    "东邢",
    "--rounds",
    "2",
    "--by",
    "K1",
    "--witness",
    "K2",
)


def test_scripts_prove_two_people_from_a_file_or_the_environment(
    locked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pins"
    file.write_text("K1=271828\nK2=314159\n", "utf-8")
    for who in ("K1", "K2"):
        assert locked("people", "pin", who, "--pin-file", str(file)).exit_code == 0
    assert locked(*ISSUE).exception.exit_code == 1
    assert locked(*ISSUE, "--pin-file", str(file)).exit_code == 0
    monkeypatch.setenv("WXMOD_PINS", "K1=271828\nK2=314159")
    assert locked(*ISSUE).exit_code == 0
    monkeypatch.setenv("WXMOD_PINS", "K1=271828\nK2=000001")
    wrong = locked(*ISSUE)
    assert "K2" in str(wrong.exception)
    assert "000001" not in str(wrong.exception) + wrong.output


def test_who_acts_alone_by_a_rule_set_aside_proves_who_that_is(locked: Any, tmp_path: Path) -> None:
    file = tmp_path / "pins"
    file.write_text("K1=271828\n", "utf-8")
    locked("people", "pin", "K1", "--pin-file", str(file))
    alone = (*ISSUE[:-2], "--waive", "M322=夜间仅一人在岗")
    assert [f.code for f in locked(*alone).exception.findings] == ["M322", "M361"]
    assert [f.code for f in locked(*ISSUE[:-2], "--pin-file", str(file)).exception.findings] == [
        "M322"
    ]
    assert locked(*alone, "--pin-file", str(file)).exit_code == 0


def test_a_wrong_pin_is_never_passed_over(
    stocked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LOG2_COST", 4)
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text("K1=271828\n", "utf-8")
    wrong.write_text("K1=271829\n", "utf-8")
    stocked("people", "pin", "K1", "--pin-file", str(right))
    issue = [word if word != "2" else "1" for word in ISSUE]
    assert "不对" in str(stocked(*issue, "--pin-file", str(wrong), code=1))
    stocked(*issue, "--pin-file", str(right))


def test_people_type_their_pins_unseen(locked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "终端" in str(locked("people", "pin", "K1").exception)
    monkeypatch.setattr("wxmod.cli.registry.pins._typing", lambda: True)
    for who, pin, vouching in (("K1", "271828", ""), ("K2", "314159", "271828\n")):
        ran = locked("people", "pin", who, typed=f"{vouching}{pin}\n{pin}\n")
        assert ran.exit_code == 0, ran.output
        assert pin not in ran.output
    assert locked(*ISSUE, typed="271828\n314159\n").exit_code == 0
    assert "不对" in str(locked(*ISSUE, typed="271828\n314150\n").exception)
    assert locked("people", "pin", "K1", typed="271828\n161803\n161803\n").exit_code == 0


def test_no_pin_is_taken_from_the_command_line(locked: Any) -> None:
    for words in (("people", "pin", "K1", "--pin", "271828"), (*ISSUE, "--pin", "271828")):
        assert locked(*words).exit_code == 2


def test_a_lot_a_round_and_a_box_are_followed_by_one_command(stocked: Any, tmp_path: Path) -> None:
    listed = tmp_path / "codes.csv"
    listed.write_text(
        "code,box\n02R0001,03B0001\n02R0002,03B0001\n02R0003,03B0001\n02R0004,03B0001\n", "utf-8"
    )
    lot = ("--lot", "R-1", "--type", "rocket-LF-12", "--maker", "M")
    told = stocked(
        "stock",
        "receive",
        *lot,
        "--rounds",
        "4",
        "--to",
        "county",
        "--codes",
        str(listed),
    )
    assert [f["code"] for f in told["findings"]] == ["M327"]
    life = stocked("stock", "history", "R-1")
    assert (len(life["movements"]), life["notices"]) == (1, [])
    assert sum(life["now"].values()) == life["movements"][0]["movement"]["rounds"]
    assert stocked("stock", "history", "02R0001")["place"] == "depot/county"
    assert [r["code"] for r in stocked("stock", "history", "03B0001")["rounds"]] == [
        f"02R000{n}" for n in (1, 2, 3, 4)
    ]
    assert len(stocked("stock", "scan", str(listed))[0]["serial"]["box"]) > 0
    assert isinstance(stocked("stock", "history", "02R9999", code=1), UnknownName)
    dated = [row["expires_on"] for row in stocked("stock", "expiring", "--within", "90000d")]
    assert dated[-1] is None
    stocked("stock", "amend", "R-1", "--expires", "2029-06-30", "--reason", "看箱标")
    assert None not in [
        row["expires_on"] for row in stocked("stock", "expiring", "--within", "90000d")
    ]


def test_what_one_issued_alone_is_for_the_bureau_to_close(stocked: Any) -> None:
    taken = ("--lot", "A-7", "--from", "county", "--to", "东邢", "--rounds", "2", "--by", "K1")
    stocked("stock", "issue", *taken, "--waive", "M322=第二人联系不上")
    (open_,) = stocked("stock", "discrepancies")["differences"]
    assert (open_["kind"], open_["subject"]) == ("alone", "M322/issue/A-7")
    refused = stocked(
        "stock",
        "explain",
        open_["ref"],
        open_["subject"],
        "--reason",
        "补签",
        "--by",
        "K2",
        code=1,
    )
    assert "局管理员" in str(refused)


def test_what_does_not_agree_is_said_with_what_to_do(stocked: Any) -> None:
    assert "没有未解释的差异" in stocked("stock", "discrepancies", said=True)
    counted = stocked(
        "stock",
        "count",
        "--place",
        "county",
        "--counters",
        "K1",
        "K2",
        "--count",
        "A-7=79",
        said=True,
    )
    taken = (
        "--lot",
        "A-7",
        "--from",
        "county",
        "--to",
        "东邢",
        "--rounds",
        "2",
        "--by",
        "K1",
        "--for",
        "M7",
    )
    stocked("stock", "issue", *taken, "--waive", "M322=第二人联系不上")
    listed = stocked("stock", "discrepancies", said=True)
    for text in (counted, listed):
        assert "wxmod stock explain" in text
    assert "盂县弹药库" in listed
    assert [line.split()[-2:] for line in listed.splitlines() if "M322/" in line] == [["2", "K1"]]
    assert "--held" in stocked("stock", "balance", "M7", said=True)
    assert "--held" not in stocked("stock", "balance", "M7", "--held", "A-7=2", said=True)


def test_a_site_that_trusts_a_bureau_is_told_that_it_makes_no_administrators(stocked: Any) -> None:
    add = ("people", "add", "K1", "--role", "bureau")
    assert not stocked(*add)["bureau_in_vain"]
    stocked("bundle", "trust", "ab" * 32, "--chain", "yuxian-0000beef", "--role", "bureau")
    assert stocked(*add)["bureau_in_vain"]
    assert "主管单位" in stocked(*add, said=True)


def test_a_dud_is_never_shown_as_good(stocked: Any) -> None:
    stocked(
        "stock",
        "dud",
        "--lot",
        "A-7",
        "--from",
        "东邢",
        "--rounds",
        "1",
        "--by",
        "K1",
        "--reason",
        "锈",
    )
    states = {row["place"]: row["state"] for row in stocked("stock", "show")}
    assert states == {"depot/county": "good", "site/140322001": "good", "dud/140322001": "dud"}


def test_a_lot_told_twice_in_one_command_is_refused_and_not_half_lost(stocked: Any) -> None:
    road = (
        "stock",
        "dispatch",
        "--from",
        "county",
        "--to",
        "西村",
        "--by",
        "K1",
        "--witness",
        "K2",
    )
    assert "A-7" in str(stocked(*road, "--item", "A-7=1", "--item", "Ａ-7=1", code=1))
    assert stocked("stock", "transit") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_differences_are_told_within_the_width_of_a_terminal(stocked: Any, lang: str) -> None:
    counted = ("--counters", "I1", "K2", "--count", "A-7=19", "--at", "2023-06-01 09:00")
    stocked("stock", "count", "--place", "东邢", *counted)
    said = stocked("--lang", lang, "stock", "discrepancies", said=True)
    assert "A-7" in said
    assert max(cell_len(line) for line in said.splitlines()) <= 80
