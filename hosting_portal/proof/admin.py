"""Evidence files in the back office: staff ask for one about any service or order, with all that there is."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from core.acts import act_of
from core.admin import VerbAdmin

from . import lifecycle
from .gathering import subject_of
from .models import EvidenceFile
from .views import download


@admin.register(EvidenceFile)
class EvidenceFileAdmin(VerbAdmin):
    """Files made for customers and staff, with their hashes."""

    flow = lifecycle.flow
    staff_verbs = ("make_again",)
    change_form_template = "admin/proof/file.html"
    list_display = ["asked_at", "title", "about", "customer", "state", "by_staff", "records"]
    list_filter = ["state", "by_staff"]
    list_select_related = ["customer"]
    search_fields = ["=about", "=public_id", "title"]

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("ask/<slug:about>/", wrap(require_POST(self.ask_view)), name="proof_evidencefile_ask"),
            path(
                "<path:object_id>/download/<slug:kind>/",
                wrap(self.download_view),
                name="proof_evidencefile_download",
            ),
            *super().get_urls(),
        ]

    def ask_view(self, request: HttpRequest, about: str):
        """One click on a thing's page."""
        found = subject_of(about)
        if found is None:
            raise Http404
        opts = found[1].model._meta
        if not request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            raise PermissionDenied
        file = lifecycle.ask(found[0], act_of(request), (get_language() or "fr")[:2], by_staff=True)
        return redirect(reverse("admin:proof_evidencefile_change", args=[file.pk]))

    def download_view(self, request: HttpRequest, object_id: str, kind: str):
        if not request.user.has_perm("proof.view_evidencefile"):
            raise PermissionDenied
        return download(get_object_or_404(EvidenceFile, pk=object_id), kind)
