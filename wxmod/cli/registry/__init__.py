"""`wxmod equipment|people|program|rule`."""
