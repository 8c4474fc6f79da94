"""A customer's page of new versions: what changes, what was read and accepted."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import CustomerRequired
from accounts.roles import Capability
from contracts import announcing
from contracts.comparing import compare
from contracts.models import Acceptance, DocumentVersion, VersionNotice
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView


class NewsView(CustomerRequired, OwnedListView):
    """Every change of which the customer was told, the newest first."""

    model = VersionNotice
    template_name = "contracts/news.html"

    def get_queryset(self):
        return super().get_queryset().select_related("version__document")


class NewsItemView(CustomerRequired, OwnedDetailView):
    """One change: the difference from what the customer accepted last, clause by clause."""

    model = VersionNotice
    template_name = "contracts/news_item.html"
    context_object_name = "notice"

    def get_queryset(self):
        return super().get_queryset().select_related("version__document")

    def get_context_data(self, **kwargs):
        version = self.object.version
        old = accepted_before(self.object)
        language = (get_language() or "fr")[:2]
        facts = {"version": version, "old": old}
        return super().get_context_data(
            **facts, differences=compare(getattr(old, f"text_{language}", "") or "", version.text), **kwargs
        )


class ReadView(CustomerRequired, View):
    """Somebody has read it: it no longer stands above every page."""

    model = VersionNotice
    capability = Capability.VIEW

    def post(self, request, public_id):
        notice = get_object_or_404(VersionNotice.objects.open_to(request), public_id=public_id)
        try:
            self.perform(request, notice)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(notice)

    def perform(self, request, notice: VersionNotice) -> None:
        announcing.read(notice, act_of(request))
        messages.success(request, _("Noted: you have read it."))


class AcceptView(ReadView):
    """Accepted by a click, with all that an acceptance proves."""

    capability = Capability.ORDER

    def perform(self, request, notice):
        agent = request.headers.get("User-Agent", "")
        announcing.accept_explicitly(notice, act_of(request), user=request.user, user_agent=agent)
        messages.success(request, _("Accepted. The proof is in your evidence files."))


def accepted_before(notice: VersionNotice) -> DocumentVersion | None:
    """The version of the document that the customer accepted last before this one."""
    mine = Acceptance.objects.of(notice.customer).filter(version__document=notice.version.document_id)
    last = (
        mine.exclude(version=notice.version_id)
        .select_related("version")
        .order_by("-accepted_at", "-pk")
        .first()
    )
    return last.version if last else None
