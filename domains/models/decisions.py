"""What an authority, a court or the company itself has decided about a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from billing.models import StoredFile
from core.ids import PublicIdField
from core.models import Calling, Scheduled, due_index
from core.owned import Owned
from core.schedule import Step
from domains.ending import schedule

from .domain import Domain


class Authority(models.TextChoices):
    """Who has spoken."""

    ICANN = "icann", "ICANN"
    ANRT = "anrt", "ANRT"
    WIPO = "wipo", _("WIPO")
    REGISTRY = "registry", _("the registry")
    COURT = "court", _("a court")
    PROVIDER = "provider", _("ourselves")


class ReasonCode(models.TextChoices):
    """Why: the grounds of the contract (DN-4.1, DN-6.1.1, DN-7.4.3, DN-9, DN-11)."""

    COURT_ORDER = "court_order", _("court order (DN-9.4)")
    AWARD = "award", _("arbitration award or dispute decision (DN-6.1.1)")
    PROCEDURE = "procedure", _("procedure of ICANN, ANRT or WIPO (DN-4.1)")
    DISPUTE = "dispute", _("dispute procedure under way (DN-9.5)")
    REGISTRY = "registry", _("stability of the registry (DN-9.4)")
    COMPLAINTS = "complaints", _("too many complaints (DN-9.4)")
    CONTACT_DATA = "contact_data", _("wrong or fictitious contact data (DN-9.5)")
    CONTENT = "content", _("content taken offline (DN-7.4.3)")
    WRONG_INFORMATION = "wrong_information", _("wrong information given (DN-11.1)")
    RULES = "rules", _("breach of the rules of ICANN or the authority (DN-11.1)")
    NON_PAYMENT = "non_payment", _("non-payment (DN-11.1)")
    PUBLIC_ORDER = "public_order", _("security, public order or morals (DN-9.2)")
    FORMAL = "formal_notice", _("formal notice without an answer (SSL-8.3)")
    ACCOUNT = "account", _("inaccurate data of the account (DN-7.3.2)")


CLAUSES = {
    "court_order": "DN-9.4(1-3)", "award": "DN-6.1.1", "procedure": "DN-4.1", "dispute": "DN-9.5(2)",
    "registry": "DN-9.4(1-3)", "complaints": "DN-9.4(1-3)", "contact_data": "DN-9.5(1)", "content": "DN-7.4.3",
    "wrong_information": "DN-11.1(1-4)", "rules": "DN-11.1(1-4)", "non_payment": "DN-11.1(1-4)",
    "public_order": "DN-9.2", "formal_notice": "SSL-8.3", "account": "DN-7.3.2",
}  # fmt: skip


class Ruled(Owned):
    """What a suspension and a decision have in common: who spoke, why, with which paper, and who may know."""

    authority = models.CharField(_("authority"), max_length=10, choices=Authority.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=ReasonCode.choices)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    detail = models.TextField(_("what the holder is told"), blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("document")
    )
    gag_until = models.DateField(_("not to be told until"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def clause(self) -> str:
        """The rule behind the reason."""
        return CLAUSES[self.reason]


class Suspension(Ruled, Scheduled):
    """A name out of the DNS by an authority's will or ours, whatever its state (DN-4.1, C-27)."""

    class State(models.TextChoices):
        STANDING = "standing", _("in force")
        LIFTED = "lifted", _("lifted")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("sus")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="suspensions", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STANDING)
    since = models.DateTimeField(_("since"))
    since_by = models.CharField(_("ordered by"), max_length=24)
    until = models.DateField(_("until"), null=True, blank=True)
    deletion_allowed = models.BooleanField(_("may be deleted meanwhile"), default=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.CharField(_("lifted by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        indexes = [due_index("suspension_due")]

    def __str__(self) -> str:
        return f"{self.domain} – {self.get_authority_display()}"

    def steps(self) -> list[Step]:
        return list(schedule.suspension(self.state, self.until, self.gag_until, self.told_at))

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url()


class LegalDecision(Ruled, Calling):
    """A decision that ends, moves or locks a name: entered by one person, executed by another (DN-6.1.1)."""

    class State(models.TextChoices):
        ENTERED = "entered", _("entered, to be executed")
        EXECUTING = "executing", _("being executed")
        EXECUTED = "executed", _("executed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Effect(models.TextChoices):
        TRANSFER = "transfer", _("the name goes to somebody else")
        CANCEL = "cancel", _("the name is cancelled and deleted")
        LOCK = "lock", _("the name is locked")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("dec")
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="decisions", verbose_name=_("domain name")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ENTERED)
    effect = models.CharField(_("effect"), max_length=10, choices=Effect.choices)
    issuer = models.CharField(_("court or panel"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    beneficiary = models.ForeignKey(
        Contact, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("new holder")
    )
    told_to = models.JSONField(default=list, editable=False)  # the holder's addresses before the execution
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)
    executed_at = models.DateTimeField(_("executed"), null=True, blank=True)
    executed_by = models.CharField(_("executed by"), max_length=24, blank=True)

    class Meta:
        ordering = ["-entered_at"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [due_index("decision_due")]
        constraints = [
            models.CheckConstraint(
                name="decision_by_two_people",
                condition=Q(executed_by="") | ~Q(executed_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="decided_transfer_has_a_new_holder",
                condition=~Q(effect="transfer") | Q(beneficiary__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} – {self.get_effect_display()}"

    def steps(self) -> list[Step]:
        return list(schedule.decision(self.state, self.call_at, self.gag_until, self.told_at))

    def get_absolute_url(self) -> str:
        return self.domain.get_absolute_url()
