"""The tables of outsourcing: missions with quotes and hours, monthly contracts with their checklist (HD-2.3)."""

from datetime import datetime
from operator import attrgetter

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing import dunning, lines
from billing.models import CreditNote
from core.ids import PublicIdField
from core.models import Scheduled, due_index
from core.owned import Owned
from core.schedule import Step

from .schedule import ContractFacts, contract_schedule, mission_schedule, quote_schedule
from .terms import MONTHLY

contract_facts = attrgetter(*ContractFacts._fields)


class Mission(Owned, Scheduled):
    """One job with a purpose: nothing is worked before an accepted and paid estimate (HD-2.3.1, HD-3.1c)."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        QUOTED = "quoted", _("estimate to be accepted")
        WORKING = "working", _("under way")
        DONE = "done", _("done")
        GIVEN_UP = "given_up", _("given up")

    class Task(models.TextChoices):
        """What the contract lists (HD-2.3.1)."""

        INSTALL = "install", _("installation of a server or software")
        UPDATE = "update", _("updates of the system and software")
        APACHE = "apache", _("Apache modules")
        HARDENING = "hardening", _("hardening and firewall")
        INCIDENT = "incident", _("help with an incident")
        BACKUP = "backup", _("backup policy")
        ACCOUNTS = "accounts", _("hosting accounts")
        OTHER = "other", _("something else")

    schedule_related = ("customer",)

    public_id = PublicIdField("mis")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    task = models.CharField(_("kind of work"), max_length=9, choices=Task.choices)
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("what is to be reached"), max_length=4000)
    about = models.CharField(_("service concerned"), max_length=24, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    quote_by = models.DateTimeField(_("to be answered by"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    credited_minutes = models.PositiveIntegerField(_("minutes credited"), default=0)
    report = models.TextField(_("report"), blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("outsourcing mission")
        verbose_name_plural = _("outsourcing missions")
        indexes = [
            due_index("mission_due"),
            models.Index(fields=["customer", "-asked_at"], name="missions_of"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        tones = {"asked": "soon", "quoted": "late", "working": "soon", "done": "fine"}
        return tones.get(self.state, "ended")

    @property
    def paid_minutes(self) -> int:
        """What the accepted and paid estimates allow."""
        return self.quotes.filter(state="paid").aggregate(n=Sum("minutes"))["n"] or 0

    @property
    def worked_minutes(self) -> int:
        return self.entries.aggregate(n=Sum("minutes"))["n"] or 0

    def steps(self) -> list[Step]:
        return list(mission_schedule(self.state, self.quote_by))

    def get_absolute_url(self) -> str:
        return reverse("web_hosting:mission", args=[self.public_id])


class MissionQuote(Owned, Scheduled):
    """An estimate told in advance: minutes, price, words. `digest` seals what was accepted."""

    class State(models.TextChoices):
        OFFERED = "offered", _("to be accepted")
        ACCEPTED = "accepted", _("accepted, to be paid")
        PAID = "paid", _("paid")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")

    schedule_related = ("mission", "customer")
    locks_first = ("mission",)

    public_id = PublicIdField("mqu")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="quotes", verbose_name=_("mission"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OFFERED)
    number = models.PositiveSmallIntegerField(_("number"))
    minutes = models.PositiveIntegerField(_("estimated minutes"))
    rate_ht = models.BigIntegerField(_("rate of an hour before tax (centimes)"))
    amount_ht = models.BigIntegerField(_("amount before tax (centimes)"))
    words = models.TextField(_("what will be done"))
    digest = models.CharField(_("digest"), max_length=64)
    offered_at = models.DateTimeField(_("offered"))
    offered_by = models.CharField(_("offered by"), max_length=24)
    valid_until = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    proposal = models.CharField(_("proforma"), max_length=24, blank=True)
    payable_until = models.DateTimeField(_("payable until"), null=True, blank=True)
    line = models.CharField(_("paid line"), max_length=24, blank=True, editable=False)
    credit_note = models.ForeignKey(
        CreditNote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("credit note")
    )

    class Meta:
        ordering = ["mission", "number"]
        verbose_name = _("quote of a mission")
        verbose_name_plural = _("quotes of missions")
        indexes = [due_index("mission_quote_due")]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="quotes_are_numbered"),
            models.UniqueConstraint(
                fields=["mission"], name="one_open_quote", condition=Q(state__in=["offered", "accepted"])
            ),
            models.CheckConstraint(name="quote_estimates", condition=Q(minutes__gte=1, amount_ht__gte=0)),
        ]

    def __str__(self) -> str:
        return _("%(mission)s – estimate %(n)s") % {"mission": self.mission, "n": self.number}

    @property
    def tone(self) -> str:
        return {"offered": "soon", "accepted": "soon", "paid": "fine"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(quote_schedule(self.state, self.valid_until, self.payable_until))

    def get_absolute_url(self) -> str:
        return self.mission.get_absolute_url()


class TimeEntry(models.Model):
    """Time worked on a mission; never more than what was accepted and paid (guard 15)."""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="entries", verbose_name=_("mission"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    worked_on = models.DateField(_("day"))
    words = models.CharField(_("what was done"), max_length=300)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.CharField(_("entered by"), max_length=24)

    class Meta:
        ordering = ["mission", "worked_on", "pk"]
        verbose_name = _("time worked")
        verbose_name_plural = _("times worked")
        constraints = [models.CheckConstraint(name="time_is_worked", condition=Q(minutes__gte=1))]

    def __str__(self) -> str:
        return f"{self.worked_on}: {self.minutes} min"


class OutsourcingContract(Owned, Scheduled):
    """The monthly contract on one service: checklist, hours, an answer in two working days (HD-2.3.2)."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    schedule_related = ("customer",)

    public_id = PublicIdField("out")
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ACTIVE)
    about = models.CharField(_("service concerned"), max_length=24, blank=True)
    label = models.CharField(_("server or site"), max_length=160)
    line = models.CharField(_("paid line"), max_length=24, editable=False)
    ordered_line = models.CharField(_("line of the order"), max_length=24, unique=True, editable=False)
    signed_at = models.DateTimeField(_("signed"))
    started_on = models.DateField(_("started"))
    months_paid = models.PositiveSmallIntegerField(_("months paid"), default=1)
    period_from = models.DateField(_("running period from"))
    paid_through = models.DateField(_("paid through"))
    proposal = models.CharField(_("renewal proposed"), max_length=24, blank=True)
    notice_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    notice_channel = models.CharField(_("noticed by"), max_length=8, blank=True)
    notice_in_time = models.BooleanField(_("a month ahead"), null=True)
    onboarded_at = models.DateTimeField(_("checklist done"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        verbose_name = _("outsourcing contract")
        verbose_name_plural = _("outsourcing contracts")
        indexes = [due_index("outsourcing_due"), models.Index(fields=["customer"], name="outsourcing_of")]

    def __str__(self) -> str:
        return self.label

    @property
    def tone(self) -> str:
        return "fine" if self.state == self.State.ACTIVE else "ended"

    @property
    def dunning(self) -> dunning.Calendar:
        """The days of the ladder of its paid month."""
        return dunning.calendar(dunning.OUTSOURCING, MONTHLY, self.public_id, self.paid_through, 1)

    def impediment(self, step: Step, now: datetime) -> str | Promise:
        """Money on its way keeps the contract."""
        if lines.under_review(self.public_id) or lines.waiting(self.public_id):
            return _("unpaid, but a payment is being checked")
        return ""

    def steps(self) -> list[Step]:
        return list(contract_schedule(ContractFacts(*contract_facts(self))))

    def get_absolute_url(self) -> str:
        return reverse("web_hosting:contract", args=[self.public_id])


class OnboardingStep(models.Model):
    """One item of the checklist of a beginning contract, with the day it was done (HD-2.3.2(1))."""

    class Kind(models.TextChoices):
        INSTALL = "install", _("initial installation")
        MONITORING = "monitoring", _("monitoring")
        BACKUPS = "backups", _("backups")
        FIREWALL = "firewall", _("firewall")

    contract = models.ForeignKey(
        OutsourcingContract, models.PROTECT, related_name="checklist", verbose_name=_("contract")
    )
    kind = models.CharField(_("item"), max_length=10, choices=Kind.choices)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=24, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["contract", "pk"]
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("items of the checklist")
        constraints = [models.UniqueConstraint(fields=["contract", "kind"], name="each_item_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
