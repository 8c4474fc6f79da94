"""Who orders, owns and owes; and why he pays no VAT, where he does not."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.countries import HOME
from accounts.languages import Language
from accounts.phones import readable
from accounts.validators import validate_ice, validate_street
from core.ids import PublicIdField
from core.owned import Owned


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
