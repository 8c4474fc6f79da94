"""The shop: products with their prices, the order form, ordering anew (SSL-9.2, SSL-A3, SSL-5.1)."""
