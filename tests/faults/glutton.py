"""Looks into a bundle and says how much memory that took, in MiB: ``glutton.py RECORD BUNDLE inspect|take|first``."""

import sys
from pathlib import Path

from wxmod.actions.desk import open_desk
from wxmod.actions.record import exchange
from wxmod.domain.errors import WxmodError


def peak_mib() -> float:
    """The most there was of this program; `getrusage` would count who started it as well."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


desk = open_desk(Path(sys.argv[1]), program="yuxian")
before, outcome = peak_mib(), "accepted"
try:
    if sys.argv[3] == "inspect":
        outcome = exchange.inspect(desk, Path(sys.argv[2])).refusal or outcome
    else:
        exchange.take(desk, Path(sys.argv[2]))
except WxmodError as error:
    outcome = type(error).__name__
sys.stdout.write(f"{peak_mib() - before:.0f}\n{outcome}\n")
