"""`wxmod stock`, put together: the ledger's verbs, counts, then places and lots, codes, missions, counter, periods."""

from wxmod.cli.ammunition import codes, consignments, custody, lots, periods, stocktakes
from wxmod.cli.ammunition import missions as mission
from wxmod.cli.ammunition.stock import stock

for room in (stocktakes, consignments, lots, codes, mission, periods, custody):
    for command in room.COMMANDS:
        stock.add_command(command)

__all__ = ["stock"]
