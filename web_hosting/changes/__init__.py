"""A larger or a smaller plan inside a running period: paid or credited to the centime (HD-5.2)."""
