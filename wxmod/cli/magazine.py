"""`wxmod stock`, put together: the ledger's verbs, then places and lots, codes, missions and the shot counter."""

from wxmod.cli import codes, lots, road
from wxmod.cli import missions as mission
from wxmod.cli.stock import stock

for command in (*road.COMMANDS, *lots.COMMANDS, *codes.COMMANDS, *mission.COMMANDS):
    stock.add_command(command)

__all__ = ["stock"]
