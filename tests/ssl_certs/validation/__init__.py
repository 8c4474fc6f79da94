"""The validation of names and organisations (SSL-A2, SSL-10.4a, SSL-11.3(1))."""
