"""From a paid line to the registry: the name that comes to be, and the file before it where one is needed."""

from datetime import datetime, timedelta

from billing.models import OrderLine
from core import evidence, workdays
from core.acts import Act
from domains.models import Domain, Extension, RegistrationFile
from domains.terms import GTLD

TINY = timedelta(microseconds=1)


def begin_registration(
    line: OrderLine, act: Act, *, received_at: datetime, completed_at: datetime, due: datetime | None = None
) -> Domain:
    """A paid, complete order: the name is asked from the registry at once (DN-2.3a, C-17)."""
    closed = workdays.closed_from(act.today)
    domain = Domain(
        customer=line.customer,
        name=line.options["name"],
        unicode_name=line.subject,
        extension=Extension.objects.get(code=line.options["extension"]),
        contacts=line.options["contacts"],
        years=line.quantity,
        ordered_at=line.order.confirmed_at if line.order else line.paid_at,
        completed_at=completed_at,
        validation_due_at=due or workdays.deadline(received_at, GTLD.validation_working_days, closed),
        late_surcharge=line.options.get("prices", {}).get("late", 0),  # what was shown then (C-03)
        line=line.public_id,
        call_at=act.now,
        acted_through=act.now,
    )
    domain.reschedule()
    domain.save()
    return domain


def new_file(line: OrderLine, act: Act) -> RegistrationFile:
    """The file of a paid line, not yet in a state of its own."""
    options, review = line.options, line.options.get("review", {})
    extension = Extension.objects.get(code=options["extension"])
    return RegistrationFile(
        customer=line.customer, line=line.public_id, name=options["name"], unicode_name=line.subject,
        extension=extension, contacts=options["contacts"], needs_identity=extension.requires_identity,
        review_kind=review.get("kind", ""), review_term=review.get("term", ""),
        review_clause=review.get("clause", ""), mandate=options.get("mandate", ""), received_at=line.paid_at,
        acted_through=act.now - TINY,
    )  # fmt: skip


def written(file: RegistrationFile, act: Act, state: str) -> RegistrationFile:
    """The new row, in the state its papers give it, with the proof that it was received (DN-9.3 counts from here)."""
    facts = {f.attname: getattr(file, f.attname) for f in file._meta.concrete_fields if not f.primary_key}
    born = RegistrationFile(**facts | {"state": state})
    born.reschedule()
    born.save()
    facts = {"line": born.line, "state": state, "review": born.review_kind, "wanted": born.wanted}
    evidence.record(born.public_id, "act", "received", act, "DN-2.1", received=born.received_at, **facts)
    return born


def kept_for(file: RegistrationFile) -> bool:
    """A name in its cancellation grace is taken for all but its last holder (DN-A2-4.1.3)."""
    return Domain.objects.filter(name=file.name, state="cancel_grace", customer_id=file.customer_id).exists()
