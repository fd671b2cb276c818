"""Break the pure rooms by machine and see whether the tests notice.

``python tests/mutation/run.py [ROOM …] [--sample N] [--seed S] [--jobs J]``, with cosmic-ray and coverage installed
(``pip install cosmic-ray coverage``); docs/reliability.md keeps the score.  Rooms: domain, rules, program, planning.

A first run of the tests says which of them touch which line; a mutant is shown to those, the nearest and quickest
first.

Cosmic-ray's operators are used and not its command: every mutant there costs a new Python (2 s here, mostly numpy and
pydantic), while a fork of a process that has them costs a tenth.  mutmut leaves decorated functions alone, and every
rule is one.
"""

import argparse
import ast
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["domain", "planning", "program", "rules"]
SECONDS = 120  # a mutant that never ends is noticed
# What is asked at all: what runs no line of a pure room, or is slow, is left out.
ASKED = [
    "tests/domain",
    "tests/rules",
    "tests/program",
    "tests/operations",
    "tests/ammunition",
    "tests/airspace",
    "tests/firing",
    "tests/command",
    "tests/registry",
    "tests/year",
    "tests/record/test_exchange.py",
    "tests/record/test_merge.py",
    "tests/record/test_projections.py",
]
STATEMENT_LINES = 8
PATIENCE_S = 15.0  # tests of so many seconds are shown a mutant before it counts as alive
# These change what nobody runs: annotations (`X | None`), messages of exceptions, decorators of values.
LEFT_OUT = ("ExceptionReplacer", "ReplaceBinaryOperator_BitOr", "RemoveDecorator", "NumberReplacer")
# These change nothing: enums and None are each one object, and compare alike by `is` and by `==`.
SAME = {
    "ReplaceComparisonOperator_Is_Eq",
    "ReplaceComparisonOperator_Eq_Is",
    "ReplaceComparisonOperator_IsNot_NotEq",
    "ReplaceComparisonOperator_NotEq_IsNot",
}


class Mutant(NamedTuple):
    """One change of one place."""

    path: str
    operator: str
    occurrence: int
    line: int
    function: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1]

    @property
    def matter(self) -> str:
        """The folder or file below the room."""
        return self.path.split("/")[2].removesuffix(".py")


def mutants(rooms: list[str]) -> list[Mutant]:
    """Every change of the rooms that could be noticed."""
    from cosmic_ray.commands.init import _all_work_items  # noqa: PLC0415

    found = []
    for room in rooms:
        paths = sorted((ROOT / "wxmod" / room).rglob("*.py"))
        for item in _all_work_items(paths, {}):
            (spec,) = item.mutations
            name = spec.operator_name.rpartition("/")[2]
            if not name.startswith(LEFT_OUT) and name not in SAME:
                path = Path(spec.module_path).relative_to(ROOT).as_posix()
                function = spec.definition_name or ""
                line = spec.start_pos[0]
                found.append(Mutant(path, spec.operator_name, spec.occurrence, line, function))
    return [each for each in found if each.line not in annotated(ROOT / each.path)]


def annotated(path: Path, kept: dict[Path, set[int]] = {}) -> set[int]:  # noqa: B006  a cache
    """Lines that hold nothing but an annotated name or a signature."""
    if path not in kept:
        lines: set[int] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                lines.update(range(node.lineno, node.body[0].lineno))
        kept[path] = lines
    return kept[path]


def mutated(mutant: Mutant, code: str) -> str | None:
    """The module with the change, or None where there is none to make."""
    import cosmic_ray.plugins  # noqa: PLC0415
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415

    operator = cosmic_ray.plugins.get_operator(mutant.operator)()
    changed: str | None = mutate_code(code, operator, mutant.occurrence)
    return changed


def copy_of_the_tree(folder: Path) -> None:
    for name in ("wxmod", "tui", "tests", "data", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / name)


# Not hypothesis: it is a plugin, and pytest warns, which is an error here, of one that was imported before it.
NURSERY = """
import json, os, sys
import click, numpy, pydantic, pytest, shapely, pyproj, textual  # what every mutant needs
sys.path.insert(0, os.getcwd())
sys.dont_write_bytecode = True
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1); os.dup2(out, 2)
        os._exit(int(pytest.main(["-x", "-q", "-p", "no:randomly", *asked["tests"]])))
    sys.stdout.write(f"{child}\\n"); sys.stdout.flush()
    _pid, status = os.waitpid(child, 0)
    sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\\n"); sys.stdout.flush()
"""


class Nursery:
    """A copy of the tree and a process that forks a test run for each mutant."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copy_of_the_tree(folder)
        environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def passes(self, tests: list[str]) -> bool:
        """Whether *tests* pass on the tree as it stands; what does not end does not pass."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"tests": tests}) + "\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        clock = subprocess.Popen(["sh", "-c", f"sleep {SECONDS} && kill -9 {child}"])
        code = int(self.process.stdout.readline())
        clock.kill()
        clock.wait()
        return code == 0

    def survives(self, mutant: Mutant, tests: list[str]) -> bool | None:
        """Whether no test notices; None where there is nothing to change."""
        path = self.folder / mutant.path
        code = path.read_text("utf-8")
        changed = mutated(mutant, code)
        if changed is None or changed == code:
            return None
        path.write_text(changed, "utf-8")
        try:
            return not tests or self.passes(tests)
        finally:
            path.write_text(code, "utf-8")

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Touched:
    """Which tests run which line, from one run of them all."""

    def __init__(self, rooms: list[str], folder: Path) -> None:
        written = folder / "touched.json"
        named = {"WXMOD_TOUCHED": str(written), "WXMOD_TOUCHED_ROOMS": ",".join(rooms)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation.touched", *ASKED]
        ran = subprocess.run(command, cwd=ROOT, env=os.environ | named, check=False)
        if ran.returncode:
            raise RuntimeError("red before anything was broken")
        held = json.loads(written.read_text("utf-8"))
        self.tests: list[tuple[str, float]] = [(name, taken) for name, taken in held["tests"]]
        self.lines: dict[str, dict[str, list[int]]] = held["lines"]

    def by(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant's line: of its own matter first, then the quickest."""
        lines = self.lines.get(mutant.path, {})
        # A statement over several lines is known by its first.
        before = (str(mutant.line - back) for back in range(STATEMENT_LINES))
        at = next((lines[line] for line in before if lines.get(line)), [])
        if not at:
            # Run while tests were gathered, in no test's own time: shown to those of its room.
            return [f"tests/{mutant.room}"] if (ROOT / "tests" / mutant.room).is_dir() else []
        nearest = (mutant.matter, mutant.room)
        ordered = sorted(
            (self.tests[number] for number in at),
            key=lambda test: (not any(each in test[0] for each in nearest), test[1]),
        )
        chosen, spent = [], 0.0
        for name, seconds in ordered:
            spent += seconds
            if spent > PATIENCE_S and chosen:
                break
            chosen.append(name)
        return chosen


def tried(
    chosen: list[Mutant], touched: Touched, jobs: int
) -> Iterator[tuple[Mutant, bool | None]]:
    """Every mutant with whether it lived."""
    with tempfile.TemporaryDirectory() as folder:
        nurseries = [Nursery(Path(folder) / str(n)) for n in range(jobs)]
        free = list(nurseries)

        def one(mutant: Mutant) -> tuple[Mutant, bool | None]:
            nursery = free.pop()
            try:
                return mutant, nursery.survives(mutant, touched.by(mutant))
            finally:
                free.append(nursery)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(one, chosen)
        for nursery in nurseries:
            nursery.close()


def main(words: list[str]) -> dict[str, Any]:
    """The score of each room; survivors on stdout as they are found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("rooms", nargs="*", default=ROOMS)
    asked.add_argument("--sample", type=int, help="so many of each room, drawn by the seed")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    options = asked.parse_args(words)
    scores: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        touched = Touched(options.rooms, Path(folder))
    for room in options.rooms:
        every = mutants([room])
        chosen = every
        if options.sample and options.sample < len(every):
            chosen = random.Random(options.seed).sample(every, options.sample)
        begun, killed, lived = time.monotonic(), 0, []
        for mutant, survives in tried(chosen, touched, options.jobs):
            if survives:
                lived.append(mutant)
                name = mutant.operator.rpartition("/")[2]
                sys.stdout.write(f"{mutant.path}:{mutant.line} {mutant.function} {name}\n")
                sys.stdout.flush()
            elif survives is not None:
                killed += 1
        count = killed + len(lived)
        scores[room] = {
            "of": len(every),
            "tried": count,
            "killed": killed,
            "percent": round(100 * killed / max(count, 1), 1),
            "minutes": round((time.monotonic() - begun) / 60, 1),
        }
        sys.stdout.write(f"{room}: {scores[room]}\n")
    return scores


if __name__ == "__main__":
    main(sys.argv[1:])
