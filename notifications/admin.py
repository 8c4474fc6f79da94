from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, VerbAdmin, register_queue

from .lifecycle import flow
from .models import Email


@admin.register(Email)
class EmailAdmin(VerbAdmin):
    """Every mail as it was written; the only act is to send a refused one again."""

    flow = flow
    staff_verbs = ("send_again",)
    list_display = ["created_at", "to", "subject", "kind", "state", "sent_at", "attempts", "clause"]
    list_filter = ["state", "kind", "language"]
    search_fields = ["=about", "=public_id", "to", "subject"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = [
        *["public_id", "about", "kind", "clause", "language", "to", "subject", "state", "attempts"],
        *[
            "last_error",
            "created_at",
            "send_after",
            "sent_at",
            "shown_message_id",
            "attachments",
            "shown_text",
        ],
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).without_bodies()

    @admin.display(description="Message-ID")
    def shown_message_id(self, email):
        return email.message_id

    @admin.display(description=_("As plain text"))
    def shown_text(self, email):
        return email.as_text()


register_queue(
    Queue(
        _("Refused mails"),
        count=lambda: Email.objects.filter(state=Email.State.FAILED).count(),
        url=lambda: reverse("admin:notifications_email_changelist") + "?state__exact=failed",
        permission="notifications.view_email",
    )
)
