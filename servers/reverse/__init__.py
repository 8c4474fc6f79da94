"""The reverse DNS port and its adapters: PowerDNS, by hand, sandbox (`settings.REVERSE_ADAPTER`)."""

from .choosing import reverse_for
from .port import ReverseDns

__all__ = ["ReverseDns", "reverse_for"]
