"""A server cut off by us, and given back: always told, at once where the law allows (SRV-6.2.1, C-29)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.answering import tell_staff
from core.attention import close_attention
from core.transitions import NotAllowed
from servers import emails
from servers.flows import servers
from servers.models import Server, ServerTask

from . import power

Ground = Server.Ground
CORRECTABLE = (Ground.SECURITY, Ground.ABUSE)
CLAUSES = {
    Ground.BILLING: "HD-3.3",
    Ground.SECURITY: "SRV-6.2.1",
    Ground.ABUSE: "HD-4.5",
    Ground.AUTHORITY: "C-29",
}
QUEUE = "server_restores"


def clause_of(server: Server) -> str:
    """The clause of the suspension."""
    return CLAUSES.get(Ground(server.suspended_for), "SRV-6.2.1") if server.suspended_for else "SRV-6.2.1"


@servers.verb(
    source=list(Server.RUNNING), target="suspended", clause="SRV-6.2.1", label=gettext_lazy("cut off")
)
def suspend(server: Server, act: Act, ground: str, text: str, gag_until: date | None = None) -> None:
    """Staff cut it off, with a ground and words for the customer; only an authority may delay telling him (C-29)."""
    if ground not in (Ground.SECURITY, Ground.ABUSE, Ground.AUTHORITY):
        raise NotAllowed(_("A server is suspended for a bill by its own dates only."), "HD-3.3")
    if gag_until and ground != Ground.AUTHORITY:
        raise NotAllowed(_("Only an order of an authority delays the customer's notice."), "C-29")
    server.suspended_for, server.suspended_at, server.suspension_text = ground, act.now, text
    server.gag_until, server.corrected_at = gag_until, None
    power.by_us(server, ServerTask.Kind.CUT, act)
    if not gag_until or gag_until < act.today:
        _tell(server, act)


def cut_for_abuse(about: str, act: Act, text: str, gag_until: date | None) -> None:
    """A report of abuse is confirmed, and the server is to be cut off (SRV-7.1.1(5)): the same verb as staff's own."""
    ground = Ground.AUTHORITY if gag_until else Ground.ABUSE
    suspend(Server.objects.get(public_id=about), act, ground=ground, text=text, gag_until=gag_until)


@servers.verb(source="suspended", clause="C-29")
def tell_suspended(server: Server, act: Act) -> None:
    """The delay is over: the customer is told now."""
    _tell(server, act)


@servers.verb(source="suspended", clause="SRV-6.2.1")
def say_corrected(server: Server, act: Act, what: str) -> None:
    """The customer says that he has corrected: restoring goes on top of the work list, with its clock."""
    if server.suspended_for not in CORRECTABLE:
        words = _("%(server)s is suspended for another reason: its page says what lifts it.")
        raise NotAllowed(words % {"server": server}, clause_of(server))
    if server.corrected_at:
        raise NotAllowed(_("You have told us already; we are looking at it."), "SRV-6.2.1")
    server.corrected_at = act.now
    tell_staff(server, act, QUEUE, gettext_lazy("corrected: restore it now"), "SRV-6.2.1", what)
    emails.corrected(server, act)


@servers.verb(source="suspended", clause="SRV-6.2.1", label=gettext_lazy("not corrected"))
def not_corrected(server: Server, act: Act, text: str) -> None:
    """Staff have looked: the danger is still there; the customer reads what is left to do."""
    if not server.corrected_at:
        raise NotAllowed(_("The customer has not said that he has corrected."), "SRV-6.2.1")
    server.corrected_at, server.suspension_text = None, text
    emails.not_corrected(server, act)


@servers.verb(source="suspended", target="active", clause="SRV-6.2.1", label=gettext_lazy("restore"))
def restore(server: Server, act: Act) -> str:
    """The reason is gone: the machine runs again, and its customer is told."""
    if server.suspended_for == Ground.BILLING:
        raise NotAllowed(_("It is suspended for its bill: the payment of the term restores it."), "HD-3.3")
    evidence.record(server.public_id, "act", "restored", act, "SRV-6.2.1", corrected=server.corrected_at)
    power.lift(server, act)
    close_attention(act, about=server.public_id, queue=QUEUE)
    emails.restored(server, act)
    return "non_renewal_noted" if server.notice_at else "active"


@servers.verb(source="suspended", clause="SRV-6.2.1")
def report_late_restore(server: Server, act: Act) -> None:
    """He has corrected, and it is still cut off: recorded, and shown to staff once more."""
    evidence.record(
        server.public_id, "breach", "late_restore", act, "SRV-6.2.1", corrected=server.corrected_at
    )
    tell_staff(server, act, f"{QUEUE}_late", gettext_lazy("restoring is late"), "SRV-6.2.1")


def _tell(server: Server, act: Act) -> None:
    server.gag_until = None
    emails.suspended(server, act)


# --- on another platform for a while (SRV-6.1.2(6)) ---------------------------------------------------------
@servers.verb(
    source=[*Server.RUNNING, "suspended"],
    clause="SRV-6.1.2(6)",
    label=gettext_lazy("runs degraded or elsewhere"),
)
def flag_degraded(server: Server, act: Act, note: str) -> None:
    """In a serious incident it runs on another platform or slower; its pages say so as long as it lasts."""
    if server.degraded_since:
        raise NotAllowed(_("It is marked as degraded already."), "SRV-6.1.2(6)")
    server.degraded_since, server.degraded_note = act.now, note
    emails.degraded(server, act)


@servers.verb(
    source=[*Server.RUNNING, "suspended"], clause="SRV-6.1.2(6)", label=gettext_lazy("runs as usual again")
)
def clear_degraded(server: Server, act: Act) -> None:
    """It is back where it belongs."""
    if not server.degraded_since:
        raise NotAllowed(_("It is not marked as degraded."), "SRV-6.1.2(6)")
    emails.recovered(server, act)
    server.degraded_since, server.degraded_note = None, ""
