"""Inaccurate data, above all to stay near-anonymous: looked for, proven, and the end of the account (DN-7.3.2)."""
