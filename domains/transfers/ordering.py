"""Asking for a name that is elsewhere: what is looked at before, the line in the cart, the paid line taken up."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import cart, lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine, Proforma
from billing.prices import price_list
from billing.terms import BILLING
from core import clock
from core.acts import Act
from core.money import ttc
from core.ports import PortError
from core.transitions import NotAllowed
from domains import naming, prices, reserved
from domains.charter import rules_of
from domains.models import Extension, TransferIn
from domains.naming import InvalidName, ParsedName
from domains.ordering import mandate_of, snapshot
from domains.registry import registry_for
from domains.registry.port import RegistryName
from domains.terms import TRANSFER

from . import arrivals, guards
from .guards import Refusal

TRANSFER_IN, AGAIN = "domain.transfer", "domain.transfer_again"
FEE = "domain.repeat_transfer"


@dataclass(frozen=True, slots=True)
class Offer:
    """A name that somebody wants to bring: why not, or at what price and until when it would be paid.

    `expires_on` is None where the registry did not answer; the name is then looked at after the payment.
    """

    name: ParsedName
    extension: Extension
    price: int
    refusal: Refusal | None = None
    expires_on: date | None = None
    registrar: str = ""

    @property
    def price_ttc(self) -> int:
        return ttc(self.price, prices.VAT)


def offer(typed: str, customer, now: datetime) -> Offer:
    """What can be said of the name today. Raises InvalidName."""
    name, extension = _named(typed)
    today = clock.local_date(now)
    price = price_list(today, [extension.product_code], customer.currency).find(
        extension.product_code, "transfer"
    )
    if price is None:
        raise InvalidName("transfer", _("We take no transfers of names with this extension."), "DN-1.2")
    if why := guards.proceedings(customer):
        return Offer(name, extension, price, why)
    try:
        found = registry_for(extension.code).info(name.name_ascii, now)
    except PortError:
        return Offer(name, extension, price)
    why = guards.may_enter(name.name_ascii, extension, found, now)
    if why or found is None:
        return Offer(name, extension, price, why)
    return Offer(name, extension, price, None, paid_through(found, extension, today), found.sponsor)


def paid_through(found: RegistryName, extension: Extension, today: date) -> date:
    """The expiry after the transfer: a year more, never beyond the registry's ceiling (facts B1, B4)."""
    ceiling = clock.years_later(today, extension.total_years)
    added = clock.years_later(clock.local_date(found.expires_at), TRANSFER.years)
    return min(added, max(ceiling, clock.local_date(found.expires_at)))


def into_cart(customer, user, wanted: Offer, form, act: Act) -> None:
    """Put the transfer in the cart; a price list, documents and payment as for any order."""
    name, extension, chosen = wanted.name, wanted.extension, form.cleaned_data
    scopes = (*extension.scopes, *(["mandate"] if chosen["for_other"] else []))
    options = {
        "name": name.name_ascii,
        "extension": extension.code,
        "contacts": snapshot(chosen),
        "mandate": mandate_of(customer, chosen, act),
        "auth_code": chosen["code"],
    }
    line = NewLine(TRANSFER_IN, name.name_unicode, extension.product_code, "transfer",
                   _("Transfer to us, one year included"), scopes=scopes, options=options)  # fmt: skip
    cart.add(customer, user, line, act)


def take_up(line: OrderLine, act: Act) -> int:
    """A paid transfer: the registry is asked at once; the code leaves the order's line."""
    if not lines.take(line, act):
        return 0
    transfer = TransferIn(
        customer=line.customer, name=line.options["name"], unicode_name=line.subject,
        extension=Extension.objects.get(code=line.options["extension"]), contacts=line.options["contacts"],
        auth_code=_taken_out(line), line=line.public_id,
        late_surcharge=line.options.get("prices", {}).get("late", 0),  # what was shown then (C-03)
        ordered_at=line.order.confirmed_at if line.order else line.paid_at, call_at=act.now, acted_through=act.now,
    )  # fmt: skip
    transfer.reschedule()
    transfer.save()
    return 1


# --- asked again ------------------------------------------------------------------------------------------


def repeat_fee(customer, today: date) -> int:
    """What a repeated request costs before tax, shown before; nothing by default (DN-6.p3, C-28)."""
    return price_list(today, [FEE], customer.currency).find(FEE, "once") or 0


def ask_again(transfer: TransferIn, code: str, act: Act) -> Proforma | None:
    """Once more, with our staff: at once where it is free, otherwise with the payment of its fee."""
    if not repeat_fee(transfer.customer, act.today):
        arrivals.ask_again(transfer, act, code=code)
        return None
    if not arrivals.ask_again.allowed(transfer):
        raise NotAllowed(_("This transfer cannot be asked for again now."), "DN-6.p3")
    line = NewLine(AGAIN, transfer.unicode_name, FEE, "once", _("Repeated transfer request"),
                   about=transfer.public_id, options={"auth_code": code, "clause": "DN-6.p3"})  # fmt: skip
    until = clock.opening(act.today + BILLING.order_payable)
    with transaction.atomic():
        ordering.void_open_proposals(transfer.public_id, act, _("asked again"))
        return ordering.propose(transfer.customer, [line], act, due_on=act.today, payable_until=until,
                                origin=Proforma.Origin.REQUEST, at_once=True)  # fmt: skip


def take_up_again(line: OrderLine, act: Act) -> int:
    """The fee is paid: staff take the transfer up again; one that can no longer be asked for is credited."""
    if not lines.take(line, act):
        return 0
    transfer = TransferIn.objects.select_related("extension", "customer").get(public_id=line.about)
    try:
        arrivals.ask_again(transfer, act, code=_taken_out(line), fee_line=line.public_id)
    except NotAllowed as refusal:
        lines.credit_line(line, act, refusal.message)
    return 1


TAKERS = {TRANSFER_IN: take_up, AGAIN: take_up_again}


# --- inside -----------------------------------------------------------------------------------------------


def _named(typed: str) -> tuple[ParsedName, Extension]:
    """The name in its full form, of an extension that we sell; a reserved term that exists needs no review."""
    if "." not in typed:
        raise InvalidName("dots", _("Type the whole name, with its extension: for example “atlas.com”."))
    sold = {e.code: e for e in Extension.objects.filter(enabled=True)}
    candidate = naming.search_candidates(
        typed, [rules_of(e, sold, book=reserved.NO_LISTS) for e in sold.values()]
    )[0]
    if candidate.refusal or candidate.name is None:
        raise candidate.refusal or InvalidName("extension", naming.MESSAGES["extension"])
    return candidate.name, sold[candidate.extension]


def _taken_out(line: OrderLine) -> str:
    """The code of a line, which keeps it no longer."""
    code = line.options.pop("auth_code", "")
    OrderLine.objects.filter(pk=line.pk).update(options=line.options)
    return code
