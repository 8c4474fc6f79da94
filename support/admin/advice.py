"""The desk of advice: reviews that are due, with what the counters say of the service."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core import clock
from core.admin import Queue, register_queue
from support import advice
from support.models import Advice
from support.terms import ADVICE

from .base import Desk
from .entering import NewAdviceForm
from .forms import LONG, WithoutReason


class AdviceForm(WithoutReason):
    """The words that the customer reads; they are the reason too."""

    words = forms.CharField(
        label=_("Advice"), max_length=5000, widget=forms.Textarea(attrs=LONG | {"rows": 14, "dir": "auto"})
    )


@admin.register(Advice)
class AdviceAdmin(Desk):
    flow = advice.flow
    entered = NewAdviceForm
    forms_of = {"give": AdviceForm}
    staff_verbs = ("give",)
    list_display = ["label", "customer", "state", "due_on", "given_at", "given_by"]
    list_filter = ["state", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=public_id", "=about", "label", "customer__name"]
    shown = ("public_id", "label", "about", "customer", "state", "policy", "due_on", "shown_facts", "words", "given_at",
             "given_by")  # fmt: skip

    def bound_form(self, verb, thing, *data):
        """It begins with what is known of the service, in its customer's language."""
        with translation.override(thing.customer.language):
            known = {"words": advice.draft(thing, clock.now())}
        return self.verb_form(verb)(*data, initial=known)

    @admin.display(description=_("what the counters say"))
    def shown_facts(self, row):
        known = advice.lines(advice.facts(row.about, clock.now()))
        return format_html_join("", "<p><bdi>{}</bdi></p>", ((line,) for line in known)) or "–"


def _late() -> int:
    return Advice.objects.filter(state="due", due_on__lte=clock.local_date(clock.now()) - ADVICE.late).count()


register_queue(
    Queue(_("Reviews to be done, with advice"), lambda: Advice.objects.filter(state="due").count(),
          lambda: reverse("admin:support_advice_changelist") + "?state__exact=due", "SRV-6.1.3", late=_late,
          permission="support.view_advice")
)  # fmt: skip
