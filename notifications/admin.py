from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, ReadOnlyAdmin, ReasonForm, VerbAdmin, register_queue
from core.display import duration

from .lifecycle import cases, flow
from .models import Bounce, Email, FailingAddress


@admin.register(Email)
class EmailAdmin(VerbAdmin):
    """Every mail as it was written; the only act is to send again one that was refused or came back."""

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
            "bounced_at",
            "due_at",
            "shown_lateness",
            "repeats",
            "shown_message_id",
            "attachments",
            "shown_text",
        ],
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).without_bodies()

    @admin.display(description=_("late by"))
    def shown_lateness(self, email):
        return duration(email.late_by.total_seconds()) if email.late_by else "–"

    @admin.display(description="Message-ID")
    def shown_message_id(self, email):
        return email.message_id

    @admin.display(description=_("As plain text"))
    def shown_text(self, email):
        return email.as_text()


class SettleForm(ReasonForm):
    """How staff have reached the customer; the reason says who spoke with whom."""

    told = forms.BooleanField(
        label=_("The customer was told another way (telephone, letter)"),
        help_text=_(
            "The notice then counts as given from now on, and what demands it may go on in its time."
        ),
        required=False,
    )
    field_order = ["told", "reason"]


@admin.register(Bounce)
class BounceAdmin(VerbAdmin):
    """Notices that did not arrive: to whom they were given instead, and what staff have done about it."""

    flow = cases
    staff_verbs = ("settle",)
    list_display = ["at", "customer", "address", "status", "sent_to", "urgent", "state"]
    list_filter = ["state", "urgent"]
    list_select_related = ["customer", "email"]
    search_fields = ["address", "=email__about", "=email__public_id", "customer__name"]
    date_hierarchy = "at"
    show_full_result_count = False
    fields = readonly_fields = [
        *(
            "state",
            "urgent",
            "at",
            "customer",
            "shown_phone",
            "address",
            "status",
            "said",
            "email",
            "sent_to",
        ),
        *("settled_at", "told_at"),
    ]

    def verb_form(self, verb):
        return SettleForm

    @admin.display(description=_("telephone"))
    def shown_phone(self, case):
        return case.customer.phone_readable


@admin.register(FailingAddress)
class FailingAddressAdmin(ReadOnlyAdmin):
    """Addresses at which our mails do not arrive."""

    list_display = ["address", "customer", "since", "last_at", "status", "over_at"]
    list_filter = [("over_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["address", "customer__name"]


register_queue(
    Queue(
        _("Bounced contractual notices"),
        count=lambda: Bounce.objects.filter(state=Bounce.State.OPEN).count(),
        late=lambda: Bounce.objects.filter(state=Bounce.State.OPEN, urgent=True).count(),
        url=lambda: reverse("admin:notifications_bounce_changelist") + "?state__exact=open",
        permission="notifications.view_bounce",
    )
)
register_queue(
    Queue(
        _("Refused mails"),
        count=lambda: Email.objects.filter(state=Email.State.FAILED).count(),
        url=lambda: reverse("admin:notifications_email_changelist") + "?state__exact=failed",
        permission="notifications.view_email",
    )
)
