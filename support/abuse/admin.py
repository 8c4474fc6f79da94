"""The desk of abuse: what is new, what is late, whom to ask, what to decide."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, VerbAdmin, register_queue

from . import cases, services
from .forms import BY_VERB
from .models import AbuseCase
from .terms import ABUSE


@admin.register(AbuseCase)
class AbuseCaseAdmin(VerbAdmin):
    flow = cases.flow
    staff_verbs = ("ask", "uphold", "dismiss")
    list_display = ["reported_at", "category", "target", "state", "label", "customer", "answer_due_at"]
    list_filter = ["state", "category", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "target", "=service", "label", "customer__name"]
    date_hierarchy = "reported_at"
    fields = readonly_fields = [
        "public_id", "state", "category", "target", "evidence", "reporter_name", "reporter_email", "ip", "language",
        "reported_at", "shown_service", "customer", "question", "asked_at", "answer_due_at", "answer", "answered_at",
        "measure", "decision", "decided_at", "decided_by", "gag_until", "told_at",
    ]  # fmt: skip

    def verbs_for(self, request, thing):
        """A service that was not found is named first."""
        verbs = super().verbs_for(request, thing)
        if verbs and thing.state == "new":
            verbs.insert(0, {"name": "name_service", "label": _("name the service"), "clause": thing.clause})
        return verbs

    def verb_form(self, verb):
        return BY_VERB.get(verb) or super().verb_form(verb)

    def carry_out(self, thing, verb, act, **data):
        if verb == "name_service":
            cases.name_service(thing, act, **data)
        else:
            super().carry_out(thing, verb, act, **data)

    @admin.display(description=_("service"))
    def shown_service(self, case):
        service = services.service_of(case.service)
        return (
            format_html('<a href="{}">{}</a>', service.desk, service.label)
            if service
            else case.service or "–"
        )


def _waiting():
    return AbuseCase.objects.filter(state__in=["new", "answered"])


def _late() -> int:
    now = clock.now()
    urgent = Q(category="children", reported_at__lt=now - ABUSE.look_urgent)
    return _waiting().filter(urgent | Q(reported_at__lt=now - ABUSE.look)).count()


register_queue(
    Queue(_("Reports of abuse"), lambda: _waiting().count(),
          lambda: f"{reverse('admin:support_abusecase_changelist')}?state__in=new,answered", "DN-7.4.2(1-5)",
          late=_late, permission="support.view_abusecase")
)  # fmt: skip
