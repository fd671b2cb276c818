"""Airspace asked for, answered, used and given back."""
