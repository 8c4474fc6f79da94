"""The desk of validations: names that do not move, identity checks to do, papers to check."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from core.paper_admin import PaperAdmin, paper_links
from ssl_certs import flows, looking
from ssl_certs.lifecycle import choosing, papers, proving
from ssl_certs.models import NameValidation, OrganisationPaper, VettingStep
from ssl_certs.organisation import described

from . import tracker
from .admin_forms import CallForm, ChooseForm, CompleteForm, FindingForm

BREAK = mark_safe("<br>")
UNDER_WAY = ("awaiting_csr", "validating", "active", "reissue_due")


@admin.register(NameValidation)
class NameValidationAdmin(VerbAdmin):
    """Control of names: what the authority wants, what it says, what we have found."""

    flow = flows.validations
    staff_verbs = ("submit", "choose", "ask_resend")
    list_display = ["readable_name", "method", "state", "customer", "submitted_at", "expires_at", "looked_at"]
    list_filter = ["state", "method", "certificate__state", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "certificate__order__product"]
    search_fields = ["name", "=public_id", "=certificate__public_id", "customer__name"]
    fields = [
        "readable_name", "state", "customer", "public_id", "certificate", "method", "host", "record", "value", "path",
        "address", "expires_at", "submitted_at", "proven_at", "problem", "looked_at", "shown_found", "resend_at",
        "resent_at", "call_error",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verb_form(self, verb):
        return ChooseForm if verb == "choose" else ReasonForm

    def carry_out(self, thing, verb, act, **data):
        if verb == "submit":
            proving.submit_names(thing.certificate, act, [thing.name])
        elif verb == "choose":
            choosing.change_method(thing, act, **data)
        else:
            choosing.resend(thing, act)

    @admin.display(description=_("name"), ordering="name")
    def readable_name(self, row):
        return row.readable

    @admin.display(description=_("what we have found"))
    def shown_found(self, row):
        said = [looking.said(one) for one in row.found]
        lines = ((one.text, " ".join(map(str, one.values)), one.advice) for one in said)
        return format_html_join(BREAK, "{} <bdi>{}</bdi> {}", lines) or "–"


@admin.register(VettingStep)
class VettingStepAdmin(VerbAdmin):
    """The steps of OV and EV; the cross-check is refused to whoever has completed another step of the order."""

    flow = flows.vetting
    staff_verbs = ("complete", "announce_call", "fail", "reopen")
    list_display = ["kind", "state", "order", "customer", "planned_at", "done_at", "valid_until"]
    list_filter = ["state", "kind", "order__state"]
    list_select_related = ["customer", "order__product"]
    search_fields = ["=public_id", "=order__public_id", "customer__name"]
    fields = [
        "kind", "state", "order", "customer", "public_id", "shown_organisation", "shown_papers", "planned_at", "phone",
        "phone_source", "detail", "done_at", "done_by", "valid_until", "shown_others",
    ]  # fmt: skip
    FORMS = {"complete": CompleteForm, "fail": FindingForm, "announce_call": CallForm}

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verbs_for(self, request, thing):
        """Only a telephone call is announced."""
        verbs = super().verbs_for(request, thing)
        return [v for v in verbs if v["name"] != "announce_call" or thing.kind == VettingStep.Kind.CALL]

    def verb_form(self, verb):
        return self.FORMS.get(verb, ReasonForm)

    @admin.display(description=_("organisation, as ordered"))
    def shown_organisation(self, step):
        return format_html_join(BREAK, "{}: <bdi>{}</bdi>", described(step.order.organisation)) or "–"

    @admin.display(description=_("papers"))
    def shown_papers(self, step):
        return paper_links(step.order.papers.defer("token"))

    @admin.display(description=_("other steps"))
    def shown_others(self, step):
        rows = ((reverse("admin:ssl_certs_vettingstep_change", args=[other.pk]), other.get_kind_display(),
                 other.get_state_display(), other.done_by or "–")
                for other in step.order.vetting.exclude(pk=step.pk))  # fmt: skip
        return format_html_join(BREAK, '<a href="{}">{}</a>: {} ({})', rows) or "–"


@admin.register(OrganisationPaper)
class OrganisationPaperAdmin(PaperAdmin):
    """Papers to check. Only who has the right `open_organisationpaper` sees their content."""

    flow = flows.papers
    list_display = ["kind", "state", "order", "customer", "uploaded_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["customer", "order__product"]
    search_fields = ["=public_id", "=order__public_id", "customer__name"]
    fields = [
        "kind", "state", "order", "customer", "public_id", "shown_file", "sha256", "uploaded_at", "uploaded_by",
        "checked_at", "checked_by", "refused_because",
    ]  # fmt: skip

    def read(self, paper, act):
        return papers.read(paper, act)


# --- queues -------------------------------------------------------------------------------------------
def _stuck() -> int:
    return tracker.stuck(clock.now()).count()


def _expiring() -> int:
    """Stuck names whose token has expired or is about to."""
    soon = clock.tomorrow_of(clock.now(), 1)
    return tracker.stuck(clock.now()).filter(expires_at__lt=soon).count()


def _to_do():
    return VettingStep.objects.filter(state__in=["open", "failed"], order__state__in=UNDER_WAY)


def _calls_missed() -> int:
    """Calls that were announced for an instant that has passed."""
    return _to_do().filter(planned_at__lt=clock.now()).count()


def _list(model: str, query: str):
    return lambda: f"{reverse(f'admin:ssl_certs_{model}_changelist')}?{query}"


for _queue in (
    Queue(_("Validations stuck"), _stuck,
          _list("namevalidation", "state__in=failed,submitted&certificate__state__exact=validating"), "SSL-10.4a",
          late=_expiring, permission="ssl_certs.view_namevalidation"),
    Queue(_("Identity checks to do"), lambda: _to_do().count(),
          _list("vettingstep", f"state__in=open,failed&order__state__in={','.join(UNDER_WAY)}"), "SSL-A2-2.1",
          late=_calls_missed, permission="ssl_certs.view_vettingstep"),
    Queue(_("Papers of organisations to check"),
          lambda: OrganisationPaper.objects.filter(state="received").count(),
          _list("organisationpaper", "state__exact=received"), "SSL-A2-2.1",
          permission="ssl_certs.view_organisationpaper"),
):  # fmt: skip
    register_queue(_queue)
