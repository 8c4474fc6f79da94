"""The lives of orders and certificates: setting up, issuing, installing, the year, the end. Importing them declares the verbs."""

from . import calls, ending, installing, issuing, year

__all__ = ["calls", "ending", "installing", "issuing", "year"]
