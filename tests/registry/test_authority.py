"""Nobody acts alone: which programme is in force, who is on the roster, whose PIN counts."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.duty_log import ready
from tests.record.samples import DAY, adopted, draft
from tests.registry.test_pins import K1, K2, cheap, enrolled, later, setting, under, vouched
from wxmod.actions import Desk
from wxmod.actions.ammunition import differences
from wxmod.actions.desk import open_desk
from wxmod.actions.record import keeping
from wxmod.actions.registry import pins, programs, registers
from wxmod.actions.waiver import NOTHING_WAIVED, Waiver
from wxmod.cli.face import Session, build
from wxmod.domain.errors import BadInput, StoreUnavailable
from wxmod.domain.registry.people import Person, Role
from wxmod.domain.registry.programs import ProgramFile, digest_of
from wxmod.resources import data
from wxmod.store import chains, journal
from wxmod.store.database import in_memory

__all__ = ["cheap", "enrolled"]

FREE = 'pins_required = [{ since = 2002-05-01, value = false, source = "x", confidence = "unverified" }]'
STRICT = FREE.replace("false", "true")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A programme of one's own that requires PINs."""
    folder = tmp_path / "county"
    shutil.copytree(data() / "programs" / "yuxian", folder)
    say(folder, STRICT)
    return folder


def say(folder: Path, line: str) -> None:
    """Put a setting first; TOML takes no key twice, so what stood there goes."""
    plan = folder / "program.toml"
    rest = [each for each in plan.read_text("utf-8").splitlines() if "pins_required" not in each]
    text = "\n".join(rest).replace("[settings]", f"[settings]\n{line}", 1)
    plan.write_text(text + "\n", "utf-8")


@pytest.fixture
def run(tmp_path: Path, county: Path) -> Callable[..., Any]:
    """Runs wxmod on the county's record, which both storekeepers have PINs at."""
    pin_file = tmp_path / "pins"
    pin_file.write_text(f"K1={K1}\nK2={K2}\nK9=998877\n", "utf-8")

    def go(*words: str) -> Any:
        line = ["--db", str(tmp_path / "w.db"), *words, "--json"]
        return CliRunner().invoke(build(), line, obj=Session())

    assert go("init", "--program", str(county)).exit_code == 0
    lot = ("--lot", "A-7", "--type", "shell-37", "--maker", "M", "--expires", "2099-09-30")
    received = go("stock", "receive", *lot, "--rounds", "100", "--to", "county", "--by", "K1")
    assert received.exit_code == 0, received.output
    for who in ("K1", "K2"):
        assert go("people", "pin", who, "--pin-file", str(pin_file)).exit_code == 0
    return go


def entries(folder: Path) -> int:
    conn = sqlite3.connect(folder / "w.db")
    return int(conn.execute("SELECT count(*) FROM journal").fetchone()[0])


HANDS = ("--by", "K1", "--witness", "K2")
WHAT = ("--lot", "A-7", "--from", "county", "--to", "东邢", "--rounds", "2")
ISSUE = ("stock", "issue", *WHAT, *HANDS)


def test_another_programme_that_asks_for_no_pins_only_reads(
    run: Callable[..., Any], tmp_path: Path, county: Path
) -> None:
    free = tmp_path / "free"
    shutil.copytree(county, free)
    say(free, FREE)
    before = entries(tmp_path)
    for other in (str(free), "yuxian"):
        issued = run(*ISSUE, "--program", other)
        assert isinstance(issued.exception, StoreUnavailable)
        assert run("stock", "show", "--program", other).exit_code == 0
    assert entries(tmp_path) == before
    same = run(*ISSUE, "--program", str(county))
    assert [f.code for f in same.exception.findings] == ["M361", "M361"]


def test_editing_a_file_changes_nothing_until_two_adopt_it(
    run: Callable[..., Any], tmp_path: Path, county: Path
) -> None:
    say(county, FREE)
    assert [f.code for f in run(*ISSUE).exception.findings] == ["M361", "M361"]
    assert "尚未采用" in run("stock", "show").stderr
    dry = json.loads(run("program", "adopt", "--dry-run").stdout)
    assert dry["files"] == ["program.toml"]
    adopt = ("program", "adopt", "--reason", "暂停口令", "--by", "K1")
    before = entries(tmp_path)
    for alone in (adopt, (*adopt, "--witness", "k1"), (*adopt, "--witness", "K2")):
        assert isinstance(run(*alone).exception, BadInput)
    assert entries(tmp_path) == before
    pin_file = str(tmp_path / "pins")
    done = run(*adopt, "--witness", "K2", "--pin-file", pin_file)
    assert done.exit_code == 0, done.output
    assert run(*ISSUE).exit_code == 0
    spans = json.loads(run("verify").stdout)["programs"]
    assert [(s["since"], s["until"], s["witness"]) for s in spans[1:]] == [
        (spans[1]["since"], before, None),
        (before + 1, None, "K2"),
    ]
    assert (spans[0]["ref"], spans[0]["since"], spans[0]["until"]) == ("", 1, spans[1]["since"] - 1)
    assert len({s["digest"] for s in spans}) == 3


def test_a_record_knows_its_programme_where_the_folder_is_gone(
    run: Callable[..., Any], county: Path, tmp_path: Path
) -> None:
    shutil.rmtree(county)
    assert [f.code for f in run(*ISSUE).exception.findings] == ["M361", "M361"]
    desk = open_desk(tmp_path / "w.db")
    assert desk.program.name == "盂县"
    desk.store.close()


def test_the_journal_itself_takes_no_second_programme_from_one() -> None:
    store = in_memory(program="p")
    journal.append(store, draft(adopted()), now=DAY)
    with pytest.raises(sqlite3.IntegrityError, match="takes two people"):
        journal.append(store, draft(adopted("a = 2\n")), now=DAY)
    journal.append(store, draft(adopted("a = 2\n"), witness="乙"), now=DAY)


def test_a_digest_is_of_names_and_texts_however_they_are_listed() -> None:
    one, two = ProgramFile(name="a.csv", text="1"), ProgramFile(name="b.csv", text="2")
    assert digest_of([one, two]) == digest_of([two, one])
    swapped = [ProgramFile(name="a.csv", text="2"), ProgramFile(name="b.csv", text="1")]
    assert digest_of(swapped) != digest_of([one, two])
    joined = [ProgramFile(name="a.csv", text="1b.csv\x002")]
    assert digest_of(joined) != digest_of([one, two])


@pytest.mark.parametrize("name", ["../x.toml", "/x.toml", "a/b/c.csv", "x.py", "a/../b.csv", ""])
def test_no_file_of_a_programme_lies_elsewhere(name: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        ProgramFile(name=name, text="")


def storekeeper(who: str = "K9") -> Person:
    return Person(id=who, name="新人", roles=(Role.STOREKEEPER,))


def test_one_storekeeper_does_not_make_another(enrolled: Desk) -> None:
    alone = vouched(enrolled, K1=K1)
    seqs = journal.tail(enrolled.store)
    for vouching in (
        NOTHING_WAIVED,
        alone,
        alone._replace(witness="K2"),
        Waiver(by="K1", witness="k1", proven=alone.proven),
    ):
        with pytest.raises(BadInput):
            registers.add_person(enrolled, storekeeper(), vouched=vouching)
    assert journal.tail(enrolled.store) == seqs
    both = vouched(enrolled, K1=K1, K2=K2)
    registers.add_person(enrolled, storekeeper(), vouched=both)
    for vouching in (NOTHING_WAIVED, alone, alone._replace(witness="K2")):
        with pytest.raises(BadInput):
            pins.set_pin(enrolled, "K9", "998877", vouched=vouching)
    pins.set_pin(enrolled, "K9", "998877", vouched=both)
    assert pins.prove(enrolled, {"K9": "998877"}) == {"K9"}


def test_where_one_has_a_pin_the_roster_waits_for_the_second(desk: Desk) -> None:
    ready(desk)
    pins.set_pin(desk, "K1", K1)
    strict = under(desk, pins_required=setting(True))
    with pytest.raises(BadInput):
        registers.add_person(strict, storekeeper(), vouched=vouched(strict, K1=K1))
    with pytest.raises(BadInput, match="K1"):
        pins.set_pin(strict, "K2", K2)
    pins.set_pin(strict, "K2", K2, vouched=vouched(strict, K1=K1))
    registers.add_person(strict, storekeeper(), vouched=vouched(strict, K1=K1, K2=K2))


def test_nobody_makes_themself_bureau_and_resets_another(enrolled: Desk) -> None:
    me = Person(id="K1", name="王五", roles=(Role.STOREKEEPER, Role.BUREAU))
    with pytest.raises(BadInput):
        registers.add_person(enrolled, me, vouched=vouched(enrolled, K1=K1))
    both = vouched(enrolled, K1=K1, K2=K2)
    registers.add_person(
        enrolled, storekeeper("B1").model_copy(update={"roles": (Role.BUREAU,)}), vouched=both
    )
    pins.set_pin(enrolled, "B1", "998877", vouched=both)
    strict = under(enrolled, pins_required=setting(True), break_glass=setting(False))
    alone = vouched(strict, B1="998877")._replace(reasons={"M322": "急"})
    for vouching in (alone, alone._replace(witness="K2"), alone._replace(witness="K1")):
        with pytest.raises(BadInput):
            pins.set_pin(strict, "K2", "445566", reset=True, vouched=vouching)
    own = vouched(strict, B1="998877", K1=K1)
    with pytest.raises(BadInput, match="自己"):
        pins.set_pin(strict, "B1", "445566", reset=True, vouched=own)
    assert pins.prove(strict, {"K2": K2}) == {"K2"}
    pins.set_pin(strict, "K2", "445566", reset=True, vouched=own)
    assert pins.prove(strict, {"K2": "445566"}) == {"K2"}
    (entry,) = [e for e in chains.entries(strict.store) if '"reset":true' in e.body]
    assert (entry.actor, entry.witness) == ("B1", "K1")


def test_a_pin_reset_alone_stands_open(enrolled: Desk) -> None:
    both = vouched(enrolled, K1=K1, K2=K2)
    bureau = Person(id="B1", name="局", roles=(Role.BUREAU,))
    registers.add_person(enrolled, bureau, vouched=both)
    pins.set_pin(enrolled, "B1", "998877", vouched=both)
    alone = vouched(enrolled, B1="998877")
    with pytest.raises(BadInput):
        pins.set_pin(enrolled, "K2", "445566", reset=True, vouched=alone)
    pins.set_pin(
        enrolled, "K2", "445566", reset=True, vouched=alone._replace(reasons={"M322": "只有两人"})
    )
    (found,) = differences.open_differences(enrolled)
    assert (found.kind.value, found.subject, found.what) == ("alone", "M322/pin/K2", "B1")


def test_what_somebody_has_learned_is_noted_without_vouchers(enrolled: Desk) -> None:
    known = {p.id: p for p in registers.people(enrolled)}["K1"]
    registers.add_person(enrolled, known.model_copy(update={"trained_on": DAY.date()}))
    registers.add_person(enrolled, known.model_copy(update={"active": False}))
    with pytest.raises(BadInput):
        registers.add_person(enrolled, known)


def test_a_code_that_differs_by_letter_case_is_nobody_new(desk: Desk) -> None:
    with pytest.raises(BadInput, match="K1"):
        registers.add_person(desk, storekeeper("k1"))


def guess(desk: Desk, times: int) -> None:
    for _n in range(times):
        with pytest.raises(BadInput):
            pins.prove(desk, {"K1": "000001"})


def test_a_clock_put_forward_locks_nobody_out_for_years(enrolled: Desk) -> None:
    ahead = later(enrolled, days=3650)
    guess(ahead, 6)
    with pytest.raises(BadInput, match=r"2023-07-20 18:01:00"):
        pins.prove(enrolled, {"K1": K1})
    # The wait runs from the first look after the clock was put right, and looking again does not begin it anew.
    with pytest.raises(BadInput, match=r"2023-07-20 18:01:00"):
        pins.prove(later(enrolled, seconds=59), {"K1": K1})
    assert pins.prove(later(enrolled, seconds=60), {"K1": K1}) == {"K1"}
    assert keeping.verify(enrolled).breaks == ()


def test_a_clock_put_forward_buys_no_guesses(enrolled: Desk) -> None:
    strict = under(enrolled, pin_most_wrong=setting(8))
    for day in range(1, 30):
        guess(later(strict, days=day), 1)
    tried = [e for e in chains.entries(strict.store) if e.kind == "person.pin_tried"]
    assert len(tried) == 8
    with pytest.raises(BadInput, match="已锁定"):
        pins.prove(later(strict, days=99), {"K1": K1})
    assert pins.prove(strict, {"K2": K2}) == {"K2"}


@pytest.mark.parametrize(("wrong", "locked"), [(7, False), (8, True)])
def test_the_last_guess_counts(enrolled: Desk, wrong: int, locked: bool) -> None:
    strict = under(enrolled, pin_most_wrong=setting(8))
    for day in range(1, wrong + 1):
        guess(later(strict, days=day), 1)
    if locked:
        with pytest.raises(BadInput, match="已锁定"):
            pins.prove(later(strict, days=20), {"K1": K1})
    else:
        assert pins.prove(later(strict, days=20), {"K1": K1}) == {"K1"}


def test_wrong_old_pins_are_counted_where_a_new_one_is_asked_for(enrolled: Desk) -> None:
    for _n in range(5):
        with pytest.raises(BadInput, match="不对"):
            pins.set_pin(enrolled, "K1", "112233", old="000001")
    with pytest.raises(BadInput, match="连错 5 次"):
        pins.set_pin(enrolled, "K1", "112233", old=K1)


def test_the_programme_is_compared_and_adopted_through_the_desk(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(data() / "programs" / "yuxian", folder)
    with pytest.raises(BadInput, match="相同"):
        programs.adopt(desk, str(folder), "试", Waiver(by="K1", witness="K2"))
    say(folder, FREE)
    with pytest.raises(BadInput, match="原因"):
        programs.adopt(desk, str(folder), " ", Waiver(by="K1", witness="K2"))
    with pytest.raises(BadInput, match="两人"):
        programs.adopt(desk, str(folder), "试", Waiver(by="K1"))
    programs.adopt(
        replace(desk, clock=lambda: desk.now() + timedelta(days=1)),
        str(folder),
        "试",
        Waiver(by="K1", witness="K2"),
    )
    assert [span.witness for span in programs.spans(desk)] == [None, None, "K2"]
