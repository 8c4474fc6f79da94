"""Requests about personal data, the copy that answers one, consent to marketing, and the log of what was purged."""

from operator import attrgetter
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.languages import Language
from core.evidence import AppendOnlyQuerySet, EvidenceRecord
from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step

from .schedule import RequestFacts, request_schedule
from .terms import PRIVACY

facts_of = attrgetter(*RequestFacts._fields)
PURGES = "purge"  # the evidence chain that is the purge log


class PrivacyRequest(Owned, Calling):
    """A person asks to see, correct, oppose or erase. `customer`, `person`: empty for somebody without an account."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("copy of the data (access)")
        RECTIFICATION = "rectification", _("correction")
        OPPOSITION = "opposition", _("opposition to a use")
        ERASURE = "erasure", _("erasure")

    class State(models.TextChoices):
        RECEIVED = "received", _("received: who asks is to be checked")
        EXAMINED = "identity_checked", _("being examined")
        PREPARING = "preparing", _("the copy is being made")
        AWAITING = "awaiting", _("waiting for your answer")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("customer space")
        EMAIL = "email", _("e-mail")
        LETTER = "letter", _("letter")
        DESK = "desk", _("at our office")
        WEB = "web", _("public page")

    class Ground(models.TextChoices):
        """Why the law lets us refuse."""

        IDENTITY = "identity", _("who asks has not shown who he is (law 09-08, art. 7)")
        DUTY = "duty", _("a law obliges us to keep it (accounting: ten years)")
        PROOF = "proof", _("it proves a contract, or a right in dispute")
        ABUSIVE = "abusive", _("manifestly abusive: number, repetition (law 09-08, art. 7)")
        OTHERS = "others", _("it would disclose another person’s data")

    KINDS = {"access": "art. 7", "rectification": "art. 8", "erasure": "art. 8", "opposition": "art. 9"}
    OPEN = ("received", "identity_checked", "preparing", "awaiting")
    schedule_related = ("customer", "person")
    secret_fields = ("name", "email", "words", "question", "reply", "answer")

    public_id = PublicIdField("prv")
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("customer"))  # fmt: skip
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name=_("person"))  # fmt: skip
    kind = models.CharField(_("what is asked"), max_length=13, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.RECEIVED)
    channel = models.CharField(_("came by"), max_length=6, choices=Channel.choices, default=Channel.PORTAL)
    whole_account = models.BooleanField(_("the whole account"), default=False)
    marketing = models.BooleanField(_("about marketing"), default=False)
    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    words = models.TextField(_("in his words"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("entered by"), max_length=24)
    promised_at = models.DateTimeField(_("promised by"))
    due_at = models.DateTimeField(_("last day of the law"))
    question = models.TextField(_("what we ask"), blank=True)
    question_at = models.DateTimeField(_("asked for information on"), null=True, blank=True)
    reply = models.TextField(_("his answer"), blank=True)
    answer = models.TextField(_("our answer"), blank=True)
    ground = models.CharField(_("ground of the refusal"), max_length=8, choices=Ground.choices, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    made_at = models.DateTimeField(_("copy made"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("copy removed"), null=True, blank=True)
    size = models.PositiveIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        indexes = [
            due_index("privacy_request_due"),
            models.Index(fields=["customer"], name="privacy_requests_of"),
        ]
        constraints = [
            models.CheckConstraint(
                name="refused_request_has_a_ground", condition=~Q(state="refused") | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="closed_request_at_an_instant",
                condition=~Q(state__in=["answered", "refused", "withdrawn"]) | Q(closed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["customer", "person"], condition=Q(state="preparing"), name="one_copy_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.name or self.email}"

    @property
    def article(self) -> str:
        """The article of law 09-08 that gives the right."""
        return self.KINDS[self.kind]

    @property
    def tone(self) -> str:
        return {"answered": "fine", "refused": "ended", "withdrawn": "ended", "awaiting": "late"}.get(
            self.state, "soon"
        )

    @property
    def has_copy(self) -> bool:
        """Whether there is a file to take away."""
        return self.made_at is not None and self.forgotten_at is None

    @property
    def copy_until(self):
        """Until when the file can be taken away."""
        return self.made_at + PRIVACY.copy_kept if self.made_at else None

    def steps(self) -> list[Step]:
        return list(request_schedule(RequestFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return reverse("accounts:privacy_request", args=[self.public_id])


class PrivacyCopy(models.Model):
    """The ZIP that answers an access request, sealed (core.vault); the row goes when its time is over."""

    request = models.OneToOneField(PrivacyRequest, models.PROTECT, related_name="copy")
    token = models.BinaryField()

    def __str__(self) -> str:
        return str(self.request)


class PrivacyPaper(models.Model):
    """A paper that supports a request. Its bytes are sealed (`core.vault`); each opening is noted, with its ground."""

    secret_fields = ("token", "name")

    public_id = PublicIdField("prp")
    request = models.ForeignKey(
        PrivacyRequest, models.PROTECT, related_name="papers", verbose_name=_("request")
    )
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("format"), max_length=40)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    token = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("supporting paper")
        verbose_name_plural = _("supporting papers")
        permissions = [("open_privacypaper", "Can open papers that support a request")]

    def __str__(self) -> str:
        return f"{self.request} – {self.public_id}"


class MarketingConsent(models.Model):
    """One word of a person about marketing: yes or no, when, to which text, from where. The last one counts."""

    class Source(models.TextChoices):
        PAGE = "page", _("page of preferences")
        LINK = "link", _("link of a mail")
        REQUEST = "request", _("request under law 09-08")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    given = models.BooleanField(_("agrees"))
    at = models.DateTimeField(_("when"))
    version = models.CharField(_("version of the text"), max_length=10)
    source = models.CharField(_("from where"), max_length=7, choices=Source.choices)
    ip = models.CharField(_("IP address"), max_length=45, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("word about marketing")
        verbose_name_plural = _("words about marketing")
        indexes = [models.Index(fields=["person", "-id"], name="marketing_consent_last")]

    def __str__(self) -> str:
        return f"{self.person}: {self.given}"


class PurgeManager(models.Manager.from_queryset(AppendOnlyQuerySet)):
    """The chain that is the purge log, and nothing else."""

    def get_queryset(self):
        return super().get_queryset().filter(about=PURGES)


class PurgeRecord(EvidenceRecord):
    """What the retention job has purged: which kind, how many, the digests of their numbers, why."""

    objects: ClassVar[Any] = PurgeManager()

    class Meta:
        proxy = True
        base_manager_name = "objects"
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
