"""The life of a hosting account, from setting up to the end. Importing them declares the verbs."""

from . import calls, ending, provisioning, renewing, suspending, watching

__all__ = ["calls", "ending", "provisioning", "renewing", "suspending", "watching"]
