"""`wxmod plan`."""
