"""The mails about requests: to the person who asked, never to the whole account. None carries data."""

from typing import Any

from django.utils import translation

from core.acts import Act
from notifications import outbox

from .models import PrivacyRequest
from .schedule import CLAUSE


def received(request: PrivacyRequest, act: Act) -> None:
    """It is here, and until when it is answered."""
    _tell(request, act, "accounts.privacy_received", "received", until=request.promised_at)


def information_wanted(request: PrivacyRequest, act: Act) -> None:
    """What is missing."""
    _tell(request, act, "accounts.privacy_information", f"information:{act.now:%Y%m%d%H%M%S}",
          question=request.question)  # fmt: skip


def copy_ready(request: PrivacyRequest, act: Act) -> None:
    """The file can be taken away, signed in anew."""
    _tell(request, act, "accounts.privacy_copy", f"copy:{act.now:%Y%m%d%H%M%S}", until=request.copy_until)


def answered(request: PrivacyRequest, act: Act) -> None:
    """What was done."""
    _tell(request, act, "accounts.privacy_answered", "answered", answer=request.answer)


def refused(request: PrivacyRequest, act: Act) -> None:
    """Why not, and who may be turned to."""
    with translation.override(request.language):
        ground = str(request.get_ground_display())
    _tell(request, act, "accounts.privacy_refused", "refused", ground=ground, answer=request.answer)


def link(address: str, token: str, language: str, act: Act) -> None:
    """The link that shows whose address it is; the mail is the same whether we know the address or not."""
    outbox.queue(
        "accounts.privacy_link", to=address, language=language, about="",
        context={"link": outbox.link("accounts:privacy_stranger", token)},
        key=f"privacy_link:{token}", now=act.now, act=act,
    )  # fmt: skip


def _tell(request: PrivacyRequest, act: Act, kind: str, key: str, **context: Any) -> None:
    with translation.override(request.language):
        what = str(request.get_kind_display())
    page = (
        ("accounts:privacy_request", request.public_id) if request.person_id else ("accounts:personal_data",)
    )
    outbox.queue(
        kind, to=request.email, language=request.language, about=request.public_id, clause=CLAUSE,
        context={"what": what, "number": request.public_id, "link": outbox.link(*page), **context},
        key=f"{request.public_id}:{key}", now=act.now, act=act,
    )  # fmt: skip
