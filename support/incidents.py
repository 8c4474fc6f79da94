"""The life of an incident: reported, told, taken in hand, resolved; its clocks are its services' (SRV-A2-2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed

from . import access, coverage, emails, remembered
from .flows import incidents as flow
from .models import Affected, Coverage, Incident, IncidentUpdate, Pause
from .policy import SupportPolicy
from .schedule import INFORM, RESOLVE, TAKE

TINY = timedelta(microseconds=1)
OPEN = Incident.OPEN
QUEUE, LATE = "incidents", "incidents_late"
CLOCKS = (
    (INFORM, "first_information", "information_clause"),
    (TAKE, "taken_in_hand", "take_clause"),
    (RESOLVE, "resolved", "resolve_clause"),
)
CLOCK_WORDS = {
    INFORM: gettext_lazy("customers to be informed"),
    TAKE: gettext_lazy("to be taken in hand"),
    RESOLVE: gettext_lazy("to be resolved"),
}


def report(
    title: str, kind: str, act: Act, *, abouts: Iterable[str] = (), sites: Iterable[str] = (),
    kinds: Iterable[str] = (), major: bool = False, occurred_at: datetime | None = None,
    detected_at: datetime | None = None, reported_at: datetime | None = None, words: str = "",
    expected_at: datetime | None = None, public: bool = True, force_majeure: bool = False,
) -> Incident:  # fmt: skip
    """Write an incident down; where `words` are given its customers are told at once.

    An occurrence that nobody knows is taken to be the earlier of finding and report, marked estimated (C-16).
    """
    if not reported_at and not detected_at:
        detected_at = act.now
    known = min(filter(None, [reported_at, detected_at]))
    _check_order(occurred_at, known, act)
    with transaction.atomic():
        incident = Incident(
            title=title[:160], kind=kind, major=major, public=public, force_majeure=force_majeure,
            occurred_at=occurred_at or known, occurred_estimated=occurred_at is None, detected_at=detected_at,
            reported_at=reported_at, expected_at=expected_at, entered_at=act.now, entered_by=act.actor,
            acted_through=min(occurred_at or known, known) - TINY,
        )  # fmt: skip
        incident.reschedule()
        incident.save()
        _touch(incident, list(abouts), list(sites), list(kinds))
        incident.reschedule()
        incident.save()
        _note(incident, act)
        if words.strip():
            inform(incident, act, words=words)
    return incident


# --- of staff ---------------------------------------------------------------------------------------------
@flow.verb(source=OPEN, target="informed", clause="SRV-A2-2.2", label=gettext_lazy("tell the customers"))
def inform(incident: Incident, act: Act, words: str, expected_at: datetime | None = None) -> str | None:
    """The customers are told what is disturbed and until when, we expect (SRV-A2-2.2, SSL-11.3(6))."""
    incident.expected_at = expected_at or incident.expected_at
    first = incident.first_information_at is None
    incident.first_information_at = incident.first_information_at or act.now
    incident.words = words.strip()
    _tell(incident, "opened" if first else "update", words, act)
    if incident.state == "taken_in_hand":
        return "taken_in_hand"
    if incident.state == "waiting_customer":
        return "waiting_customer"
    return None


@flow.verb(
    source=("new", "informed"),
    target="taken_in_hand",
    clause="SRV-A2-2.4(1)",
    label=gettext_lazy("take in hand"),
)
def take_in_hand(incident: Incident, act: Act) -> None:
    """Somebody works on it."""
    incident.taken_in_hand_at = incident.taken_in_hand_at or act.now


@flow.verb(
    source="taken_in_hand", target="waiting_customer", clause="SRV-A2-2.3",
    label=gettext_lazy("wait for the customer"),
)  # fmt: skip
def wait(incident: Incident, act: Act) -> None:
    """Nothing can go on without the customer: he is asked, and the clock of the resolution stands still meanwhile."""
    if not act.reason:
        raise NotAllowed(_("Say what is awaited from the customer: a pause needs its reason."), "SRV-A2-2.3")
    _only_one_is_awaited(incident)
    incident.paused_since = act.now
    incident.first_information_at = incident.first_information_at or act.now
    Pause.objects.create(about=incident.public_id, started_at=act.now, reason=act.reason)
    for row in incident.affected.select_related("customer"):
        row.incident = incident
        remembered.forget(row.customer)
        emails.incident_waits(row, act)


@flow.verb(
    source="waiting_customer",
    target="taken_in_hand",
    clause="SRV-A2-2.3",
    label=gettext_lazy("the customer has answered"),
)
def resume(incident: Incident, act: Act) -> None:
    """The clock runs on."""
    _end_pause(incident, act)


@flow.verb(source=OPEN, clause="SRV-6.1.2(5)", label=gettext_lazy("more services are affected"))
def affect(
    incident: Incident,
    act: Act,
    abouts: Iterable[str] = (),
    sites: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> None:
    """More services turn out to be affected: their clocks are added, their customers read what was told last."""
    new, last = _touch(incident, list(abouts), list(sites), list(kinds)), incident.updates.last()
    if incident.paused_since:
        _only_one_is_awaited(incident)
    if last:
        emails.incident_told(new, last, act)


@flow.verb(source=OPEN, clause="SRV-A2-2.4(1)", label=gettext_lazy("it is a major one"))
def escalate(incident: Incident, act: Act) -> None:
    """It turns out to be major: it is to be taken in hand within the promised time of its occurrence."""
    if incident.major:
        raise NotAllowed(_("It is a major incident already."), "SRV-A2-2.4(1)")
    incident.major = True


@flow.verb(source=OPEN, clause="SRV-A2-2.1", label=gettext_lazy("connect for diagnosis"))
def diagnose(incident: Incident, act: Act, about: str) -> None:
    """Staff go to an affected service to find the cause, and no further; each time is written down (SRV-A2-2.1)."""
    access.require(about, act, access.DIAGNOSIS)


@flow.verb(source=OPEN, clause="SRV-6.1.2(6)", label=gettext_lazy("moved to another platform"))
def fail_over(incident: Incident, act: Act) -> None:
    """The services run elsewhere meanwhile, slower perhaps: pages say so (SRV-6.1.2(6))."""
    incident.degraded = True


@flow.verb(source=OPEN, target="resolved", clause="SRV-A2-2.4(2)", label=gettext_lazy("resolved"))
def resolve(incident: Incident, act: Act, words: str = "") -> None:
    """It is over: the customers are told, and the access for diagnosis ends (SRV-A2-2.1)."""
    _end_pause(incident, act)
    incident.taken_in_hand_at = incident.taken_in_hand_at or act.now
    incident.resolved_at, incident.degraded = act.now, False
    incident.first_information_at = incident.first_information_at or act.now
    incident.words = words.strip() or incident.words
    _tell(incident, "resolved", words.strip() or _("The disturbance is over."), act)
    close_attention(act, about=incident.public_id, queue__in=[QUEUE, LATE])


@flow.verb(source="resolved", target="taken_in_hand", clause="SRV-6.1.2(5)", label=gettext_lazy("open again"))
def reopen(incident: Incident, act: Act) -> None:
    """It was not over: the clock of the resolution runs on as if it had never stopped."""
    incident.resolved_at = None


@flow.verb(source="resolved", target="closed", clause="HD-2.1", label=gettext_lazy("close"))
def close(incident: Incident, act: Act) -> None:
    """Nothing more will be said of it."""
    incident.closed_at = act.now


# --- inside -----------------------------------------------------------------------------------------------
def _check_order(occurred_at: datetime | None, known: datetime, act: Act) -> None:
    if known > act.now or (occurred_at and occurred_at > act.now):
        raise NotAllowed(_("An incident cannot lie in the future: correct the instants."), "SRV-A2-2.2")
    if occurred_at and occurred_at > known:
        raise NotAllowed(
            _("An incident is not found or reported before it occurs: correct the instants."), "C-16"
        )


def _only_one_is_awaited(incident: Incident) -> None:
    """What one customer owes stops nobody else's clock."""
    if incident.affected.values("customer").distinct().count() > 1:
        words = _("Several customers are affected: what one of them owes stops nobody else's clock. Report another"
                  " incident for his service.")  # fmt: skip
        raise NotAllowed(words, "SRV-A2-2.3")


def _note(incident: Incident, act: Act) -> None:
    """The report stands as proof, and staff see it."""
    facts = {"major": incident.major, "sort": incident.kind, "estimated": incident.occurred_estimated}
    evidence.record(
        incident.public_id, "act", "reported", act, "SRV-6.1.2(5)", occurred=incident.occurred_at, **facts
    )
    raise_attention(QUEUE, f"{incident.public_id}:open", incident.public_id, incident.title, act=act,
                    clause="SRV-6.1.2(5)")  # fmt: skip


def _touch(incident: Incident, abouts: list[str], sites: list[str], kinds: list[str]) -> list[Affected]:
    """The services named, and all those at these sites or of these kinds, are affected; the clocks are theirs."""
    named = Q(about__in=abouts)
    if sites or kinds:
        everywhere = Q(site__in=sites) if sites else Q()
        named |= everywhere & (Q(kind__in=kinds) if kinds else Q())
    found: dict[str, list[Coverage]] = {}
    for row in Coverage.objects.filter(named, until=None).select_related("customer").order_by("pk"):
        found.setdefault(row.about, []).append(row)
    known = set(incident.affected.values_list("about", flat=True))
    new = [_affected(incident, rows) for about, rows in found.items() if about not in known]
    places = [[row.kind, row.site] for rows in found.values() for row in rows[:1]]
    places += [[kind, site] for kind in kinds or [""] for site in sites or [""] if (kind or site)]
    components = sorted({tuple(p) for p in [*incident.components, *places] if p[0]})
    policies = [row.promised for row in incident.affected.all()]
    incident.components = [list(c) for c in components]
    incident.promises = _promises(policies)
    return new


def _affected(incident: Incident, rows: list[Coverage]) -> Affected:
    """One service with what it is promised today."""
    first, policy = rows[0], coverage.strictest(row.promised for row in rows)
    facts = {"coverage": first, "about": first.about, "label": first.label, "terms": policy.as_data()}
    return Affected.objects.create(customer=first.customer, incident=incident, **facts)


def _promises(policies: Iterable[SupportPolicy]) -> list[dict]:
    """Each clock of each policy once, the strictest first."""
    found = {}
    for policy in policies:
        for clock, duration, clause in CLOCKS:
            if within := getattr(policy, duration):
                found[clock, policy.code] = {
                    "clock": clock, "policy": policy.code, "clause": getattr(policy, clause),
                    "seconds": int(within.total_seconds()),
                }  # fmt: skip
    return sorted(found.values(), key=lambda p: (p["clock"], p["seconds"], p["policy"]))


def _tell(incident: Incident, kind: str, words: str, act: Act) -> None:
    update = IncidentUpdate.objects.create(
        incident=incident, kind=kind, words=words.strip(), at=act.now, author=act.actor
    )
    incident.last_told_at = act.now
    rows = list(incident.affected.select_related("customer"))
    for row in rows:
        row.incident = incident
        remembered.forget(row.customer)
    emails.incident_told(rows, update, act)


def _end_pause(incident: Incident, act: Act) -> None:
    if incident.paused_since is not None:
        incident.paused_for += act.now - incident.paused_since
        incident.paused_since = None
        Pause.objects.filter(about=incident.public_id, ended_at=None).update(ended_at=act.now)
