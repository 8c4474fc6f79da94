"""What may be done with a mail and with one that came back: sent again, settled by staff with their reason."""

from django.utils.translation import gettext_lazy as _

from core import evidence
from core.attention import close_attention
from core.transitions import Flow, NotAllowed

from .models import PURGED, Bounce, Email, FailingAddress
from .wake import knock

flow = Flow(Email)
cases = Flow(Bounce)


@flow.verb(source=["failed", "bounced"], target="queued", clause="", label="send again now")
def send_again(email, act):
    """The same words leave again, under the same Message-ID."""
    if email.purged_at:
        raise NotAllowed(str(PURGED), "SSL-11.3(8)")
    email.send_after, email.attempts, email.last_error = act.now, 0, ""
    close_attention(act, key__startswith=f"{email.public_id}:")
    knock()


@flow.verb(source="sent", target="bounced", clause="")
def bounce(email, act, said):
    """It had left and came back: it is not given, and counts for nothing that demands a notice."""
    email.bounced_at, email.last_error = act.now, said


@cases.verb(source="open", target="settled", clause="", label=_("settled"))
def settle(case, act, told: bool = False):
    """Staff have looked after it; where they told the customer another way, the notice counts as given from now."""
    case.settled_at, case.told_at = act.now, act.now if told else None
    close_attention(act, key__startswith=f"{case.email.public_id}:")
    if told and case.email.about:
        evidence.record(case.email.about, "decision", "told_another_way", act, case.email.clause,
                        email=case.email.public_id, notice=case.email.kind)  # fmt: skip


@cases.verb(source="settled", target="open", clause="")
def return_again(case, act, status, said, sent_to):
    """Sent again, it came back again."""
    case.at, case.status, case.said, case.sent_to = act.now, status, said, sent_to
    case.settled_at, case.urgent = None, not sent_to


def works_again(address: FailingAddress, act) -> None:
    """Who reads it says that the address takes mail again; if it does not, the next mail shows it."""
    FailingAddress.objects.filter(pk=address.pk).update(over_at=act.now)
    about = address.customer.public_id
    evidence.record(about, "act", "address_working", act, "HD-7.1", address=address.address)
