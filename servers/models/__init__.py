"""The tables of servers: what is sold and where, the server, its machine and addresses, what is done to it."""

from servers.hypervisor.models import ManualWork, SandboxGuest

from .catalogue import Image, ServerProduct, Site
from .code import AccessCode
from .decision import ServerDecision
from .inventory import Address, Machine, Subnet
from .sample import Sample
from .server import Server
from .task import ServerTask

__all__ = [
    "AccessCode",
    "Address",
    "Image",
    "Machine",
    "ManualWork",
    "Sample",
    "SandboxGuest",
    "Server",
    "ServerDecision",
    "ServerProduct",
    "ServerTask",
    "Site",
    "Subnet",
]
