"""`wxmod stock`, put together: the ledger's verbs, then places and lots, codes, missions, counter, periods."""

from wxmod.cli import codes, lots, periods, road
from wxmod.cli import missions as mission
from wxmod.cli.stock import stock

for command in (*road.COMMANDS, *lots.COMMANDS, *codes.COMMANDS, *mission.COMMANDS, *periods.COMMANDS):
    stock.add_command(command)

__all__ = ["stock"]
