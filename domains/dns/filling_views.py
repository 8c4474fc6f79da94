"""Pages that fill a zone: templates and zone files in, a zone file out. What they change is the draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.roles import Capability
from core.views import OwnedDetailView

from . import draft, rules, zonefile
from .entries import difference, level
from .forms import PRESETS, ImportForm
from .head import head
from .views import ZoneMixin, ZoneVerbView


class PresetView(ZoneVerbView):
    """The usual records of a website, of a mail provider…, put in place of what they replace."""

    template_name = "domains/dns/preset.html"

    @cached_property
    def preset(self) -> str:
        asked = self.request.GET.get("preset", "website")
        if asked not in PRESETS:
            raise Http404
        return asked

    def get_form_class(self):
        return PRESETS[self.preset]

    def get_context_data(self, **kwargs):
        return super().get_context_data(preset=self.preset, **kwargs)

    def perform(self, form):
        draft.fill(self.zone, self.act(), entries=form.entries(self.zone.entries(), self.object.name))
        messages.success(self.request, _("The records are in your draft. Publish to make it so."))


class ImportView(ZoneVerbView):
    """A zone file is read, shown with what is wrong with each line, and put into the draft as a whole or not at all."""

    template_name = "domains/dns/import.html"
    form_class = ImportForm

    def form_valid(self, form):
        text, replace = form.cleaned_data["text"], form.cleaned_data["replace"]
        reading = zonefile.read(text, self.object.name)
        before = self.zone.entries()
        after = level([*([] if replace else before), *reading.entries])
        problems = list(rules.problems(after, self.object.name))
        if "apply" in self.request.POST and not reading.errors and not problems:
            return super().form_valid(form)
        shown = {"reading": reading, "problems": problems, "change": difference(before, after), "text": text}
        context = self.get_context_data(form=form, replace=replace, previewed=True, **shown)
        return render(self.request, self.template_name, context)

    def perform(self, form):
        reading = zonefile.read(form.cleaned_data["text"], self.object.name)
        before = [] if form.cleaned_data["replace"] else self.zone.entries()
        draft.fill(self.zone, self.act(), entries=[*before, *reading.entries])
        messages.success(self.request, _("The records are in your draft. Publish to make it so."))


class ExportView(ZoneMixin, OwnedDetailView):
    """The draft as a zone file."""

    capability = Capability.VIEW

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        entries, serial = (self.zone.entries(), self.zone.serial) if self.zone else ([], 0)
        text = zonefile.write(self.object.name, head(self.object.name, serial), entries)
        disposition = f'attachment; filename="{self.object.name}.zone"'
        return HttpResponse(
            text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": disposition}
        )
