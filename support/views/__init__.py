"""Pages of support: requests, incidents, maintenance, hours, reports; and what everybody may read."""
