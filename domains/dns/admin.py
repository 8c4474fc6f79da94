"""The back office of the DNS: zones with their verbs and what the server holds otherwise; work on a server by hand."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from core.admin import Queue, VerbAdmin, register_queue
from core.by_hand_admin import ByHandAdmin, by_hand_queue
from core.models import Attention
from domains.models import ManualZoneWork, Record, Zone, ZoneVersion
from domains.registry.port import DsRecord

from . import manual, servers, zonefile
from .entries import RRset, flat
from .head import head
from .lifecycle import flow


class _Shown(admin.TabularInline):
    """Rows of a zone that staff read and nobody edits here."""

    extra = 0
    can_delete = False
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class RecordInline(_Shown):
    model = Record
    fields = readonly_fields = ["name", "type", "ttl", "content"]


class VersionInline(_Shown):
    model = ZoneVersion
    fields = readonly_fields = ["number", "origin", "published_at", "published_by", "difference"]

    @admin.display(description=gettext_lazy("difference"))
    def difference(self, version):
        """What the publication changed: + added, − removed."""
        return format_html('<pre class="wrapped">{}</pre>', servers.in_words(version.change.as_json()))


@admin.register(Zone)
class ZoneAdmin(VerbAdmin):
    flow = flow
    staff_verbs = ("push_again", "adopt", "remove_zone")
    list_display = [
        "__str__",
        "state",
        "customer",
        "dnssec",
        "serial",
        "pushed_at",
        "differs",
        "call_attempts",
    ]
    list_filter = ["state", "dnssec", ("set_aside_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "domain"]
    search_fields = ["domain__name", "domain__unicode_name", "=public_id", "customer__name"]
    fields = [
        "domain", "state", "customer", "public_id", "version", "serial", "dnssec", "dnssec_at", "ds_records",
        "delegating", "pushed_at", "compared_at", "shown_differences", "remove_at", "parked", "call_at",
        "call_attempts", "call_error", "zone_file",
    ]  # fmt: skip
    inlines = [RecordInline, VersionInline]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=gettext_lazy("differs"), boolean=True)
    def differs(self, zone):
        """Whether the last comparison found something."""
        return not zone.differences

    @admin.display(description=gettext_lazy("differences on the server"))
    def shown_differences(self, zone):
        """What the server holds otherwise than published: + is only there, − is missing there."""
        return (
            format_html('<pre class="wrapped">{}</pre>', servers.in_words(zone.differences))
            if zone.differences
            else "–"
        )

    @admin.display(description=gettext_lazy("zone file in force"))
    def zone_file(self, zone):
        """What the server shall hold."""
        return format_html(
            "<pre>{}</pre>", zonefile.write(zone.name, head(zone.name, zone.serial), zone.published())
        )


class DoneForm(forms.Form):
    """What was done on the server, or why it was not."""

    ds = forms.CharField(
        label=gettext_lazy("DS records of the zone's key, one on each line, where it is signed"),
        required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    refused = forms.CharField(label=gettext_lazy("Refused because"), required=False, max_length=500)

    def __init__(self, *data, asked: ManualZoneWork):
        super().__init__(*data)
        self.asked = asked

    def clean_ds(self) -> list[DsRecord]:
        """Each line is key tag, algorithm, digest type, digest."""
        try:
            rows = [line.split(maxsplit=3) for line in self.cleaned_data["ds"].splitlines() if line.strip()]
            return [
                DsRecord(int(tag), int(alg), int(kind), "".join(hexa.split()).upper())
                for tag, alg, kind, hexa in rows
            ]
        except ValueError:
            message = _("Type each DS record as four words: key tag, algorithm, digest type, digest.")
            raise forms.ValidationError(message) from None

    def give(self, act: Act) -> None:
        """Hand the answer to the port."""
        manual.answer(self.asked, act, self.cleaned_data["ds"], self.cleaned_data["refused"])


@admin.register(ManualZoneWork)
class ManualZoneWorkAdmin(ByHandAdmin):
    list_display = ["zone", "command", "target", "asked_at", "answered_at", "refused"]
    search_fields = ["zone", "=reference"]
    type_label = gettext_lazy("Say that it is done, or refused")
    answer_label = gettext_lazy("Done on the name server")
    fields = readonly_fields = [
        "zone", "command", "target", "reference", "asked_at", "zone_file",
        "answered_at", "answered_by", "refused", "answer",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("zone file to install"))
    def zone_file(self, work):
        """What the server shall hold, to copy."""
        if not work.wanted:
            return "–"
        sets = tuple(
            RRset(name, kind, ttl, tuple(contents)) for name, kind, ttl, contents in work.wanted["rrsets"]
        )
        return format_html(
            '<pre class="wrapped">{}</pre>', zonefile.write(work.zone, (), flat(sets, work.zone))
        )

    def answer_form(self, asked, data):
        return DoneForm(*data, asked=asked)


for _queue in (
    by_hand_queue(gettext_lazy("DNS work by hand"), ManualZoneWork, ManualZoneWork.clause),
    Queue(
        gettext_lazy("DNS zones that need a person"),
        lambda: Attention.objects.filter(queue="dns", closed_at=None).count(),
        lambda: reverse("admin:core_attention_changelist") + "?closed_at__isempty=1&queue=dns",
        ManualZoneWork.clause, permission="domains.view_zone",
    ),
):  # fmt: skip
    register_queue(_queue)

__all__ = ["ManualZoneWorkAdmin", "ZoneAdmin"]
