"""Messages: what an account was told, in the portal; and the demo's mailbox, where every mail arrives."""

from io import BytesIO

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView, ListView

from core import clock
from core.acts import Act
from core.views import OwnedDetailView, OwnedListView

from . import outbox
from .bounces import playing, taking
from .models import Email

SHEET = "allow-top-navigation-by-user-activation"  # a mail in a frame may be read, and its links followed
POLICY = (
    f"sandbox {SHEET}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


class MessagesView(LoginRequiredMixin, OwnedListView):
    """The mails of the account, newest first."""

    model = Email
    template_name = "notifications/messages.html"

    def get_queryset(self) -> QuerySet[Email]:
        return super().get_queryset().without_bodies()


class MessageView(LoginRequiredMixin, OwnedDetailView):
    """One mail of the account."""

    model = Email
    template_name = "notifications/message.html"
    extra_context = {"sandbox": SHEET}


class MailboxMixin:
    """The demo's mailbox is open to everybody; elsewhere it does not exist."""

    model = Email
    slug_field = slug_url_kwarg = "public_id"

    def dispatch(self, request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class MailboxView(MailboxMixin, ListView):
    """Every mail of the demo, newest first; `q` searches address, subject and kind."""

    template_name = "notifications/mailbox.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Email]:
        q = self.request.GET.get("q", "").strip()
        found = Q(to__icontains=q) | Q(subject__icontains=q) | Q(kind__icontains=q) | Q(about=q)
        mails = Email.objects.without_bodies()
        return mails.filter(found) if q else mails


class MailboxMailView(MailboxMixin, DetailView):
    """One mail of the demo's mailbox; its button plays that it comes back."""

    template_name = "notifications/mail.html"
    extra_context = {"sandbox": SHEET}

    def post(self, request, public_id: str):
        became = playing.play(self.get_object(), Act(clock.now(), "demo"))
        words = {
            taking.BOUNCED: _("The mail has come back: its address counts as failing."),
            taking.REPEATED: _("This mail had come back already: nothing happens twice."),
        }
        messages.info(request, words.get(became, _("This mail cannot come back now.")))
        return redirect("notifications:mailbox_mail", public_id)


@login_required
@xframe_options_sameorigin
def message_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The HTML of one of the account's mails, for the frame of its page."""
    return _sheet(get_object_or_404(Email.objects.of(request.customer), public_id=public_id))


@login_required
def message_file(request: HttpRequest, public_id: str, document: str) -> FileResponse:
    """A document that came with one of the account's mails."""
    return _file(get_object_or_404(Email.objects.of(request.customer), public_id=public_id), document)


@xframe_options_sameorigin
def mailbox_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """The HTML of a mail of the demo's mailbox."""
    return _sheet(get_object_or_404(_in_demo(), public_id=public_id))


def mailbox_file(request: HttpRequest, public_id: str, document: str) -> FileResponse:
    """A document that came with a mail of the demo's mailbox."""
    return _file(get_object_or_404(_in_demo(), public_id=public_id), document)


def _in_demo() -> QuerySet[Email]:
    return Email.objects.all() if settings.DEMO else Email.objects.none()


def _sheet(email: Email) -> HttpResponse:
    page = email.as_html().replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page, headers={"Content-Security-Policy": POLICY})


def _file(email: Email, document: str) -> FileResponse:
    found = outbox.attachment(document) if document in email.attachments else None
    if found is None:
        raise Http404
    return FileResponse(
        BytesIO(found.content), as_attachment=True, filename=found.name, content_type=found.type
    )
