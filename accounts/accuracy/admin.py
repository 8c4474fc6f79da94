"""The desk of inaccurate data: opened with a proof, decided by a manager, carried out by a second person."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.acts import act_of
from core.admin import Queue, ReasonForm, register_queue
from core.paper_admin import PaperAdmin
from core.transitions import NotAllowed
from core.uploads import LIMIT, PaperField

from . import lifecycle
from .models import DataCase

TERMINATE = "accounts.terminate_customer"  # the right of a manager


class OpenForm(forms.ModelForm):
    """Whose data, what is wrong, and the proof."""

    proof = PaperField(
        label=_("Proof"), help_text=format_lazy(_("PDF, PNG or JPEG, {limit} MB at most."), limit=LIMIT)
    )

    class Meta:
        model = DataCase
        fields = ["customer", "ground", "finding"]


class DecideForm(ReasonForm):
    """Why, and what the customer reads."""

    ground = forms.ChoiceField(label=_("Reason code"), choices=DataCase.Ground.choices)
    words = forms.CharField(
        label=_("What the customer reads"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
    field_order = ["ground", "words", "reason"]


@admin.register(DataCase)
class DataCaseAdmin(PaperAdmin):
    flow = lifecycle.flow
    staff_verbs = ("decide_end", "execute", "give_back", "dismiss")
    closes_tasks = False
    list_display = ["customer", "ground", "state", "opened_at", "decided_by", "executed_by"]
    list_filter = ["state", "ground"]
    list_select_related = ["customer"]
    search_fields = ["customer__name", "=public_id"]
    autocomplete_fields = ["customer"]
    fields = ["customer", "state", "ground", "finding", "shown_signs", "words", "shown_proof", "sha256", "opened_at",
              "opened_by", "decided_at", "decided_by", "executed_at", "executed_by"]  # fmt: skip

    def read(self, paper, act):
        return lifecycle.read(paper, act)

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("accounts.add_datacase")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else OpenForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["customer", "ground", "finding", "proof"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()

    def verbs_for(self, request, thing):
        """Only a manager decides a termination."""
        verbs = super().verbs_for(request, thing)
        return [v for v in verbs if v["name"] != "decide_end" or request.user.has_perm(TERMINATE)]

    def verb_form(self, verb):
        return DecideForm if verb == "decide_end" else super().verb_form(verb)

    @admin.display(description=_("signs at the opening"))
    def shown_signs(self, case):
        return "; ".join(case.signs) or "–"

    @admin.display(description=_("Proof"))
    def shown_proof(self, case):
        url = reverse("admin:accounts_datacase_open", args=[case.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, _("Open"))

    def save_model(self, request, obj, form, change):
        try:
            opened = lifecycle.open_case(
                act=act_of(request, form.cleaned_data["finding"]), **form.cleaned_data
            )
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(opened.__dict__)


register_queue(
    Queue(_("Inaccurate data"), lambda: DataCase.objects.filter(state__in=["open", "ending"]).count(),
          lambda: reverse("admin:accounts_datacase_changelist"), "DN-7.3.2", permission="accounts.view_datacase")
)  # fmt: skip
