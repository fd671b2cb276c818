"""How a piece is laid, by which table, and what lies around it."""
