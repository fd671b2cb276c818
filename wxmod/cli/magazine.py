"""`wxmod stock`, put together: the ledger's verbs, then places and lots, codes, missions, counter, periods."""

from wxmod.cli import codes, custody, lots, periods, road
from wxmod.cli import missions as mission
from wxmod.cli.stock import stock

for room in (road, lots, codes, mission, periods, custody):
    for command in room.COMMANDS:
        stock.add_command(command)

__all__ = ["stock"]
