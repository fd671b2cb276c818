"""Keeping a record: copies, verifying, heads, and plain files for others."""
