"""Text made to act comes in by every way there is and goes out by every way there is: it is text, and nothing happens.

No command ends in a crash, nothing reaches the terminal as a command, no cell is a formula, and whatever was written
can be exchanged and verified.
"""

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.duty_log import hail, ready
from tests.faults.children import LONG
from tests.faults.hostile import (
    ALL,
    SEEN,
    UNSEEN,
    Command,
    Said,
    commands,
    faults,
    files,
    run,
    soil,
    spelling,
)
from tests.faults.mutants import TRUSTED, with_text
from tests.record.samples import draft, one_of_each
from wxmod.actions import Desk
from wxmod.actions.operations import recording
from wxmod.actions.record import setup
from wxmod.domain.errors import WxmodError
from wxmod.domain.exchange import KeyRole, KeyTrusted
from wxmod.domain.visible import visible
from wxmod.program import load_program
from wxmod.resources import data
from wxmod.store import journal
from wxmod.store.bodies import DiscrepancyExplained
from wxmod.store.database import in_memory
from wxmod.store.exchange import merge
from wxmod.store.exchange.keys import public
from wxmod.store.keeping.export import FORMULA
from wxmod.store.keeping.verify import verify
from wxmod.store.pen import Store

pytestmark = pytest.mark.slow

EVERY = 1 if LONG else 13  # of all that could be tried, each time another part for each option
FORMS = [(), ("--json",), ("--plain",)]
ALONE = {"backup", "restore", "drill"}  # they open files of their own; nothing is undone for them


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A county with an entry of every kind, hostile wherever a text may be; where it is, syncing costs nothing."""
    shm = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(
        prefix="wxmod-demo-", dir=shm if shm.is_dir() else None
    ) as folder:
        made = replace(
            setup.init(Path(folder) / "demo.db", program="yuxian", actor="C1"),
            clock=lambda: NOW,
        )
        ready(made)
        recording.record(made, hail(made))
        soil(made)
        yield made
        made.store.close()


@pytest.fixture(autouse=True)
def there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command runs where its files may go."""
    folder = desk.store.path.parent / "here"
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))


def tried(
    desk: Desk,
    command: Command,
    n: int,
    **told: str,
) -> Said:
    """A command in one language and one form or the other."""
    line = command.line(**told)
    at = line.index("--")
    line[at:at] = [
        "--lang",
        ("zh", "en")[n % 2],
        *FORMS[n % 3],
    ]
    return run(desk, *line)


def listed(bad: dict[tuple[str, ...], list[str]]) -> str:
    return "\n".join(f"{' '.join(where)}: {'; '.join(said)}" for where, said in bad.items())


def test_the_ordinary_words_are_understood_by_most_commands(desk: Desk) -> None:
    """Else what follows would stop at the first word of each."""
    said = {command.name: tried(desk, command, 0) for command in commands()}
    assert {
        name: faults(each) for name, each in said.items() if faults(each) and name not in ALONE
    } == {}
    understood = [name for name, each in said.items() if each.code in {0, 1}]
    assert len(understood) > len(said) / 2


def test_every_word_of_every_command_may_be_hostile(desk: Desk) -> None:
    bad, n = {}, 0
    for command in commands():
        for parameter in command.takes:
            for what, text in ALL.items():
                n += 1
                if n % EVERY or command.name in ALONE:
                    continue
                if found := faults(
                    tried(
                        desk,
                        command,
                        n // EVERY,
                        **{spelling(parameter): text},
                    )
                ):
                    bad[command.name, spelling(parameter), what] = found
    assert not bad, listed(bad)
    assert n > 10_000
    assert verify(desk.store).breaks == ()


def test_every_file_a_command_reads_may_be_hostile(desk: Desk) -> None:
    bad, n = {}, 0
    folder = desk.store.path.parent / "files"
    for command in commands():
        there = files(folder)
        for parameter in command.takes:
            for path in there:
                n += 1
                if n % (EVERY * 13) or command.name in ALONE:
                    continue
                if found := faults(
                    tried(
                        desk,
                        command,
                        n // EVERY,
                        **{spelling(parameter): str(path)},
                    )
                ):
                    bad[command.name, spelling(parameter), path.name] = found
    assert not bad, listed(bad)


def test_every_answer_over_hostile_entries_is_text(desk: Desk) -> None:
    bad, shown = {}, 0
    for command in commands():
        ways = [(), *((flag,) for flag in command.flags)]
        for n, (lang, form, way) in enumerate(
            (a, b, c) for a in ("zh", "en") for b in FORMS for c in ways
        ):
            if command.name in ALONE or (way and n % 5 and not LONG):
                continue
            said = run(
                desk,
                *command.name.split(),
                "--lang",
                lang,
                *form,
                *way,
                *command.line()[command.depth :],
            )
            shown += "@click=app.quit" in said.out
            if found := faults(said):
                bad[(command.name, lang, *form, *way)] = found
    assert not bad, listed(bad)
    assert shown > 20, "what was told stands there to the letter"


def test_a_file_name_that_acts_is_spelled_as_json_spells_it(desk: Desk) -> None:
    said = run(desk, "export", "a\x9b2J\u202e", "--json")
    assert faults(said) == []
    assert json.loads(said.out)["path"] == "a\x9b2J\u202e"


def test_no_cell_of_an_export_is_a_formula(desk: Desk, tmp_path: Path) -> None:
    told = next(d for d in one_of_each() if isinstance(d.body, DiscrepancyExplained))
    reason = told.body.model_copy(update={"reason": SEEN["formula"]})
    journal.append(
        desk.store,
        told._replace(body=reason, uid="formula"),
        now=NOW,
    )
    said = run(
        desk,
        "export",
        str(tmp_path / "out"),
    )
    assert faults(said) == []
    cells = 0
    for path in sorted((tmp_path / "out").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    cells += 1
                    number = (
                        cell.lstrip("+-")
                        .replace(".", "", 1)
                        .replace(
                            "e-",
                            "",
                            1,
                        )
                        .isdecimal()
                    )
                    assert number or not cell.startswith(FORMULA), (path.name, cell)
    assert cells > 500
    assert f"'{SEEN['formula']}" in (tmp_path / "out" / "explanation.csv").read_text("utf-8-sig")


YUXIAN = data() / "programs" / "yuxian"
WORD = re.compile(r'"(?:[^"\\]|\\.)*"')


def spots(folder: Path) -> Iterator[tuple[Path, str, Callable[[str], str]]]:
    """Every place of a programme where words stand: its file, what is there now, and the file with others in it."""
    for path in sorted(folder.glob("*.csv")):
        lines = path.read_text("utf-8").splitlines()
        head = next(n for n, line in enumerate(lines) if not line.startswith("#"))
        columns = lines[head].split(",")
        if len(lines) == head + 1:
            lines.append("," * (len(columns) - 1))
        for n, column in enumerate(columns):
            yield (
                path,
                column,
                partial(
                    _cell,
                    lines,
                    head + 1,
                    n,
                ),
            )
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8")
        for found in WORD.finditer("\n".join(line.partition("#")[0] for line in text.splitlines())):
            yield (
                path,
                found[0],
                partial(
                    _string,
                    text,
                    found[0],
                ),
            )


def _cell(
    lines: list[str],
    row: int,
    column: int,
    text: str,
) -> str:
    cells = next(csv.reader([lines[row]]))
    cells[column] = text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return (
        "\n".join(
            [
                *lines[:row],
                out.getvalue().rstrip("\n"),
                *lines[row + 1 :],
            ]
        )
        + "\n"
    )


def _string(whole: str, there: str, text: str) -> str:
    return whole.replace(there, json.dumps(text), 1)


def county(folder: Path) -> Path:
    """A programme's folder that may be spoiled."""
    shutil.copytree(YUXIAN, folder, ignore=shutil.ignore_patterns("example-*"))
    return folder


def test_every_word_of_a_programme_may_be_hostile(desk: Desk, tmp_path: Path) -> None:
    folder, bad, n = county(tmp_path / "county"), {}, 0
    for path, where, filled in list(spots(folder)):
        whole = path.read_bytes()
        for what, text in ALL.items():
            n += 1
            if n % (EVERY * 3):
                continue
            path.write_bytes(filled(text).encode("utf-8", "surrogateescape"))
            if found := faults(
                run(
                    desk,
                    "program",
                    "check",
                    str(folder),
                    "--lang",
                    ("zh", "en")[n % 2],
                )
            ):
                bad[path.name, where, what] = found
        path.write_bytes(whole)
    assert not bad, listed(bad)
    assert n > 1_000


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same over a programme that is hostile wherever it may be."""
    folder = county(tmp_path_factory.mktemp("strange") / "county")
    texts = [SEEN[name] for name in ("markup", "formula", "markup", "format")]
    for n, (path, where, _filled) in enumerate(list(spots(folder))):
        whole = path.read_text("utf-8")
        _path, _where, filled = next(s for s in spots(folder) if s[0] == path and s[1] == where)
        path.write_text(
            filled(texts[n % 4]),
            "utf-8",
        )
        try:
            load_program(folder)
        except WxmodError:
            path.write_text(whole, "utf-8")
    made = setup.init(
        folder.parent / "wxmod-demo-strange" / "w.db", program=str(folder), actor="C1"
    )
    made = replace(made, clock=lambda: NOW)
    soil(made)
    yield made
    made.store.close()


def test_every_answer_over_a_hostile_programme_is_text(strange: Desk) -> None:
    bad, shown = {}, 0
    for n, command in enumerate(commands()):
        if command.name in ALONE:
            continue
        said = tried(strange, command, n)
        shown += "@click=app.quit" in said.out
        if found := faults(said):
            bad[command.name,] = found
    assert not bad, listed(bad)
    assert shown >= 10


def trust(site: Desk) -> KeyTrusted:
    return KeyTrusted(
        key=public(TRUSTED).hex(),
        role=KeyRole.SITE,
        chain=site.store.chain,
    )


def trusting(site: Desk) -> Store:
    made = in_memory(program="bureau")
    journal.append(
        made,
        draft(trust(site)),
        now=NOW,
    )
    return made


@pytest.mark.parametrize(
    "unseen", sorted(UNSEEN.keys() - {"surrogate"})
)  # which cannot be sealed at all
def test_a_bundle_that_is_hostile_inside_leaves_no_row(desk: Desk, unseen: str) -> None:
    held, _header = merge.give(desk.store, TRUSTED, now=NOW)
    bureau = trusting(desk)
    for n in range(4):
        with pytest.raises(WxmodError) as refused:
            merge.take(
                bureau,
                with_text(held, UNSEEN[unseen], n),
                actor="乙",
                now=NOW,
            )
        assert visible(str(refused.value), keep="\n") == str(refused.value)
        assert journal.tail(bureau)[0] == 1
    bureau.close()


def test_what_a_hostile_site_wrote_is_text_at_the_bureau(desk: Desk, tmp_path: Path) -> None:
    held, _header = merge.give(desk.store, TRUSTED, now=NOW)
    (tmp_path / "wxmod-demo-bureau").mkdir()
    bureau = replace(
        setup.init(tmp_path / "wxmod-demo-bureau" / "w.db", program="yuxian", actor="C1"),
        clock=lambda: NOW,
    )
    journal.append(
        bureau.store,
        draft(trust(desk)),
        now=NOW,
    )
    merge.take(bureau.store, held, actor="C1", now=NOW)
    assert verify(bureau.store).breaks == ()
    bad = {
        (c.name,): found
        for n, c in enumerate(commands())
        if c.name not in ALONE and (found := faults(tried(bureau, c, n)))
    }
    assert not bad, listed(bad)
    bureau.store.close()
