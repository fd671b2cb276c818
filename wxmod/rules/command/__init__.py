"""P8xx: instructions and stages."""
