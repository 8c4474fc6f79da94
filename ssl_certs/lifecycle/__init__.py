"""The lives of orders and certificates, from setting up to the end. Importing them declares the verbs."""

from . import calls, ending, installing, issuing, looks, papers, vetting, year

__all__ = ["calls", "ending", "installing", "issuing", "looks", "papers", "vetting", "year"]
