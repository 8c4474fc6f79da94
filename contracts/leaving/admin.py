"""The notices that staff have typed in, with their scans."""

from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contracts.formal import lifecycle
from core.paper_admin import PaperAdmin

from . import noting
from .models import NonRenewal


@admin.register(NonRenewal)
class NonRenewalAdmin(PaperAdmin):
    flow = lifecycle.flow
    staff_verbs = ()
    list_display = ["label", "customer", "channel", "given_on", "ends_on", "in_time", "entered_by"]
    list_filter = ["channel", "in_time"]
    list_select_related = ["customer"]
    search_fields = ["=about", "label", "customer__name"]
    fields = ["customer", "about", "label", "channel", "given_on", "ends_on", "in_time", "entered_at", "entered_by",
              "sha256", "shown_scan"]  # fmt: skip

    def read(self, paper, act):
        if paper.token is None:
            raise Http404
        return noting.read(paper, act)

    @admin.display(description=_("scan"))
    def shown_scan(self, notice):
        url = reverse("admin:contracts_nonrenewal_open", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open")) if notice.sha256 else "–"
