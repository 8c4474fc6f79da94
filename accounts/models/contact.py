"""Who is named at registries (DN-7.3.1)."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.countries import HOME
from accounts.phones import is_moroccan
from accounts.terms import ACCOUNTS
from core.ids import PublicIdField
from core.owned import Owned, OwnedQuerySet

from .customer import Party


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
