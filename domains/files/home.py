"""What registration files put on the customer's home page: what he still has to send."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dashboard import Todo
from domains.models import RegistrationFile
from domains.models.files import WAITING

SHOWN = 6


def todos(customer, now: datetime) -> list[Todo]:
    """Files that wait for the customer, the soonest to lapse first."""
    files = RegistrationFile.objects.of(customer).filter(state__in=WAITING).order_by("waiting_since")
    return [_todo(file) for file in files[:SHOWN]]


def _todo(file: RegistrationFile) -> Todo:
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
