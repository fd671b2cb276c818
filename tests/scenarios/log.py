"""A duty log that writes itself: every line is a time of day and a wxmod command."""

import json
import shlex
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.duty_log import at
from tests.firing.test_firing import table
from wxmod.actions import Desk, Refused
from wxmod.actions.registry import registers
from wxmod.cli.face import Session, build
from wxmod.domain.registry.equipment import Inspection
from wxmod.store import tables


class DutyLog:
    """Commands given on one day, and the next one after midnight."""

    def __init__(self, desk: Desk, day: str, folder: Path) -> None:
        self.desk, self.day, self.folder = desk, day, folder

    def at(self, clock: str, command: str) -> Any:
        """What the command answers as JSON; ``+06:30`` is on the morning after."""
        ran = self._run(clock, command)
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    def declined(self, clock: str, command: str) -> Any:
        """The answer to a question that the rules speak against: it is shown all the same, and nothing is written."""
        before = self._entries()
        ran = self._run(clock, command)
        assert ran.exit_code == 1, ran.output
        assert self._entries() == before
        return json.loads(ran.stdout)

    def refused(self, clock: str, command: str) -> set[str]:
        """Codes of the rules that block the command; nothing is written."""
        before = self._entries()
        try:
            ran = self._run(clock, command)
        except Refused as no:
            assert self._entries() == before
            return {f.code for f in no.findings if f.severity.value == "block"}
        raise AssertionError(f"not refused: {ran.output}")

    def solution(self, clock: str, command: str) -> tuple[Any, str]:
        """What `plan fire` or `plan burner` works out, and the file it is kept in."""
        told = self.at(clock, command)
        return told, self.file(
            f"{clock.replace(':', '')}.json",
            json.dumps(told),
        )

    def file(self, name: str, text: str) -> str:
        """A file with that text, as a command names it."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return shlex.quote(str(path))

    def _run(self, clock: str, command: str) -> Any:
        moment = at(
            self.desk,
            f"{self.day} {clock.lstrip('+')}",
        ) + timedelta(days=clock.startswith("+"))
        session = Session()
        session._desk = replace(self.desk, clock=lambda: moment)
        return CliRunner().invoke(
            build(),
            [*shlex.split(command), "--json"],
            obj=session,
            catch_exceptions=False,
        )

    def _entries(self) -> int:
        (count,) = self.desk.store.conn.execute("SELECT count(*) FROM journal").fetchone()
        return int(count)


TABLE_OF = {"T": "shell-37", "TR": "rocket-JTZ-66-42", "TL": "rocket-LF-12"}
"""Tables as for tests: round figures of no maker."""


def prepared(log: DutyLog) -> None:
    """Tables for all rounds; every unit inspected in January; rounds and flares in depot and sites since March."""
    printed = tuple(table(name=name, ammunition=kind) for name, kind in TABLE_OF.items())
    log.desk = replace(
        log.desk, program=log.desk.program.model_copy(update={"trajectories": printed})
    )
    for unit in tables.registry.equipment(log.desk.store).values():
        told = {
            "equipment": unit.id,
            "year": 2023,
            "inspected_on": "2023-01-05",
            "valid_until": "2024-01-05",
        }
        registers.inspect(log.desk, Inspection.model_validate(told | {"result": "passed"}))
    early = "--by K1 --witness K2 --at '2023-03-01 09:00'"
    for lot, kind, rounds in (
        ("A-7", "shell-37", 100),
        ("J-1", "rocket-JTZ-66-42", 12),
        ("F-1", "rocket-LF-12", 8),
        ("Y-1", "flare", 30),
    ):
        log.at(
            "09:00",
            f"stock receive --lot {lot} --type {kind} --maker M --rounds {rounds} --to county"
            f" --expires 2026-12-31 {early}",
        )
    later = early.replace("09:00", "10:00")
    for lot, site, rounds in (
        ("A-7", "东邢", 40),
        ("J-1", "西村", 8),
        ("F-1", "西梁", 4),
        ("Y-1", "140322005", 12),
    ):
        log.at(
            "09:00",
            f"stock issue --lot {lot} --from county --to {site} --rounds {rounds} {later}",
        )
