"""DNSSEC in safe order: signed before the registry knows, withdrawn there before it is unsigned (RFC 6781)."""

from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.transitions import NotAllowed
from domains.models import Zone

from . import servers
from .head import delegated_to_us
from .lifecycle import CLAUSE, SERVED, ask_registry, flow, tell_staff
from .publishing import push
from .terms import DNS


@flow.verb(source="live", target="pushing", clause=CLAUSE, label=_("sign"))
def sign(zone: Zone, act: Act) -> None:
    """The server signs the zone; the registry learns of the key when unsigned answers have left the caches."""
    if zone.dnssec != "off":
        raise NotAllowed(_("The zone is signed already."), CLAUSE)
    zone.dnssec, zone.dnssec_at = "signing", act.now
    push(zone, act)


@flow.verb(source=SERVED, clause=CLAUSE)
def announce_key(zone: Zone, act: Act) -> None:
    """The zone has been signed long enough: its DS record goes to the registry."""
    if not delegated_to_us(zone.domain.nameservers):
        zone.dnssec_at = act.now
        return
    ask_registry(zone, act, "dnssec", {"ds": zone.ds_records})
    zone.dnssec, zone.dnssec_at = "secure", act.now


@flow.verb(source=SERVED, clause=CLAUSE, label=_("unsign"))
def unsign(zone: Zone, act: Act) -> str:
    """First the DS record leaves the registry and the caches, then the key goes: never the other way round."""
    if zone.dnssec in {"off", "unsigning"}:
        raise NotAllowed(_("The zone is not signed, or its signing is being withdrawn already."), CLAUSE)
    if zone.dnssec == "secure" or zone.domain.ds_records:
        ask_registry(zone, act, "dnssec", {"ds": []})
        zone.dnssec, zone.dnssec_at = "unsigning", act.now
        return zone.state
    zone.dnssec, zone.dnssec_at = "off", act.now
    push(zone, act)
    return "pushing"


@flow.verb(source=SERVED, clause=CLAUSE)
def drop_key(zone: Zone, act: Act) -> str:
    """The key goes once the registry has confirmed, long enough ago, that no DS record is left."""
    settled = servers.ds_withdrawn_at(zone)
    if settled is None or act.now < settled + DNS.ds_gone:
        zone.dnssec_at = settled or act.now
        if settled is None:
            title = _("the registry still shows a DS record: the key stays")
            tell_staff(zone, act, f"ds:{act.today}", title, "")
        return zone.state
    zone.dnssec, zone.dnssec_at = "off", act.now
    push(zone, act)
    return "pushing"
