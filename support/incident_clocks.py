"""What the clock does to incidents: amber, breaches, the reminder of news, the closing (SRV-A2-2)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import raise_attention

from .flows import incidents as flow
from .incidents import CLOCK_WORDS, LATE, OPEN, QUEUE
from .models import Incident


@flow.verb(source="resolved", target="closed", clause="HD-2.1")
def close_quietly(incident: Incident, act: Act) -> None:
    """Days after its end it is put away."""
    incident.closed_at = act.now


@flow.verb(source=OPEN, clause="SRV-A2-2.2")
def warn_clock(incident: Incident, act: Act, clock: str, policy: str) -> None:
    """Amber: a promised time will soon be over."""
    _alert(incident, act, QUEUE, clock, policy, gettext_lazy("soon"))


@flow.verb(source=OPEN, clause="SRV-A2-2.2")
def record_breach(incident: Incident, act: Act, clock: str, policy: str) -> None:
    """A promised time is over: proven on the incident and on each service that was promised it."""
    promise = next(p for p in incident.promises if p["clock"] == clock and p["policy"] == policy)
    facts = {"clock": clock, "policy": policy, "seconds": promise["seconds"]}
    evidence.record(incident.public_id, "breach", f"{clock}_late", act, promise["clause"], **facts)
    for row in incident.affected.all():
        if row.promised.code == policy:
            said = {**facts, "incident": incident.public_id}
            evidence.record(row.about, "breach", f"{clock}_late", act, promise["clause"], **said)
    _alert(incident, act, LATE, clock, policy, gettext_lazy("the promised time is over"))


@flow.verb(source=OPEN, clause="SSL-11.3(6)")
def remind_news(incident: Incident, act: Act) -> None:
    """The customers have heard nothing for a while: staff are asked for news."""
    key = f"{incident.public_id}:news:{incident.last_told_at:%Y%m%d%H%M}"
    title = format_lazy("{} – {}", incident, gettext_lazy("the customers wait for news"))
    raise_attention(QUEUE, key, incident.public_id, title, act=act, clause="SSL-11.3(6)")


@flow.verb(source=OPEN, clause="SSL-8.2")
def tell_force_majeure(incident: Incident, act: Act) -> None:
    """More than thirty days of force majeure: either side may end the contract; staff decide (SSL-8.2)."""
    title = format_lazy("{} – {}", incident, gettext_lazy("force majeure for more than thirty days"))
    services = "\n".join(f"{row.label} ({row.about})" for row in incident.affected.all())
    raise_attention(QUEUE, f"{incident.public_id}:fm", incident.public_id, title, act=act, detail=services,
                    clause="SSL-8.2")  # fmt: skip


def _alert(incident: Incident, act: Act, queue: str, clock: str, policy: str, how) -> None:
    key = f"{incident.public_id}:{queue}:{clock}:{policy}"
    title = format_lazy("{} – {}: {}", incident, CLOCK_WORDS[clock], how)
    promise = next(p for p in incident.promises if p["clock"] == clock and p["policy"] == policy)
    raise_attention(queue, key, incident.public_id, title, act=act, clause=promise["clause"])
