"""The command line keeps its contract: exit codes, streams, JSON, languages, and wrong input told clearly."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warm import wxmod
from wxmod.cli.face import NOUNS

ROOT = Path(__file__).resolve().parents[2]
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs wxmod with a record of its own; ``lang=""`` leaves the language to the machine."""
    env = os.environ | {
        "WXMOD_DB": str(tmp_path / "w.db"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "WXMOD_ACTOR": "C1",
        "XDG_STATE_HOME": str(tmp_path),
    }

    def go(*words: str, lang: str = "zh") -> Ran:
        return wxmod(*words, *(("--lang", lang) if lang else ()), cwd=tmp_path, env=env)

    return go


OPERATION = (
    "--site",
    "东邢",
    "--purpose",
    "hail",
    "--day",
    "2023-07-20",
    "--equipment",
    "G1",
    "--lot",
    "A-7",
    "--rounds",
    "9",
    "--start",
    "15:00",
    "--end",
    "15:06",
)


def told(ran: Ran) -> Any:
    assert ran.stdout, (ran.returncode, ran.stderr)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_noun_has_help_in_both_languages(run: Run, noun: str, lang: str) -> None:
    ran = run(noun, "--help", lang=lang)
    assert ran.returncode == 0, ran.stderr
    own = ran.stdout.replace("东邢", "")
    assert any("\u4e00" <= c <= "\u9fff" for c in own) == (lang == "zh")


def test_no_words_at_all_ask_for_the_app(run: Run) -> None:
    told = run(lang="")
    assert told.returncode == 3, told.stderr
    assert "w.db" in told.stderr


def test_global_options_stand_before_the_verb_or_after_it(run: Run) -> None:
    before, after = run("--demo", "--json", "year", "2023"), run("year", "2023", "--demo", "--json")
    assert told(before)["total"] == told(after)["total"]
    assert told(after)["head"]["seq"] > 200


def test_a_new_county_from_nothing_to_a_recorded_operation(run: Run) -> None:
    assert run("init", "--program", "yuxian").returncode == 0
    received = [
        "--lot",
        "A-7",
        "--type",
        "shell-37",
        "--maker",
        "M",
        "--rounds",
        "１００",
        "--to",
        "county",
    ]
    assert run("stock", "receive", *received, "--at", "2023-05-20 09:00").returncode == 0
    issued = [
        "--lot",
        "A-7",
        "--from",
        "county",
        "--to",
        "东邢",
        "--rounds",
        "20",
        "--at",
        "2023-05-30 09:00",
    ]
    assert run("stock", "issue", *issued, "--by", "K1").returncode == 1
    assert run("stock", "issue", *issued, "--by", "K1", "--witness", "K2").returncode == 0
    assert (
        run("equipment", "inspect", "G1", "--on", "2023-01-05", "--result", "合格").returncode == 0
    )
    done = run("op", "record", *OPERATION, "--json")
    assert done.returncode == 0
    assert told(done)["name"] == "20230720-001-1"
    assert "A201" in {f["code"] for f in told(done)["findings"]}
    shown = told(run("op", "show", "20230720-001-1", "--json"))
    assert shown["operation"]["releases"][0]["rounds"] == 9
    assert {h["place"]: h["rounds"] for h in told(run("stock", "show", "--json"))} == {
        "depot/county": 80,
        "site/140322001": 11,
    }
    assert (
        run("op", "correct", "20230720-001-1", "--set", "nonsense=8", "--reason", "数错").returncode
        == 2
    )
    changes = ("--set", "rounds=8", "--set", "releases.0.duds=1", "--set", "effect=好")
    corrected = run("op", "correct", "20230720-001-1", *changes, "--reason", "数错")
    assert corrected.returncode == 0, corrected.stderr
    now = told(run("op", "show", "20230720-001-1", "--json"))["operation"]
    assert (
        now["releases"][0]["rounds"],
        now["releases"][0]["duds"],
        now["weather"]["effect"],
    ) == (
        8,
        1,
        "好",
    )
    assert (now["commander"], now["recorder"], now["approver"]) == (
        None,
        None,
        None,
    )  # as they were: not named
    assert len(told(run("op", "show", "20230720-001-1", "--json"))["history"]) == 2
    assert run("verify").returncode == 0


def test_an_operation_file_with_its_airspace(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "op.toml").write_text(
        """
[[operation]]
site = "西村"
purpose = "增雨"
joint = "LH1"
[operation.airspace]
number = "KY9"
requested_at = "2023-07-20 14:30"
start = "2023-07-20 14:50"
end = "2023-07-20 16:00"
closed_at = "2023-07-20 15:10"
[[operation.releases]]
equipment = "L1"
lot = "R-1"
start = 2023-07-20T15:00:00
end = 2023-07-20T15:05:00
rounds = 4
[[operation]]
site = "土塔"
purpose = "增雨"
joint = "LH1"
releases = [{equipment = "B1", lot = "F-1", start = 2023-07-20T15:00:00, end = 2023-07-20T16:00:00, rounds = 4}]
""",
        encoding="utf-8",
    )
    ran = run("op", "record", "op.toml", "--json")
    assert ran.returncode == 0, ran.stderr
    assert [o["name"] for o in told(ran)] == ["20230720-002-1", "20230720-005-1"]
    assert not {"A201", "A202", "A203"} & {f["code"] for f in told(ran)[0]["findings"]}
    assert told(run("airspace", "list", "--json"))[0]["status"] == "closed"


@pytest.mark.parametrize(
    ("words", "code", "zh", "en"),
    [
        (("op", "record", *OPERATION, "--site", "天津"), 2, "没有这个作业点", "no such site"),
        (("op", "record", *OPERATION, "--day", "2023-02-30"), 2, "没有这一天", "no such day"),
        (("op", "record", *OPERATION, "--rounds", "-3"), 2, "不小于 0", "less than 0"),
        (("op", "record", *OPERATION, "--rounds", "2.5"), 2, "整数", "whole number"),
        (("op", "record", *OPERATION, "--remarks", "a\x1b[2J"), 2, "U+001B", "U+001B"),
        (
            ("op", "record", *OPERATION, "--end", "2023-07-20 14:00"),
            2,
            "结束早于开始",
            "ends before it starts",
        ),
        (("op", "record", *OPERATION, "--purpose", "x"), 2, "应为下列之一", "must be one of"),
        (("op", "check", *OPERATION), 1, "规则不允许", "rules do not allow"),
        (("op", "show", "nope"), 2, "没有这个作业", "no such operation"),
        (
            ("stock", "issue", "--lot", "x", "--from", "county", "--to", "东邢", "--rounds", "1"),
            2,
            "批号",
            "no such lot",
        ),
        (("year", "1"), 2, "没有这一年", "no such year"),
        (("rule", "Z999"), 2, "没有这个规则", "no such rule"),
        (("weather", "read", "/nonexistent.nc"), 3, "无法读取", "cannot be read"),
        (("--db", "/nonexistent/x.db", "op", "list"), 3, "没有这个记录库", "no such record"),
        (("program", "check", "/nonexistent"), 2, "没有这个业务方案", "no such programme"),
    ],
    ids=lambda x: " ".join(x[:2]) if isinstance(x, tuple) else "",
)
def test_wrong_input_is_told_in_the_users_language(
    run: Run,
    words: tuple[str, ...],
    code: int,
    zh: str,
    en: str,
) -> None:
    run("init")
    for lang, said in (("zh", zh), ("en", en)):
        ran = run(*words, lang=lang)
        assert ran.returncode == code, ran.stderr
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr
        assert "\x1b" not in ran.stderr
    assert told(run("op", "list", "--json")) == []


def test_markup_and_formulas_are_kept_as_text(run: Run) -> None:
    run("init")
    assert run("op", "record", *OPERATION, "--remarks", "[/b] =1+1").returncode == 0
    assert "[/b] =1+1" in run("op", "show", "20230720-001-1").stdout


def test_a_record_from_a_newer_version_is_only_read(run: Run, tmp_path: Path) -> None:
    run("init")
    import sqlite3  # noqa: PLC0415

    conn = sqlite3.connect(tmp_path / "w.db")
    conn.execute("PRAGMA user_version = 999")
    conn.close()
    raised = run("op", "list")
    assert raised.returncode == 4, "the tables of today under a later number are no later record"
    conn = sqlite3.connect(tmp_path / "w.db")
    conn.execute("CREATE TABLE of_later (name TEXT PRIMARY KEY) STRICT")
    conn.close()
    assert run("op", "list").returncode == 0
    ran = run("op", "record", *OPERATION)
    assert ran.returncode == 3
    assert "更新版本" in ran.stderr


def test_a_tampered_record_ends_with_four(run: Run, tmp_path: Path) -> None:
    run("init")
    run("op", "record", *OPERATION)
    import sqlite3  # noqa: PLC0415

    conn = sqlite3.connect(tmp_path / "w.db")
    conn.execute("UPDATE release SET rounds = 8")
    conn.commit()
    conn.close()
    ran = run("verify", "--json")
    assert ran.returncode == 4
    assert "release" in ran.stdout
    assert run("verify", "--rebuild").returncode == 0


def test_a_backup_comes_back_whole(run: Run, tmp_path: Path) -> None:
    run("init")
    run("op", "record", *OPERATION)
    assert run("backup", "copy.db").returncode == 0
    assert run("backup", "copy.db").returncode == 3
    restored = told(run("restore", "copy.db", "--db", str(tmp_path / "r.db"), "--json"))
    assert restored["chain"] != told(run("verify", "--json"))["heads"][0]["chain"]
    assert len(told(run("--db", str(tmp_path / "r.db"), "op", "list", "--json"))) == 1


def test_rules_of_blind_counts_and_gaps(run: Run) -> None:
    run("init")
    run(
        "stock",
        "receive",
        "--lot",
        "A-7",
        "--type",
        "shell-37",
        "--maker",
        "M",
        "--rounds",
        "10",
        "--to",
        "county",
    )
    counted = run(
        "stock",
        "count",
        "--place",
        "county",
        "--count",
        "A-7=9",
        "--counters",
        "K1",
        "I1",
        "--json",
    )
    assert told(counted)["discrepancies"][0]["counted"] == 9
    assert (
        run(
            "stock", "count", "--place", "county", "--count", "A-7=9", "--counters", "K1", "K1"
        ).returncode
        == 2
    )
    ref = told(counted)["name"]
    assert told(run("stock", "discrepancies", "--json"))["discrepancies"][0]["stocktake"] == ref
    explained = run("stock", "explain", ref, "A-7", "--reason", "清点有误", "--by", "K1")
    assert explained.returncode == 0, explained.stderr
    assert told(run("stock", "discrepancies", "--json"))["discrepancies"] == []


def test_airspace_from_request_to_closure(run: Run) -> None:
    run("init")
    asked = run(
        "airspace",
        "request",
        "--site",
        "东邢",
        "--start",
        "2099-07-20 15:00",
        "--end",
        "2099-07-20 16:00",
        "--json",
    )
    assert asked.returncode == 0, asked.stderr
    number = told(asked)["name"]
    assert run("airspace", "close", number).returncode == 2
    granted = run(
        "airspace", "grant", number, "--start", "2099-07-20 15:00", "--end", "2099-07-20 15:30"
    )
    assert granted.returncode == 0, granted.stderr
    assert run("airspace", "close", number).returncode == 0
    past = run(
        "airspace",
        "request",
        "--site",
        "东邢",
        "--start",
        "2020-07-20 15:00",
        "--end",
        "2020-07-20 16:00",
    )
    assert past.returncode == 1
    assert "A222" in past.stderr


def test_people_and_equipment_are_entered_and_changed(run: Run) -> None:
    run("init")
    added = run(
        "people",
        "add",
        "P99",
        "--name",
        "新人",
        "--role",
        "crew",
        "--trained",
        "2024-01-02",
        "--site",
        "东邢",
    )
    assert added.returncode == 0, added.stderr
    assert (
        next(p for p in told(run("people", "list", "--json")) if p["id"] == "P99")["trained_on"]
        == "2024-01-02"
    )
    assert run("equipment", "add", "G1", "--status", "检修").returncode == 0
    g1 = next(e for e in told(run("equipment", "list", "--json")) if e["unit"]["id"] == "G1")
    assert (g1["unit"]["status"], g1["unit"]["model"]) == ("under-repair", "37mm高炮")


def test_version_names_what_keeps_the_record(run: Run) -> None:
    ran = run("--version")
    assert "SQLite" in ran.stdout
    assert "wxmod" in ran.stdout


def test_a_programme_that_does_not_hold_together_is_found_out(run: Run, tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    folder = tmp_path / "county"
    shutil.copytree(ROOT / "data" / "programs" / "yuxian", folder)
    people = folder / "people.csv"
    people.write_text(
        people.read_text("utf-8").replace("140322001", "140322099", 1), encoding="utf-8"
    )
    sites = folder / "sites.csv"
    sites.write_text(
        sites.read_text("utf-8").replace("113.09,38.21", "113.09,37.21"), encoding="utf-8"
    )
    ran = run("program", "check", str(folder), "--json")
    assert ran.returncode == 3
    errors = {(p["file"], p["field"]) for p in told(ran)["problems"] if p["gravity"] == "error"}
    assert errors == {("people.csv", "P11"), ("sites.csv", "140322001")}
    assert told(run("program", "check", "yuxian", "--json"))["errors"] == 0


def test_an_export_holds_every_row_and_no_formula(run: Run, tmp_path: Path) -> None:
    run("init")
    run("op", "record", *OPERATION, "--joint", "LH1", "--remarks", "=1+1")
    exported = told(run("export", "out", "--json"))["rows"]
    assert exported["operation.csv"] == 1
    assert exported["journal.ndjson"] == len(
        (tmp_path / "out" / "journal.ndjson").read_text("utf-8").splitlines()
    )
    for path in (tmp_path / "out").glob("*.csv"):
        for line in path.read_text("utf-8-sig").splitlines():
            assert not any(cell.startswith(("=", "@")) for cell in line.split(","))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "[必填]"), ("en", "[required]")],
)
def test_help_says_what_is_required_in_the_users_language(run: Run, lang: str, said: str) -> None:
    told = run("stock", "issue", "--help", lang=lang).stdout
    assert [line.split()[0] for line in told.splitlines() if said in line] == ["--to", "--rounds"]
    assert ("required" in told) == (lang == "en")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ["op", "record", "--nope"],
            "没有选项 --nope，是不是 --place",
            "No option --nope; did you mean --place",
        ),
        (["stock", "issue"], "缺少 --to", "--to is missing"),
        (
            ["op", "list", "--newest", "0"],
            "--newest 不对：应为整数 1…",
            "--newest is wrong: must be a whole number 1…",
        ),
        (["bogus"], "没有命令 bogus", "No command bogus"),
        (["year", "2023", "2024"], "命令不对", "Wrong command"),
    ],
)
def test_wrong_usage_is_told_in_the_users_language(
    run: Run,
    words: list[str],
    zh: str,
    en: str,
) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        ran = run(*words, "--json", lang=lang)
        assert ran.returncode == 2
        assert expected in ran.stderr
        assert expected in told(ran)["message"]
        assert "--help" in ran.stderr
