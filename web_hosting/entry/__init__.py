"""The ways into a space: the first password, shown once; the panel's door, opened for a moment."""
