"""The customer's answer to a file: papers stored and the question answered in one transaction."""

from datetime import date

from django.db import transaction

from accounts.models import Contact
from core.acts import Act
from core.transitions import claim
from domains.models import Paper, RegistrationFile

from . import lifecycle, papers
from .forms import AnswerForm
from .uploads import Upload


@transaction.atomic
def answer(file: RegistrationFile, form: AnswerForm, act: Act) -> None:
    """Keep what was uploaded, then answer. Raises NotAllowed where nothing is awaited any more."""
    claim(file)
    verb = lifecycle.flow.verbs["answer"]
    if verb.allowed(file):
        for kind, upload in form.uploads():
            papers.keep(file.customer, kind, upload, act, **_for(file, kind, form))
    verb(file, act, text=form.cleaned_data.get("text", ""))
    if form.cleaned_data.get("identity"):
        lifecycle.identity_received(file.holder_id, act)


@transaction.atomic
def send_identity(contact: Contact, upload: Upload, expires_on: date | None, act: Act) -> None:
    """Keep a contact's identity paper; every file of the holder that waits for it goes on."""
    papers.keep(contact.customer, Paper.Kind.IDENTITY, upload, act, contact=contact, expires_on=expires_on)
    lifecycle.identity_received(contact.public_id, act)


def _for(file: RegistrationFile, kind: str, form: AnswerForm) -> dict:
    if kind != Paper.Kind.IDENTITY:
        return {"about": file.public_id}
    contact = Contact.objects.of(file.customer).get(public_id=file.holder_id)
    return {"contact": contact, "expires_on": form.cleaned_data["identity_expires_on"]}
