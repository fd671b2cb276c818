"""Pictures in the cells of a terminal."""
