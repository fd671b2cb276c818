"""Soundings in lists, BUFKIT, IGRA and tables."""
