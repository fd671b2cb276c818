"""A2xx: what flight control granted, what is reported to it, whose ground lies beyond, who was told."""
