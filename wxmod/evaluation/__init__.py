"""How well verdicts did against what was observed."""
