"""The simulator: hundreds of days of customers, staff and bad luck, then an audit by its own notes."""
