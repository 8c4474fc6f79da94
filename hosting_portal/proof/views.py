"""The customer's evidence files: asked for with one click, then read or checked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.generic import View

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView

from . import lifecycle
from .gathering import subject_of
from .models import EvidenceFile

TYPES = {"zip": "application/zip", "pdf": "application/pdf"}


class FilesView(CustomerRequired, OwnedListView):
    """Every file that the account asked for."""

    model = EvidenceFile
    template_name = "proof/files.html"

    def get_queryset(self):
        return super().get_queryset().filter(by_staff=False)


class FileView(CustomerRequired, OwnedDetailView):
    """One file: being made, ready, or no longer kept."""

    model = EvidenceFile
    template_name = "proof/file.html"
    context_object_name = "file"

    def get_queryset(self):
        return super().get_queryset().filter(by_staff=False)


class DownloadView(FileView):
    """The bytes: `zip` or `pdf`."""

    def get(self, request, *args, **kwargs):
        return download(self.get_object(), kwargs["kind"])


class AskView(CustomerRequired, View):
    """One click on a service or an order of the account."""

    capability = Capability.VIEW

    def post(self, request, about):
        found = subject_of(about)
        if found is None or found[0].customer_id != request.customer.pk:
            raise Http404
        try:
            file = lifecycle.ask(found[0], act_of(request), (get_language() or "fr")[:2])
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
            return redirect(found[0])
        return redirect(file)


def download(file: EvidenceFile, kind: str) -> HttpResponse:
    """One of the file's two forms as an attachment; 404 while there is none."""
    content = lifecycle.content_of(file, kind) if kind in TYPES else None
    if content is None:
        raise Http404
    name = f"{file.about}-{file.made_at:%Y%m%d%H%M}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
