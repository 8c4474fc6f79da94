"""Dunning in the back office: the ladders that hold, and the pauses of single things, each with its reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import DunningPause, Ladder
from core import clock, display
from core.acts import act_of
from core.admin import Queue, VerbAdmin, register_queue
from core.transitions import NotAllowed

from . import book, pausing
from .terms import DUNNING


class LadderForm(forms.ModelForm):
    """A ladder holds for periods that end late enough: what a customer was told about his term is kept."""

    class Meta:
        model = Ladder
        fields = ["family", "product", "starts_on", "reminder", "suspend", "warning", "end", "reason"]

    def clean_starts_on(self):
        day, first = self.cleaned_data["starts_on"], clock.local_date(clock.now()) + DUNNING.announced
        if day < first:
            words = gettext("Customers have been told what follows: the first day is %(day)s.")
            raise ValidationError(words % {"day": display.day(first)})
        return day

    def clean(self):
        data = super().clean()
        warning, suspend, end = data.get("warning"), data.get("suspend"), data.get("end")
        if warning is not None and end is not None and end - warning < DUNNING.least_warning.days:
            words = gettext("Between the last warning and the end there are at least %(n)s days.")
            self.add_error("warning", words % {"n": DUNNING.least_warning.days})
        if suspend is not None and end is not None and suspend > end:
            self.add_error("suspend", gettext("A service is suspended before it ends."))
        return data


@admin.register(Ladder)
class LadderAdmin(admin.ModelAdmin):
    form = LadderForm
    list_display = ["family", "product", "starts_on", "reminder", "suspend", "warning", "end", "reason"]
    list_filter = ["family"]
    list_select_related = ["product"]
    autocomplete_fields = ["product"]

    def has_change_permission(self, request, obj=None):
        """A ladder is not changed: a new one begins on a later day."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        begun = obj and obj.starts_on < clock.local_date(clock.now()) + DUNNING.announced
        return super().has_delete_permission(request, obj) and not begun

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        book.forget()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        book.forget()


class PauseForm(forms.ModelForm):
    """What is paused, until when, and why."""

    class Meta:
        model = DunningPause
        fields = ["about", "ground", "ends_on", "reason"]


@admin.register(DunningPause)
class DunningPauseAdmin(VerbAdmin):
    flow = pausing.flow
    staff_verbs = ("resume",)
    list_display = ["about", "customer", "ground", "state", "starts_on", "ends_on", "reason"]
    list_filter = ["state", "ground"]
    list_select_related = ["customer"]
    search_fields = ["=about", "customer__name"]

    def has_add_permission(self, request):
        return request.user.has_perm("billing.add_dunningpause")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else PauseForm

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        act = act_of(request, data["reason"])
        try:
            row = pausing.pause(data["about"].strip(), act, data["ground"], data["ends_on"])
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            obj.__dict__.update(row.__dict__)

    def carry_out(self, thing, verb, act, **data):
        pausing.end(thing, act)


register_queue(
    Queue(
        _("Dunning paused"),
        count=lambda: DunningPause.objects.filter(state="entered", ends_on=None).count(),
        url=lambda: reverse("admin:billing_dunningpause_changelist") + "?state__exact=entered",
        clause="C-13",
        permission="billing.view_dunningpause",
    )
)
