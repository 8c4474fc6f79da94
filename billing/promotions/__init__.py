"""Promo codes: entered in the cart, counted when the order is confirmed, pinned on its lines."""
