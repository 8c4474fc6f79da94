"""Export exemptions: granted by staff on a proof, honoured only where the customer pays in foreign currency.

Art. 92-I-1° of the tax code wants an invoice to the foreign client and settlement in foreign currency (facts D); the
invoice then names the exemption instead of the tax. Default is the standing rate.
"""

import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence, vault
from core.acts import Act
from core.transitions import Flow, NotAllowed
from core.uploads import Upload

from .models import Customer, ExportExemption

HOME_CURRENCY = "MAD"
flow = Flow(ExportExemption)


def grant(customer: Customer, proof: Upload, note: str, act: Act) -> ExportExemption:
    """From now on what this customer buys in foreign currency is exempt. Raises NotAllowed where it is already."""
    facts = {
        "media_type": proof.media_type, "sha256": hashlib.sha256(proof.content).hexdigest(),
        "token": vault.sealed(proof.content), "granted_at": act.now, "granted_by": act.actor, "note": note,
    }  # fmt: skip
    try:
        with transaction.atomic():
            granted = ExportExemption.objects.create(customer=customer, **facts)
            _mark(customer, True)
            said = {"note": note, "sha256": granted.sha256, "exemption": granted.public_id}
            evidence.record(customer.public_id, "decision", "export_exempt", act, "HD-3.1b", **said)
    except IntegrityError:
        raise NotAllowed(_("This customer's exemption is in force already: end it first.")) from None
    return granted


@flow.verb(source="granted", target="ended", clause="HD-3.1b", label=gettext_lazy("End the exemption"))
def end(exemption: ExportExemption, act: Act) -> None:
    """What is bought from now on is taxed again; issued documents stay as they are."""
    _mark(exemption.customer, False)


def honoured(customer, currency: str) -> bool:
    """Whether what this customer buys in this currency is an exempt export."""
    return bool(customer) and customer.export_exempt and currency != HOME_CURRENCY


def read(exemption: ExportExemption, act: Act) -> bytes:
    """The proof's bytes; who opens it leaves proof (law 09-08)."""
    evidence.record(exemption.public_id, "act", "opened", act)
    return vault.opened(bytes(exemption.token))


def _mark(customer: Customer, exempt: bool) -> None:
    Customer.objects.filter(pk=customer.pk).update(export_exempt=exempt)
    customer.export_exempt = exempt
