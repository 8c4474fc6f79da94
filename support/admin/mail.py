"""The quarantine: messages of which nobody knows whose word they are."""

from django import forms
from django.contrib import admin
from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, ReasonForm, VerbAdmin, register_queue
from support.flows import mails
from support.mail_in import quarantine
from support.mail_in.taking import reason_word
from support.models import IncomingMail, QuarantinedFile, Ticket
from support.views.tickets import sent_to_disk


class AttachForm(ReasonForm):
    """Which request it belongs to; the reason says how staff know."""

    number = forms.CharField(label=_("Request (its number)"), max_length=24)
    with_files = forms.BooleanField(label=_("With its files"), required=False, initial=True)
    field_order = ["number", "with_files", "reason"]

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
                                "body", "shown_files", "left_out", "ticket", "mail_id"]  # fmt: skip

    def verb_form(self, verb):
        return AttachForm if verb == "attach" else super().verb_form(verb)

    def carry_out(self, thing, verb, act, **data):
        if verb == "attach":
            data = {"ticket": data["number"], "with_files": data["with_files"]}
        super().carry_out(thing, verb, act, **data)

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("file/<slug:public_id>/", view, name="support_quarantined_file"), *super().get_urls()]

    def file_view(self, request, public_id: str):
        """A file that waits, for who may look at the quarantine; it never runs in a page."""
        found = QuarantinedFile.objects.filter(public_id=public_id).first()
        if found is None or not self.has_view_permission(request):
            raise Http404
        return sent_to_disk(quarantine.opened(found))

    @admin.display(description=_("files"))
    def shown_files(self, mail):
        rows = ((reverse("admin:support_quarantined_file", args=[f.public_id]), f.name, filesizeformat(f.size))
                for f in mail.files.defer("token"))  # fmt: skip
        return format_html_join("", '<p><a href="{}"><bdi>{}</bdi></a> {}</p>', rows) or "–"

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
