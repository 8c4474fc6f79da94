"""A host that the customer has asked us to watch: which certificate it really serves."""

from operator import attrgetter

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from ssl_certs.names import readable
from ssl_certs.schedule import WatchFacts, watch_schedule

from .certificate import Certificate
from .order import SslOrder

facts_of = attrgetter(*WatchFacts._fields)


class HostWatch(Owned, Calling):
    """A host and port looked at once a day as long as its order lives (SSL-11.3(1))."""

    class State(models.TextChoices):
        WATCHING = "watching", _("watched")
        STOPPED = "stopped", _("not watched any more")

    class Found(models.TextChoices):
        """What stood there at the last look."""

        UNKNOWN = "", _("not looked at yet")
        CURRENT = "current", _("the current certificate")
        OLDER = "older", _("an older certificate of this order")
        OTHER = "other", _("another certificate")
        WRONG_NAME = "wrong_name", _("a certificate for other names")
        NO_CHAIN = "no_chain", _("the current certificate, without its chain")
        NO_ADDRESS = "no_address", _("the name has no address in the DNS")
        NO_ANSWER = "no_answer", _("nobody answers there")
        NO_TLS = "no_tls", _("no encryption is spoken there")
        PRIVATE = "private", _("its address is not public: we do not look there")

    schedule_related = ("order__product", "customer")

    public_id = PublicIdField("hst")
    order = models.ForeignKey(SslOrder, models.PROTECT, related_name="watches", verbose_name=_("order"))
    host = models.CharField(_("host"), max_length=253)
    port = models.PositiveIntegerField(
        _("port"), default=443, validators=[MinValueValidator(1), MaxValueValidator(65_535)]
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WATCHING)
    found = models.CharField(_("found there"), max_length=10, choices=Found.choices, blank=True)
    served_serial = models.CharField(_("serial number found"), max_length=50, blank=True)
    served_until = models.DateTimeField(_("expires, as found"), null=True, blank=True)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    told_about = models.ForeignKey(
        Certificate, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("told about")
    )

    class Meta:
        ordering = ["host", "port"]
        verbose_name = _("watched host")
        verbose_name_plural = _("watched hosts")
        indexes = [due_index("host_watch_due")]
        constraints = [models.UniqueConstraint(fields=["order", "host", "port"], name="one_watch_of_a_host")]

    def __str__(self) -> str:
        return f"{readable(self.host)}:{self.port}"

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()

    @property
    def tone(self) -> str:
        if not self.found:
            return "neutral"
        return "fine" if self.found == self.Found.CURRENT else "late"

    def steps(self) -> list[Step]:
        return list(watch_schedule(WatchFacts(*facts_of(self))))
