"""What the pictures show, gathered from the record and from files: frozen values that any thread may draw."""
