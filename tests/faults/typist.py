"""The app over a record, in a terminal of its own, to be typed into and killed: ``typist.py RECORD``."""

import sys
from dataclasses import replace
from pathlib import Path

from tests.conftest import NOW
from tui.app import WxmodApp
from wxmod.actions.desk import open_desk

WxmodApp(replace(open_desk(Path(sys.argv[1]), actor="C1"), clock=lambda: NOW)).run()
