"""Files from anywhere to the canonical model: known by content, never by name."""
