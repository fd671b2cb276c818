"""`wxmod init|verify|backup|restore|drill|bundle`."""
