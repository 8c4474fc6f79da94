"""Key and signing request: pasted or made in the browser, checked, and never with a private key (SSL-13.4)."""
