"""The mails of transfers: who must act until when. No mail ever carries an authorisation code (DN-6.p1(2))."""

from typing import Any

from django.utils import translation

from core.acts import Act
from domains.models import CodeRequest, Domain, TransferIn, TransferOut
from notifications import outbox

# --- towards us -------------------------------------------------------------------------------------------


def started(transfer: TransferIn, act: Act) -> None:
    """Asked from the registry: the present registrar has until then."""
    _of_arrival(transfer, act, "domains.transfer_started", "DN-6.2.1b", registrar=transfer.asked_of,
                act_by=transfer.act_by)  # fmt: skip


def code_wanted(transfer: TransferIn, act: Act) -> None:
    """The code was wrong: another one costs nothing."""
    _of_arrival(transfer, act, "domains.transfer_code_wanted", "DN-8.1", tries=transfer.code_tries)


def held(transfer: TransferIn, act: Act) -> None:
    """Proceedings hold it."""
    _of_arrival(transfer, act, "domains.transfer_held", "DN-6.2.1b")


def goes_on(transfer: TransferIn, act: Act) -> None:
    """It could not be taken back."""
    _of_arrival(transfer, act, "domains.transfer_goes_on", "DN-6.2.1a")


def arrived(transfer: TransferIn, act: Act) -> None:
    """The name is with us."""
    paid_through = transfer.domain.paid_through
    page = outbox.link("domains:detail", transfer.domain.public_id)
    _of_arrival(transfer, act, "domains.transfer_done", "DN-6.2.1b", paid_through=paid_through, page=page)


def not_sent(transfer: TransferIn, act: Act) -> None:
    """Never asked from the registry: credited."""
    _of_arrival(transfer, act, "domains.transfer_not_sent", "DN-2.2b", reason=transfer.outcome)


def ended(transfer: TransferIn, act: Act) -> None:
    """It failed; it can be asked for again."""
    _of_arrival(transfer, act, "domains.transfer_failed", "DN-6.2.5", reason=transfer.outcome)


def credited(transfer: TransferIn, act: Act) -> None:
    """The fault was ours."""
    _of_arrival(transfer, act, "domains.transfer_credited", "DN-6.2.5")


def _of_arrival(transfer: TransferIn, act: Act, kind: str, clause: str, **more: Any) -> None:
    link = outbox.link("domains:transfer", transfer.public_id)
    key = f"{transfer.public_id}:{transfer.code_tries}:{act.now.isoformat()}"
    _tell(transfer.customer, transfer.contacts, act, kind, clause, about=transfer.public_id, key=key,
          name=transfer.unicode_name, link=link, **more)  # fmt: skip


# --- away from us -----------------------------------------------------------------------------------------


def asked_away(departure: TransferOut, act: Act, reminder: bool = False) -> None:
    """Another registrar asks for the name: approve or object, until when."""
    key = f"{departure.public_id}:{'reminder' if reminder else 'asked'}"
    _of_name(departure.domain, act, "domains.transfer_asked", "DN-6.p2", key, registrar=departure.asked_by,
             act_by=departure.act_by, reminder=reminder)  # fmt: skip


def stays(departure: TransferOut, act: Act, refused: bool) -> None:
    """The transfer is over and the name is still here: refused on a ground, or taken back."""
    with translation.override(departure.customer.language):
        ground = str(departure.get_ground_display()) if refused else ""
    _of_name(departure.domain, act, "domains.transfer_stays", "DN-6.p2", f"{departure.public_id}:stays",
             registrar=departure.asked_by, ground=ground)  # fmt: skip


def transferred_away(domain: Domain, act: Act, registrar: str) -> None:
    """The name is with another registrar."""
    _of_name(
        domain,
        act,
        "domains.transferred_away",
        "DN-6.2.5",
        f"gone:{act.now.isoformat()}",
        registrar=registrar,
    )


# --- codes ------------------------------------------------------------------------------------------------


def code_ready(request: CodeRequest, act: Act) -> None:
    """The code can be read in the customer space."""
    _of_name(request.domain, act, "domains.code_ready", request.clause, f"{request.public_id}:ready")


def code_refused(request: CodeRequest, act: Act, reason: str) -> None:
    """The code is not given: why."""
    _of_name(
        request.domain, act, "domains.code_refused", "C-07", f"{request.public_id}:refused", reason=reason
    )


def code_shown(request: CodeRequest, act: Act) -> None:
    """Somebody has read the code: when and from where, in case it was not the holder."""
    key = f"{request.public_id}:shown:{act.now.isoformat()}"
    _of_name(request.domain, act, "domains.code_shown", "DN-6.p1(2)", key, at=act.now, ip=act.ip)


def _of_name(domain: Domain, act: Act, kind: str, clause: str, key: str, **more: Any) -> None:
    link = outbox.link("domains:leave", domain.public_id)
    _tell(domain.customer, domain.contacts, act, kind, clause, about=domain.public_id,
          key=f"{domain.public_id}:{key}", name=domain.unicode_name, link=link, **more)  # fmt: skip


def _tell(
    customer, contacts: dict, act: Act, kind: str, clause: str, *, about: str, key: str, **context
) -> None:
    """The holder and the account; where both addresses differ both get the mail (facts B1)."""
    holder = contacts.get("holder", {}).get("email")
    for address in dict.fromkeys(filter(None, [holder, customer.billing_email])):
        outbox.queue(kind, to=address, language=customer.language, context=context, about=about,
                     key=f"{key}:{kind}:{address}", now=act.now, customer=customer, clause=clause, act=act)  # fmt: skip
