"""Sites, equipment, people and their PINs."""
