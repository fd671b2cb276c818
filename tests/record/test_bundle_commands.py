"""A site and a bureau exchange by files alone, as people would type it."""

import json
from pathlib import Path

from tests.cli.test_cli import OPERATION, Ran, Run, run, told

__all__ = ["run"]


def key(run: Run, record: str) -> tuple[str, str]:
    made = told(run("bundle", "key", "--db", record, "--json"))
    return made["key"], made["chain"]


def test_a_site_and_its_bureau_exchange_and_find_what_was_taken_away(
    run: Run, tmp_path: Path
) -> None:
    for record, role in (("s.db", "site"), ("b.db", "bureau")):
        assert run("init", "--db", record).returncode == 0
        assert (
            run(
                "bundle",
                "key",
                "--make",
                "--role",
                role,
                "--db",
                record,
            ).returncode
            == 0
        )
    assert (tmp_path / "s.key").stat().st_mode & 0o777 == 0o600
    run("op", "record", *OPERATION, "--db", "s.db")
    assert (
        run(
            "bundle",
            "give",
            "--to",
            "s1.wxb",
            "--db",
            "s.db",
        ).returncode
        == 0
    )
    stranger = run("bundle", "take", "s1.wxb", "--db", "b.db", "--json")
    assert (stranger.returncode, told(stranger)["error"]) == (1, "UntrustedKey")
    for record, other, role in (("b.db", "s.db", "site"), ("s.db", "b.db", "bureau")):
        public, chain = key(run, other)
        assert (
            run(
                "bundle", "trust", public, "--chain", chain, "--role", role, "--db", record
            ).returncode
            == 0
        )
    shown = run("bundle", "inspect", "s1.wxb", "--db", "b.db", lang="en")
    assert "operations recorded  1" in shown.stdout
    assert "can be taken in" in shown.stdout
    assert "Z –" not in shown.stdout
    taken = told(
        run(
            "bundle",
            "take",
            "s1.wxb",
            "--db",
            "b.db",
            "--json",
        )
    )
    assert (taken["outcome"], taken["chains"][0]["outcome"]) == ("applied", "applied")
    assert (
        told(
            run(
                "bundle",
                "take",
                "s1.wxb",
                "--db",
                "b.db",
                "--json",
            )
        )["outcome"]
        == "already"
    )
    run("bundle", "give", "--to", "b1.wxb", "--db", "b.db")
    assert run("bundle", "take", "b1.wxb", "--db", "s.db").returncode == 0
    assert run("verify", "--anchor", "b1.wxb", "--db", "s.db").returncode == 0
    assert run("verify", "--since-anchor", "--db", "s.db").returncode == 0
    assert told(
        run(
            "bundle",
            "totals",
            "2023",
            "--db",
            "b.db",
            "--json",
        )
    ) == [
        {
            "county": "140322",
            "purpose": "hail",
            "operations": 1,
            "rockets": 0,
            "shells": 0,
            "flares": 0,
            "unknown": 9,
            "duds": 0,
        }
    ]
    assert "County" in run("bundle", "totals", "2023", "--db", "b.db", lang="en").stdout
    assert (
        "journal.parquet"
        in told(run("export", "out", "--parquet", "--db", "b.db", "--json"))["rows"]
    )
    told_away = run(
        "bundle",
        "take",
        "s1.wxb",
        "--to",
        "postgresql://a:secret@nowhere/x",
        "--db",
        "b.db",
        "--json",
    )
    assert (told_away.returncode, told(told_away)["error"]) == (2, "BadInput")
    _other_record_under_the_same_files(run)


def _other_record_under_the_same_files(run: Run) -> None:
    ran = run("verify", "--anchor", "b1.wxb", "--db", "b.db", "--json")
    assert ran.returncode == 0
    run("init", "--db", "new.db")
    made_anew = run("verify", "--anchor", "b1.wxb", "--db", "new.db", "--json")
    assert made_anew.returncode == 4
    document, _end = json.JSONDecoder().raw_decode(made_anew.stdout)
    assert {b["check"] for b in document["breaks"]} == {"anchor"}


def test_a_file_that_is_no_bundle_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "x.wxb").write_bytes(b"PK\x03\x04 what is this")
    for verb in ("take", "inspect"):
        ran: Ran = run("bundle", verb, "x.wxb", "--json")
        assert (ran.returncode, told(ran)["error"]) == (3, "UnreadableFileError")
