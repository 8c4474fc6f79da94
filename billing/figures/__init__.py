"""The money in figures: what came in, what is owed, what will come, taxes; for staff, and each customer's own."""
