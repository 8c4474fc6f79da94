"""Reverse names by hand (staff write them at the name server), and in the sandbox (only the inventory keeps them)."""

from datetime import datetime

from servers.hypervisor import faults
from servers.hypervisor.manual import ManualHypervisor
from servers.hypervisor.models import ManualWork


class Sandbox:
    """Takes every name, or fails as planned."""

    def set_name(self, ip: str, name: str, key: str, now: datetime) -> None:
        """Nothing is published."""
        faults.before("set_name", ip, now)
        faults.after("set_name", ip, now)


class Manual:
    """Staff write the record and say so."""

    def set_name(self, ip: str, name: str, key: str, now: datetime) -> None:
        """Raises PortWaiting until they have answered."""
        desk = ManualHypervisor("dns")
        desk.asked(ManualWork.Command.REVERSE, key, key, now, {"hostname": ip, "name": name})
