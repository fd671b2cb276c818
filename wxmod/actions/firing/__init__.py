"""Firing solutions and a burner's plume, judged before anyone acts on them."""
