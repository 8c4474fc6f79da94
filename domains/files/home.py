"""What registration files put on the customer's home page: what he still has to send."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dashboard import Todo, Waiting
from domains.models import RegistrationFile
from domains.models.files import WAITING


def waiting(customer, now: datetime):
    """Files that wait for the customer."""
    return RegistrationFile.objects.of(customer).filter(state__in=WAITING)


def _todo(file: RegistrationFile, now: datetime) -> Todo:
    return Todo(
        title=str(file),
        url=reverse("domains:file_answer", args=[file.public_id]),
        action=_("Send what is missing"),
        tone="late",
        icon="file-up",
        detail=str(file.get_state_display()),
        due=file.answer_due_at,
        clause="DN-7.3.3" if file.state == "awaiting_customer_info" else "DN-A2-1.2",
        rank=15,
    )


WAITING_FILES = Waiting(waiting, ("public_id", "unicode_name", "state", "waiting_since"), _todo)
