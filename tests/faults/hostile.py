"""Text made to act: on the terminal, on the app's markup, on a spreadsheet, on SQL, on a path, on a format string.

The commands are found by walking the command line, so a new one is tried as it lands.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import click
from pydantic import ValidationError

from tests.faults.mutants import TRUSTED, text_of
from tests.record.samples import one_of_each
from wxmod.actions import Desk
from wxmod.cli.face import build, global_options, main
from wxmod.domain.base import Value
from wxmod.domain.errors import WxmodError
from wxmod.domain.visible import visible
from wxmod.store import journal
from wxmod.store.exchange import merge
from wxmod.store.exchange.bundles import read

SEEN = {
    "markup": "[red]红[/] [@click=app.quit]x[/]",
    "markup unclosed": "[/b] [bold] \\[",
    "formula": "=cmd|'/C calc'!A0",
    "formula plus": "+1+1",
    "formula minus": "-2+3",
    "formula behind a tab": "\t=1+1",
    "formula at": "@SUM(A1)",
    "formula full width": "＝1+1",
    "format": "{x} {0.__class__} {{}} %s %(x)s %n",
    "sql": "'; DROP TABLE journal; --",
    "path": "../../nowhere/x",
    "json": '{"a": [1, "b"]}',
    "long": "长" * 5000,
    "wide": "ＷＩＤＥ㍿﷽ｶﾞ한글",
    "combining": "e\u0301\u0323" * 30,
    "number": "9" * 5000,
    "not a number": "NaN",
    "infinite": "1e999",
    "option": "--help",
    "one quote": '"',
    "empty": "",
    "blank": "   ",
}
UNSEEN = {
    "escape": "a\x1b[2J\x1b]0;t\x07",
    "clipboard": "\x1b]52;c;aGk=\x07",
    "link": "\x1b]8;;file:///etc/passwd\x1b\\x\x1b]8;;\x1b\\",
    "c1": "a\x9b2Jb\x9d52;c;aGk=\x9c",
    "carriage return": "ok\rgone",
    "backspace": "ab\x08\x08xy\x7f",
    "tab": "x\t=1+1",
    "lines": "一\n二\x0b三\x0c四\u2028五\x85六",
    "bidi": "A\u202e7-\u2066A",
    "zero width": "A\u200b-\u2060\ufeff7",
    "private": "\ue000\U000f0000",
    "surrogate": "A\udcff7",
    "noncharacter": "\uffff",
}
ALL = SEEN | UNSEEN
WORDS = {
    "site": "东邢",
    "purpose": "hail",
    "focus": "agriculture",
    "joint": "LH1",
    "process": "P1",
    "day": "2023-07-20",
    "equipment": "G1",
    "lot": "A-7",
    "rounds": "1",
    "duds": "0",
    "start": "2023-07-20 15:10",
    "end": "2023-07-20 15:20",
    "azimuth": "230",
    "elevation": "60",
    "place": "county",
    "clearance": "KY1",
    "commander": "C1",
    "crew": "P11",
    "recorder": "P11",
    "by": "K1",
    "witness": "K2",
    "reason": "清点",
    "from": "county",
    "to": "东邢",
    "type": "shell-37",
    "maker": "M",
    "item": "A-7=1",
    "count": "A-7=1",
    "counters": "K1,K2",
    "month": "2023-07",
    "period": "2023-07",
    "year": "2023",
    "unit": "G1",
    "person": "P11",
    "number": "KY1",
    "operations": "20230720-001-1",
    "kind": "gun",
    "result": "passed",
    "on": "2023-07-01",
    "layer": "4000-5500",
    "until": "2023-07-20 19:00",
    "title": "云系",
    "order": "equipment=G1 rounds=3 azimuth=230 elevation=60",
    "stage": "1",
    "code": "R301",
    "conflict": "x:1",
    "key": "cd" * 32,
    "name": "名",
    "role": "site",
    "chain": "x-1",
    "mission": "ZL-1",
    "source": "省台",
    "criteria": "convective-rain",
    "outgoing": "K1",
    "incoming": "K2",
    "rule": "flood",
    "folder": "yuxian",
    "stocktake": "x:1",
    "path": "table.csv",
    "files": "sounding.csv",
    "file": "file.csv",
    "counter": "counter.csv",
    "no": "20230720-001-1",
    "remarks": "好",
}
# What one command alone understands by a word.
OWN = {
    "stock return": {"from": "东邢", "to": "county"},
    "stock load": {"from": "东邢", "to": "loaded/G1"},
    "stock unload": {"from": "loaded/G1", "to": "东邢"},
    "stock dispose": {"from": "county"},
    "stock hand-over": {"from": "county", "to": "maker/M"},
    "stock dud": {"from": "东邢"},
    "stock history": {"lot": "24-07"},
    "stock trace": {"code": "02A1"},
    "stock arrive": {"no": "1-20240601-1"},
    "op show": {"no": "2024-001"},
    "rule": {"code": "M301"},
    "plan table show": {"name": "x"},
    "plan instruction show": {"number": "ZL-1"},
    "plan instruction compare": {"no": "2024-001"},
    "plan instruction ack": {"number": "ZL-1"},
    "plan instruction cancel": {"number": "ZL-1"},
    "plan instruction revise": {"number": "ZL-1"},
    "plan product show": {"number": "P1-1-1"},
    "plan notice show": {"number": "GG2024-1"},
    "plan guidance attach": {"kind": "cpas"},
    "airspace request": {"number": "KY7"},
    "weather declare": {"reason": "出现冰雹"},
    "stock takeover": {"place": "东邢"},
}


class Said(NamedTuple):
    """How a command ended and what it said.

    Attributes:
        stuck: Why what it wrote can go into no bundle, or "".
    """

    words: tuple[str, ...]
    code: object
    out: str
    err: str
    stuck: str = ""


def run(desk: Desk, *words: str) -> Said:
    """wxmod with *words* over *desk*, in this process; nothing it writes stays."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)
    )
    with (
        nothing_kept(desk),
        patch("wxmod.actions.desk.open_desk", lambda *_a, **_k: desk),
        patch.object(desk.store, "close"),  # the next command is at the same desk
        patch.object(sys, "stdin", io.StringIO("")),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        before = journal.tail(desk.store)[0]
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code
        carried = carries(desk, before)
    told, failed = (each.buffer.getvalue().decode() for each in (out, err))  # type: ignore[attr-defined]
    return Said(words, code, told, failed, carried)


def carries(desk: Desk, before: int) -> str:
    """Whether a bundle can take what was written since; a bureau refuses the whole of one that holds a misfit."""
    if journal.tail(desk.store)[0] == before:
        return ""
    held, _header = merge.give(
        desk.store,
        TRUSTED,
        now=desk.now(),
        after={desk.store.chain: before},
    )
    try:
        read(text_of(held), name="x")
    except WxmodError as error:
        return str(error)
    return ""


class Undo(Exception):  # noqa: N818  nothing went wrong
    """What was written is to go."""


@contextmanager
def nothing_kept(desk: Desk) -> Iterator[None]:
    """Let what is done write, and take it back."""
    with suppress(Undo), desk.store.writing():
        yield
        raise Undo


class Command(NamedTuple):
    """A command of wxmod and what it takes text for."""

    name: str
    takes: tuple[click.Parameter, ...]
    flags: tuple[str, ...]

    @property
    def depth(self) -> int:
        """How many words its name has."""
        return len(self.name.split())

    @property
    def words(self) -> dict[str, str]:
        """What each of its words may be filled with."""
        named = {spelling(p): p for p in self.takes}
        return {name: WORDS[name] for name in named if name in WORDS} | OWN.get(self.name, {})

    def line(self, **told: str) -> list[str]:
        """The command with what it must be told, and *told*."""
        given = {spelling(p): self.words.get(spelling(p), "x") for p in self.takes if p.required}
        given |= {name.replace("_", "-"): value for name, value in told.items()}
        options, rest = [], []
        for each in self.takes:
            if (value := given.get(spelling(each))) is None:
                continue
            if isinstance(each, click.Option):
                options.append(f"{each.opts[0]}={value}")
            else:
                rest.append(value)
        return [*self.name.split(), *options, "--", *rest]


def spelling(parameter: click.Parameter) -> str:
    """The name by which a person tells it."""
    return parameter.opts[0].lstrip("-").lower()


@cache
def commands() -> tuple[Command, ...]:
    """Every command there is."""
    root = build()
    known = {option.name for option in global_options()}

    def below(command: click.Command, path: tuple[str, ...]) -> Iterator[Command]:
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from below(found, (*path, name))
            return
        own = [p for p in command.params if p.name not in known]
        flags = [p for p in own if getattr(p, "is_flag", False)]
        yield Command(
            " ".join(path),
            tuple(p for p in own if p not in flags),
            tuple(p.opts[0] for p in flags),
        )

    context = click.Context(root)
    return tuple(below(root, ()))


def faults(said: Said) -> list[str]:
    """What a command may never do whatever it is told."""
    found = [] if said.code in {0, 1, 2, 3, 4} else [f"ended with {said.code}: {said.err[:200]}"]
    if said.stuck:
        found.append(f"cannot be exchanged: {said.stuck[:200]}")
    for stream in (said.out, said.err):
        if "Traceback" in stream:
            found.append("showed its inside")
        if visible(stream, keep="\n\t") != stream:
            found.append(f"acts on the terminal: {visible(stream)[:200]}")
    return found


def soiled(body: Value, text: str) -> Value:
    """*body* with *text* wherever it takes it."""
    told = body.model_dump(mode="json")

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if isinstance(value, str):
            yield path
        inside = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, each in inside:
            yield from places(each, (*path, key))

    best = body
    for path in list(places(told, ())):
        inner = told
        for step in path[:-1]:
            inner = inner[step]
        was, inner[path[-1]] = inner[path[-1]], text
        try:
            best = type(body).model_validate(told)
        except ValidationError:
            inner[path[-1]] = was
    return best


def soil(desk: Desk) -> None:
    """An entry of every kind in the record, each text of it hostile where it may be, every other one by markup."""
    texts = [text for other in SEEN.values() for text in (SEEN["markup"], other)]
    for n, each in enumerate(one_of_each()):
        kept = soiled(each.body, texts[n % len(texts)])
        journal.append(
            desk.store, each._replace(body=kept, witness=each.witness or "P99"), now=desk.now()
        )


TEMPLATES = {
    "op.toml": """[[operation]]
site = "东邢"
purpose = "hail"
remarks = {0}
joint = "LH1"
[operation.weather]
before = {0}
[[operation.releases]]
equipment = "G1"
lot = "A-7"
start = "2023-07-20 15:10"
end = "2023-07-20 15:12"
rounds = 3
""",
    "op-name.toml": """site = {0}
purpose = {0}
[[releases]]
equipment = {0}
lot = {0}
start = {0}
rounds = {0}
""",
    "keys.toml": "{0} = {0}\n[table]\n{0} = [{0}]\n",
    "op.json": '{{"site": "东邢", "purpose": "hail", "releases": [{{"equipment": {0}, "rounds": 1}}], {0}: 1}}',
    "codes.json": '[{{"code": {0}, "box": {0}, "lot": {0}}}]',
    "readings.json": '{{"readings": [{{"equipment": {0}, "start": {0}, "end": {0}, "rounds": {0}}}]}}',
    "counter.csv": "equipment,start,end,rounds\nG1,2023-07-20 15:10,2023-07-20 15:12,3\n{1},{1},{1},{1}\n",
    "codes.csv": "code,box,lot\n{1},{1},{1}\n",
    "levels.csv": "pressure_hpa,height_m,temperature_c,dewpoint_c,wind_from_deg,wind_ms\n{1},{1},{1},{1},{1},{1}\n",
    "pins.txt": "K1={2}\n{2}={2}\n",
    "lines.txt": "{2}\n",
}
RAW = {
    "nothing.txt": b"",
    "nul.csv": b"code\x00,lot\n\x00",
    "no-letters.toml": b"a = '\xff\xfe\x80'",
    "utf16.csv": "code,lot\nA,B\n".encode("utf-16"),
    "deep.json": b"[" * 200_000,
    "deep-table.json": b'{"a":' * 100_000,
    "deep.toml": b"a = " + b"[" * 50_000,
    "huge-number.json": b'{"operation": [{"rounds": ' + b"9" * 6000 + b"}]}",
    "huge-number.toml": b"rounds = " + b"9" * 6000,
    "no-list.json": b'{"operation": 7, "readings": 7, "codes": 7}',
    "list-in-list.json": b"[[1, 2], null, true, 1.5]",
    "wide-cell.csv": b'code,lot\n"' + b"x" * 200_000 + b'",A\n',
    "open-quote.csv": b'code,lot\n"A,B\n',
    "more-cells.csv": b"equipment,start\nG1,2023-07-20,x,y,z\n",
    "twice.json": b'{"site": "a", "site": "b"}',
    "bomb.gz": b"\x1f\x8b\x08\x00" + b"\x00" * 64,
    "half.wxb": b"wxmod-bundle 1 " + b"ab" * 32 + b" " + b"cd" * 64 + b"\n\x1f\x8b",
    "half.nc": b"CDF\x01\x00\x00\x00\x00" + b"\xff" * 64,
    "half.grib": b"GRIB\x00\x00\x00\x02" + b"\xff" * 64,
    "half.h5": b"\x89HDF\r\n\x1a\n" + b"\x00" * 64,
    "diamond.txt": b"diamond 1 \x1b[2J\n" + b"1 2 3\n" * 3,
}


def files(folder: Path) -> list[Path]:
    """A file of every kind people hand in, with hostile text where its words stand, and files that are none."""
    folder.mkdir(exist_ok=True)
    made = dict(RAW)
    for name, template in TEMPLATES.items():
        for what, text in ALL.items():
            cell = '"' + text.replace('"', '""') + '"'
            said = template.format(json.dumps(text), cell, text)
            stem, dot, suffix = name.partition(".")
            made[f"{stem}-{what.replace(' ', '-')}{dot}{suffix}"] = said.encode(
                "utf-8", "surrogateescape"
            )
    for name, held in made.items():
        (folder / name).write_bytes(held)
    return [folder / name for name in sorted(made)]
