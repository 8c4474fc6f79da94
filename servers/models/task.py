"""What is to be done at the hypervisor, or by hand at a machine: one thing after the other for each server."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from servers.schedule import TaskFacts, task_schedule

from .server import Server


class ServerTask(Owned, Calling):
    """One act on a server's machine. One at a time is under way; the others wait, oldest first."""

    class Kind(models.TextChoices):
        START = "start", _("power on")
        STOP = "stop", _("power off")
        REBOOT = "reboot", _("restart")
        REBUILD = "rebuild", _("install anew")
        RESIZE = "resize", _("make larger")
        PASSWORD = "password", _("new access codes")
        REVERSE = "reverse", _("reverse DNS")
        OPTIONS = "options", _("options")
        CUT = "cut", _("cut off")
        RESTORE = "restore", _("restore")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DOING = "doing", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("refused")
        DROPPED = "dropped", _("dropped")

    schedule_related = ("server__product", "server__site", "server__customer", "customer")
    locks_first = ("server",)
    secret_fields = ("wanted",)
    OPEN = ("waiting", "doing")

    public_id = PublicIdField("tsk")
    server = models.ForeignKey(Server, models.PROTECT, related_name="tasks", verbose_name=_("server"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    wanted = models.JSONField(_("wanted"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    refusal = models.CharField(_("refusal"), max_length=200, blank=True)
    line = models.CharField(_("paid line"), max_length=24, blank=True, editable=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("task at a server")
        verbose_name_plural = _("tasks at servers")
        indexes = [due_index("server_task_due")]
        constraints = [
            models.UniqueConstraint(fields=["server"], name="one_task_under_way", condition=Q(state="doing"))
        ]

    def __str__(self) -> str:
        return f"{self.server.hostname}: {self.get_kind_display()}"

    @property
    def tone(self) -> str:
        return {"waiting": "soon", "doing": "soon", "done": "fine", "failed": "late"}.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(task_schedule(TaskFacts(self.state, self.call_at)))

    def get_absolute_url(self) -> str:
        return self.server.get_absolute_url()
