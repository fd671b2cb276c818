"""Soundings and analyses to cited evidence.  Importing this package loads nothing heavy.

profile (one column of air) · fields (the canonical gridded model) · soundings, gridded, grids (readers) · files (which
reader, by content) · ingredients (what seeding needs to know) · criteria (thresholds as data, and judging by them) ·
assess (the front door)
"""
