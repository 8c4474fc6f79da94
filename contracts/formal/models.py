"""A formal notice and its papers: from us to a customer, or from a customer to us (SSL-8.3)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step

from .schedule import FormalFacts, formal_schedule, last_day
from .terms import FORMAL


class FormalNotice(Owned, Scheduled):
    """`about` is the service it speaks of, empty where it is the whole contract; `broken` the clause that was broken.

    The days are those of the letter: posted, received (the return receipt), answered. A termination is decided by one
    person and carried out by another (guard 18); damages stay reserved where the notice says so.
    """

    class Direction(models.TextChoices):
        OURS = "ours", _("from us")
        THEIRS = "theirs", _("from the customer")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        SENT = "sent", _("posted")
        RECEIVED = "received", _("received, an answer is due")
        ANSWERED = "answered", _("answered")
        UNANSWERED = "unanswered", _("not answered in time")
        ENDING = "ending", _("termination to be carried out by a second person")
        DECIDED = "decided", _("decided")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Decision(models.TextChoices):
        CURED = "cured", _("the breach is cured")
        TERMINATED = "terminated", _("the contract is terminated")
        DROPPED = "dropped", _("nothing follows")

    class Ground(models.TextChoices):
        """Why it was decided so: every decision names one (guard 18)."""

        REMEDIED = "remedied", _("the breach has been remedied")
        EXPLAINED = "explained", _("the answer shows that there was no breach")
        AGREED = "agreed", _("both sides have agreed on something else")
        SILENT = "silent", _("no answer within the thirty days (SSL-8.3)")
        LATE = "late", _("the answer came after the thirty days (SSL-8.3)")
        WAIVED = "waived", _("the right to terminate is not used")

    WHY = {
        "cured": ("remedied", "explained", "agreed"), "terminated": ("silent", "late"),
        "dropped": ("explained", "agreed", "waived"),
    }  # fmt: skip
    OPEN = ("sent", "received", "answered", "unanswered", "ending")
    TO_DECIDE = ("answered", "unanswered", "ending")
    schedule_related = ("customer",)

    public_id = PublicIdField("fno")
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFTED)
    about = models.CharField(_("service"), max_length=24, blank=True, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200, blank=True)
    broken = models.CharField(_("clause that was broken"), max_length=20, blank=True)
    breach = models.TextField(_("what was broken"), max_length=FORMAL.characters)
    damages = models.BooleanField(_("damages are reserved"), default=True)
    tracking = models.CharField(_("number of the registered letter"), max_length=13, blank=True)
    drafted_at = models.DateTimeField(_("written down"))
    drafted_by = models.CharField(_("written down by"), max_length=24)
    sent_on = models.DateField(_("posted on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    ground = models.CharField(_("reason code"), max_length=9, choices=Ground.choices, blank=True)
    words = models.TextField(_("words to the other side"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=24, blank=True)
    executed_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    executed_by = models.CharField(_("carried out by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        verbose_name = _("formal notice")
        verbose_name_plural = _("formal notices")
        indexes = [
            due_index("formal_notice_due"),
            models.Index(fields=["customer"], name="formal_notices_of"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "tracking"], condition=~Q(tracking=""), name="formal_letter_once"
            ),
            models.CheckConstraint(
                name="formal_received_after_posted",
                condition=Q(received_on=None) | Q(received_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="formal_answered_after_received",
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="formal_posted_with_a_number",
                condition=Q(state__in=["drafted", "withdrawn"])
                | (Q(sent_on__isnull=False) & ~Q(tracking="")),
            ),
            models.CheckConstraint(
                name="formal_decided_with_a_ground",
                condition=Q(decision="", ground="", decided_at=None)
                | (~Q(decision="") & ~Q(ground="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="formal_ended_by_two_people",
                condition=Q(executed_by="") | ~Q(executed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="formal_termination_is_carried_out",
                condition=~Q(state="decided", decision="terminated") | ~Q(executed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} – {self.customer}"

    @property
    def ours(self) -> bool:
        """Whether the letter is ours, and the customer has to answer."""
        return self.direction == self.Direction.OURS

    @property
    def answer_until(self) -> date | None:
        """The last day on which an answer comes in time (SSL-8.3)."""
        return last_day(self.received_on) if self.received_on else None

    @property
    def in_time(self) -> bool:
        """Whether an answer has come within the thirty days."""
        return bool(self.answered_on and self.answer_until and self.answered_on <= self.answer_until)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        urgent = {"received": "soon", "unanswered": "late", "ending": "late", "sent": "soon"}
        return urgent.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(formal_schedule(FormalFacts(self.state, self.ours, self.sent_on, self.received_on)))

    def get_absolute_url(self) -> str:
        return reverse("contracts:formal_notice", args=[self.public_id])


class NoticePaper(Owned):
    """A scan of the letter, of its return receipt or of an answer. Its bytes are sealed (`core.vault`)."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("letter")
        RECEIPT = "receipt", _("return receipt")
        ANSWER = "answer", _("answer")

    secret_fields = ("token", "name")

    public_id = PublicIdField("fnp")
    notice = models.ForeignKey(
        FormalNotice, models.PROTECT, related_name="papers", verbose_name=_("formal notice")
    )
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    token = models.BinaryField(editable=False)
    added_at = models.DateTimeField(_("added"))
    added_by = models.CharField(_("added by"), max_length=24)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper of a formal notice")
        verbose_name_plural = _("papers of formal notices")
        permissions = [("open_noticepaper", "Can open a paper of a formal notice")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contracts:formal_paper", args=[self.public_id])
