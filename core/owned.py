"""Owner: every row that a customer may see belongs to a customer account, and there is one way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnedQuerySet(models.QuerySet):
    def of(self, customer):
        """The rows of one customer account; none where there is no account."""
        return self.filter(customer=customer) if customer else self.none()


class Owned(models.Model):
    """A row of one customer account. Customer pages start from `Model.objects.of(request.customer)`."""

    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
