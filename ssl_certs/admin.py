"""The back office of certificates: each room adds its pages and queues."""

from importlib import import_module

ROOMS = ("authority.admin",)

for room in ROOMS:
    import_module(f"ssl_certs.{room}")
