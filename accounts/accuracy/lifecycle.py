"""The life of a case of inaccurate data: opened with a proof, decided by a manager, carried out (DN-7.3.2)."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from core import evidence, vault
from core.acts import CLOCK, Act
from core.attention import close_attention, raise_attention
from core.transitions import Flow, NotAllowed
from core.uploads import Upload

from . import closing, emails, looking
from .looking import CLAUSE, QUEUE
from .models import DataCase

flow = Flow(DataCase)


def open_case(customer: Customer, act: Act, *, ground: str, finding: str, proof: Upload) -> DataCase:
    """Staff have found it: what, with the proof. Raises NotAllowed where a case is open or the account is closed."""
    closing.demand_open(customer)
    facts = {"media_type": proof.media_type, "sha256": hashlib.sha256(proof.content).hexdigest(),
             "token": vault.sealed(proof.content), "signs": list(looking.signs(customer))}  # fmt: skip
    try:
        with transaction.atomic():
            case = DataCase.objects.create(customer=customer, ground=ground, finding=finding, opened_at=act.now,
                                           opened_by=act.actor, **facts)  # fmt: skip
    except IntegrityError:
        raise NotAllowed(
            _("A case about this account is open already: go on with that one."), CLAUSE
        ) from None
    evidence.record(case.public_id, "act", "opened", act, CLAUSE, customer=customer.public_id, ground=ground,
                    sha256=case.sha256)  # fmt: skip
    return case


@flow.verb(source="open", target="ending", clause=CLAUSE, label=gettext_lazy("terminate the account: decide"))
def decide_end(case: DataCase, act: Act, ground: str, words: str) -> None:
    """A manager decides, with a reason code and the words that the customer reads; a second person carries it out."""
    case.ground, case.words, case.decided_at, case.decided_by = ground, words, act.now, act.actor
    evidence.record(case.customer.public_id, "decision", "termination_decided", act, CLAUSE, case=case.public_id,
                    ground=ground)  # fmt: skip
    title = format_lazy(gettext_lazy("{case} – termination: for a second person"), case=case)
    key = f"{case.public_id}:second:{act.now:%Y%m%d%H%M%S}"
    raise_attention(QUEUE, key, case.public_id, title, act=act, clause=CLAUSE)


@flow.verb(
    source="ending", target="ended", clause=CLAUSE, label=gettext_lazy("terminate the account and its names")
)
def execute(case: DataCase, act: Act) -> None:
    """At once, by another person than who decided it; the customer is told with the reason."""
    if act.actor in {case.decided_by, CLOCK}:
        raise NotAllowed(_("You have decided this yourself: another person must carry it out."), CLAUSE)
    case.executed_at, case.executed_by = act.now, act.actor
    close_attention(act, about=case.public_id)
    closing.close(case.customer, Act(act.now, case.decided_by, case.words), act, case.words)
    emails.terminated(case, act)


@flow.verb(source="ending", target="open", clause=CLAUSE, label=gettext_lazy("do not terminate: decide anew"))
def give_back(case: DataCase, act: Act) -> None:
    """The second person does not agree."""
    case.words, case.decided_by, case.decided_at = "", "", None
    close_attention(act, about=case.public_id)


@flow.verb(source="open", target="dismissed", clause=CLAUSE, label=gettext_lazy("dismiss"))
def dismiss(case: DataCase, act: Act) -> None:
    """The data are right, or have been corrected."""
    close_attention(act, about=case.public_id)


def read(case: DataCase, act: Act) -> bytes:
    """The proof's bytes; who opens it leaves proof (law 09-08)."""
    evidence.record(case.public_id, "act", "proof_opened", act)
    return vault.opened(bytes(case.token))
