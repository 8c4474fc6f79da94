"""A person's place in a customer account, with its role."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import CAN, CLOSED, Role
from core.ids import PublicIdField
from core.owned import Owned, OwnedQuerySet

from .customer import Customer
from .user import User


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

    def counts_on(self, day: date) -> bool:
        """Whether it opens anything on a day, as `in_force` finds it."""
        return self.ends_on is None or self.ends_on > day

    def may(self, capability: str) -> bool:
        """Whether this person's role allows the act; of a terminated account everybody may only read and ask."""
        closed = self.customer_id and self.customer.closed_at
        return capability in CAN[self.role] and (not closed or capability in CLOSED)

    @property
    def is_licence(self) -> bool:
        """Whether it opens the names licensed to an operator only, and not the account (DN-13.1)."""
        return self.role == Role.OPERATOR
