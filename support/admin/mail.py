"""The quarantine: messages of which nobody knows whose word they are."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from support.flows import mails
from support.mail_in.taking import reason_word
from support.models import IncomingMail, Ticket


class AttachForm(ReasonForm):
    """Which request it belongs to; the reason says how staff know."""

    number = forms.CharField(label=_("Request (its number)"), max_length=24)
    field_order = ["number", "reason"]

    def clean_number(self):
        found = Ticket.objects.filter(public_id=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No request has this number: copy it from the request's page."))
        return found


@admin.register(IncomingMail)
class IncomingMailAdmin(VerbAdmin):
    flow = mails
    staff_verbs = ("attach", "discard")
    list_display = ["received_at", "sender", "subject", "state", "shown_reason", "ticket"]
    list_filter = ["state", "reason"]
    list_select_related = ["ticket"]
    search_fields = ["sender", "subject", "=mail_id"]
    date_hierarchy = "received_at"
    show_full_result_count = False
    fields = readonly_fields = ["received_at", "state", "shown_reason", "sender", "sender_name", "to", "subject",
                                "body", "left_out", "ticket", "mail_id"]  # fmt: skip

    def verb_form(self, verb):
        return AttachForm if verb == "attach" else super().verb_form(verb)

    def carry_out(self, thing, verb, act, **data):
        if verb == "attach":
            data = {"ticket": data["number"]}
        super().carry_out(thing, verb, act, **data)

    @admin.display(description=_("why"), ordering="reason")
    def shown_reason(self, mail):
        return reason_word(mail.reason)


register_queue(
    Queue(
        _("Mail in quarantine"), lambda: IncomingMail.objects.filter(state="quarantined").count(),
        lambda: reverse("admin:support_incomingmail_changelist") + "?state__exact=quarantined", "HD-2.4",
        permission="support.view_incomingmail",
    )
)  # fmt: skip
