"""Bank statements: read in three formats, imported once, their lines matched with what customers owe (C-26)."""
