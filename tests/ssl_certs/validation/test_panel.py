"""The validation on an order's page, and the mails of an organisation's order."""

import pytest
from django.template.loader import render_to_string

from core.acts import Act
from notifications.models import Email
from ssl_certs import vetting_emails as emails
from ssl_certs.validation.panel import panel
from tests import certificates

from .conftest import NOW, validating
from .test_organisation import steps_of

pytestmark = pytest.mark.django_db


def drawn(order) -> str:
    return render_to_string("ssl_certs/validation/_panel.html", {"order": order, **panel(order, None)})


def test_an_order_not_set_up_says_so(customer):
    assert drawn(certificates.an_order(customer, NOW))


def test_the_panel_names_what_is_open_and_leads_to_the_tracker(customer):
    certificate = validating(customer, "argan.example.ma")
    shown = drawn(certificate.order)
    assert "argan.example.ma" in shown
    assert "/suivi/" in shown


def test_the_panel_asks_for_papers_until_some_are_there(customer):
    order = certificates.an_order(customer, NOW, "true-businessid", "argan.example.ma")
    steps_of(order, "ov")
    assert "/organisation/" in drawn(order)


@pytest.mark.parametrize("code", ["true-businessid", "sectigo-ev"])
def test_the_papers_wanted_are_told_with_the_clause_of_the_level(customer, code):
    order = certificates.an_order(customer, NOW, code, "argan.example.ma")
    emails.documents_needed(order, Act(NOW))
    mail = Email.objects.filter(kind="ssl_certs.documents_needed").first()
    assert mail.clause == {"true-businessid": "SSL-A2-2.1", "sectigo-ev": "SSL-A2-3.3"}[code]
    assert "/organisation/" in mail.text
