"""The registry's staff need no superuser: every room of names is open to their group, with its verbs and its queues."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from core.admin import VerbAdmin
from domains.models import Extension, ReservedTerm
from hosting_portal.staff import make_groups
from tests import names
from tests.cast import person

pytestmark = pytest.mark.django_db
NAMES = sorted((m for m in admin.site._registry if m._meta.app_label == "domains"), key=lambda m: m.__name__)


@pytest.fixture
def clerk():
    make_groups()
    clerk = person("clerk@portal.example", is_staff=True)
    clerk.groups.add(Group.objects.get(name="registry"))
    return clerk


@pytest.mark.parametrize("model", NAMES, ids=lambda m: m.__name__)
def test_each_room_of_names_opens_to_the_registrys_staff_with_its_verbs(clerk, client_of, model):
    opts = model._meta
    page = client_of(clerk).get(reverse(f"admin:domains_{opts.model_name}_changelist"))
    assert page.status_code == 200
    if isinstance(admin.site._registry[model], VerbAdmin):
        assert clerk.has_perm(f"domains.change_{opts.model_name}")


def test_no_queue_of_names_is_hidden_from_them(clerk, client_of, staff_user):
    everything, seen = (
        {str(queue["title"]) for queue in client_of(one).get(reverse("admin:index")).context["queues"]
         if "/domains/" in queue["url"]}
        for one in (staff_user, clerk)
    )  # fmt: skip
    assert everything
    assert everything - seen == set()


def test_they_enter_extensions_and_reserved_terms_and_read_the_prices(clerk, client_of):
    """The table of extensions is theirs (DN-15.2), the price list is billing's."""
    desk = client_of(clerk)
    for page in ("extension_add", "reservedterm_add"):
        assert desk.get(reverse(f"admin:domains_{page}")).status_code == 200
    term = {"term": "zellige", "match": "exact", "kind": "reserved", "family": "ma", "source": "ANRT",
            "effective_on": "2026-01-01"}  # fmt: skip
    desk.post(reverse("admin:domains_reservedterm_add"), term)
    entered = ReservedTerm.objects.get()
    desk.post(reverse("admin:domains_reservedterm_delete", args=[entered.pk]), {"post": "yes"})
    assert not ReservedTerm.objects.exists()
    names.extension("com")
    shown = desk.get(reverse("admin:domains_extension_change", args=[Extension.objects.get().pk]))
    [prices] = [
        part for part in shown.content.decode().split('"') if "/product/" in part and "change" in part
    ]
    assert desk.get(prices).status_code == 200
    assert not clerk.has_perm("billing.add_price")
