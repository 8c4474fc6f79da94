"""A User signs in, a Customer owns and owes, a Membership joins them, a Contact is named at registries."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned, OwnedQuerySet

from .accuracy.models import DataCase
from .countries import HOME
from .languages import Language
from .phones import is_moroccan, readable
from .privacy.models import MarketingConsent as MarketingConsent
from .privacy.models import PrivacyCopy as PrivacyCopy
from .privacy.models import PrivacyPaper as PrivacyPaper
from .privacy.models import PrivacyRequest as PrivacyRequest
from .privacy.models import PurgeRecord as PurgeRecord
from .roles import CAN, CLOSED, Role
from .terms import ACCOUNTS
from .validators import validate_ice, validate_street

__all__ = ["Contact", "Customer", "DataCase", "ExportExemption", "Membership", "SecondFactor", "User"]


class UserManager(BaseUserManager["User"]):
    """Users are found by their mail address, whatever its case."""

    def get_by_natural_key(self, email: str | None):
        return self.get(email=(email or "").lower())

    def create_user(self, email: str, password: str | None = None, **facts):
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with a mail address."""

    public_id = PublicIdField("usr")
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email


class Party(models.Model):
    """What a customer account and a contact have in common: an address, a telephone, identifiers."""

    address = models.TextField(_("address"), max_length=255, validators=[validate_street])
    city = models.CharField(_("town"), max_length=80)
    postal_code = models.CharField(_("postal code"), max_length=16, blank=True)
    country = models.CharField(_("country"), max_length=2, default=HOME)
    phone = models.CharField(_("telephone"), max_length=17)
    ice = models.CharField(_("ICE"), max_length=15, blank=True, validators=[validate_ice])
    cin = models.CharField(_("identity card (CIN)"), max_length=12, blank=True)

    secret_fields = ("cin",)  # personal data that leave no trace in evidence (law 09-08)

    class Meta:
        abstract = True

    @property
    def address_lines(self) -> list[str]:
        """The postal address as printed, country apart."""
        town = f"{self.postal_code} {self.city}".strip()
        return [line.strip() for line in [*self.address.splitlines(), town] if line.strip()]

    @property
    def phone_readable(self) -> str:
        return readable(self.phone)


class Customer(Party):
    """A customer account: who orders, owns and owes. Several people may work in it."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Private person")
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")
        PUBLIC = "public", _("Public body")

    public_id = PublicIdField("cus")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.COMPANY)
    name = models.CharField(_("legal name"), max_length=160)
    if_number = models.CharField(_("tax number (IF)"), max_length=10, blank=True)
    rc = models.CharField(_("trade register number (RC)"), max_length=12, blank=True)
    rc_town = models.CharField(_("town of the trade register"), max_length=60, blank=True)
    billing_email = models.EmailField(_("e-mail for invoices and notices"))
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    currency = models.CharField(_("currency"), max_length=3, default="MAD")
    # Set with its proof by `accounts.exports`; honoured only where he pays in foreign currency (art. 92-I-1°)
    export_exempt = models.BooleanField(
        _("export of services, exempt from VAT"), default=False, editable=False
    )
    created_at = models.DateTimeField(_("opened on"), editable=False)
    closed_at = models.DateTimeField(_("terminated on"), null=True, editable=False)  # DN-7.3.2
    anonymous_at = models.DateTimeField(
        _("made anonymous on"), null=True, editable=False
    )  # law 09-08, art. 3

    class Meta:
        indexes = [models.Index(fields=["name"], name="customer_name")]
        ordering = ["name"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile")

    @property
    def lacks_ice(self) -> bool:
        """Whether an invoice to this company should bear an ICE that we do not have (facts D)."""
        return self.kind == self.Kind.COMPANY and self.country == HOME and not self.ice

    def snapshot(self) -> dict:
        """The buyer as a document freezes him (billing's `Buyer`)."""
        known = {"ice": self.ice, "if_number": self.if_number, "rc": self.rc}
        facts = {"name": self.name, "address": self.address_lines, "country": self.country}
        return {**facts, **{k: v for k, v in known.items() if v}, "customer": self.public_id}


class ExportExemption(Owned):
    """Why a foreign customer's services are exempt from VAT as an export, with the proof that staff have seen."""

    class State(models.TextChoices):
        GRANTED = "granted", _("in force")
        ENDED = "ended", _("ended")

    public_id = PublicIdField("exo")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.GRANTED)
    token = models.BinaryField(editable=False)  # sealed (core.vault)
    media_type = models.CharField(_("kind of file"), max_length=40, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    granted_at = models.DateTimeField(_("granted on"), editable=False)
    granted_by = models.CharField(_("granted by"), max_length=24, editable=False)
    note = models.CharField(_("what the proof says"), max_length=255)

    secret_fields = ("token",)

    class Meta:
        ordering = ["-granted_at"]
        verbose_name = _("export exemption")
        verbose_name_plural = _("export exemptions")
        permissions = [("open_exportexemption", "Can open the proof of an export exemption")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(state="granted"), name="one_exemption_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.note or self.public_id


class MembershipQuerySet(OwnedQuerySet):
    def in_force(self, day: date):
        """The memberships that count on a day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gt=day))


class Membership(Owned):
    """A person's place in a customer account, until the day it ends."""

    public_id = PublicIdField("mem")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="memberships", verbose_name=_("customer")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("From that day on it no longer counts.")
    )

    licensed = models.JSONField(_("licensed to him"), default=list, blank=True)  # public ids, for an operator

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "customer"], name="membership_once")]
        ordering = ["pk"]
        verbose_name = _("person in the account")
        verbose_name_plural = _("people in the account")

    def __str__(self) -> str:
        return f"{self.user} – {self.customer} ({self.get_role_display()})"

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.public_id])

    def may(self, capability: str) -> bool:
        """Whether this person's role allows the act; of a terminated account everybody may only read and ask."""
        closed = self.customer_id and self.customer.closed_at
        return capability in CAN[self.role] and (not closed or capability in CLOSED)

    @property
    def is_licence(self) -> bool:
        """Whether it opens the names licensed to an operator only, and not the account (DN-13.1)."""
        return self.role == Role.OPERATOR


class ContactQuerySet(OwnedQuerySet):
    def usable(self):
        """Contacts that can be named in a new order."""
        return self.filter(is_archived=False)


class Contact(Party, Owned):
    """A person or organisation named at a registry, kept current within 7 days of any change (DN-7.3.1)."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    public_id = PublicIdField("con")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PERSON)
    full_name = models.CharField(_("full name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"))
    fax = models.CharField(_("fax"), max_length=17, blank=True)
    changed_effective_on = models.DateField(_("effective date of the change"), null=True, blank=True)
    changed_late = models.BooleanField(_("entered late"), default=False, editable=False)
    changed_at = models.DateTimeField(_("entered on"), editable=False)
    is_archived = models.BooleanField(_("archived"), default=False, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "full_name"], name="contact_by_customer")]
        ordering = ["full_name", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        permissions = [("see_identity", "Can read the numbers of identity cards")]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.organisation}" if self.organisation else self.full_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:contact", args=[self.public_id])

    @property
    def established_in_morocco(self) -> bool:
        """What a .ma name asks of its administrative contact (DN-A2-1.1)."""
        return self.country == HOME and is_moroccan(self.phone)

    def entered_late(self, entered_on: date) -> bool:
        """Whether a change is entered later than the contract allows after it took effect (DN-7.3.1)."""
        effective = self.changed_effective_on
        return bool(effective) and entered_on > effective + ACCOUNTS.contact_update

    def snapshot(self) -> dict[str, str]:
        """The contact as an order and a registry freeze him."""
        names = (
            "public_id",
            "kind",
            "full_name",
            "organisation",
            "address",
            "city",
            "postal_code",
            "country",
        )
        return {name: getattr(self, name) for name in (*names, "email", "phone", "fax", "ice", "cin")}


class SecondFactor(Authenticator):
    """A person's second factor, as staff see it: that it is there, never its secret."""

    class Meta:
        proxy = True
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
