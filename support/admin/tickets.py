"""The desk of requests: those that wait for an answer first, with both their dates (C-20)."""

from django.contrib import admin
from django.db.models import F
from django.http import Http404
from django.urls import path, reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core import clock
from core.admin import Queue, ReadOnlyAdmin, register_queue
from support.flows import tickets as flow
from support.models import AccessUse, Attachment, Authorisation, CannedAnswer, Message, Ticket
from support.views.tickets import file_response

from .base import Desk
from .entering import NewTicketForm, from_ticket
from .forms import (
    AnswerForm,
    EnterDataForm,
    HearForm,
    JoinForm,
    NoteForm,
    ResolveForm,
    SortForm,
    TakeForm,
)


class Clock(admin.SimpleListFilter):
    """Which clock of the answer is over."""

    title, parameter_name = _("clock"), "clock"

    def lookups(self, request, model_admin):
        return [
            ("late", _("promise missed")),
            ("due", _("to be answered now")),
            ("waits", _("to be answered")),
        ]

    def queryset(self, request, queryset):
        now = clock.now()
        waiting = queryset.filter(state__in=Ticket.LIVE, awaiting_since__isnull=False)
        return {
            "late": lambda: waiting.filter(answer_due_at__lt=now),
            "due": lambda: waiting.filter(answer_target_at__lt=now),
            "waits": lambda: waiting,
        }.get(self.value(), lambda: queryset)()


@admin.register(Ticket)
class TicketAdmin(Desk):
    flow = flow
    entered = NewTicketForm
    staff_verbs = ("answer", "note", "hear", "take", "sort", "enter_data", "join", "resolve", "close",
                   "reopen")  # fmt: skip
    forms_of = {"answer": AnswerForm, "note": NoteForm, "hear": HearForm, "sort": SortForm,
                "take": TakeForm,
                "enter_data": EnterDataForm, "join": JoinForm, "resolve": ResolveForm}  # fmt: skip
    list_display = ["subject", "customer", "state", "priority", "queue", "channel", "shown_clock", "answer_due_at",
                    "assignee"]  # fmt: skip
    list_filter = [Clock, "state", "priority", "queue", "channel"]
    list_select_related = ["customer", "assignee", "incident"]
    search_fields = ["=public_id", "=about", "subject", "customer__name", "label"]
    ordering = [F("answer_due_at").asc(nulls_last=True), "-last_message_at"]
    show_full_result_count = False
    shown = (
        "public_id", "subject", "customer", "state", "shown_talk", "priority", "queue", "channel", "about", "label",
        "shown_access", "shown_incident", "assignee", "opened_at",
        "awaiting_since", "answer_target_at", "answer_due_at", "answer_clause",
        "shown_resolution", "resolve_clause", "paused_since", "paused_for", "first_answer_at", "resolved_at",
        "closed_at",
    )  # fmt: skip

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("file/<slug:public_id>/", view, name="support_ticket_file"), *super().get_urls()]

    def file_view(self, request, public_id: str):
        """A file of a request, for who may look at requests."""
        found = Attachment.objects.filter(public_id=public_id, size__gt=0).first()  # 0: purged
        if found is None or not self.has_view_permission(request):
            raise Http404
        return file_response(found)

    def carry_out(self, thing, verb, act, **data):
        if verb == "answer":
            canned = data.pop("canned", None)
            with translation.override(thing.customer.language):
                data["body"] = "\n\n".join(filter(None, [canned and canned.body, data["body"].strip()]))
        super().carry_out(thing, verb, act, **data)

    @admin.display(description=_("clock"), ordering="answer_due_at")
    def shown_clock(self, ticket):
        """Late by the contract, due by our own date, or in time (C-20)."""
        now = clock.now()
        if ticket.state not in Ticket.LIVE or not ticket.awaiting_since:
            return "–"
        if ticket.answer_due_at < now:
            return _("promise missed")
        return _("to be answered now") if ticket.answer_target_at < now else _("in time")

    @admin.display(description=_("to be resolved by"))
    def shown_resolution(self, ticket):
        return ticket.resolve_due_at

    @admin.display(description=_("incident"))
    def shown_incident(self, ticket):
        """The incident that it belongs to, or the way to report one, filled in with what the request says."""
        if ticket.incident_id:
            return format_html('<a href="{}">{}</a>', ticket.incident.get_absolute_url(), ticket.incident)
        if ticket.state not in Ticket.LIVE:
            return "–"
        url = f"{reverse('admin:support_incident_add')}?{urlencode(from_ticket(ticket))}"
        return format_html(
            '<a class="button" href="{}">{}</a>', url, _("Report an incident from this request")
        )

    @admin.display(description=_("conversation"))
    def shown_talk(self, ticket):
        """Every word, notes too."""
        rows = ticket.messages.prefetch_related("attachments")
        return format_html_join(
            "", "<p><strong><bdi>{}</bdi></strong> · {} · {}</p><blockquote dir='auto'>{}</blockquote>{}",
            ((m.author_name or m.author, m.get_kind_display(), f"{m.at:%Y-%m-%d %H:%M}", _lines(m.body), self._files(m))
             for m in rows),
        )  # fmt: skip

    def _files(self, message: Message):
        url = "admin:support_ticket_file"
        rows = ((reverse(url, args=[a.public_id]), a.name) for a in message.attachments.all())
        return format_html_join("", '<p><a href="{}"><bdi>{}</bdi></a></p>', rows)

    @admin.display(description=_("access to the data"))
    def shown_access(self, ticket):
        rows = ticket.authorisations.filter(withdrawn_at=None, until__gt=clock.now())
        return ", ".join(f"→ {row.until:%Y-%m-%d %H:%M}" for row in rows) or _("not authorised")


def _lines(text: str):
    return format_html_join("", "{}<br>", ((line,) for line in text.split("\n")))


@admin.register(Authorisation)
class AuthorisationAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "customer", "about", "given_at", "until", "withdrawn_at"]
    list_select_related = ["ticket", "customer"]
    search_fields = ["=about", "customer__name"]


@admin.register(AccessUse)
class AccessUseAdmin(ReadOnlyAdmin):
    """Who went where, by which authorisation (guard 14)."""

    list_display = ["at", "about", "customer", "purpose", "by", "why", "shown_ground"]
    list_filter = ["purpose"]
    list_select_related = ["customer", "authorisation__ticket", "incident"]
    search_fields = ["=about", "=by", "customer__name"]

    @admin.display(description=_("ground"))
    def shown_ground(self, use):
        return use.authorisation.ticket if use.authorisation_id else use.incident


@admin.register(CannedAnswer)
class CannedAnswerAdmin(TranslationAdmin):
    list_display = ["title", "queue", "enabled"]
    list_filter = ["queue", "enabled"]
    search_fields = ["title", "body"]


def _waiting(**which) -> int:
    return Ticket.objects.filter(state__in=Ticket.LIVE, awaiting_since__isnull=False, **which).count()


register_queue(
    Queue(
        _("Requests to be answered"), _waiting, lambda: reverse("admin:support_ticket_changelist") + "?clock=waits",
        "HD-2.3.2(2)", late=lambda: _waiting(answer_due_at__lt=clock.now()), permission="support.view_ticket",
    )
)  # fmt: skip
