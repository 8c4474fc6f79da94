"""The registry desk's files and papers: what to look at, what is awaited, what may still be refused."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from core.paper_admin import PaperAdmin, paper_links
from core.templatetags.portal import instant
from domains.models import Paper, RegistrationFile
from domains.models.files import OPEN, WAITING
from domains.terms import FILES

from . import lifecycle, papers
from .forms import AcceptForm, QuestionForm
from .words import WANTED

BREAK = mark_safe("<br>")


@admin.register(RegistrationFile)
class RegistrationFileAdmin(VerbAdmin):
    flow = lifecycle.flow
    staff_verbs = ("complete", "hand_over", "ask_information", "refuse", "record_refusal")
    list_display = [
        "unicode_name",
        "state",
        "customer",
        "received_at",
        "validation_due_at",
        "shown_refusable",
    ]
    list_filter = ["state", "review_kind", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "extension"]
    search_fields = ["name", "unicode_name", "=public_id", "customer__name"]
    fields = [
        "unicode_name", "state", "customer", "public_id", "extension", "review_kind", "review_term", "needs_identity",
        "received_at", "shown_refusable", "shown_clock", "shown_due", "shown_wanted", "completed_at", "forward_due_at",
        "shown_contacts", "shown_papers", "shown_requests", "call_error", "closed_at", "closed_because", "domain",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verbs_for(self, request, thing):
        """After the seventh day the refusal is no longer offered (DN-9.3)."""
        verbs, open_still = super().verbs_for(request, thing), lifecycle.may_refuse(thing, clock.now())
        return [verb for verb in verbs if open_still or verb["name"] != "refuse"]

    def verb_form(self, verb):
        return QuestionForm if verb == "ask_information" else ReasonForm

    @admin.display(description=_("we may refuse until"), ordering="received_at")
    def shown_refusable(self, file):
        return instant(file.refusable_until)

    @admin.display(description=_("validation clock"))
    def shown_clock(self, file):
        stops = ((instant(start), instant(end) if end else "…", why) for start, end, why in file.stops)
        due = instant(file.validation_due_at) if file.validation_due_at else _("stopped")
        return format_html("{}<br>{}", due, format_html_join(BREAK, "{} – {}: {}", stops))

    @admin.display(description=_("answer awaited until"))
    def shown_due(self, file):
        return instant(file.answer_due_at) if file.answer_due_at else "–"

    @admin.display(description=_("asked for"))
    def shown_wanted(self, file):
        return ", ".join(str(WANTED[code]) for code in file.wanted) or "–"

    @admin.display(description=_("contacts"))
    def shown_contacts(self, file):
        known = ((role, file.contacts.get(role, {})) for role in ("holder", "admin", "tech"))
        rows = (
            (role, c.get("full_name", ""), c.get("organisation", ""), c.get("country", ""))
            for role, c in known
        )
        return format_html_join(BREAK, "{}: <bdi>{}</bdi> <bdi>{}</bdi> {}", rows)

    @admin.display(description=_("papers"))
    def shown_papers(self, file):
        mine = Paper.objects.filter(about=file.public_id).defer("token")
        identity = Paper.objects.identity_of(file.holder_id).defer("token") if file.needs_identity else ()
        return paper_links([*identity, *mine])

    @admin.display(description=_("asked and answered"))
    def shown_requests(self, file):
        rows = ((instant(r.asked_at), r.question, r.answer or "…") for r in file.requests.all())
        return format_html_join(BREAK, "{} – {}<br>→ {}", rows) or "–"


@admin.register(Paper)
class IdentityPaperAdmin(PaperAdmin):
    """Papers to check. Only who has the right `open_paper` (the registry group) sees their content."""

    flow = papers.flow
    list_display = ["kind", "contact", "state", "customer", "uploaded_at", "expires_on"]
    list_filter = ["state", "kind"]
    list_select_related = ["customer", "contact"]
    search_fields = ["=public_id", "=about", "contact__full_name", "customer__name"]
    fields = [
        "kind", "state", "contact", "customer", "public_id", "about", "shown_file", "uploaded_at", "uploaded_by",
        "expires_on", "checked_at", "checked_by", "refused_because",
    ]  # fmt: skip

    def read(self, paper, act):
        return papers.read(paper, act)

    def verb_form(self, verb):
        return AcceptForm if verb == "accept" else ReasonForm

    def carry_out(self, thing, verb, act, **data):
        papers.checked(thing, verb, act, **data)


# --- queues -------------------------------------------------------------------------------------------
def _count(**which):
    return lambda: RegistrationFile.objects.filter(**which).count()


def _listed(*states: str):
    return lambda: f"{reverse('admin:domains_registrationfile_changelist')}?state__in={','.join(states)}"


def _late() -> int:
    late = RegistrationFile.objects.filter(
        state__in=["review", "complete"], validation_due_at__lt=clock.now()
    )
    return late.count()


def _refusable() -> int:
    """Open files received within the window."""
    first = clock.opening(clock.local_date(clock.now()) - FILES.refusal)
    return RegistrationFile.objects.filter(state__in=OPEN, received_at__gte=first).count()


SEE = "domains.view_registrationfile"
for _queue in (
    Queue(_("Files to look at"), _count(state="review"), _listed("review"), "DN-2.4b", late=_late, permission=SEE),
    Queue(_("Files at the registry's review"), _count(state="registry_review"), _listed("registry_review"),
          "DN-A2-1.2", permission=SEE),
    Queue(_("Information awaited from customers"), _count(state__in=WAITING), _listed(*WAITING), "DN-7.3.3",
          permission=SEE),
    Queue(_("Files that may still be refused"), _refusable, _listed(*OPEN), "DN-9.3", permission=SEE),
    Queue(_("Late validations"), _late, _listed("review", "complete"), "DN-2.4b", late=_late, permission=SEE),
    Queue(_("Papers to check"), lambda: Paper.objects.filter(state="received").count(),
          lambda: f"{reverse('admin:domains_paper_changelist')}?state__exact=received", "DN-2.1",
          permission="domains.view_paper"),
):  # fmt: skip
    register_queue(_queue)
