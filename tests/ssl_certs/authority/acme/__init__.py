"""Authorities that speak ACME."""
