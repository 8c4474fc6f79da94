"""Notices of non-renewal that came by e-mail, telephone or letter and were typed in by staff (HD-6.3)."""
