"""Pages of the contract: documents and clauses for everybody, what will happen, what has changed for a customer."""
