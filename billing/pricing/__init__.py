"""The price list as people work with it: what is in force when, how staff change it, how it is published (ERRP 4.1)."""
