"""The registries' messages in the back office: the inbox, and the queue of those that name nobody's name."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from domains.models import RegistryMessage

from .lifecycle import flow, owner_of


class MatchForm(ReasonForm):
    """Which name the message is about."""

    name = forms.CharField(label=gettext_lazy("Domain name"), max_length=253)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip().lower()
        if owner_of(name) is None:
            raise forms.ValidationError(_("No customer has %(name)s.") % {"name": name})
        return name


@admin.register(RegistryMessage)
class RegistryMessageAdmin(VerbAdmin):
    flow = flow
    staff_verbs = ("match", "settle")
    list_display = ["received_at", "registry", "kind", "name", "state", "text"]
    list_filter = ["state", "kind", "registry"]
    search_fields = ["name", "text", "=message_id", "=public_id"]
    list_select_related = ["domain"]
    fields = [
        "state", "kind", "name", "domain", "text", "data", "registry", "message_id", "queued_at", "received_at",
        "settled_at", "public_id",
    ]  # fmt: skip
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def verb_form(self, verb):
        return MatchForm if verb == "match" else super().verb_form(verb)


register_queue(
    Queue(
        gettext_lazy("Messages of the registries"),
        count=lambda: RegistryMessage.objects.filter(state="for_staff").count(),
        url=lambda: reverse("admin:domains_registrymessage_changelist") + "?state__exact=for_staff",
        clause="DN-8.1",
        permission="domains.view_registrymessage",
    )
)
