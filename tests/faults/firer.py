"""A child that records one and the same operation, as a form sent twice does: ``firer.py RECORD UID``."""

import os
import sys
from pathlib import Path

from tests.conftest import NOW
from tests.duty_log import hail
from wxmod.actions.desk import Desk, open_desk
from wxmod.actions.operations import recording

opened = open_desk(
    Path(sys.argv[1]),
    actor="P11",
)
desk = Desk(
    opened.store,
    opened.program,
    opened.actor,
    lambda: NOW,
)
told = hail(desk)
os.write(1, b"ready\n")
os.read(0, 1)
done = recording.record(
    desk,
    told,
    uid=sys.argv[2],
)
os.write(
    1,
    f"{done.name} {done.receipt.seq} {done.receipt.repeated:d}\n".encode(),
)
