"""What people type to values and back, one mechanism for both faces."""
