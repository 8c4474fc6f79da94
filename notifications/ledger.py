"""The ledger: what became of the mails of one batch, written down after every few of them."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from core.terms import OPERATIONS

from . import outbox
from .bounces.following import follow
from .bounces.reading import cleaned, status_of
from .models import Email
from .terms import OUTBOX

log = logging.getLogger(__name__)


class Ledger:
    """The outcomes of one run; left in any way, it writes them down and gives the rest back."""

    def __init__(self) -> None:
        self.open: dict[int, Email] = {}
        self.accepted: list[Email] = []
        self.left = 0
        self.last = 0

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_raised) -> None:
        self.end()

    def begin(self, mails: list[Email], now: datetime) -> None:
        """A newly leased batch."""
        self.now, self.act = now, Act(now)
        self.open = {mail.pk: mail for mail in mails}

    def end(self) -> None:
        """The batch is done; what could not be tried is given back."""
        self.write()
        _release([*self.open])
        self.open = {}

    def sent(self, email: Email) -> None:
        """The server has accepted the mail. One with hooks is written alone, so that they act once."""
        self._close(email)
        hooked = bool(outbox.hooks_for(email.kind))
        if hooked:
            self.write()
        self.accepted.append(email)
        if hooked or len(self.accepted) == OUTBOX.recorded_together:
            self.write()

    def pass_over(self, email: Email) -> None:
        """A document of the mail is not ready: it stays for the next run."""
        self._close(email)
        _release([email.pk])

    def later(self, email: Email, error: str) -> None:
        """Not this time: tried again after a while, given up after about five days."""
        tried = email.attempts + 1
        if tried >= OUTBOX.give_up_after_attempts:
            return self.refused(email, error)
        self._close(email)
        wait = OUTBOX.backoff[min(email.attempts, len(OUTBOX.backoff) - 1)]
        _record([email], state=Email.State.QUEUED, send_after=self.now + wait, last_error=error)
        if tried == OPERATIONS.alert_after_attempts:
            _tell_staff(email, error, self.act)

    def refused(self, email: Email, error: str) -> None:
        """A final no: the next contact is written to, and staff reach the customer another way (clauses §9)."""
        self._close(email)
        with transaction.atomic():
            if _record([email], state=Email.State.FAILED, last_error=error):
                follow(email, self.act, "refused", status_of(error), cleaned(error))

    def write(self) -> None:
        """Mark what was accepted as sent; the products' hooks act in the same transaction."""
        accepted, self.accepted = self.accepted, []
        if not accepted:
            return
        with transaction.atomic():
            n = _record(accepted, state=Email.State.SENT, sent_at=self.now, last_error="")
            for email in accepted if n else ():
                email.state, email.sent_at = Email.State.SENT, self.now
                _say_if_late(email, self.act)
                for hook in outbox.hooks_for(email.kind):
                    _call(hook, email, self.act)
        self.left += n

    def _close(self, email: Email) -> None:
        self.last = email.pk
        del self.open[email.pk]


def _say_if_late(email: Email, act: Act) -> None:
    """What was late when it was written has said so; what left late although written in time says it now."""
    if email.about and email.sent_at - email.created_at > OPERATIONS.late and (said := email.lateness()):
        evidence.record(email.about, "notice", "given_late", act, email.clause, email=email.public_id,
                        to=email.to, **said)  # fmt: skip


def alert_if_stuck(now: datetime, reason: str) -> None:
    """Tell staff, once a day, that mails have been waiting too long for a server."""
    oldest = Email.objects.waiting().filter(send_after__lte=now - OUTBOX.alert_after).order_by("pk").first()
    if oldest:
        raise_attention("outbox", f"outbox:{now:%Y%m%d}", "outbox", reason[:200], detail=reason, act=Act(now))


def _release(keys: list[int]) -> None:
    if keys:
        still_ours = Email.objects.filter(pk__in=keys, state=Email.State.SENDING)
        still_ours.update(state=Email.State.QUEUED, leased_until=None)


def _record(mails: list[Email], **facts) -> int:
    ours = Email.objects.filter(pk__in=[mail.pk for mail in mails], state=Email.State.SENDING)
    return ours.update(leased_until=None, attempts=F("attempts") + 1, **facts)


def _tell_staff(email: Email, error: str, act: Act, queue: str = "bounces") -> None:
    key = f"{email.public_id}:{queue}:{act.now:%Y%m%d}"
    raise_attention(queue, key, email.about, str(email), detail=error, clause=email.clause, act=act)


def _call(hook: outbox.Hook, email: Email, act: Act) -> None:
    """A hook that fails does not make the mail leave twice; staff see it."""
    try:
        with transaction.atomic():
            hook(email, act)
    except Exception as error:
        log.exception("after %s was sent", email.public_id)
        _tell_staff(email, f"{type(error).__name__}: {error}", act, "set_aside")
