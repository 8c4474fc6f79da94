"""A report of abuse and what became of it. The reporter is known to staff only; the customer reads staff's words."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import days, opening
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step

from .terms import ABUSE


class AbuseCase(Owned, Scheduled):
    """`customer` and `service` are empty until it is known whose service it is."""

    class State(models.TextChoices):
        NEW = "new", _("received")
        ASKED = "asked", _("the customer is asked")
        ANSWERED = "answered", _("the customer has answered")
        UPHELD = "upheld", _("confirmed")
        DISMISSED = "dismissed", _("not confirmed")

    class Category(models.TextChoices):
        SPAM = "spam", _("unsolicited bulk mail")
        INTRUSION = "intrusion", _("break-in, attack, malicious software, phishing")
        CHILDREN = "children", _("sexual abuse of children")
        CONTENT = "content", _("racism, pornography, other illegal content")
        COUNTERFEIT = "counterfeit", _("pirated software, counterfeit, someone else’s rights")
        DEFAMATION = "defamation", _("insult, defamation, another misuse")

    class Measure(models.TextChoices):
        CUT = "cut", _("the service is stopped: suspended, or a certificate’s end is entered")
        WARNED = "warned", _("the customer is warned")
        ACTED = "acted", _("other measures are taken on the service’s own page")

    CLAUSES = {"spam": "SRV-7.1.1(5)", "intrusion": "HD-4.4", "children": "DN-7.4.2(1-5)", "content": "DN-7.4.2(1-5)",
               "counterfeit": "SSL-10.8", "defamation": "SSL-10.8"}  # fmt: skip
    OPEN = ("new", "asked", "answered")
    schedule_related = ("customer",)
    secret_fields = ("evidence", "reporter_email", "reporter_name", "ip")

    public_id = PublicIdField("abu")
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("customer"))  # fmt: skip
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW)
    category = models.CharField(_("what"), max_length=11, choices=Category.choices)
    target = models.CharField(_("where"), max_length=253)
    evidence = models.TextField(_("what was seen"))
    reporter_name = models.CharField(_("reported by"), max_length=120, blank=True)
    reporter_email = models.EmailField(_("e-mail of who reports"))
    language = models.CharField(_("language"), max_length=7)
    ip = models.CharField(_("reported from"), max_length=45, blank=True)
    service = models.CharField(_("service"), max_length=24, blank=True, db_index=True)
    label = models.CharField(_("name of the service"), max_length=200, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    question = models.TextField(_("what the customer is asked"), blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answer = models.TextField(_("what the customer says"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=6, choices=Measure.choices, blank=True)
    decision = models.TextField(_("what the customer reads"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=24, blank=True)
    gag_until = models.DateField(_("customer not told before"), null=True, blank=True)
    told_at = models.DateTimeField(_("customer told"), null=True, blank=True)

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("report of abuse")
        verbose_name_plural = _("reports of abuse")
        indexes = [due_index("abuse_case_due")]
        constraints = [
            models.CheckConstraint(
                name="asked_customer_is_known", condition=~Q(state="asked") | Q(customer__isnull=False)
            ),
            models.CheckConstraint(
                name="abuse_decided_at_an_instant",
                condition=~Q(state__in=["upheld", "dismissed"]) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} – {self.get_category_display()}"

    @property
    def clause(self) -> str:
        """The clause that forbids it."""
        return self.CLAUSES.get(self.category, "SSL-10.8")

    @property
    def look_by(self):
        """Until when staff have looked at it."""
        return self.reported_at + (ABUSE.look_urgent if self.category == "children" else ABUSE.look)

    def is_gagged(self, today: date) -> bool:
        """Whether an authority delays every word about the decision (C-29)."""
        return self.state == self.State.UPHELD and bool(self.gag_until and self.gag_until >= today)

    @property
    def shown_state(self) -> "AbuseCase.State":
        """The state as its customer reads it: before he may be told, the one before the decision (C-29)."""
        if self.state != self.State.UPHELD or self.told_at:
            return self.State(self.state)
        return self.State.ANSWERED if self.answered_at else self.State.ASKED

    @property
    def tone(self) -> str:
        tones = {"new": "soon", "asked": "late", "answered": "soon", "upheld": "late"}
        return tones.get(self.shown_state, "ended")

    def steps(self) -> list[Step]:
        """Staff are called when a look or an answer is late; who could not be told at once is told later (C-29)."""
        if self.state == "new":
            return [Step(self.look_by, self.clause, "report_late_look", shown=False)]
        if self.state == "asked":
            return [Step(self.answer_due_at, self.clause, "report_no_answer", shown=False)]
        if self.gag_until and not self.told_at and self.state == "upheld":
            return [Step(opening(self.gag_until + days(1)), "C-29", "tell_customer", shown=False)]
        return []

    def get_absolute_url(self) -> str:
        return reverse("support:abuse_case", args=[self.public_id])
