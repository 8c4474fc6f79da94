"""The desk's export exemptions: granted on a proof, opened with proof, ended with a reason (art. 92-I-1°)."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.acts import act_of
from core.paper_admin import PaperAdmin
from core.transitions import NotAllowed
from core.uploads import LIMIT, PaperField

from . import exports
from .models import ExportExemption


class GrantForm(forms.ModelForm):
    """Who is exempt, and the proof."""

    proof = PaperField(
        label=_("Proof"), help_text=format_lazy(_("PDF, PNG or JPEG, {limit} MB at most."), limit=LIMIT)
    )

    class Meta:
        model = ExportExemption
        fields = ["customer", "note"]


@admin.register(ExportExemption)
class ExportExemptionAdmin(PaperAdmin):
    flow = exports.flow
    staff_verbs = ("end",)
    list_display = ["customer", "state", "granted_at", "note"]
    list_filter = ["state"]
    list_select_related = ["customer"]
    search_fields = ["customer__name", "=public_id"]
    autocomplete_fields = ["customer"]
    fields = ["customer", "state", "note", "granted_at", "granted_by", "sha256", "shown_file"]

    def read(self, paper, act):
        return exports.read(paper, act)

    def has_add_permission(self, request):
        return request.user.has_perm("accounts.add_exportexemption")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else GrantForm

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["customer", "note", "proof"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields if obj else ()

    @admin.display(description=_("Proof"))
    def shown_file(self, exemption):
        url = reverse("admin:accounts_exportexemption_open", args=[exemption.pk])
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, _("Open"))

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        try:
            granted = exports.grant(
                data["customer"], data["proof"], data["note"], act_of(request, data["note"])
            )
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(granted.__dict__)
