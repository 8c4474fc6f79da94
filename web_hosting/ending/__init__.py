"""The end of a space: not renewed, withdrawn, abandoned, ended for a breach; its data (HD-6, HD-4)."""
