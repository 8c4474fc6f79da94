"""The shop: the plans on sale, one of them, ordering it (HD-3.1)."""
