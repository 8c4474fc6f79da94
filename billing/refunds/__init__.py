"""Refunds: asked for, approved (above a limit by a second person), sent the way the money came, arrived."""
