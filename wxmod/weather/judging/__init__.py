"""Criteria held against air: a place, an area, a process."""
