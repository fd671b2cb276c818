"""Weather read, judged, drawn, confirmed and verified."""
