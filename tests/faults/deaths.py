"""Does something over and over and dies at another place each time: ``deaths.py WHAT FOLDER EVERY``.

A parent of its own, with one thread, so that it may fork.  A line is said of each death: where it was, what the folder
then held ("old" or "new"), and what it held after the same thing was done again.
"""

import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

from tests.faults.acts import ACTS, Act
from tests.faults.fatal import Fate, install


def die_at(act: Act, folder: Path, n: int) -> str:
    """Do it in a child that dies at the n-th call; what it was about to ask, or "" if it came to the end."""
    said, told = os.pipe()
    child = os.fork()
    if not child:
        _act_and_leave(act, folder, Fate(n), told)
    os.close(told)
    with os.fdopen(said) as pipe:
        heard = pipe.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        return heard.strip().rpartition("\n")[2]
    assert os.WEXITSTATUS(status) == 0, heard
    return ""


def _act_and_leave(act: Act, folder: Path, fate: Fate, told: int) -> None:
    real = fate.ask

    def ask(what: str) -> None:
        writes(told, f"{what}\n".encode())
        real(what)

    writes = os.write
    code = 1
    try:
        fate.ask = ask  # type: ignore[method-assign]
        tracer = install(fate)
        act.do(folder)
        code = 0
        del tracer
    except BaseException:  # noqa: BLE001  said to the parent, which fails
        writes(told, traceback.format_exc().encode())
    os._exit(code)


def main(name: str, folder: Path, every: int) -> None:
    act = ACTS[name]
    before = folder / "before"
    before.mkdir()
    act.prepare(before)
    n = 0
    while True:
        n += every
        work = folder / "work"
        shutil.copytree(before, work)
        where = die_at(act, work, n)
        then = act.state(work)
        act.again(work)
        after = act.state(work)
        left = sorted(p.name for p in work.rglob("*.part*"))
        line = {"n": n, "where": where, "then": then, "after": after, "left": left}
        os.write(1, f"{json.dumps(line)}\n".encode())
        shutil.rmtree(work)
        if not where:
            return


if __name__ == "__main__":
    main(
        sys.argv[1],
        Path(sys.argv[2]),
        int(sys.argv[3]),
    )
