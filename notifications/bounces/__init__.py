"""Mails that come back: the address they return to, how a report is read, and what follows (clauses §9, §11)."""
