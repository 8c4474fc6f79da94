"""The books: what each service is promised, hours worked and granted, the months' reports."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import Queue, ReadOnlyAdmin, register_queue
from core.models import Attention
from support.models import Coverage, HourGrant, ServiceReport, WorkEntry

from .base import Book
from .entering import GrantForm, WorkForm


@admin.register(Coverage)
class CoverageAdmin(ReadOnlyAdmin):
    """Products write these; here they are read."""

    list_display = ["label", "customer", "kind", "site", "policy", "since", "until"]
    list_filter = ["policy", "kind", "site", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["=about", "label", "customer__name"]


@admin.register(WorkEntry)
class WorkEntryAdmin(Book):
    entered = WorkForm
    list_display = ["at", "label", "customer", "minutes", "what", "urgent_security", "by"]
    list_filter = ["month", "urgent_security"]
    list_select_related = ["customer"]
    search_fields = ["=about", "label", "customer__name", "what"]
    shown = (
        "label",
        "about",
        "customer",
        "month",
        "minutes",
        "what",
        "ticket",
        "urgent_security",
        "at",
        "by",
    )


@admin.register(HourGrant)
class HourGrantAdmin(Book):
    entered = GrantForm
    list_display = ["reference", "customer", "about", "month", "minutes", "granted_at"]
    list_select_related = ["customer"]
    search_fields = ["=about", "reference", "customer__name"]
    shown = ("reference", "customer", "about", "month", "minutes", "granted_at", "granted_by")


@admin.register(ServiceReport)
class ServiceReportAdmin(ReadOnlyAdmin):
    list_display = ["customer", "month", "made_at"]
    list_select_related = ["customer"]
    list_filter = ["month"]
    search_fields = ["customer__name"]


register_queue(
    Queue(
        _("Hour banks used up"), lambda: Attention.objects.filter(queue="hours", closed_at=None).count(),
        lambda: reverse("admin:core_attention_changelist") + "?queue=hours&closed_at__isempty=1", "C-15",
        permission="support.view_workentry",
    )
)  # fmt: skip
