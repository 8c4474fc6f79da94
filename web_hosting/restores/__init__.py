"""Restoring from the latest backup: looked for first, paid for only where there is one (HD-3.7, C-14)."""
