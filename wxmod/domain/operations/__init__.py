"""What was done on the ground, what it reached, and what was seen before and after."""
