"""Figures, each with the entries behind it, and the papers written from them."""
