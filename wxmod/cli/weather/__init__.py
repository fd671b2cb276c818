"""`wxmod weather`."""
