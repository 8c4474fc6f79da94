"""The registry desk's changes of holder: documents to accept, refusals, what is awaited from whom."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import display
from core.admin import Queue, VerbAdmin, register_queue
from core.paper_admin import paper_links
from core.templatetags.portal import instant
from domains.models import HolderChange, Paper

from . import lifecycle


@admin.register(HolderChange)
class HolderChangeAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("accept_documents", "refuse")
    list_display = [
        "domain",
        "state",
        "customer",
        "asked_at",
        "old_confirmed_at",
        "new_confirmed_at",
        "paid_at",
    ]
    list_filter = ["state", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "domain"]
    search_fields = ["domain__name", "=public_id", "customer__name"]
    fields = [
        "domain", "state", "customer", "public_id", "reason", "shown_parties", "asked_at", "shown_until",
        "old_confirmed_at", "new_confirmed_at", "shown_fee", "paid_at", "promised_until", "accepts_loss",
        "shown_papers", "documents_accepted_at", "call_error", "signed_at", "ended_at", "ended_because",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=_("from whom to whom"))
    def shown_parties(self, change):
        rows = ((c.get("full_name", ""), c.get("organisation", ""), c.get("email", ""))
                for c in (change.old_holder, change.new_holder))  # fmt: skip
        return format_html_join(mark_safe("<br>→ "), "<bdi>{}</bdi> <bdi>{}</bdi> <bdi>{}</bdi>", rows)

    @admin.display(description=_("lapses"))
    def shown_until(self, change):
        return instant(change.lapses_at)

    @admin.display(description=_("fee before tax"))
    def shown_fee(self, change):
        return display.amount(change.fee, change.customer.currency)

    @admin.display(description=_("papers"))
    def shown_papers(self, change):
        mine = Paper.objects.filter(about=change.public_id).defer("token")
        identity = Paper.objects.identity_of(change.new_contact.public_id).defer("token")
        return paper_links([*mine, *identity])


def _waiting(state: str):
    return lambda: HolderChange.objects.filter(state=state).count()


def _page(state: str):
    return lambda: f"{reverse('admin:domains_holderchange_changelist')}?state__exact={state}"


for _title, _state, _clause in (
    (_("Changes of holder: documents"), "documents_pending", "DN-14.1(3)"),
    (_("Changes of holder at the registry"), "sent", "DN-14.1(3)"),
):
    register_queue(
        Queue(_title, _waiting(_state), _page(_state), _clause, permission="domains.view_holderchange")
    )
