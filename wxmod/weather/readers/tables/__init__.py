"""Tables of measurements at stations."""
