"""Looks into a bundle and says how much memory that took, in MiB: ``glutton.py RECORD BUNDLE inspect|take MOST``.

It may have so many MiB more than it needs to be there, and gets no more: what asks for them dies of it.
"""

import resource
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


def addresses() -> int:
    """Bytes of address space that are taken already."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    return int(pages) * resource.getpagesize()


desk = open_desk(Path(sys.argv[1]), program="yuxian")
most = addresses() + int(sys.argv[4]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (most, most))
before, outcome = peak_mib(), "accepted"
try:
    if sys.argv[3] == "inspect":
        outcome = exchange.inspect(desk, Path(sys.argv[2])).refusal or outcome
    else:
        exchange.take(desk, Path(sys.argv[2]))
except WxmodError as error:
    outcome = type(error).__name__
sys.stdout.write(f"{peak_mib() - before:.0f}\n{outcome}\n")
