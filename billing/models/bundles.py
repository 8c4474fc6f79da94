"""Bundles: several open proformas of one customer, paid by one act and under one reference (HD-6.2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.ids import PublicIdField
from core.owned import Owned

from .catalogue import CURRENCIES
from .documents import Proforma


class Bundle(Owned):
    """Proformas that the customer pays together. Each keeps its own end: what has lapsed is no longer paid."""

    public_id = PublicIdField("bun")
    key = models.CharField(max_length=64, unique=True, editable=False)  # the digest of its proformas
    proformas = models.ManyToManyField(Proforma, related_name="bundles", verbose_name=_("proformas"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="MAD")
    payment_reference = models.CharField(_("payment reference"), max_length=16, unique=True)
    total = models.BigIntegerField(_("total to pay when it was made"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(_("by whom"), max_length=24)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("joint payment")
        verbose_name_plural = _("joint payments")
        constraints = [models.CheckConstraint(condition=Q(total__gt=0), name="bundle_positive")]

    def __str__(self) -> str:
        return self.payment_reference

    @property
    def parts(self) -> list[Proforma]:
        """Its proformas, the one that is due first in front."""
        if not hasattr(self, "_parts"):
            self._parts = list(self.proformas.select_related("customer").order_by("due_on", "pk"))
        return self._parts

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__.pop("_parts", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def remaining(self) -> int:
        """What is still to pay of those that can be paid, in centimes."""
        return sum(proforma.remaining for proforma in self.parts if proforma.is_open)

    @property
    def is_open(self) -> bool:
        """Whether anything of it can still be paid."""
        return any(proforma.is_open for proforma in self.parts)

    @property
    def payable_until(self):
        """The instant at which the first of its open proformas lapses; None where none is open."""
        return min((proforma.payable_until for proforma in self.parts if proforma.is_open), default=None)

    @property
    def payable_through(self):
        """The same as people read it."""
        return clock.through(self.payable_until) if self.payable_until else None
