"""The simulator: hundreds of days of customers, staff and bad luck, then an audit that trusts nothing but its own notes."""
