"""`wxmod plan table|fire|burner`."""
