"""`wxmod weather`, put together: files and evidence, then processes, maps and skill."""

from wxmod.cli.weather import grids, maps, opportunity, processes, skill
from wxmod.cli.weather.evidence import weather

for room in (processes, grids, maps, skill, opportunity):
    for command in room.COMMANDS:
        weather.add_command(command)

__all__ = ["weather"]
