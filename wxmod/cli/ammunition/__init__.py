"""`wxmod stock`."""
