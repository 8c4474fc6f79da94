"""Names that always belong to another registrar's customer, so that the demo can lose a race or ask for a transfer.

Well-known names and labels that begin with `pris-` or `taken-` are locked for ever. Labels that begin with
`ailleurs-` can be transferred with `AUTH_CODE`; what the other registrar does about it is in `FATES`.
"""

from datetime import UTC, datetime

from core.clock import years_later

from .models import OTHER, SandboxName
from .port import LOCK
from .sandbox_life import aged
from .terms import GTLD_REGISTRY

SOMEBODY_ELSES = frozenset({
    "amazon", "apple", "facebook", "google", "instagram", "linkedin", "microsoft", "netflix", "wikipedia",
    "youtube",
    "attijariwafabank", "inwi", "jumia", "maroc-telecom", "ocp", "orange", "renault", "royalairmaroc",
})  # fmt: skip
SOMEBODY_ELSES_PREFIXES = ("pris-", "taken-")
ELSEWHERE = "ailleurs-"
AUTH_CODE = "Ailleurs-2026"
FATES = {  # answered by the other registrar on the next day; all others are approved when the window closes
    f"{ELSEWHERE}refus-": "clientRejected",
    f"{ELSEWHERE}accord-": "clientApproved",
}
LOCKED, RECENT = f"{ELSEWHERE}verrou-", f"{ELSEWHERE}recent-"
SINCE, UNTIL = datetime(2010, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
BORN = datetime(2019, 3, 10, 9, tzinfo=UTC)


def somebody_elses(name: str) -> bool:
    """Whether a name without a row of its own belongs to somebody."""
    label = name.partition(".")[0]
    return label in SOMEBODY_ELSES or label.startswith((*SOMEBODY_ELSES_PREFIXES, ELSEWHERE))


def strangers_row(name: str, now: datetime) -> SandboxName | None:
    """Such a name as the registry has it; it gets a row of its own when it is asked for."""
    if not somebody_elses(name):
        return None
    facts = {"name": name, "sponsor": OTHER, "reference": OTHER, "nameservers": ["ns1.autre.example"]}
    if not name.startswith(ELSEWHERE):
        return SandboxName(**facts, created_at=SINCE, expires_at=UNTIL, statuses=[LOCK])
    born = now - GTLD_REGISTRY.transfer_lock / 3 if name.startswith(RECENT) else BORN
    locks = [LOCK] if name.startswith(LOCKED) else []
    row = SandboxName(
        **facts, created_at=born, expires_at=years_later(born, 1), auth_code=AUTH_CODE, statuses=locks
    )
    return aged(row, now)


def fate(name: str) -> str:
    """What becomes of a transfer that nobody of ours answers."""
    return next((end for start, end in FATES.items() if name.startswith(start)), "serverApproved")
