"""Delivery pages: a certificate with its files and guides, the chain checker, watched hosts (SSL-9.1, SSL-9.3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock, evidence
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from ssl_certs.models import Certificate, HostWatch, SslOrder

from . import bundles, checking, guides, watching
from .forms import CheckForm, WatchForm


class CertificateView(CustomerRequired, OwnedDetailView):
    """One certificate: its facts, its files, how to install it."""

    model = Certificate
    template_name = "ssl_certs/delivery/certificate.html"
    context_object_name = "certificate"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("order__product", "customer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            order=self.object.order, bundles=bundles.BUNDLES.values(), guides=guides.GUIDES, **kwargs
        )


class DownloadView(CustomerRequired, OwnedDetailView):
    """One file of an issued certificate; who fetched it and when stays as proof."""

    model = Certificate
    capability = Capability.VIEW

    def get(self, request, *args, **kwargs):
        certificate = self.get_object()
        file = bundles.download(certificate, kwargs["what"]) if certificate.pem else None
        if file is None:
            raise Http404
        evidence.record(
            certificate.public_id, "act", "downloaded", act_of(request), "SSL-9.1", file=file.name
        )
        response = HttpResponse(file.content, content_type=file.media_type)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
        response["Cache-Control"] = "private, no-store"
        return response


def guide_page(request, server: str) -> HttpResponse:
    """How to install a certificate on one kind of server (SSL-9.3)."""
    if server not in guides.GUIDES:
        raise Http404
    facts = {"server": server, "title": guides.GUIDES[server], "guides": guides.GUIDES}
    return render(request, f"ssl_certs/delivery/guides/{server}.html", facts)


@sensitive_post_parameters()
def checker_page(request) -> HttpResponse:
    """Does the chain hold, is it in order, is it for this request? Nothing of what is pasted is kept."""
    form, result, refusal = CheckForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            result = checking.check(form.cleaned_data["chain"], form.cleaned_data["csr"], clock.now())
        except checking.Unreadable as error:
            refusal, form = str(error), CheckForm()
    return render(
        request, "ssl_certs/delivery/checker.html", {"form": form, "result": result, "refusal": refusal}
    )


class WatchView(CustomerRequired, VerbView):
    """Begin to watch a host."""

    model = SslOrder
    form_class = WatchForm
    template_name = "ssl_certs/delivery/watch.html"
    capability = Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"order": self.object}

    def get_context_data(self, **kwargs):
        return super().get_context_data(order=self.object, **kwargs)

    def perform(self, form):
        watching.watch(self.object, form.cleaned_data["host"], form.cleaned_data["port"], self.act())
        messages.success(self.request, _("The host is being looked at; the answer appears on this page."))


class WatchActView(CustomerRequired, OwnedDetailView):
    """Look at a watched host again, or stop watching it."""

    model = HostWatch
    capability = Capability.MANAGE_TECHNICAL
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        watched = self.get_object()
        verb = "stop" if request.POST.get("act") == "stop" else "look_again"
        try:
            watching.flow.verbs[verb](watched, act_of(request))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(watched)
