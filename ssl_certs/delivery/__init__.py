"""Delivery: files, bundles, guides, the chain checker, and what a host really serves (SSL-9.1)."""
