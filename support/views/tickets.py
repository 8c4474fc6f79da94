"""Pages of requests: list, one request with its words, a new one, an answer, closing it, authorising access."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.uploads import Upload
from core.views import OwnedDetailView, OwnedListView, VerbView
from support import access, attachments, subjects, tickets
from support.forms import AuthoriseForm, MessageForm, TicketForm
from support.models import Affected, Attachment, Message, Ticket

OPEN, DONE = "open", "done"


class TicketListView(CustomerRequired, OwnedListView):
    """The customer's requests: those that go on, or those that are done."""

    model = Ticket
    template_name = "support/tickets.html"
    capability = Capability.VIEW

    def get_queryset(self):
        self.shown = self.request.GET.get("show", "")
        states = {OPEN: Ticket.LIVE, DONE: ("resolved", "closed")}.get(self.shown)
        found = super().get_queryset().order_by("-last_message_at", "-pk")
        return found.filter(state__in=states) if states else found

    def get_context_data(self, **kwargs):
        may = self.request.membership.may(Capability.ASK)
        return super().get_context_data(shown=self.shown, may_ask=may, **kwargs)


class NewTicketView(CustomerRequired, FormView):
    """A new request."""

    form_class, template_name = TicketForm, "support/new.html"
    capability = Capability.ASK

    def get_initial(self):
        asked = {name: self.request.GET[name] for name in ("about", "queue") if name in self.request.GET}
        return {"subject": subjects.subject_for(asked.get("about", ""), self.request.customer), **asked}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"customer": self.request.customer}

    def form_valid(self, form):
        act = act_of(self.request)
        try:
            ticket = tickets.open_ticket(self.request.customer, act=act, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Your request has arrived. We have written to you."))
        return redirect(ticket.get_absolute_url())


class TicketView(CustomerRequired, OwnedDetailView):
    """A request: what was said, who has it in hand, until when it is answered, who may see the data."""

    model = Ticket
    template_name = "support/ticket.html"
    context_object_name = "ticket"
    capability = Capability.VIEW

    def get_queryset(self):
        shown = Message.objects.shown().prefetch_related(
            Prefetch("attachments", Attachment.objects.defer("token"))
        )
        return super().get_queryset().select_related("assignee").prefetch_related(Prefetch("messages", shown))

    def get_context_data(self, **kwargs):
        ticket, may = self.object, self.request.membership.may
        given = list(ticket.authorisations.prefetch_related("uses"))
        now = clock.now()
        return super().get_context_data(
            form=MessageForm() if may(Capability.ASK) else None, may_ask=may(Capability.ASK),
            may_authorise=may(Capability.MANAGE_TECHNICAL) and ticket.state in Ticket.LIVE and ticket.about,
            authorise_form=AuthoriseForm(), authorisations=given,
            incident=self._incident(ticket),
            authorised=any(a.withdrawn_at is None and a.until > now for a in given), live=ticket.state in Ticket.LIVE,
            **kwargs,
        )  # fmt: skip

    def _incident(self, ticket: Ticket) -> Affected | None:
        """The incident that it reports, as it concerns the customer, once he has been told of it."""
        if not ticket.incident_id:
            return None
        rows = Affected.objects.of(ticket.customer).told().filter(incident=ticket.incident_id)
        return rows.select_related("incident").order_by("pk").first()


class ReplyView(CustomerRequired, VerbView):
    """A word of the customer; it opens again what was resolved."""

    model = Ticket
    form_class, template_name = MessageForm, "support/reply.html"
    capability = Capability.ASK

    def perform(self, form):
        tickets.reply(
            self.object, form.cleaned_data["body"], self.act(), uploads=form.cleaned_data["uploads"]
        )
        messages.success(self.request, _("Your message has been added."))


class _PostView(CustomerRequired, OwnedDetailView):
    """An act of one click on a request; a refusal is shown in words."""

    model = Ticket
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        ticket = self.get_object()
        try:
            messages.success(request, self.perform(ticket, act_of(request)))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(ticket.get_absolute_url())

    def perform(self, ticket, act) -> str:
        raise NotImplementedError


class CloseView(_PostView):
    """The customer says that it is done."""

    capability = Capability.ASK

    def perform(self, ticket, act):
        tickets.close(ticket, act)
        return _("The request is closed. Write in it to open it again.")


class AuthoriseView(CustomerRequired, VerbView):
    """Support may go to the service's data, until a day (SRV-6.1.2(2), guard 14)."""

    model = Ticket
    form_class, template_name = AuthoriseForm, "support/authorise.html"
    capability = Capability.MANAGE_TECHNICAL

    def perform(self, form):
        access.authorise(self.object, self.act(), form.cleaned_data["days_open"])
        messages.success(
            self.request, _("Support may access the data of this service until the day you chose.")
        )


class WithdrawAccessView(_PostView):
    """The authorisation is taken back."""

    capability = Capability.MANAGE_TECHNICAL

    def perform(self, ticket, act):
        access.withdraw(ticket, act)
        return _("Support may no longer access the data of this service.")


class AttachmentView(CustomerRequired, OwnedDetailView):
    """A file of a request, as it came; never shown inside a page."""

    model = Attachment
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().filter(size__gt=0).exclude(message__kind=Message.Kind.NOTE)

    def get(self, request, *args, **kwargs):
        return file_response(self.get_object())


def file_response(attachment: Attachment) -> HttpResponse:
    """A file of a request."""
    return sent_to_disk(Upload(attachment.name, attachment.media_type, attachments.content(attachment)))


def sent_to_disk(file: Upload) -> HttpResponse:
    """The file for its reader's disk: its type is told, its content never runs."""
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
