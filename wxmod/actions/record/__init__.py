"""The record itself: set up, kept, watched over, exchanged."""
