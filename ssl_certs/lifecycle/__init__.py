"""The lives of orders and certificates: setting up, issuing, the year, the end. Importing them declares the verbs."""

from . import calls, ending, issuing, looks, papers, vetting, year

__all__ = ["calls", "ending", "issuing", "looks", "papers", "vetting", "year"]
