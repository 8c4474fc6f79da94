"""A version published between showing and confirming; and the durable copy of what was accepted (53-05: HD-0.4)."""

import pytest
from django.urls import reverse

from billing import cart
from billing.models import Order, Price, Product, Proforma
from contracts import publishing
from contracts.acceptances import OutdatedAcceptance, accept, in_force
from contracts.models import Acceptance, Document, DocumentVersion
from core import clock, worker
from core.acts import Act
from notifications.models import Email
from tests.cast import join
from tests.laws.estate import registration

from .drafts import edited

pytestmark = pytest.mark.usefixtures("published")
ACCEPT = "accept_"


@pytest.fixture
def shopper(customer, owner, client, now):
    """The owner, with one name in the cart."""
    product = Product.objects.create(code="domain.com", family="domain", name=".com")
    Price.objects.create(product=product, operation="register", amount=12_900, starts_on="2026-01-01")
    customer.billing_email, customer.language = "compta@atlas.example", "en"
    customer.save()
    join(owner, customer)
    cart.add(customer, owner, registration("argan.com"), Act(now, owner.public_id))
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = "en"
    with clock.frozen(now):
        yield client


def dictated_today(now) -> DocumentVersion:
    facts = {"dictated": True, "source": "ANRT, 2026"}
    draft = edited(
        Document.objects.get(code="cgv"), "2.0", clock.local_date(now), Act(now, "usr_1"), {}, **facts
    )
    return publishing.publish(draft, Act(now, "usr_1"))


def shown(client) -> dict[str, str]:
    """What the review page would send when every box is ticked."""
    form = client.get(reverse("billing:review")).context["form"]
    ticks = {name: "on" for name in form.fields if name.startswith(ACCEPT)}
    return {"seen_ttc": form.initial["seen_ttc"], **ticks}


def test_the_page_is_shown_again_with_the_new_text(shopper, now):
    """C-22, guard 1: an outdated acceptance is refused; the next order pins the new version."""
    ticked = shown(shopper)
    newer = dictated_today(now)
    answer = shopper.post(reverse("billing:review"), ticked)
    page = answer.content.decode()
    assert "A newer version is in force since this page was opened" in page
    assert newer.get_absolute_url() in page
    assert Order.objects.get().state == "cart"
    assert not Acceptance.objects.exists()
    shopper.post(reverse("billing:review"), shown(shopper))
    assert Acceptance.objects.get(version__document__code="cgv").version == newer


def test_no_verb_takes_an_outdated_acceptance(customer, owner, now):
    cgv = DocumentVersion.objects.get(document__code="cgv")
    dictated_today(now)
    versions = [v for v in in_force(clock.local_date(now)) if v.document.code == "cgv"]
    with pytest.raises(OutdatedAcceptance) as refusal:
        accept(customer, owner, versions, "ord_1", now, "", "", accepted_ids={cgv.public_id})
    assert refusal.value.clause == "C-22"
    assert "2.0" in refusal.value.message
    assert not Acceptance.objects.exists()


def test_the_acknowledgement_carries_a_durable_copy_of_what_was_accepted(shopper, now):
    """DN-2.2c: each text by its title, its version, its hash and its permanent address."""
    shopper.post(reverse("billing:review"), shown(shopper))
    worker.settle(now)
    order = Proforma.objects.get().order
    mail = Email.objects.get(kind="billing.order_acknowledged")
    accepted = Acceptance.objects.filter(about=order.public_id).select_related("version")
    assert len(accepted) == 2
    for row in accepted:
        assert row.sha256 in mail.text
        assert row.version.get_absolute_url() in mail.text
        assert shopper.get(row.version.get_absolute_url()).status_code == 200
