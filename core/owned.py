"""Owner: every row that a customer may see belongs to a customer account, and there is one way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnedQuerySet(models.QuerySet):
    def of(self, customer):
        """The rows of one customer account; none where there is no account."""
        return self.filter(customer=customer) if customer else self.none()

    def open_to(self, request):
        """What the person behind a request reaches: his account's rows; an operator what was licensed (DN-13.1)."""
        licence = getattr(request, "licence", None)
        if not licence:
            return self.of(request.customer)
        lookup = getattr(self.model, "licensed_by", "")
        return (
            self.of(licence.customer).filter(**{f"{lookup}__in": licence.licensed}) if lookup else self.none()
        )


class Owned(models.Model):
    """A row of one customer account. Customer pages start from `Model.objects.open_to(request)`.

    `licensed_by` is the way from the row to the public id that an operator's licence names; empty: never his.
    """

    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )

    licensed_by = ""

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
