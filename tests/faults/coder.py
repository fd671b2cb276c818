"""A child that hands out or fires the round with a code: ``coder.py RECORD issue SITE``, ``… fire NO``."""

import os
import sys
from pathlib import Path

from tests.conftest import NOW
from wxmod.actions.ammunition import codes, stores
from wxmod.actions.ammunition.codes import readings
from wxmod.actions.ammunition.stores import Handover
from wxmod.actions.desk import Desk, open_desk
from wxmod.domain.ammunition.ledger import Held
from wxmod.domain.errors import WxmodError

CODE = "020001"
opened = open_desk(Path(sys.argv[1]), actor="K1")
desk = Desk(opened.store, opened.program, opened.actor, lambda: NOW)
os.write(1, b"ready\n")
os.read(0, 1)
try:
    if sys.argv[2] == "issue":
        hands = Handover("K1", "K2", codes=readings(CODE))
        said = stores.issue(
            desk,
            Held("county", "A-8"),
            sys.argv[3],
            1,
            hands,
        ).receipt.mark
    else:
        said = codes.use(desk, sys.argv[3], readings(CODE))[0].receipt.mark
    os.write(1, f"done {said}\n".encode())
except WxmodError as error:
    os.write(
        1,
        f"refused {type(error).__name__}\n".encode(),
    )
