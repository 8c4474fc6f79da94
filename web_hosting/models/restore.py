"""A restore from the latest backup, asked for by a customer (HD-3.7, HD-5.3a, C-14)."""

from operator import attrgetter

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import PublicIdField
from core.models import Calling, due_index
from core.owned import Owned
from core.schedule import Step
from web_hosting.restores.schedule import RestoreFacts, restore_schedule

from .account import HostingAccount

facts_of = attrgetter(*RestoreFacts._fields)


class RestoreRequest(Owned, Calling):
    """Best effort, from our latest backup: its fee is asked for only once a backup was found (C-14)."""

    class State(models.TextChoices):
        LOOKING = "looking", _("looking for a backup")
        NO_BACKUP = "no_backup", _("no backup, nothing to pay")
        OFFERED = "offered", _("backup found, to be paid")
        RESTORING = "restoring", _("being restored")
        DONE = "done", _("restored")
        FAILED = "failed", _("not possible, credited")
        LAPSED = "lapsed", _("not paid, lapsed")
        WITHDRAWN = "withdrawn", _("withdrawn, nothing to pay")

    class What(models.TextChoices):
        ALL = "all", _("everything")
        FILES = "files", _("the files")
        DATABASES = "databases", _("the databases")
        MAIL = "mail", _("the mailboxes")

    UNDER_WAY = ("looking", "offered", "restoring")
    schedule_related = ("account__plan", "customer")
    locks_first = ("account",)

    public_id = PublicIdField("hrs")
    account = models.ForeignKey(
        HostingAccount, models.PROTECT, related_name="restores", verbose_name=_("account")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.LOOKING)
    what = models.CharField(_("to be restored"), max_length=9, choices=What.choices, default=What.ALL)
    wanted_on = models.DateField(_("state wished for"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.CharField(_("asked by"), max_length=24)
    backup_at = models.DateTimeField(_("backup of"), null=True, blank=True)
    fee_ht = models.BigIntegerField(_("fee before tax (centimes)"), default=0)
    proposal = models.CharField(_("proforma"), max_length=24, blank=True)
    payable_until = models.DateTimeField(_("payable until"), null=True, blank=True)
    line = models.CharField(_("paid line"), max_length=24, blank=True, editable=False)
    due_at = models.DateTimeField(_("to be done by"), null=True, blank=True)
    done_at = models.DateTimeField(_("restored"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("restore from a backup")
        verbose_name_plural = _("restores from a backup")
        indexes = [due_index("hosting_restore_due")]
        constraints = [
            models.CheckConstraint(
                name="paid_restore_has_a_backup",
                condition=~Q(state__in=["offered", "restoring", "done"]) | Q(backup_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def tone(self) -> str:
        tones = {"done": "fine", "offered": "soon", "looking": "soon", "restoring": "soon", "failed": "late"}
        return tones.get(self.state, "ended")

    def steps(self) -> list[Step]:
        return list(restore_schedule(RestoreFacts(*facts_of(self))))

    def get_absolute_url(self) -> str:
        return self.account.get_absolute_url()
