"""In which ways this registry differs from others: what real ones do differently can be switched on here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domains.registry.models import OTHER, OURS
from domains.registry.terms import SERVER


@dataclass
class Ways:
    """How the registry behaves. `passwords` is registrar → password."""

    passwords: Mapping[str, str] = field(default_factory=lambda: {OURS: "Portail-2026", OTHER: "Autre-2026"})
    schemas: str = ""  # folder of the IETF schemas: requests are held against them
    unique_cltrid: bool = False  # a repeated clTRID drops the connection without an answer
    whole_check_fails: bool = False  # one bad name fails the whole domain:check (2005)
    restore_data: bool = True  # a restore's reply carries rgp:upData
    sessions: int = SERVER.sessions  # of one registrar at a time
    idle_seconds: float = SERVER.idle.total_seconds()
    server_id: str = "Registre du bac à sable"
