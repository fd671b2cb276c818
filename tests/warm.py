"""The program as a user starts it, without the half second of imports each time.

One process an xdist worker has everything imported and forks for each command: what runs is a process of its own, with
its own arguments, folder, environment, streams and exit code.  What depends on how Python starts (encodings, signals,
what is imported) is tested with a Python of its own.
"""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 300  # a command that never ends fails its test

_WARM = r"""
import atexit, importlib, io, json, os, pkgutil, signal, sys, traceback
OURS = set(os.environ)  # what imports set later (PROJ's data) stays
import click, rich.console, rich.table
import wxmod.actions, wxmod.documents, wxmod.rules, wxmod.words

def loaded(package):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(found.name)

def run(asked):
    os.setsid()
    os.chdir(asked["cwd"])
    for number, (path, mode) in enumerate(zip(asked["streams"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY))):
        os.dup2(os.open(path, mode), number)
    for name in OURS - asked["env"].keys():
        del os.environ[name]
    os.environ.update(asked["env"])
    sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False), "utf-8", "surrogateescape")
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False), "utf-8", "surrogateescape")
    sys.stderr = io.TextIOWrapper(open(2, "wb", closefd=False), "utf-8", "backslashreplace", line_buffering=True)
    sys.argv = ["wxmod", *asked["words"]]
    code = 0
    try:
        from wxmod.cli import main  # its help is in the language of the moment it is imported in
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)

for each in (wxmod.actions, wxmod.documents, wxmod.rules, wxmod.words):
    loaded(each)
for line in sys.stdin:
    asked = json.loads(line)
    if "weather" in asked["words"]:
        import netCDF4, numba, pandas, scipy, shapely, xarray
    child = os.fork()
    if not child:
        run(asked)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(asked["seconds"])
    _pid, status = os.waitpid(child, 0)
    signal.alarm(0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


@functools.cache
def _warm() -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", _WARM],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(program.kill)
    return program


def wxmod(
    *words: object, cwd: Path, env: Mapping[str, str] = os.environ, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """``wxmod WORDS…`` in a process of its own; the streams are UTF-8."""
    program = _warm()
    assert program.stdin
    assert program.stdout
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        streams[0].write_text(stdin, "utf-8")
        streams[1].touch()
        streams[2].touch()
        asked = {
            "words": [str(word) for word in words],
            "cwd": str(cwd),
            "env": dict(env),
            "streams": [str(path) for path in streams],
            "seconds": SECONDS,
        }
        program.stdin.write(json.dumps(asked) + "\n")
        program.stdin.flush()
        code = int(program.stdout.readline())
        out, err = (path.read_bytes().decode("utf-8") for path in streams[1:])
    return subprocess.CompletedProcess(list(asked["words"]), code, out, err)
