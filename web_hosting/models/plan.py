"""What is sold: plans with their quotas, all of it data that staff edit; prices are billing's, one for each period."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from web_hosting.panel.port import WEB

QUOTAS = ("disk_mb", "sites", "mailboxes", "databases")


def hosting_scopes() -> list[str]:
    """Whose documents are accepted with a plan, unless staff say otherwise."""
    return ["hosting"]


class HostingPlan(models.Model):
    """A plan as it is sold. Its prices are the operations `cycle1`, `cycle3`, `cycle6`, `cycle12` (HD-3.1d).

    A quota that is empty is unlimited. `panel` names an entry of settings.PANELS, `package` the plan's name there.
    """

    class Withdrawal(models.TextChoices):
        """What a consumer may do after the order (C-21); a business has no such right."""

        SEVEN_DAYS = "seven_days", _("7 days, unless he asks for immediate activation")
        NONE = "none", _("none")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    disk_mb = models.PositiveIntegerField(_("disk space (MB)"), null=True, blank=True)
    sites = models.PositiveIntegerField(_("web sites"), null=True, blank=True)
    mailboxes = models.PositiveIntegerField(_("mailboxes"), null=True, blank=True)
    databases = models.PositiveIntegerField(_("databases"), null=True, blank=True)
    panel = models.CharField(_("panel"), max_length=30, default="shared")
    package = models.CharField(_("plan at the panel"), max_length=80)
    group = models.CharField(_("changes are possible inside the group"), max_length=20, default=WEB)
    withdrawal = models.CharField(
        _("right of withdrawal of consumers"), max_length=10, choices=Withdrawal.choices,
        default=Withdrawal.SEVEN_DAYS,
    )  # fmt: skip
    scopes = models.JSONField(_("documents to accept"), default=hosting_scopes)
    enabled = models.BooleanField(_("on sale"), default=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("hosting plan")
        verbose_name_plural = _("hosting plans")
        constraints = [
            models.CheckConstraint(
                name="plan_has_disk", condition=Q(disk_mb__isnull=True) | Q(disk_mb__gte=1)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web_hosting:plan", args=[self.code])

    @property
    def product_code(self) -> str:
        """The billing product of the plan."""
        return f"hosting.{self.code}"

    @property
    def quotas(self) -> dict[str, int | None]:
        """What the plan allows; None is unlimited."""
        return {name: getattr(self, name) for name in QUOTAS}

    @property
    def disk_gb(self) -> int | None:
        return self.disk_mb // 1024 if self.disk_mb else None
