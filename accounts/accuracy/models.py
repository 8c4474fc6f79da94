"""A case about the data of an account: what is wrong, the proof, and what two people have decided (DN-7.3.2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.owned import Owned


class DataCase(Owned):
    """Opened with its proof; the end of the account is decided by a manager and carried out by another person.

    `finding` and `note` are what staff read, `words` what the customer reads.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ENDING = "ending", _("termination to be carried out by a second person")
        ENDED = "ended", _("the account is terminated")
        DISMISSED = "dismissed", _("the data are right, or have been corrected")

    class Ground(models.TextChoices):
        """What is wrong: the reason code of a termination (guard 18)."""

        INVENTED = "invented", _("invented person or organisation")
        ANONYMOUS = "anonymous", _("hides who he is")
        ADDRESS = "address", _("postal address that does not exist")
        CONTACT = "contact", _("telephone or e-mail that does not reach him")
        IDENTITY = "identity", _("identity of somebody else")

    public_id = PublicIdField("dac")
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="data_cases", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    ground = models.CharField(_("reason code"), max_length=9, choices=Ground.choices)
    finding = models.TextField(_("what was found"))
    signs = models.JSONField(_("signs at the opening"), default=list, editable=False)
    words = models.TextField(_("what the customer reads"), blank=True)
    token = models.BinaryField(editable=False)  # the proof, sealed (core.vault)
    media_type = models.CharField(_("format"), max_length=40)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.CharField(_("opened by"), max_length=24)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=24, blank=True)
    executed_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    executed_by = models.CharField(_("carried out by"), max_length=24, blank=True)

    secret_fields = ("token",)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("case of inaccurate data")
        verbose_name_plural = _("cases of inaccurate data")
        permissions = [
            ("open_datacase", "Can open the proof of inaccurate data"),
            ("terminate_customer", "Can decide to terminate an account"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state__in=["open", "ending"]), name="one_open_case_of_data"
            ),
            models.CheckConstraint(
                name="account_ended_by_two_people",
                condition=Q(executed_by="") | ~Q(executed_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="ended_account_was_decided",
                condition=~Q(state="ended") | (~Q(decided_by="") & ~Q(executed_by="") & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} – {self.get_ground_display()}"
