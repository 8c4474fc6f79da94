"""The tables of the adapters: the sandbox hypervisor's book, and work that staff do at machines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.by_hand import ByHand


class SandboxGuest(models.Model):
    """A machine in the sandbox hypervisor's book. It computes nothing; its counters follow the clock.

    `done` lists the keys of acts that are not done twice; `built_at` is when its system was installed last.
    """

    reference = models.CharField(_("our reference"), max_length=24, unique=True)
    site = models.CharField(_("site"), max_length=20)
    hostname = models.CharField(_("host name"), max_length=253)
    power = models.CharField(
        _("power"),
        max_length=8,
        choices=[("running", _("running")), ("stopped", _("stopped"))],
        default="running",
    )
    image = models.CharField(_("system"), max_length=120)
    cpus = models.PositiveSmallIntegerField(_("processor cores"))
    ram = models.PositiveIntegerField(_("memory (GB)"))
    disk = models.PositiveIntegerField(_("disk (GB)"))
    bandwidth = models.PositiveIntegerField(_("bandwidth (Mbit/s)"))
    links = models.JSONField(_("addresses"), default=list)
    done = models.JSONField(_("done once"), default=list)
    built_at = models.DateTimeField(_("installed"))
    started_at = models.DateTimeField(_("started"))
    made_at = models.DateTimeField(_("made"))
    times = models.PositiveSmallIntegerField(_("times asked for"), default=1)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("machine of the sandbox hypervisor")
        verbose_name_plural = _("machines of the sandbox hypervisor")

    def __str__(self) -> str:
        return self.hostname


class ManualWork(ByHand):
    """Something that staff do at a machine or at a hypervisor's own console; they type what came of it.

    `key` tells one order from its repetition: the task's public id, or the server's for making and taking down.
    """

    class Command(models.TextChoices):
        CREATE = "create", _("make the machine and start it")
        START = "start", _("power on")
        STOP = "stop", _("power off")
        REBOOT = "reboot", _("restart")
        REBUILD = "rebuild", _("install anew")
        RESIZE = "resize", _("make larger")
        PASSWORD = "password", _("set a new password for root")
        REVERSE = "reverse", _("write the reverse name")
        OPTIONS = "options", _("set up or take away options")
        DESTROY = "destroy", _("take down and wipe")

    queue = "server_work"
    title = _("To do at a machine: %(what)s")
    CLAUSES: dict[str, str] = {
        Command.CREATE: "SRV-3.2",
        Command.DESTROY: "SRV-4.1",
        Command.OPTIONS: "SRV-6.1.3",
    }

    site = models.CharField(_("site"), max_length=20)
    command = models.CharField(_("command"), max_length=8, choices=Command.choices)
    reference = models.CharField(_("server"), max_length=24, db_index=True)
    key = models.CharField(_("order"), max_length=24)
    details = models.JSONField(_("details"), default=dict, blank=True)
    due_at = models.DateTimeField(_("due"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("work at a machine by hand")
        verbose_name_plural = _("work at machines by hand")
        constraints = [models.UniqueConstraint(fields=["command", "key"], name="server_work_asked_once")]
        indexes = [
            models.Index(
                fields=["due_at"], name="server_work_open", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_command_display()} – {self.details.get('hostname') or self.reference}"

    @property
    def about(self) -> str:
        return self.reference

    @property
    def waiting(self) -> str:
        return self.key

    @property
    def clause(self) -> str:
        return self.CLAUSES.get(self.command, "SRV-6.1.2(1)")
