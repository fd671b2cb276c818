"""MICAPS text and binary: stations, soundings, grids."""
