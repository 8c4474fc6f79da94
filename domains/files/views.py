"""Pages of registration files and identity papers: what is missing, until when, and how to send it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.acts import act_of
from core.views import OwnedDetailView, OwnedListView, VerbView
from domains.models import Paper, RegistrationFile
from domains.models.files import WAITING
from domains.timeline import history

from . import answering
from .forms import AnswerForm, IdentityForm
from .words import WANTED


class FileListView(CustomerRequired, OwnedListView):
    """The names that wait for papers or people, the newest first."""

    model = RegistrationFile
    template_name = "domains/files/list.html"


class FileView(CustomerRequired, OwnedDetailView):
    """A file: where it stands, its clocks with their pauses, what was asked and answered."""

    model = RegistrationFile
    template_name = "domains/files/detail.html"
    context_object_name = "file"

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer", "domain")

    def get_context_data(self, **kwargs):
        file = self.object
        shown = Paper.objects.of(file.customer).filter(about=file.public_id)
        identity = Paper.objects.of(file.customer).identity_of(file.holder_id) if file.needs_identity else ()
        return super().get_context_data(
            wanted=[WANTED[code] for code in file.wanted], papers=[*identity, *shown],
            requests=file.requests.all(), **kwargs,
            history=history(file.public_id, dict(RegistrationFile.State.choices)),
        )  # fmt: skip


class FileAnswerView(CustomerRequired, VerbView):
    """Send what the file waits for (DN-7.3.3)."""

    model = RegistrationFile
    form_class = AnswerForm
    template_name = "domains/files/answer.html"
    capability = Capability.ORDER

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer").filter(state__in=WAITING)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"file": self.object, "today": self.act().today}

    def get_context_data(self, **kwargs):
        question = self.object.requests.filter(answered_at=None).last()
        return super().get_context_data(file=self.object, question=question, **kwargs)

    def perform(self, form):
        answering.answer(self.object, form, self.act())
        messages.success(self.request, _("Thank you. We go on with your file."))


class PaperListView(CustomerRequired, OwnedListView):
    """The identity papers of the account's contacts: what counts, until when."""

    model = Paper
    template_name = "domains/files/papers.html"

    def get_queryset(self):
        mine = super().get_queryset().filter(kind=Paper.Kind.IDENTITY).exclude(state="replaced")
        return mine.select_related("contact").defer("token")


class PaperNewView(CustomerRequired, FormView):
    """An identity paper, kept for every order while it is valid."""

    form_class = IdentityForm
    template_name = "domains/files/paper_new.html"
    capability = Capability.ORDER

    def get_form_kwargs(self):
        today = clock.local_date(clock.now())
        return super().get_form_kwargs() | {"customer": self.request.customer, "today": today}

    def form_valid(self, form):
        data = form.cleaned_data
        answering.send_identity(data["contact"], data["paper"], data["expires_on"], act_of(self.request))
        messages.success(self.request, _("Thank you. Our registry staff check the paper."))
        return redirect(reverse("domains:papers"))
