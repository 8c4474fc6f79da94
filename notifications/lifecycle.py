"""What staff may do with a mail: send a refused one again, once they have looked into it."""

from core.attention import close_attention
from core.transitions import Flow

from .models import Email
from .wake import knock

flow = Flow(Email)


@flow.verb(source="failed", target="queued", clause="", label="send again now")
def send_again(email, act):
    """The same words leave again, under the same Message-ID."""
    email.send_after, email.attempts, email.last_error = act.now, 0, ""
    close_attention(act, key__startswith=f"{email.public_id}:")
    knock()
