"""The desk of formal notices: written, posted, received, answered, decided, carried out by a second person."""

from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core import clock
from core.acts import act_of
from core.admin import Queue, VerbAdmin, register_queue
from core.paper_admin import BREAK, PaperAdmin
from core.templatetags.portal import day
from core.transitions import NotAllowed

from . import lifecycle, papers
from .forms import BY_VERB, DraftForm
from .models import FormalNotice, NoticePaper
from .terms import FORMAL

OURS_ONLY = {"post", "receive", "decide"}  # of a customer's notice he decides


@admin.register(FormalNotice)
class FormalNoticeAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("post", "receive", "answer", "decide", "execute", "give_back", "withdraw")
    closes_tasks = False
    list_display = ["public_id", "customer", "direction", "state", "label", "broken", "sent_on", "received_on",
                    "answered_on"]  # fmt: skip
    list_filter = ["state", "direction", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "=about", "=tracking", "customer__name", "label"]
    autocomplete_fields = ["customer"]
    date_hierarchy = "drafted_at"
    fields = [
        "public_id", "direction", "customer", "state", "about", "label", "broken", "breach", "damages", "tracking",
        "drafted_at", "drafted_by", "sent_on", "received_on", "shown_until", "answered_on", "answer", "shown_papers",
        "decision", "ground", "words", "decided_at", "decided_by", "executed_at", "executed_by",
    ]  # fmt: skip

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("contracts.add_formalnotice")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else DraftForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else DraftForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        try:
            made = lifecycle.draft(act=act_of(request), **data)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(made.__dict__)

    def verbs_for(self, request, thing):
        """A customer's notice is answered and carried out here; he decides about it."""
        verbs = super().verbs_for(request, thing)
        return verbs if thing.ours else [v for v in verbs if v["name"] not in OURS_ONLY | {"withdraw"}]

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    @admin.display(description=_("to be answered by"))
    def shown_until(self, notice):
        return day(notice.answer_until) or None

    @admin.display(description=_("papers"))
    def shown_papers(self, notice):
        rows = notice.papers.defer("token")
        page = "admin:contracts_noticepaper_open"
        line = '{} <a href="{}" target="_blank" rel="noopener"><bdi>{}</bdi></a>'
        return format_html_join(
            BREAK, line, ((p.get_kind_display(), reverse(page, args=[p.pk]), p.name) for p in rows)
        )


@admin.register(NoticePaper)
class NoticePaperAdmin(PaperAdmin):
    flow = lifecycle.flow
    staff_verbs = ()
    list_display = ["notice", "kind", "name", "added_at"]
    list_select_related = ["notice__customer"]
    fields = ["notice", "customer", "kind", "name", "sha256", "added_at", "added_by"]

    def read(self, paper, act):
        return papers.read(paper, act)


def _waiting():
    """Ours to post or to decide, theirs to answer or to carry out."""
    ours = Q(direction="ours", state__in=["drafted", "answered", "unanswered", "ending"])
    return FormalNotice.objects.filter(
        ours | Q(direction="theirs", state__in=["received", "unanswered", "ending"])
    )


def _late() -> int:
    """Without a return receipt, or without our own answer, for too long."""
    today = clock.local_date(clock.now())
    lost = Q(state="sent", sent_on__lt=today - FORMAL.return_receipt)
    return FormalNotice.objects.filter(lost | Q(direction="theirs", state="unanswered")).count()


register_queue(
    Queue(_("Formal notices"), lambda: _waiting().count(),
          lambda: reverse("admin:contracts_formalnotice_changelist"), "SSL-8.3", late=_late,
          permission="contracts.view_formalnotice")
)  # fmt: skip
