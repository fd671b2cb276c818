"""Maps, plans and pictures, in a terminal and as PNG."""
