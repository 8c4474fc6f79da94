"""Validation: the tracker of each name, checks before the authority looks, the steps of OV and EV (SSL-A2)."""
