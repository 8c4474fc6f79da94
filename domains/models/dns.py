"""Zones of names whose DNS the company runs, the records that customers wish in them, and every published version."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from domains.dns import schedule
from domains.dns.entries import Difference, Entry, from_json

from .domain import Domain


class Zone(Owned, Calling):
    """The zone of one name: `version` is what the name servers shall hold, the records are what comes next."""

    class State(models.TextChoices):
        OFF = "off", _("not on our name servers")
        PUSHING = "pushing", _("being published")
        LIVE = "live", _("published")
        FAILED = "failed", _("refused by the name server")
        ADOPTING = "adopting", _("being read from the name server")
        LEAVING = "leaving", _("switched off, served for a while")
        REMOVING = "removing", _("being removed")

    class Dnssec(models.TextChoices):
        OFF = "off", _("not signed")
        SIGNING = "signing", _("being signed")
        SIGNED = "signed", _("signed, not yet announced to the registry")
        SECURE = "secure", _("signed and announced to the registry")
        UNSIGNING = "unsigning", _("signed, being withdrawn from the registry")

    schedule_related = ("domain__extension", "customer")

    public_id = PublicIdField("zon")
    domain = models.OneToOneField(Domain, models.PROTECT, related_name="zone", verbose_name=_("domain name"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFF)
    version = models.PositiveIntegerField(_("version"), default=0)
    serial = models.BigIntegerField(_("serial number"), default=0)
    dnssec = models.CharField(_("DNSSEC"), max_length=10, choices=Dnssec.choices, default=Dnssec.OFF)
    dnssec_at = models.DateTimeField(_("DNSSEC since"), null=True, blank=True)
    ds_records = models.JSONField(_("DS records of its keys"), default=list, blank=True)
    delegating = models.BooleanField(_("name servers to be told to the registry"), default=False)
    pushed_at = models.DateTimeField(_("published"), null=True, blank=True)
    compared_at = models.DateTimeField(_("compared with the server"), null=True, blank=True)
    differences = models.JSONField(_("differences on the server"), default=dict, blank=True)
    remove_at = models.DateTimeField(_("removed on"), null=True, blank=True)
    adopted_from = models.CharField(_("adopted from"), max_length=64, blank=True)
    parked = models.JSONField(_("before it was parked"), default=dict, blank=True)

    class Meta:
        ordering = ["domain__name"]
        verbose_name = _("DNS zone")
        verbose_name_plural = _("DNS zones")
        indexes = [due_index("zone_due")]

    def __str__(self) -> str:
        return str(self.domain)

    @property
    def name(self) -> str:
        return self.domain.name

    @property
    def served(self) -> bool:
        """Whether our name servers answer for it, or shall."""
        return self.state not in {"off", "removing"}

    @property
    def tone(self) -> str:
        tones = {"live": "fine", "failed": "late", "off": "ended", "removing": "ended"}
        return tones.get(self.state, "soon")

    def entries(self) -> list[Entry]:
        """The records as the customer has left them, published or not."""
        return [record.entry for record in self.records.all()]

    def published(self) -> list[Entry]:
        """The records of the version in force; none before the first."""
        version = self.versions.filter(number=self.version).first()
        return version.entries() if version else []

    def steps(self) -> list[Step]:
        return list(schedule.schedule(self))

    def get_absolute_url(self) -> str:
        return reverse("domains:dns", args=[self.domain.public_id])


class Record(Owned):
    """One record as the customer wishes it; the server learns of it with the next publication."""

    licensed_by = "zone__domain__public_id"

    public_id = PublicIdField("rec")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="records", verbose_name=_("DNS zone"))
    name = models.CharField(_("name"), max_length=253)
    type = models.CharField(_("type"), max_length=10)
    ttl = models.PositiveIntegerField(_("TTL"))
    content = models.CharField(_("value"), max_length=2000)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("DNS record")
        verbose_name_plural = _("DNS records")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "name", "type", "content"], name="one_record_of_each_value"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.type} {self.content}"

    @property
    def entry(self) -> Entry:
        return Entry(self.name, self.type, self.ttl, self.content)

    def get_absolute_url(self) -> str:
        return self.zone.get_absolute_url()


class ZoneVersion(Owned):
    """What was published, by whom, when, and what it changed; never edited."""

    class Origin(models.TextChoices):
        EDITED = "edited", _("edited")
        SWITCHED_ON = "switched_on", _("switched on")
        PARKED = "parked", _("parked")
        UNPARKED = "unparked", _("back from parking")
        ADOPTED = "adopted", _("taken over from the server")

    licensed_by = "zone__domain__public_id"

    public_id = PublicIdField("zov")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="versions", verbose_name=_("DNS zone"))
    number = models.PositiveIntegerField(_("number"))
    origin = models.CharField(_("how"), max_length=12, choices=Origin.choices)
    records = models.JSONField(_("records"), default=list)
    added = models.JSONField(_("added"), default=list)
    removed = models.JSONField(_("removed"), default=list)
    published_at = models.DateTimeField(_("published"))
    published_by = models.CharField(_("by"), max_length=24)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of a DNS zone")
        verbose_name_plural = _("versions of DNS zones")
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="zone_versions_are_numbered")]

    def __str__(self) -> str:
        return f"{self.zone} #{self.number}"

    def entries(self) -> list[Entry]:
        return from_json(self.records)

    @property
    def change(self) -> Difference:
        return Difference(tuple(from_json(self.added)), tuple(from_json(self.removed)))

    def get_absolute_url(self) -> str:
        return reverse("domains:dns_version", args=[self.public_id])
