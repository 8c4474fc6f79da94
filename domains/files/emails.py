"""The mails of registration files and papers. Who ordered is written to; the holder too where he is somebody else."""

from typing import Any

from django.utils import translation

from core import clock
from core.acts import Act
from domains.models import Paper, RegistrationFile
from notifications import outbox

from .words import WANTED


def papers_wanted(file: RegistrationFile, act: Act) -> None:
    """What is needed, until when; the name is not held meanwhile (DN-A2-1.2, DN-7.3.3)."""
    clause = "DN-A2-1.2" if file.state == "awaiting_papers" else "DN-7.3.3"
    _tell(file, act, "domains.file_papers", clause, "papers", wanted=_wanted(file), until=_until(file))


def request(file: RegistrationFile, act: Act, question: str) -> None:
    """A question of ours: fifteen calendar days, and the name is not held (DN-7.3.3)."""
    key = f"request:{act.now:%Y%m%d%H%M%S}"
    _tell(file, act, "domains.file_request", "DN-7.3.3", key, question=question, until=_until(file))


def reminder(file: RegistrationFile, act: Act, day: str) -> None:
    """The answer is still awaited."""
    clause = "DN-A2-1.2" if file.state == "awaiting_papers" else "DN-7.3.3"
    key = f"reminder:{file.waiting_since:%Y%m%d%H%M%S}:{day}"
    facts = {"wanted": _wanted(file), "until": _until(file)}
    _tell(
        file,
        act,
        "domains.file_reminder",
        clause,
        key,
        series=f"wait:{file.waiting_since:%Y%m%d%H%M}",
        **facts,
    )


def closed(file: RegistrationFile, act: Act, how: str) -> None:
    """The file has ended without a registration: why, and that the money is on the account."""
    kinds = {
        "failed": ("domains.file_failed", "DN-7.3.3"),
        "refused": ("domains.file_refused", "DN-9.1"),
        "registry_refused": ("domains.file_registry_refused", "DN-A2-1.2"),
        "lost": ("domains.not_registered", "DN-2.2b"),
    }
    kind, clause = kinds[how]
    _tell(file, act, kind, clause, how, reason=file.closed_because, search=outbox.link("domains:search"))


def paper_refused(paper: Paper, act: Act) -> None:
    """A paper is not accepted: why, and how to send another."""
    _about_paper(paper, act, "domains.paper_refused", "DN-2.1", "refused", reason=act.reason)


def paper_expiring(paper: Paper, act: Act) -> None:
    """An identity paper expires: the next order or renewal needs a newer one."""
    facts = {"until": paper.expires_on}
    _about_paper(paper, act, "domains.paper_expiring", "DN-7.3.1", f"expiring:{paper.expires_on}", **facts)


def paper_wanted(domain, act: Act) -> None:
    """Before a renewal: the registry wants to see who the holder is (ANRT/DG/N°02/2024)."""
    holder = domain.contacts.get("holder", {})
    context = {
        "name": domain.unicode_name,
        "holder": holder.get("full_name", ""),
        "until": domain.paid_through,
        "link": outbox.link("domains:papers"),
    }
    _queue(
        "domains.paper_wanted", domain, holder.get("email"), act, context, "DN-2.1", f"{domain.paid_through}"
    )


def in_words(file: RegistrationFile, reason) -> str:
    """A reason in the customer's language."""
    with translation.override(file.customer.language):
        return str(reason)


def _tell(
    file: RegistrationFile, act: Act, kind: str, clause: str, key: str, series: str = "", **more: Any
) -> None:
    context = {"name": file.unicode_name, "link": outbox.link("domains:file", file.public_id), **more}
    _queue(kind, file, file.contacts.get("holder", {}).get("email"), act, context, clause, key, series)


def _about_paper(paper: Paper, act: Act, kind: str, clause: str, key: str, **more: Any) -> None:
    context = {"holder": str(paper.contact or ""), "link": outbox.link("domains:papers"), **more}
    address = paper.contact.email if paper.contact else ""
    _queue(kind, paper, address, act, context, clause, key)


def _queue(kind, thing, address, act: Act, context, clause: str, key: str, series: str = "") -> None:
    customer = thing.customer
    for to in dict.fromkeys(filter(None, [address, customer.billing_email])):
        outbox.queue(
            kind, to=to, language=customer.language, context=context, about=thing.public_id,
            key=f"{thing.public_id}:{kind}:{key}:{to}", now=act.now, customer=customer, clause=clause,
            series=series, act=act,
        )  # fmt: skip


def _wanted(file: RegistrationFile) -> str:
    """What is asked for, in words and in the customer's language."""
    return in_words(file, ", ".join(str(WANTED[code]) for code in file.wanted))


def _until(file: RegistrationFile):
    return clock.local_date(file.answer_due_at)
