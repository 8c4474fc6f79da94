"""Mail that comes in: received, read as plain text, judged, put into a ticket, or kept apart for staff."""
