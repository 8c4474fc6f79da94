"""The back office: Django's admin opened on work queues, each row one click from its verb.

A product's `admin.py` subclasses `VerbAdmin`, lists its flow, and registers its queues; the buttons call the same
verbs as the customer's pages, with a required reason.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import evidence, outage
from .acts import act_of
from .admin_site import Queue, register_queue
from .attention import close_attention
from .models import Attention, EvidenceAnchor, EvidenceRecord, Holiday, Scheduled, Silence
from .tasks import knock
from .transitions import Flow, NotAllowed, amend


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that staff may read and nobody may edit or delete here; their pages are the customers' own."""

    view_on_site = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReasonForm(forms.Form):
    """Every staff verb wants a reason; it goes into the evidence."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerbAdmin(ReadOnlyAdmin):
    """A thing with a flow: its facts are read-only, its buttons are verbs (`staff_verbs`), its proof is shown.

    `closes_tasks`: whether any verb ends what was asked about the thing; False where its verbs say so themselves.
    """

    flow: Flow
    staff_verbs: tuple[str, ...] = ()
    closes_tasks = True
    change_form_template = "admin/core/thing.html"
    actions = ["resume"]

    @admin.action(description=gettext_lazy("Take up again what was set aside"), permissions=["view"])
    def resume(self, request, queryset):
        """A row set aside after an error is given back to the worker; if it fails again it is set aside again."""
        if not request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"):
            raise PermissionDenied
        for thing in queryset.exclude(set_aside_at=None):
            amend(thing, act_of(request), "resumed", "", set_aside_at=None)
            close_attention(act_of(request), about=thing.public_id, queue="set_aside")

    def get_actions(self, request):
        found = super().get_actions(request)
        if not issubclass(self.model, Scheduled):
            found.pop("resume", None)
        return found

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        view = self.admin_site.admin_view(self.verb_view)
        return [path("<path:object_id>/verb/<slug:verb>/", view, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        thing = self.get_object(request, object_id)
        extra = {
            "verbs": self.verbs_for(request, thing) if thing else [],
            "evidence": _proof_of(thing) if thing else [],
            "broken": evidence.broken_links(thing.public_id) if thing else [],
            "steps": thing.steps_shown() if hasattr(thing, "steps_shown") else [],
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def verbs_for(self, request, thing) -> list[dict]:
        """The verbs that this person may perform on the thing as it is."""
        if not request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"):
            return []
        verbs = [self.flow.verbs[name] for name in self.staff_verbs]
        return [
            {"name": v.name, "label": v.label or v.name, "clause": v.clause}
            for v in verbs
            if v.allowed(thing)
        ]

    def verb_form(self, verb: str) -> type[forms.Form]:
        """The form of one verb; a product overrides it where a verb needs more than a reason."""
        return ReasonForm

    def bound_form(self, verb: str, thing, *data) -> forms.Form:
        """The verb's form with what was sent; a product overrides it where the form must know the thing."""
        return self.verb_form(verb)(*data)

    def verb_view(self, request: HttpRequest, object_id: str, verb: str):
        """The confirmation page of a staff verb: what will happen, under which clause, and why."""
        thing = get_object_or_404(self.get_queryset(request), pk=object_id)
        allowed = {v["name"]: v for v in self.verbs_for(request, thing)}
        if verb not in allowed:
            messages.error(request, _("%(thing)s: this cannot be done now.") % {"thing": thing})
            return redirect(self._page(thing))
        form = self.bound_form(verb, thing, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            self._perform(request, thing, verb, form.cleaned_data)
            return redirect(self._page(thing))
        context = {
            **self.admin_site.each_context(request),
            "thing": thing,
            "verb": allowed[verb],
            "form": form,
        }
        return render(
            request, "admin/core/verb.html", {**context, "opts": self.opts, "back": self._page(thing)}
        )

    def _perform(self, request, thing, verb: str, data: dict) -> None:
        act = act_of(request, data.pop("reason"))
        try:
            self.carry_out(thing, verb, act, **data)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        else:
            if self.closes_tasks:
                close_attention(act, about=thing.public_id)
            messages.success(request, _("Done: %(thing)s.") % {"thing": thing})

    def carry_out(self, thing, verb: str, act, **data) -> None:
        """Perform the verb; a product overrides it where other things follow from it."""
        self.flow.verbs[verb](thing, act, **data)

    def _page(self, thing) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])


def _proof_of(thing) -> list[EvidenceRecord]:
    """What is proven about a thing, newest first; a state and a person are named as everywhere (`leads_to`, `by`)."""
    states = dict(next((field.flatchoices for field in thing._meta.fields if field.name == "state"), ()))
    records = list(EvidenceRecord.objects.filter(about=thing.public_id).order_by("-seq"))
    known = get_user_model()._default_manager.filter(public_id__in={record.actor for record in records})
    people = dict(known.values_list("public_id", "name"))
    for record in records:
        record.by = people.get(record.actor) or record.actor
        record.leads_to = states.get(record.data.get("to"), record.data.get("to", ""))
    return records


@admin.register(EvidenceRecord)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ["at", "about", "seq", "kind", "what", "clause", "actor"]
    list_filter = ["kind"]
    search_fields = ["=about"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(EvidenceAnchor)
class AnchorAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "through", "records", "digest"]
    ordering = ["-number"]


@admin.register(Attention)
class AttentionAdmin(ReadOnlyAdmin):
    list_display = ["title", "queue", "about", "clause", "opened_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "queue"]
    search_fields = ["about", "title"]
    actions = ["close"]

    @admin.action(description=gettext_lazy("Mark as looked at"), permissions=["view"])
    def close(self, request, queryset):
        n = close_attention(act_of(request), pk__in=list(queryset.values_list("pk", flat=True)))
        messages.success(request, _("%(n)s closed.") % {"n": n})


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ["day", "name", "kind", "confirmed", "source"]
    list_filter = ["kind", "confirmed"]


@admin.register(Silence)
class SilenceAdmin(ReadOnlyAdmin):
    """Outages: what is late because of them, and the decision that it goes on."""

    change_form_template = "admin/core/silence.html"
    list_display = ["__str__", "reviewed_at", "reviewed_by", "reason"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.late_view)
        return [path("late/", view, name="core_silence_late"), *super().get_urls()]

    def late_view(self, request: HttpRequest):
        """What is late, and the act that lets the paused steps go on, with its reason."""
        may, form = request.user.has_perm("core.change_silence"), ReasonForm(request.POST or None)
        if not self.has_view_permission(request) or (request.method == "POST" and not may):
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            outage.release(act_of(request, form.cleaned_data["reason"]))
            knock()
            messages.success(request, _("Released: what was paused goes on."))
            return redirect("admin:core_silence_late")
        facts = {"silences": outage.open_silences(), "backlog": outage.backlog(act_of(request).now)}
        context = {
            **self.admin_site.each_context(request),
            **facts,
            "form": form,
            "may": may,
            "opts": self.opts,
        }
        return render(request, "admin/core/late.html", {**context, "title": _("What is late")})


register_queue(
    Queue(
        gettext_lazy("Outages: what is late"),
        count=lambda: outage.open_silences().count(),
        late=lambda: outage.open_silences().count(),
        url=lambda: reverse("admin:core_silence_late"),
        permission="core.view_silence",
    )
)
register_queue(
    Queue(
        gettext_lazy("Needs a person"),
        count=lambda: Attention.objects.filter(closed_at=None).count(),
        url=lambda: reverse("admin:core_attention_changelist") + "?closed_at__isempty=1",
        permission="core.view_attention",
    )
)
