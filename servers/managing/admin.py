"""Samples in the back office, and readings of dedicated servers typed or imported by staff (SRV-5.1(1))."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import act_of
from core.admin import ReadOnlyAdmin
from servers.models import Sample, Server

from . import readings
from .usage import GIGABYTE, MEASURED

LIST = "admin:servers_sample_changelist"
MOST_BYTES = 2_000_000


class ReadingsForm(forms.Form):
    """A file with many, or one server with its two counters in GB."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), required=False,
        help_text=gettext_lazy("First line: server;measured_at;received;sent – counters in bytes since their reset."),
    )  # fmt: skip
    server = forms.ModelChoiceField(
        Server.objects.none(), label=gettext_lazy("Or one server"), required=False
    )
    received = forms.DecimalField(label=gettext_lazy("Received since the reset (GB)"), min_value=0, max_digits=12,
                                  decimal_places=3, required=False)  # fmt: skip
    sent = forms.DecimalField(label=gettext_lazy("Sent since the reset (GB)"), min_value=0, max_digits=12,
                              decimal_places=3, required=False)  # fmt: skip

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, self.found = now, []
        dedicated = Server.objects.filter(product__kind="dedicated", state__in=MEASURED)
        self.fields["server"].queryset = dedicated.select_related(*Server.schedule_related).order_by(
            "hostname"
        )

    def clean(self):
        said = super().clean()
        try:
            self.found = self._from_file(said["file"]) if said.get("file") else self._typed(said)
        except readings.Wrong as wrong:
            raise forms.ValidationError([forms.ValidationError(line) for line in wrong.said]) from None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return said

    def _from_file(self, file) -> list[readings.Reading]:
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(_("The file is too large: split it."))
        try:
            return readings.read(content.decode(), self.now)
        except UnicodeDecodeError:
            raise ValueError(_("The file is not text in UTF-8.")) from None

    def _typed(self, said) -> list[readings.Reading]:
        server = said.get("server")
        if not server or said.get("received") is None or said.get("sent") is None:
            raise ValueError(_("Choose a file, or a server with both counters."))
        readings.check(server, self.now, self.now)
        counted = (int(said[name] * GIGABYTE) for name in ("received", "sent"))
        return [readings.Reading(server, self.now, *counted)]


@admin.register(Sample)
class SampleAdmin(ReadOnlyAdmin):
    """What was measured (SRV-5.1(1))."""

    list_display = ["server", "at", "moved", "disk", "cpu"]
    list_select_related = ["server__product"]
    search_fields = ["=server__public_id", "server__hostname"]
    show_full_result_count = False
    change_list_template = "admin/servers/samples.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.read_view)
        return [path("readings/", view, name="servers_sample_readings"), *super().get_urls()]

    def read_view(self, request):
        """Readings of dedicated servers: all of a file, or one."""
        if not request.user.has_perm("servers.change_server"):
            return render(request, "403.html", status=403)
        act = act_of(request)
        form = ReadingsForm(request.POST or None, request.FILES or None, now=act.now)
        if request.method == "POST" and form.is_valid():
            n = readings.take(form.found, act)
            messages.success(request, _("%(n)s readings counted.") % {"n": n})
            return redirect(LIST)
        context = {
            **self.admin_site.each_context(request),
            "thing": _("Readings of dedicated servers"),
            "form": form,
        }
        verb = {"label": _("Enter readings"), "clause": "SRV-5.1(1)"}
        return render(
            request, "admin/core/verb.html", {**context, "opts": self.opts, "verb": verb, "back": "../"}
        )
