"""Endings: the twenty days, revocation, two months’ notice, an authority that stops (SSL-6 to SSL-8, SSL-11.4)."""
