"""Rounds received, handed out, counted, followed, explained and sealed."""
