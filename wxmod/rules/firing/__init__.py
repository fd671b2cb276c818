"""G5xx and W6xx: directions a site may fire in, and firing solutions."""
