"""What came back: returned mails, and the addresses at which ours do not arrive."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned

from .email import Email


class Bounce(Owned):
    """A mail to a customer that came back, or that his mail server refused; a contractual one waits for staff (§9).

    sent_to   the next contact of the account, who was given the same notice; empty when nobody was left
    told_at   staff gave the notice another way (telephone, letter): from then on it counts as given
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for staff")
        NOTED = "noted", _("no contractual notice")
        SETTLED = "settled", _("settled")

    public_id = PublicIdField("bnc")
    email = models.OneToOneField(Email, models.PROTECT, related_name="bounce", verbose_name=_("mail"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(_("returned on"))
    address = models.CharField(_("address"), max_length=254)
    status = models.CharField(_("status code"), max_length=11, blank=True)
    said = models.TextField(_("what the mail server said"), blank=True)
    sent_to = models.CharField(_("given to"), max_length=254, blank=True)
    urgent = models.BooleanField(_("nobody left to write to"), default=False)
    settled_at = models.DateTimeField(_("settled on"), null=True)
    told_at = models.DateTimeField(_("told another way on"), null=True)

    class Meta:
        ordering = ["-urgent", "at"]
        verbose_name = _("returned notice")
        verbose_name_plural = _("returned notices")
        indexes = [models.Index(fields=["at"], name="bounce_open", condition=models.Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.email.subject} → {self.address}"

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return "late" if self.state == self.State.OPEN else "fine"


class FailingAddress(Owned):
    """An address of an account at which our mails do not arrive, until it is corrected or said to work again."""

    public_id = PublicIdField("fad")
    address = models.CharField(_("address"), max_length=254)  # in small letters
    since = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last time"))
    status = models.CharField(_("status code"), max_length=11)
    said = models.TextField(_("what the mail server said"), blank=True)
    over_at = models.DateTimeField(_("works again since"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "address"], name="failing_address_once")]
        ordering = ["-last_at"]
        verbose_name = _("failing address")
        verbose_name_plural = _("failing addresses")

    def __str__(self) -> str:
        return self.address

    @property
    def why(self) -> str:
        """What the status code means, in the reader's words (RFC 3463)."""
        return str(MEANING.get(self.status.split(".")[1], MEANING["0"]))


MEANING = {
    "0": _("the mail server refuses our mail"),
    "1": _("the address does not exist"),
    "2": _("the mailbox takes no mail: it is full or closed"),
    "3": _("the mail server does not take the mail"),
    "4": _("the mail server cannot be reached"),
    "7": _("the mail server does not want mail from us"),
}
