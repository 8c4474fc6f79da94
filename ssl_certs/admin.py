"""The back office of certificates; each room adds its pages and queues."""

from importlib import import_module

ROOMS: tuple[str, ...] = ("validation.admin",)

for _room in ROOMS:
    import_module(f"{__package__}.{_room}")
