"""The tables of the adapters: the sandbox panel's book, and work that staff do by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.by_hand import ByHand

from .port import WEB


class SandboxSpace(models.Model):
    """A space in the sandbox panel's book; what it uses grows by `growth_mb` a day from `disk_mb`."""

    our_reference = models.CharField(_("our reference"), max_length=24, unique=True)
    login = models.CharField(_("login"), max_length=16, unique=True)
    domain = models.CharField(_("domain name"), max_length=253)
    group = models.CharField(_("kind of plan"), max_length=20, default=WEB)
    package = models.CharField(_("plan at the panel"), max_length=80)
    suspended = models.BooleanField(_("suspended"), default=False)
    disk_mb = models.PositiveIntegerField(_("disk space (MB)"), default=120)
    growth_mb = models.PositiveIntegerField(_("growth a day (MB)"), default=14)
    sites = models.PositiveIntegerField(_("web sites"), default=1)
    mailboxes = models.PositiveIntegerField(_("mailboxes"), default=2)
    databases = models.PositiveIntegerField(_("databases"), default=1)
    created_at = models.DateTimeField(_("created"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    restored_from = models.DateTimeField(_("restored from the backup of"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("times created"), default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("space of the sandbox panel")
        verbose_name_plural = _("spaces of the sandbox panel")

    def __str__(self) -> str:
        return f"{self.login} {self.domain}"


class ManualPanelTask(ByHand):
    """Something that staff do in a panel's own pages; their answer is what they saw there.

    `thread` is our reference; `taken_at` when the portal has taken the answer, so that the same question asked later
    means another task. A password for a new space is kept sealed in `secret`.
    """

    class Command(models.TextChoices):
        CREATE = "create", _("make the space")
        SUSPEND = "suspend", _("suspend it")
        RESUME = "resume", _("let it work again")
        CHANGE = "change", _("change its plan")
        REMOVE = "remove", _("remove it with its data")
        BACKUP = "backup", _("look for the latest backup")
        RESTORE = "restore", _("restore from the backup")

    queue = "panel_by_hand"
    title = _("To do at the panel: %(what)s")
    CLAUSES: dict[str, str] = {
        Command.CREATE: "HD-6.1", Command.SUSPEND: "HD-4.2", Command.RESUME: "HD-3.3", Command.CHANGE: "HD-5.2",
        Command.REMOVE: "HD-6.3", Command.BACKUP: "C-14", Command.RESTORE: "HD-3.7",
    }  # fmt: skip

    panel = models.CharField(_("panel"), max_length=30)
    command = models.CharField(_("command"), max_length=7, choices=Command.choices)
    thread = models.CharField(_("about"), max_length=24)
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    details = models.JSONField(_("details"), default=dict, blank=True)
    secret = models.BinaryField(null=True, editable=False)
    due_at = models.DateTimeField(_("due"))
    taken_at = models.DateTimeField(_("taken by the portal"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("work at a panel by hand")
        verbose_name_plural = _("works at panels by hand")
        constraints = [
            models.UniqueConstraint(fields=["thread", "command", "turn"], name="panel_task_asked_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="panel_work_open", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_command_display()} – {self.details.get('domain', self.thread)}"

    @property
    def about(self) -> str:
        return self.thread

    @property
    def clause(self) -> str:
        return self.CLAUSES[self.command]
