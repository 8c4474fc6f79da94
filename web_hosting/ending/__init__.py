"""The end of a space: not renewed, withdrawn, abandoned, ended for a breach; and what becomes of its data (HD-6, HD-4)."""
