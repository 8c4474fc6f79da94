"""The desk of personal data: requests with their ten days, what was purged, who agreed to marketing."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import act_of
from core.admin import Queue, ReadOnlyAdmin, VerbAdmin, register_queue
from core.paper_admin import BREAK, PaperAdmin

from . import lifecycle, stranger
from .forms import BY_VERB, EnterForm
from .models import MarketingConsent, PrivacyPaper, PrivacyRequest, PurgeRecord
from .schedule import CLAUSE
from .terms import PRIVACY


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("check_identity", "prepare_copy", "ask_information", "inform", "answer", "refuse")
    list_display = ["asked_at", "kind", "name", "state", "clock_tone", "promised_at", "due_at", "customer"]
    list_filter = ["state", "kind", "channel", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "name", "email", "customer__name"]
    autocomplete_fields = ["customer", "person"]
    date_hierarchy = "asked_at"
    fields = [
        "public_id", "kind", "state", "channel", "customer", "person", "name", "email", "language", "words",
        "whole_account", "marketing", "asked_at", "promised_at", "due_at", "question", "question_at", "reply",
        "shown_papers", "shown_known", "ground", "answer", "closed_at", "made_at", "forgotten_at", "size", "sha256",
    ]  # fmt: skip

    def has_add_permission(self, request):
        return request.user.has_perm("accounts.add_privacyrequest")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else EnterForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else [*EnterForm.Meta.fields, "proof"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    def save_model(self, request, obj, form, change):
        lifecycle.enter(obj, act_of(request), form.cleaned_data["proof"])

    @admin.display(description=_("supporting papers"))
    def shown_papers(self, request):
        rows = (
            (reverse("admin:accounts_privacypaper_open", args=[p.pk]), p.name) for p in request.papers.all()
        )
        return format_html_join(BREAK, '<a href="{}">{}</a>', rows) or "–"

    @admin.display(description=_("we know the address from"))
    def shown_known(self, request):
        return format_html_join(BREAK, "{}", ((where,) for where in stranger.known(request.email))) or "–"

    @admin.display(description=_("clock"))
    def clock_tone(self, request):
        """In words, never by a colour alone."""
        return tone_of(request, clock.now())


def tone_of(request: PrivacyRequest, now) -> str:
    """Green, amber or red, in words."""
    if request.state not in PrivacyRequest.OPEN:
        return "–"
    if now > request.promised_at:
        return _("red: the ten days are over")
    return _("amber: nearly over") if now > request.promised_at - PRIVACY.warning else _("in time")


@admin.register(PrivacyPaper)
class PrivacyPaperAdmin(PaperAdmin):
    """Papers that support requests. Only who has the right `open_privacypaper` sees their content."""

    flow, staff_verbs = lifecycle.flow, ()
    list_display = ["request", "name", "size"]
    list_select_related = ["request"]
    search_fields = ["=request__public_id"]
    fields = ["request", "public_id", "name", "media_type", "size", "sha256"]

    def read(self, paper, act):
        return lifecycle.read_paper(paper, act)


@admin.register(PurgeRecord)
class PurgeRecordAdmin(ReadOnlyAdmin):
    """What the retention job has purged; the chain is checked with all other evidence."""

    list_display = ["at", "what", "how_many", "source"]
    list_filter = ["what"]
    ordering = ["-seq"]
    fields = ["at", "seq", "what", "clause", "data", "digest"]

    @admin.display(description=_("how many"))
    def how_many(self, record):
        return record.data.get("count", 0)

    @admin.display(description=_("ground"))
    def source(self, record):
        return record.data.get("source", "")


@admin.register(MarketingConsent)
class MarketingConsentAdmin(ReadOnlyAdmin):
    list_display = ["at", "person", "given", "version", "source"]
    list_filter = ["given", "source"]
    list_select_related = ["person"]
    search_fields = ["person__email"]


def _open() -> int:
    return PrivacyRequest.objects.filter(state__in=["received", "identity_checked"]).count()


def _late() -> int:
    return PrivacyRequest.objects.filter(
        state__in=PrivacyRequest.OPEN, promised_at__lt=clock.now() + PRIVACY.warning
    ).count()


register_queue(
    Queue(_("Requests about personal data"), _open,
          lambda: f"{reverse('admin:accounts_privacyrequest_changelist')}?state__in=received,identity_checked",
          CLAUSE, late=_late, permission="accounts.view_privacyrequest")
)  # fmt: skip
