"""Names, key and request of a certificate."""
