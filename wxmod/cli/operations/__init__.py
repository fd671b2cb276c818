"""`wxmod op`, and area and effect of operations."""
