"""Equipment, people and their PINs; programmes checked."""
