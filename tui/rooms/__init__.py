"""Rooms opened from the plan page."""
