"""R4xx: equipment fit to work, people fit to serve it."""
