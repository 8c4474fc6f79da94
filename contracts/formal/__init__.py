"""Formal notices by registered letter: what was broken, dates of receipt, the thirty days, the decision (SSL-8.3)."""
