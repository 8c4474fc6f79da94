"""The life of a zone: prepared, switched on, published again and again, signed, switched off, removed.

The server is told by `push_zone`; what a verb publishes is a version (`publishing.py`), what customers edit is the
draft (`draft.py`). Signing has its verbs in `signing.py`, parking in `parking.py`.
"""

from datetime import timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortRefused
from core.terms import OPERATIONS
from core.transitions import Flow, NotAllowed, claim
from domains import emails
from domains.changes.lifecycle import ask_for
from domains.models import HELD, Domain, Zone

from . import servers
from .head import delegated_to_us, hosts
from .port import SERIAL_MAX, ServedZone
from .publishing import publish_version, push
from .terms import DNS

flow = Flow(Zone)
DRAFTABLE = ["off", "pushing", "live", "failed", "leaving"]
SERVED = ["pushing", "live", "failed"]
CLAUSE = "DN-8.2"


def prepare(domain: Domain, act: Act) -> Zone:
    """The zone of a name, made empty where there is none: it can be filled before it is switched on."""
    zone, _new = Zone.objects.get_or_create(
        domain=domain, defaults={"customer_id": domain.customer_id, "acted_through": act.now}
    )
    return zone


# --- publishing -------------------------------------------------------------------------------------------
@flow.verb(source=["off", "leaving"], target="pushing", clause=CLAUSE, label=_("switch on"))
def switch_on(zone: Zone, act: Act, delegate: bool = True) -> None:
    """The zone goes on our servers; once it is there, the registry is told that they are the name's (DN-A2-6(1))."""
    if zone.domain.state not in HELD:
        message = _("{name} is not ours at the registry: its DNS cannot be switched on.")
        raise NotAllowed(format_lazy(message, name=zone), CLAUSE)
    zone.remove_at, zone.delegating = None, delegate
    publish_version(zone, act, zone.entries(), "switched_on")


@flow.verb(source=SERVED, target="pushing", clause=CLAUSE, label=_("publish"))
def publish(zone: Zone, act: Act) -> None:
    """The draft becomes the next version and goes on the servers."""
    if zone.parked:
        raise NotAllowed(_("The name is parked: its records come back when it is renewed."), CLAUSE)
    publish_version(zone, act, zone.entries(), "edited")


@flow.verb(source=["pushing"], target="live", clause=CLAUSE)
def confirm_push(zone: Zone, act: Act, answer: ServedZone) -> str | None:
    """The server holds what is wanted; a newer wish goes out at once, a serial that ran ahead is overtaken."""
    if answer.serial != zone.serial:
        overtaken = zone.call_attempts == 0  # a publication during the call has begun anew
        if zone.serial < answer.serial < SERIAL_MAX:
            push(zone, act, above=answer.serial)
        if not overtaken:
            zone.call_at = act.now + OPERATIONS.backoff[0]
        return "pushing"
    _settle(zone)
    zone.pushed_at = zone.compared_at = act.now
    zone.differences = {}
    zone.ds_records = servers.ds_rows(answer)
    if zone.dnssec == "signing":
        zone.dnssec, zone.dnssec_at = "signed", act.now
    close_attention(act, about=zone.public_id, queue="dns")
    if zone.delegating:
        zone.delegating = False
        _delegate(zone, act)
    return None


@flow.verb(source="pushing", target="failed", clause=CLAUSE)
def refuse_push(zone: Zone, act: Act, refusal: PortRefused) -> None:
    """The server refuses the zone: what it served before stands, the customer and staff are told."""
    zone.call_at, zone.call_error = None, str(refusal)
    emails.dns_refused(zone.domain, act, zone)
    tell_staff(zone, act, "refused", _("the name server refuses the zone"), str(refusal))


@flow.verb(source=["live", "failed"], target="pushing", clause=CLAUSE, label=_("push again"))
def push_again(zone: Zone, act: Act) -> None:
    """Staff have the published version sent once more: the portal's records replace the server's."""
    push(zone, act)


@flow.verb(source=["live", "failed"], target="adopting", clause=CLAUSE, label=_("adopt the server's records"))
def adopt(zone: Zone, act: Act) -> None:
    """Staff decide that the server is right: what it holds becomes the next version."""
    zone.call_at, zone.call_attempts, zone.call_error = act.now, 0, ""


@flow.verb(source="adopting", target="pushing", clause=CLAUSE)
def confirm_adoption(zone: Zone, act: Act, answer: ServedZone) -> None:
    """The server's records are a version of ours now; they are pushed back under our reference."""
    servers.take_over(zone, act, answer)
    push(zone, act, above=answer.serial)


@flow.verb(source="adopting", target="failed", clause=CLAUSE)
def refuse_adoption(zone: Zone, act: Act, refusal: PortRefused) -> None:
    """The server's zone cannot become ours: staff read why."""
    zone.call_at, zone.call_error = None, str(refusal)
    tell_staff(zone, act, "adoption", _("the server's records cannot be adopted"), str(refusal))


# --- comparing --------------------------------------------------------------------------------------------
@flow.verb(source="live", clause=CLAUSE)
def note_comparison(zone: Zone, act: Act, answer: dict) -> str | None:
    """Once a day: what the server holds otherwise is shown to staff and never mended by itself."""
    _settle(zone)
    zone.compared_at, zone.differences = act.now, answer
    if answer:
        tell_staff(
            zone,
            act,
            "differs",
            _("the server holds other records than the portal"),
            servers.in_words(answer),
        )
    if zone.domain.state not in HELD:
        leave(zone, act, DNS.after_end)
        return "leaving"
    return None


@flow.verb(source="live", clause=CLAUSE)
def not_compared(zone: Zone, act: Act, refusal: PortRefused) -> None:
    """The server does not show the zone: looked at again tomorrow."""
    zone.call_at, zone.call_error = clock.tomorrow_of(act.now, 1), str(refusal)


# --- the end ----------------------------------------------------------------------------------------------
@flow.verb(source=SERVED, target="leaving", clause=CLAUSE, label=_("switch off"))
def switch_off(zone: Zone, act: Act) -> None:
    """The customer's name servers are elsewhere now: ours go on answering for a while, then forget the zone."""
    _refuse_if_signed(zone)
    leave(zone, act, DNS.kept)


@flow.verb(source=SERVED, target="leaving", clause=CLAUSE)
def follow_end(zone: Zone, act: Act) -> None:
    """The name is no longer ours: its zone is served for a few days more."""
    leave(zone, act, DNS.after_end)


@flow.verb(source=[*SERVED, "leaving"], target="removing", clause=CLAUSE, label=_("remove from the server"))
def remove_zone(zone: Zone, act: Act) -> None:
    """The server forgets the zone; the portal keeps its records and versions."""
    _refuse_if_signed(zone)
    zone.remove_at, zone.delegating = None, False
    zone.call_at, zone.call_attempts, zone.call_error = act.now, 0, ""


@flow.verb(source="removing", target="off", clause=CLAUSE)
def confirm_removal(zone: Zone, act: Act, answer) -> None:
    """The server no longer knows the zone, nor its keys."""
    _settle(zone)
    zone.dnssec, zone.dnssec_at, zone.ds_records, zone.differences = "off", None, [], {}


@flow.verb(source="removing", clause=CLAUSE)
def refuse_removal(zone: Zone, act: Act, refusal: PortRefused) -> None:
    """The server keeps the zone: asked again tomorrow, and a person must look."""
    zone.call_at, zone.call_error = clock.tomorrow_of(act.now, 1), str(refusal)
    tell_staff(zone, act, f"removal:{act.today}", _("the name server does not remove the zone"), str(refusal))


for _name, _source, _asking, _done, _refused in (
    ("push_zone", "pushing", servers.tell, confirm_push, refuse_push),
    ("read_server", "adopting", servers.read, confirm_adoption, refuse_adoption),
    ("compare_with_server", "live", servers.compare, note_comparison, not_compared),
    ("remove_from_server", "removing", servers.forget, confirm_removal, refuse_removal),
):
    flow.call(_name, source=_source, clause=CLAUSE, ask=_asking, done=_done, refused=_refused)


def name_ended(domain: Domain, act: Act) -> None:
    """For the rooms that end a name: deleted, cancelled or transferred away. The daily look finds it otherwise."""
    zone = Zone.objects.filter(domain=domain).first()
    if zone and follow_end.allowed(zone):
        follow_end(zone, act)


def _refuse_if_signed(zone: Zone) -> None:
    """A name that the registry shows as signed is not found without its key."""
    if zone.dnssec != "off" and zone.domain.state in HELD:
        message = _("{name} is signed (DNSSEC): elsewhere it would not be found. Withdraw the signing first.")
        raise NotAllowed(format_lazy(message, name=zone), CLAUSE)


def leave(zone: Zone, act: Act, wait: timedelta) -> None:
    """Served until then, and no longer."""
    _settle(zone)
    zone.remove_at, zone.delegating = act.now + wait, False
    emails.dns_leaving(zone.domain, act, zone)


def _delegate(zone: Zone, act: Act) -> None:
    if not delegated_to_us(zone.domain.nameservers):
        ask_registry(zone, act, "nameservers", hosts())


def ask_registry(zone: Zone, act: Act, kind: str, wanted: dict) -> None:
    claim(zone.domain)
    ask_for(zone.domain, kind, wanted, act, "DN-A2-6(1)")


def _settle(zone: Zone) -> None:
    zone.call_at, zone.call_attempts, zone.call_error = None, 0, ""


def tell_staff(zone: Zone, act: Act, what: str, title, detail: str) -> None:
    key = f"{zone.public_id}:{what}:{zone.serial}"
    raise_attention(
        "dns", key, zone.public_id, format_lazy("{} – {}", zone, title), act=act, detail=detail, clause=CLAUSE
    )
