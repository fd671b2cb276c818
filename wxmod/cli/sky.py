"""`wxmod weather`, put together: files and evidence, then processes, maps and skill."""

from wxmod.cli import forecasts, grids, maps, skill
from wxmod.cli.weather import weather

for room in (forecasts, grids, maps, skill):
    for command in room.COMMANDS:
        weather.add_command(command)

__all__ = ["weather"]
