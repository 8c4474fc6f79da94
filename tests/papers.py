"""Papers, files and changes of holder for the tests."""

from datetime import date, datetime
from io import BytesIO

from PIL import Image

from accounts.models import Contact, Customer
from core.uploads import Upload
from domains.files import papers
from domains.models import Domain, HolderChange, Paper, RegistrationFile
from tests import names

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def upload(name: str = "cin.pdf") -> Upload:
    return Upload(name, "application/pdf", PDF)


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A real picture's bytes."""
    made = BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def sent_identity(contact: Contact, now: datetime, expires_on: date | None = None) -> Paper:
    """An identity paper that staff have yet to check."""
    act = names.act(now)
    kept = papers.keep(
        contact.customer, Paper.Kind.IDENTITY, upload(), act, contact=contact, expires_on=expires_on
    )
    return Paper.objects.select_related(*Paper.schedule_related).get(pk=kept.pk)


def accepted_identity(contact: Contact, now: datetime, expires_on: date | None = None) -> Paper:
    """An identity paper that staff have accepted."""
    return papers.checked(
        sent_identity(contact, now, expires_on), "accept", names.act(now).because("readable")
    )


def a_file(customer: Customer, now: datetime, name: str = "visit-maroc.ma", **facts) -> RegistrationFile:
    """A file that waits for its customer, with no line behind it but the one that is named."""
    known = {
        "state": "awaiting_papers", "review_kind": "contains", "review_term": "maroc", "review_clause": "DN-A2-1.2",
        "waiting_since": now, "wanted": ["form", "support"], "contacts": {"holder": names.CONTACT},
        "line": f"lin_{name}"[:24],
    }  # fmt: skip
    file = RegistrationFile(
        customer=customer, name=name, unicode_name=name, extension=names.extension("ma"),
        received_at=now, acted_through=now, **known | facts,
    )  # fmt: skip
    file.reschedule()
    file.save()
    return file


def a_change(domain: Domain, contact: Contact, now: datetime, **facts) -> HolderChange:
    """A change of holder that has just been asked for."""
    change = HolderChange(
        customer=domain.customer, domain=domain, reason="sold", old_holder=domain.contacts["holder"],
        new_contact=contact, new_holder=contact.snapshot(), asked_at=now, asked_by="usr_test", acted_through=now,
        new_contacts={**domain.contacts, "holder": contact.snapshot()}, **facts,
    )  # fmt: skip
    change.reschedule()
    change.save()
    return change
