"""Abuse: anybody reports what a service of ours does; the customer is heard, staff decide, both sides are told."""
