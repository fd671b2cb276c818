"""M3xx: rounds, magazines, custody, and who hands them over."""
