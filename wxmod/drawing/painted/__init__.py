"""Pictures on paper: what is loaded only with matplotlib."""
