"""The ledger: double entry inside, so that every centime has two sides (`manage.py billing audit` proves it)."""
